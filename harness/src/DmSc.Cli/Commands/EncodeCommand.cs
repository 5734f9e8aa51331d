using System.CommandLine;
using DmSc.Cli.Output;
using DmSc.Model.Rollup;
using DmSc.Suite.Composition;
using DmSc.Wire;
using DmSc.Wire.Annotated;

namespace DmSc.Cli.Commands;

/// <summary><c>dmsc encode</c>: octets of XML or JSON.</summary>
internal static class EncodeCommand
{
    public static Command Create(ConsoleOutput console)
    {
        var source = new OctetSource();
        var version = new Option<string?>("--wbxml-version") { Description = "1.1, 1.2 or 1.3. Default: 1.3 for Client Provisioning, else 1.2." };
        version.AcceptOnlyFromAmong("1.1", "1.2", "1.3");
        var charset = new Option<string>("--charset") { Description = "utf-8 or us-ascii, declared in the header of WBXML.", DefaultValueFactory = _ => "utf-8" };
        charset.AcceptOnlyFromAmong("utf-8", "us-ascii");
        var publicId = new Option<string>("--public-id") { Description = "number, or text: in the string table. A device description (TNDS, DDF) has no number and is always text.", DefaultValueFactory = _ => "number" };
        publicId.AcceptOnlyFromAmong("number", "text");
        var share = new Option<bool>("--share-strings") { Description = "Put repeated strings into the string table." };
        var output = new Option<string>("--output") { Description = "hex, base64 or raw, on standard output.", DefaultValueFactory = _ => "hex" };
        output.AcceptOnlyFromAmong("hex", "base64", "raw");
        var kinds = string.Join(", ", Enum.GetValues<WireKind>().Where(WireJson.CanEncode).Select(WireKindName.Of));
        var command = new Command("encode", $"""
            Encodes XML (SyncML, TNDS, DDF, DevInf, Client Provisioning) as WBXML, and JSON with the members kind and content, as `decode --format json` writes it.
            Kinds: {kinds}. The others cannot be encoded.
            In the JSON of `decode`, roundTrips tells whether `encode` gives back the same octets: it does unless a length, a number or an APDU case was not written in its shortest form.
            WBXML gives back the same document, not always the same octets: string tables and charsets are written anew.
            """) { version, charset, publicId, share, output };
        source.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            var (input, name) = await source.ReadAsync(parsed, ct);
            var form = new WbxmlForm(
                parsed.GetValue(version) is { } text ? (byte)(text[2] - '0') : null,
                parsed.GetValue(publicId) == "text",
                parsed.GetValue(charset) == "us-ascii",
                parsed.GetValue(share));
            byte[] octets;
            try
            {
                octets = input.Octets.Length > 4 * AnnotatedInput.MaxSize
                    ? throw new SuiteInputException($"{name}: too large")
                    : StartsWith(input.Octets.Span, (byte)'{') ? WireJson.Encode(input.Octets, form)
                    : StartsWith(input.Octets.Span, (byte)'<') ? form.Encode(input.Octets.Span)
                    : throw new SuiteInputException($"{name}: XML or a JSON object was expected");
            }
            catch (WireFormatException failure)
            {
                throw new SuiteInputException($"{name}: {failure.Message}");
            }

            await WriteAsync(console, octets, parsed.GetValue(output)!, ct);
            return (int)ExitCode.Conformant;
        });
        return command;
    }

    private static async Task WriteAsync(ConsoleOutput console, byte[] octets, string output, CancellationToken ct)
    {
        switch (output)
        {
            case "raw":
                await using (var stream = Console.OpenStandardOutput())
                    await stream.WriteAsync(octets, ct);
                break;
            case "base64":
                console.Line(Convert.ToBase64String(octets));
                break;
            default:
                console.Line(Convert.ToHexString(octets));
                break;
        }
    }

    private static bool StartsWith(ReadOnlySpan<byte> text, byte first)
    {
        if (text.StartsWith("\uFEFF"u8))
            text = text[3..];
        var start = text.IndexOfAnyExcept(" \t\r\n"u8);
        return start >= 0 && text[start] == first;
    }
}
