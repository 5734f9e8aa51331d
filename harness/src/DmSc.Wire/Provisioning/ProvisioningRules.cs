using System.Collections.Immutable;
using System.Globalization;

namespace DmSc.Wire.Provisioning;

/// <summary>
/// Tells what in a document the content specification does not allow (OMA Provisioning Content 1.1, 4). Clients ignore what they do not
/// know, and senders in the field leave out and repeat much: so these are remarks, and the document keeps everything.
/// </summary>
public static class ProvisioningRules
{
    /// <summary>
    /// Remarks in document order: <c>UnknownCharacteristic</c>, <c>MisplacedCharacteristic</c>, <c>DuplicateCharacteristic</c>,
    /// <c>MissingCharacteristic</c>, <c>UnknownParm</c>, <c>DuplicateParm</c>, <c>MissingParm</c>, <c>FlagWithValue</c>, <c>ParmWithoutValue</c>,
    /// <c>EmptyValue</c>, <c>BadPort</c>, <c>ParmOrder</c>; then, of the document as a whole, <c>DuplicateIdentifier</c> and
    /// <c>DanglingReference</c>. The list is bounded.
    /// </summary>
    /// <param name="document">The document.</param>
    /// <param name="onDevice">Identifiers of proxies and access points that the device has already, which references may name.</param>
    public static ImmutableArray<FormatRemark> Check(ProvisioningDocument document, IReadOnlySet<string>? onDevice = null)
    {
        ArgumentNullException.ThrowIfNull(document);
        var remarks = new RemarkLog();
        CheckChildren(CharacteristicRule.Document, document.Characteristics, 0, "the document", remarks);
        CheckIdentifiers(document, onDevice, remarks);
        return remarks.ToImmutable();
    }

    private static void CheckChildren(
        CharacteristicRule rule,
        IEnumerable<Characteristic> children,
        int offset,
        string parent,
        RemarkLog remarks)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var child in children)
        {
            if (!rule.Children.TryGetValue(child.Type, out var occurrence))
            {
                if (CharacteristicRule.IsKnown(child.Type))
                    remarks.Add("MisplacedCharacteristic", child.Offset, $"{child.Type} does not belong into {parent}");
                else
                    remarks.Add("UnknownCharacteristic", child.Offset, $"{child.Type} in {parent} is not known");
                continue;
            }

            if (!seen.Add(child.Type) && !occurrence.IsRepeatable)
                remarks.Add("DuplicateCharacteristic", child.Offset, $"{child.Type} occurs again in {parent}");
            if (CharacteristicRule.For(child) is { } inner)
                CheckOne(inner, child, remarks);
        }

        foreach (var (type, occurrence) in rule.Children)
        {
            if (occurrence.IsRequired && !seen.Contains(type))
                remarks.Add("MissingCharacteristic", offset, $"{parent} has no {type}");
        }
    }

    private static void CheckOne(CharacteristicRule rule, Characteristic one, RemarkLog remarks)
    {
        // Applications other than ours register parameters that nobody can list here.
        var isOpen = one.Type is "RESOURCE" || (one.Type == "APPLICATION" && one["APPID"] != ProvisionedApplication.DmAppId);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var parm in one.Parms)
        {
            if (!rule.Parms.TryGetValue(parm.Name, out var occurrence))
            {
                if (!isOpen)
                    remarks.Add("UnknownParm", parm.Offset, $"{parm.Name} in {one.Type} is not known");
                continue;
            }

            if (!seen.Add(parm.Name) && !occurrence.IsRepeatable)
                remarks.Add("DuplicateParm", parm.Offset, $"{parm.Name} occurs again in {one.Type}");
            if (occurrence.IsFlag && parm.Value is not null)
                remarks.Add("FlagWithValue", parm.Offset, $"{parm.Name} in {one.Type} is a flag and has no value");
            else if (!occurrence.IsFlag && parm.Value is null)
                remarks.Add("ParmWithoutValue", parm.Offset, $"{parm.Name} in {one.Type} has no value");
            else if (!occurrence.IsFlag && occurrence.IsRequired && parm.Value!.Length == 0 && parm.Name != "RULE")
                remarks.Add("EmptyValue", parm.Offset, $"{parm.Name} in {one.Type} is empty");
            else if (parm.Name == "PORTNBR" && !IsPort(parm.Value!))
                remarks.Add("BadPort", parm.Offset, $"PORTNBR in {one.Type} is no number from 1 to 65535");
        }

        foreach (var (name, occurrence) in rule.Parms)
        {
            if (occurrence.IsRequired && !seen.Contains(name))
                remarks.Add("MissingParm", one.Offset, $"{one.Type} has no {name}");
        }

        if (one.Type == "ACCESS")
            CheckOrder(one, remarks);
        if (one.Type == "APPLICATION" && one["APPID"] == ProvisionedApplication.DmAppId)
            CheckAddress(one, remarks);
        CheckChildren(rule, one.Characteristics, one.Offset, one.Type, remarks);
    }

    private static void CheckOrder(Characteristic access, RemarkLog remarks)
    {
        if (access.Parms.FirstOrDefault() is { Name: not "RULE" } first)
            remarks.Add("ParmOrder", first.Offset, $"ACCESS starts with RULE, not with {first.Name}");
        if (access.Parms.LastOrDefault() is { Name: not ("TO-NAPID" or "TO-PROXY") } last)
            remarks.Add("ParmOrder", last.Offset, $"ACCESS ends with TO-NAPID or TO-PROXY, not with {last.Name}");
    }

    private static void CheckAddress(Characteristic application, RemarkLog remarks)
    {
        var inner = application.Of("APPADDR").Any(one => one.Has("ADDR"));
        if (!application.Has("ADDR") && !inner)
            remarks.Add("MissingParm", application.Offset, "the device management APPLICATION has no ADDR");
        else if (application.Has("ADDR") && inner)
            remarks.Add("DuplicateParm", application.Offset, "the device management APPLICATION has ADDR both directly and in APPADDR");
    }

    private static void CheckIdentifiers(ProvisioningDocument document, IReadOnlySet<string>? onDevice, RemarkLog remarks)
    {
        var accessPoints = Collect(document.Of("NAPDEF"), "NAPID", remarks);
        var proxies = Collect(document.Of("PXLOGICAL"), "PROXY-ID", remarks);
        Collect(document.Of("VENDORCONFIG"), "NAME", remarks);
        Collect(document.Of("CLIENTIDENTITY"), "CLIENT-ID", remarks);
        foreach (var proxy in document.Of("PXLOGICAL"))
            Collect(proxy.Of("PXPHYSICAL"), "PHYSICAL-PROXY-ID", remarks);

        foreach (var one in document.Characteristics.Concat(document.Of("PXLOGICAL").SelectMany(proxy => proxy.Of("PXPHYSICAL"))))
        {
            if (one.Type == "VENDORCONFIG")
                continue;
            foreach (var parm in one.Parms)
            {
                var known = parm.Name switch
                {
                    "TO-NAPID" => accessPoints,
                    "TO-PROXY" => proxies,
                    "PROXY-ID" when one.Type == "BOOTSTRAP" => proxies,
                    _ => null,
                };
                if (known is null || parm.Value is not { } value || known.Contains(value) || onDevice?.Contains(value) == true)
                    continue;
                if (parm.Name != "TO-NAPID" || value != "INTERNET")
                    remarks.Add("DanglingReference", parm.Offset, $"{parm.Name} in {one.Type} names \"{value}\", which the document does not define");
            }
        }
    }

    private static HashSet<string> Collect(IEnumerable<Characteristic> all, string name, RemarkLog remarks)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var one in all)
        {
            if (one[name] is { } value && !seen.Add(value))
                remarks.Add("DuplicateIdentifier", one.Offset, $"{name} \"{value}\" of {one.Type} is used twice");
        }

        return seen;
    }

    private static bool IsPort(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0;
}
