using System.CommandLine;
using DmSc.Cli.Output;
using DmSc.Model.Rollup;
using DmSc.Suite.Composition;
using DmSc.Wire;
using DmSc.Wire.Annotated;

namespace DmSc.Cli.Commands;

/// <summary><c>dmsc decode</c>: what is in some octets, with the place of everything.</summary>
internal static class DecodeCommand
{
    public static Command Create(ConsoleOutput console)
    {
        var source = new OctetSource();
        var kind = new Option<string?>("--as") { Description = $"What it is, instead of finding out: {string.Join(", ", WireKindName.All)}." };
        var format = new Option<string>("--format") { Description = "tree: offset (hexadecimal), length, label and value of every piece. xml: the document in it. json: tree, and the content that `encode` takes.", DefaultValueFactory = _ => "tree" };
        format.AcceptOnlyFromAmong("tree", "xml", "json");
        var lenient = new Option<bool>("--lenient") { Description = "Let pass what peers are known to get wrong in WBXML, and octets behind the document (padding of a card's file)." };
        var command = new Command("decode", """
            Decodes octets of any kind that OMA DM and smart cards exchange, inner documents too.
            What is decoded is shown as it is, credentials included; only the tree masks the data of PIN commands.
            Exit code 3 when the input, or a document inside it, is malformed.
            """) { kind, format, lenient };
        source.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            var named = Kind(parsed.GetValue(kind));
            var (octets, name) = await source.ReadAsync(parsed, ct);
            AnnotatedInput input;
            try
            {
                input = named is { } known ? AnnotatedInput.Read(octets.Octets, known, parsed.GetValue(lenient)) : AnnotatedInput.Detect(octets.Octets, parsed.GetValue(lenient));
            }
            catch (WireFormatException failure)
            {
                throw new SuiteInputException($"{name}: {failure.Message}");
            }

            Show(console, input, octets, parsed.GetValue(format)!, name);
            var malformed = false;
            foreach (var problem in input.Problems)
            {
                console.Error($"{name}: {problem}");
                malformed = true;
            }

            return (int)(malformed ? ExitCode.BadInput : ExitCode.Conformant);
        });
        return command;
    }

    internal static WireKind? Kind(string? name) => name is null ? null : WireKindName.Parse(name)
        ?? throw new SuiteInputException($"--as {name}: expected one of {string.Join(", ", WireKindName.All)}");

    private static void Show(ConsoleOutput console, AnnotatedInput input, InputOctets octets, string format, string name)
    {
        switch (format)
        {
            case "xml":
                console.Out.Write(input.ToXml() ?? throw new SuiteInputException($"{name}: {WireKindName.Of(input.Kind)} without a document that has an XML form"));
                console.Line();
                break;
            case "json":
                console.Out.Write(WireJson.Write(input));
                break;
            default:
                console.Line($"# {input.Octets.Length} octets ({octets.Notation.ToString().ToLowerInvariant()}){(octets.Remark is { } remark ? $"; {remark}" : "")}");
                if (input.Detected is [var taken, ..])
                    console.Line($"# detected: {WireKindName.Of(taken.Kind)}, {taken.Strength.ToString().ToLowerInvariant()}: {taken.Ground}");
                else
                    console.Line($"# as named: {WireKindName.Of(input.Kind)}");
                foreach (var other in input.Detected.Skip(1))
                    console.Line($"# {(other.Strength == input.Detected[0].Strength ? "ambiguous" : "or")}: {WireKindName.Of(other.Kind)}, {other.Strength.ToString().ToLowerInvariant()}: {other.Ground}");
                console.Out.Write(AnnotatedText.Write(input.Tree));
                break;
        }
    }
}
