using System.Collections.Immutable;
using DmSc.Wire.Notification;

namespace DmSc.Wire.Annotated;

/// <summary>Package #0 field by field.</summary>
internal static class NotificationAnnotator
{
    public static AnnotatedNode Annotate(ReadOnlyMemory<byte> octets)
    {
        var trigger = NotificationPackage.Parse(octets).Trigger;
        const int Start = NotificationPackage.DigestLength;
        var id = octets.Span[Start + 7];
        var parts = ImmutableArray.CreateBuilder<AnnotatedNode>();
        parts.Add(new AnnotatedNode(Start, 2, "version (10 bits)", $"{trigger.Version} = {trigger.Version / 10}.{trigger.Version % 10}"));
        parts.Add(new AnnotatedNode(Start + 1, 1, "ui-mode (2 bits)", $"{(int)trigger.UiMode} {trigger.UiMode}"));
        parts.Add(new AnnotatedNode(Start + 1, 1, "initiator (1 bit)", $"{(int)trigger.Initiator} {trigger.Initiator}"));
        parts.Add(new AnnotatedNode(Start + 1, 4, "future-use (27 bits)", $"{trigger.FutureUse:X7}"));
        parts.Add(new AnnotatedNode(Start + 5, 2, "session id", $"{trigger.SessionIdText} ({trigger.SessionId})"));
        parts.Add(new AnnotatedNode(Start + 7, 1, "length of the server identifier", $"{id}"));
        parts.Add(new AnnotatedNode(Start + NotificationTrigger.HeaderLength, id, "server identifier", Show.Quoted(trigger.ServerId)));
        if (!trigger.Vendor.IsEmpty)
            parts.Add(new AnnotatedNode(octets.Length - trigger.Vendor.Length, trigger.Vendor.Length, "vendor's part", Show.Hex(trigger.Vendor.Span)));
        return new AnnotatedNode(0, octets.Length, "package #0", null,
        [
            new AnnotatedNode(0, Start, "digest", Show.Hex(octets.Span[..Start])),
            new AnnotatedNode(Start, octets.Length - Start, "trigger", null, parts.ToImmutable()),
        ]);
    }
}
