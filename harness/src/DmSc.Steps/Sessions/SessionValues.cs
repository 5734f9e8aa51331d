using System.Collections.Immutable;
using DmSc.Dm.Server;
using DmSc.Engine.Verbs;
using DmSc.Model.Verdicts;
using DmSc.Steps.Lab;
using DmSc.Wire.SyncMl;

namespace DmSc.Steps.Sessions;

/// <summary>Sessions and what came of commands, as values.</summary>
internal static class SessionValues
{
    private static readonly RecordShape Item = ValueShape.Record(
        new("uri", ValueShape.Text, "Source of the Item."),
        new("text", ValueShape.Text, "Its value as text; absent when it is no UTF-8."),
        new("octets", ValueShape.Bytes, "Its value, decoded."),
        new("format", ValueShape.Text, "Format; chr when none was sent."),
        new("type", ValueShape.Text, "Type; text/plain when none was sent."));

    public static readonly RecordShape Inner = ValueShape.Record(
        new("command", ValueShape.Text, "Get, Add and so on."),
        new("status", ValueShape.Integer, "The Status of it; the highest when Items ended differently. Absent when none came."),
        new("carried-out", ValueShape.Boolean, "A Status says that it was, be it for one Item only."));

    public static readonly RecordShape Answer = ValueShape.Record(
        new("command", ValueShape.Text, "Get, Add and so on."),
        new("status", ValueShape.Integer, "The Status of it; the highest when Items ended differently. Absent when none came."),
        new("carried-out", ValueShape.Boolean, "A Status (200 to 299 but 213 to 216) says that it was, be it for one Item only, also where the server had to repeat it."),
        new("codes", ValueShape.ListOf(ValueShape.Integer), "Codes of all Status elements that name it, in order of arrival."),
        new("statuses", ValueShape.Integer, "How many they are."),
        new("text", ValueShape.Text, "The first value in its Results as text."),
        new("format", ValueShape.Text, "Format of the first value."),
        new("values", ValueShape.ListOf(Item), "All values in its Results."),
        new("inner", ValueShape.ListOf(Inner), "The commands in an Atomic or Sequence."),
        new("entries", ValueShape.ListOf(ValueShape.Text), "Data of the Items of its Status: what a user entered or chose."));

    public static StepValue Of(ServerExchange exchange) => Values.Record(
        ("command", Values.Text(exchange.Command.Kind.ToString())),
        ("status", Values.Integer(exchange.Status)),
        ("carried-out", Values.Boolean(exchange.WasCarriedOut)),
        ("codes", Values.List(exchange.Codes.Select(code => Values.Integer(code)))),
        ("statuses", Values.Integer(exchange.Statuses.Length)),
        ("text", Values.Text(exchange.Values.IsEmpty ? null : TextOf(exchange.Values[0]))),
        ("format", Values.Text(exchange.Values.IsEmpty ? null : exchange.Values[0].Format ?? "chr")),
        ("values", Values.List(exchange.Values.Select(Of))),
        ("inner", Values.List(exchange.Nested.Select(n => (StepValue)Values.Record(
            ("command", Values.Text(n.Command.Kind.ToString())),
            ("status", Values.Integer(n.Status)),
            ("carried-out", Values.Boolean(n.WasCarriedOut)))))),
        ("entries", Values.List(exchange.Statuses.SelectMany(s => s.Items).Select(i => Values.Text(i.Data?.Text)))));

    /// <summary>Octets of the IUT that are no message are evidence against it; a message beyond our own bounds is none.</summary>
    /// <exception cref="IutFormatException">The last message of the session cannot be read.</exception>
    /// <exception cref="StepFaultException">It is more than the harness reads.</exception>
    public static void DemandReadable(ServerSession session)
    {
        if (session.Unreadable is not { } error)
            return;
        if (ReceivedMessage.IsOurBound(error))
            throw new StepFaultException(FaultKind.HarnessBug, $"a message of the device is more than the harness reads: {error.Reason}");
        throw IutFormats.Of($"DM message {session.Received.Length + 1} of the session", error);
    }

    /// <summary>Alert codes of a message of the client, in order.</summary>
    public static ImmutableArray<string> Alerts(SyncMlMessage message) =>
        [.. message.Commands.Where(c => c.Kind == SyncMlCommandKind.Alert).Select(c => c.Data?.Text ?? "")];

    private static StepValue Of(ServerResult result) => Values.Record(
        ("uri", Values.Text(result.Uri)),
        ("text", Values.Text(TextOf(result))),
        ("octets", Values.Bytes(result.Octets)),
        ("format", Values.Text(result.Format ?? "chr")),
        ("type", Values.Text(result.Type ?? "text/plain")));

    private static string? TextOf(ServerResult result)
    {
        try
        {
            return new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(result.Octets.Span);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
