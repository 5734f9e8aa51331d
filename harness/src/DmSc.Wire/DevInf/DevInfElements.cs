using System.Collections.Immutable;
using DmSc.Wire.Wbxml;

namespace DmSc.Wire.DevInf;

/// <summary>From device information to elements, in the order of the document type definition.</summary>
internal static class DevInfElements
{
    public static WbxmlElement Document(DeviceInformation information)
    {
        var parts = ImmutableArray.CreateBuilder<WbxmlContent>();
        Text(parts, "VerDTD", information.VerDtd);
        Text(parts, "Man", information.Man);
        Text(parts, "Mod", information.Mod);
        Text(parts, "OEM", information.Oem);
        Text(parts, "FwV", information.FwV);
        Text(parts, "SwV", information.SwV);
        Text(parts, "HwV", information.HwV);
        Text(parts, "DevID", information.DevId);
        Text(parts, "DevTyp", information.DevTyp);
        Text(parts, "UTC", information.Utc ? "" : null);
        Text(parts, "SupportLargeObjs", information.SupportLargeObjects ? "" : null);
        Text(parts, "SupportNumberOfChanges", information.SupportNumberOfChanges ? "" : null);
        foreach (var store in information.DataStores)
            parts.Add(DataStore(store));
        parts.AddRange(information.ContentCapabilities);
        foreach (var extension in information.Extensions)
        {
            var content = ImmutableArray.CreateBuilder<WbxmlContent>();
            Text(content, "XNam", extension.Name);
            foreach (var value in extension.Values)
                Text(content, "XVal", value);
            parts.Add(Element("Ext", content.ToImmutable()));
        }

        parts.AddRange(information.Unknown);
        return Element("DevInf", parts.ToImmutable());
    }

    private static WbxmlElement DataStore(DeviceDataStore store)
    {
        var parts = ImmutableArray.CreateBuilder<WbxmlContent>();
        Text(parts, "SourceRef", store.SourceRef);
        Text(parts, "DisplayName", store.DisplayName);
        Text(parts, "MaxGUIDSize", store.MaxGuidSize);
        Content(parts, "Rx-Pref", store.PreferredReceived);
        foreach (var type in store.Received)
            Content(parts, "Rx", type);
        Content(parts, "Tx-Pref", store.PreferredSent);
        foreach (var type in store.Sent)
            Content(parts, "Tx", type);
        parts.AddRange(store.Other);
        if (!store.SyncTypes.IsEmpty)
            parts.Add(Element("SyncCap", [.. store.SyncTypes.Select(type => WbxmlElement.OfText(WbxmlNamespaces.DevInf, "SyncType", type))]));
        return Element("DataStore", parts.ToImmutable());
    }

    private static void Content(ImmutableArray<WbxmlContent>.Builder into, string name, ContentType? type)
    {
        if (type is null)
            return;
        var parts = ImmutableArray.CreateBuilder<WbxmlContent>();
        Text(parts, "CTType", type.Type);
        Text(parts, "VerCT", type.Version);
        into.Add(Element(name, parts.ToImmutable()));
    }

    private static void Text(ImmutableArray<WbxmlContent>.Builder into, string name, string? text)
    {
        if (text is not null)
            into.Add(text.Length == 0 ? Element(name) : WbxmlElement.OfText(WbxmlNamespaces.DevInf, name, text));
    }

    private static WbxmlElement Element(string name, params ImmutableArray<WbxmlContent> content) => WbxmlElement.Of(WbxmlNamespaces.DevInf, name, content);
}
