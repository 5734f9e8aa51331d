using System.Collections.Immutable;
using DmSc.Wire.Wbxml;

namespace DmSc.Wire.DevInf;

/// <summary>From elements to device information.</summary>
internal sealed class DevInfParser(RemarkLog remarks)
{
    private readonly ElementRules _rules = new(remarks);

    public DeviceInformation Document(WbxmlElement root)
    {
        if (!root.Is(WbxmlNamespaces.DevInf, "DevInf"))
            throw new WireFormatException(WbxmlErrors.UnexpectedRoot, root.Offset, $"{root.Name} of namespace \"{root.Namespace}\"; DevInf was expected");
        var read = new DeviceInformation([]);
        var stores = ImmutableArray.CreateBuilder<DeviceDataStore>();
        var capabilities = ImmutableArray.CreateBuilder<WbxmlElement>();
        var extensions = ImmutableArray.CreateBuilder<DeviceExtension>();
        var unknown = ImmutableArray.CreateBuilder<WbxmlElement>();
        foreach (var child in ElementRules.Children(root))
        {
            switch (NameOf(child))
            {
                case "VerDTD":
                    read = read with { VerDtd = _rules.OnceText(read.VerDtd, child) };
                    break;
                case "Man":
                    read = read with { Man = _rules.OnceText(read.Man, child) };
                    break;
                case "Mod":
                    read = read with { Mod = _rules.OnceText(read.Mod, child) };
                    break;
                case "OEM":
                    read = read with { Oem = _rules.OnceText(read.Oem, child) };
                    break;
                case "FwV":
                    read = read with { FwV = _rules.OnceText(read.FwV, child) };
                    break;
                case "SwV":
                    read = read with { SwV = _rules.OnceText(read.SwV, child) };
                    break;
                case "HwV":
                    read = read with { HwV = _rules.OnceText(read.HwV, child) };
                    break;
                case "DevID":
                    read = read with { DevId = _rules.OnceText(read.DevId, child) };
                    break;
                case "DevTyp":
                    read = read with { DevTyp = _rules.OnceText(read.DevTyp, child) };
                    break;
                case "UTC":
                    read = read with { Utc = true };
                    break;
                case "SupportLargeObjs":
                    read = read with { SupportLargeObjects = true };
                    break;
                case "SupportNumberOfChanges":
                    read = read with { SupportNumberOfChanges = true };
                    break;
                case "DataStore":
                    stores.Add(DataStore(child));
                    break;
                case "CTCap":
                    capabilities.Add(child);
                    break;
                case "Ext":
                    extensions.Add(Extension(child));
                    break;
                default:
                    _rules.Unknown(unknown, child, root);
                    break;
            }
        }

        return read with
        {
            DataStores = stores.ToImmutable(),
            ContentCapabilities = capabilities.ToImmutable(),
            Extensions = extensions.ToImmutable(),
            Unknown = unknown.ToImmutable(),
            Remarks = remarks.ToImmutable(),
        };
    }

    private DeviceDataStore DataStore(WbxmlElement element)
    {
        var store = new DeviceDataStore();
        var received = ImmutableArray.CreateBuilder<ContentType>();
        var sent = ImmutableArray.CreateBuilder<ContentType>();
        var syncTypes = ImmutableArray.CreateBuilder<string>();
        var other = ImmutableArray.CreateBuilder<WbxmlElement>();
        foreach (var child in ElementRules.Children(element))
        {
            switch (NameOf(child))
            {
                case "SourceRef":
                    store = store with { SourceRef = _rules.OnceText(store.SourceRef, child) };
                    break;
                case "DisplayName":
                    store = store with { DisplayName = _rules.OnceText(store.DisplayName, child) };
                    break;
                case "MaxGUIDSize":
                    store = store with { MaxGuidSize = _rules.OnceText(store.MaxGuidSize, child) };
                    break;
                case "Rx-Pref":
                    store = store with { PreferredReceived = ElementRules.Once(store.PreferredReceived, child, Content(child)) };
                    break;
                case "Tx-Pref":
                    store = store with { PreferredSent = ElementRules.Once(store.PreferredSent, child, Content(child)) };
                    break;
                case "Rx":
                    received.Add(Content(child));
                    break;
                case "Tx":
                    sent.Add(Content(child));
                    break;
                case "SyncCap":
                    foreach (var type in ElementRules.Children(child))
                        syncTypes.Add(_rules.Text(type));
                    break;
                default:
                    other.Add(child);
                    break;
            }
        }

        return store with { Received = received.ToImmutable(), Sent = sent.ToImmutable(), SyncTypes = syncTypes.ToImmutable(), Other = other.ToImmutable() };
    }

    private ContentType Content(WbxmlElement element)
    {
        string? type = null;
        string? version = null;
        foreach (var child in ElementRules.Children(element))
        {
            if (NameOf(child) == "CTType")
                type = _rules.OnceText(type, child);
            else if (NameOf(child) == "VerCT")
                version = _rules.OnceText(version, child);
            else
                remarks.Add("UnknownElement", child.Offset, $"{child.Name} is not expected in {element.Name}");
        }

        return new ContentType(type, version);
    }

    private DeviceExtension Extension(WbxmlElement element)
    {
        string? name = null;
        var values = ImmutableArray.CreateBuilder<string>();
        foreach (var child in ElementRules.Children(element))
        {
            if (NameOf(child) == "XNam")
                name = _rules.OnceText(name, child);
            else if (NameOf(child) == "XVal")
                values.Add(_rules.Text(child));
            else
                remarks.Add("UnknownElement", child.Offset, $"{child.Name} is not expected in {element.Name}");
        }

        return new DeviceExtension(name, values.ToImmutable());
    }

    private static string? NameOf(WbxmlElement element) => element.Namespace == WbxmlNamespaces.DevInf ? element.Name : null;
}
