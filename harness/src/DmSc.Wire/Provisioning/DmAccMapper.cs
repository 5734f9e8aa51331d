using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text;

namespace DmSc.Wire.Provisioning;

/// <summary>Maps one w7 APPLICATION.</summary>
internal sealed class DmAccMapper(Func<ConnectionReference, string> resolve)
{
    private readonly ImmutableArray<DmAccNode>.Builder _nodes = ImmutableArray.CreateBuilder<DmAccNode>();
    private readonly List<(ConnectionReference Reference, Parm Parm)> _references = [];
    private readonly RemarkLog _remarks = new();
    private int _addresses;
    private int _credentials;

    public DmAccMapped Map(Characteristic application)
    {
        if (application.Type != "APPLICATION" || application["APPID"] != ProvisionedApplication.DmAppId)
            _remarks.Add("NotDeviceManagement", application.Offset, $"{application} is no APPLICATION with APPID {ProvisionedApplication.DmAppId}");
        if (string.IsNullOrEmpty(application["PROVIDER-ID"]))
            _remarks.Add("MissingParm", application.Offset, "there is no PROVIDER-ID, and the account has no ServerID");

        var seen = new HashSet<string>(StringComparer.Ordinal);
        var startsSession = false;
        foreach (var part in application.Parts)
        {
            switch (part)
            {
                case Parm { Name: "INIT" } init:
                    startsSession = true;
                    if (init.Value is not null)
                        _remarks.Add("FlagWithValue", init.Offset, "INIT is a flag and has no value");
                    break;
                case Parm { Name: "TO-PROXY" or "TO-NAPID", Value: { } identifier } reference:
                    _references.Add((new ConnectionReference(reference.Name, identifier), reference));
                    break;
                case Parm { Name: "ADDR" } address when IsFirst(address, seen):
                    Add(address, "ADDR", ++_addresses);
                    Add("AppAddr/<X>/AddrType", "ADDR", DmAccMapping.AddressTypeWhenAbsent, _addresses);
                    break;
                case Parm { Name: "APPID" or "PROVIDER-ID" or "NAME" } parm when IsFirst(parm, seen):
                    Add(parm, parm.Name);
                    break;
                case Parm { Name: "APPID" or "PROVIDER-ID" or "NAME" or "ADDR" }:
                    break;
                case Characteristic { Type: "APPADDR" } address:
                    MapAddress(address);
                    break;
                case Characteristic { Type: "APPAUTH" } credential:
                    MapCredential(credential);
                    break;
                default:
                    NoMapping(part, "");
                    break;
            }
        }

        if (_addresses == 0)
            _remarks.Add("MissingParm", application.Offset, "there is no ADDR, and the account has no address");
        MapReferences();
        return new DmAccMapped(_nodes.ToImmutable(), startsSession, _remarks.ToImmutable());
    }

    private void MapAddress(Characteristic address)
    {
        if (string.IsNullOrEmpty(address["ADDR"]))
        {
            _remarks.Add("MissingParm", address.Offset, "an APPADDR without ADDR is left out");
            return;
        }

        _addresses++;
        var ports = 0;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in address.Parts)
        {
            switch (part)
            {
                case Parm { Name: "ADDR" } parm:
                    if (IsFirst(parm, seen))
                        Add(parm, "APPADDR/ADDR", _addresses);
                    break;
                case Parm { Name: "ADDRTYPE" } parm:
                    if (!IsFirst(parm, seen))
                        break;
                    if (DmAccMapping.ToAddressType(parm.Value ?? "") is { } type)
                        Add(DmAccMapping.Find("APPADDR/ADDRTYPE")!.Node, "APPADDR/ADDRTYPE", type, _addresses);
                    else
                        _remarks.Add("UnknownValue", parm.Offset, $"ADDRTYPE \"{parm.Value}\" is not known; AddrType is left out");
                    break;
                case Characteristic { Type: "PORT" } port:
                    MapPort(port, ++ports);
                    break;
                default:
                    NoMapping(part, "APPADDR/");
                    break;
            }
        }

        if (!seen.Contains("ADDRTYPE"))
            Add(DmAccMapping.Find("APPADDR/ADDRTYPE")!.Node, "APPADDR/ADDRTYPE", DmAccMapping.AddressTypeWhenAbsent, _addresses);
    }

    private void MapPort(Characteristic port, int number)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in port.Parts)
        {
            if (part is not Parm { Name: "PORTNBR" } parm)
                NoMapping(part, "APPADDR/PORT/");
            else if (IsFirst(parm, seen))
                Add(parm, "APPADDR/PORT/PORTNBR", _addresses, number);
        }
    }

    private void MapCredential(Characteristic credential)
    {
        _credentials++;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in credential.Parts)
        {
            if (part is not Parm parm || DmAccMapping.Find($"APPAUTH/{parm.Name}") is not { } row)
            {
                NoMapping(part, "APPAUTH/");
                continue;
            }

            if (!IsFirst(parm, seen))
                continue;
            switch (parm.Name)
            {
                case "AAUTHLEVEL":
                    if (DmAccMapping.ToLevel(parm.Value ?? "") is { } level)
                        Add(row.Node, row.Parm, level, _credentials);
                    else
                        _remarks.Add("UnknownValue", parm.Offset, $"AAUTHLEVEL \"{parm.Value}\" is not known; AAuthLevel is left out");
                    break;
                case "AAUTHTYPE":
                    MapType(parm, row);
                    break;
                case "AAUTHDATA":
                    MapData(parm, row);
                    break;
                default:
                    Add(parm, row.Parm, _credentials);
                    break;
            }
        }

        if (!seen.Contains("AAUTHLEVEL"))
        {
            Add("AppAuth/<X>/AAuthLevel", "APPAUTH/AAUTHLEVEL", DmAccMapping.LevelWhenAbsent, _credentials);
            _remarks.Add("LevelAssumed", credential.Offset, "credentials without AAUTHLEVEL are taken for those of HTTP");
        }
    }

    private void MapType(Parm parm, DmAccMappingRow row)
    {
        var types = (parm.Value ?? "").Split(',', StringSplitOptions.TrimEntries);
        if (types.Length > 1)
            _remarks.Add("SeveralTypes", parm.Offset, $"AAuthType holds one type; of \"{parm.Value}\" the first known one is taken");
        if (types.FirstOrDefault(type => DmAccMapping.ToType(type) is not null) is { } found)
            Add(row.Node, row.Parm, found, _credentials);
        else
            _remarks.Add("UnknownValue", parm.Offset, $"AAUTHTYPE \"{parm.Value}\" is not known; AAuthType is left out");
    }

    private void MapData(Parm parm, DmAccMappingRow row)
    {
        var text = parm.Value ?? "";
        if (Base64.IsValid(text))
            _nodes.Add(new DmAccNode(Named(row.Node, _credentials), row.Format, Convert.FromBase64String(text), row.Parm));
        else
            _remarks.Add("BadBase64", parm.Offset, "AAUTHDATA is not base64 text; AAuthData is left out");
    }

    private void MapReferences()
    {
        if (_references is [var (only, parm)])
        {
            Add(DmAccMapping.Find(parm.Name)!.Node, parm.Name, resolve(only));
            return;
        }

        for (var i = 0; i < _references.Count; i++)
            Add(DmAccMapping.SeveralReferences, _references[i].Parm.Name, resolve(_references[i].Reference), i + 1);
    }

    private bool IsFirst(Parm parm, HashSet<string> seen)
    {
        if (seen.Add(parm.Name))
            return true;
        _remarks.Add("DuplicateParm", parm.Offset, $"{parm.Name} occurs again; the first one counts");
        return false;
    }

    private void NoMapping(ProvisioningPart part, string path)
    {
        var name = part switch { Parm parm => parm.Name, Characteristic one => one.Type, _ => "" };
        _remarks.Add("NoMapping", part.Offset, $"{path}{name} has no node in the account");
    }

    private void Add(Parm parm, string path, params ReadOnlySpan<int> names)
    {
        if (parm.Value is null)
            _remarks.Add("ParmWithoutValue", parm.Offset, $"{path} has no value; its node is left out");
        else
            Add(DmAccMapping.Find(path)!.Node, path, parm.Value, names);
    }

    private void Add(string node, string path, string value, params ReadOnlySpan<int> names) =>
        _nodes.Add(new DmAccNode(Named(node, names), "chr", Encoding.UTF8.GetBytes(value), path));

    private static string Named(string node, params ReadOnlySpan<int> names)
    {
        foreach (var name in names)
        {
            var at = node.IndexOf("<X>", StringComparison.Ordinal);
            node = $"{node[..at]}{name}{node[(at + 3)..]}";
        }

        return node;
    }
}
