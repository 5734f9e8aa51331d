using System.CommandLine;
using System.Text;
using DmSc.Suite.Composition;
using DmSc.Wire;
using DmSc.Wire.Annotated;

namespace DmSc.Cli.Commands;

/// <summary>Where <c>decode</c> and <c>encode</c> take their input from: a file, standard input, or an option.</summary>
internal sealed class OctetSource
{
    private readonly Argument<string?> _file = new("file")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "File with the input, or - for standard input. At most 16 MB.",
    };

    private readonly Option<string?> _hex = new("--hex") { Description = "The input itself, as hexadecimal digits." };
    private readonly Option<string?> _base64 = new("--base64") { Description = "The input itself, as base64." };
    private readonly Option<string> _input = new("--input")
    {
        Description = "How the file is written: auto, raw, hex (blanks, 0x, commas, comments from # ; or //, and a column of offsets are skipped) or base64.",
        DefaultValueFactory = _ => "auto",
    };

    public void AddTo(Command command)
    {
        _input.AcceptOnlyFromAmong("auto", "raw", "hex", "base64");
        command.Arguments.Add(_file);
        command.Options.Add(_hex);
        command.Options.Add(_base64);
        command.Options.Add(_input);
    }

    /// <summary>The octets, and the name under which errors tell about them.</summary>
    /// <exception cref="SuiteInputException">None or several sources, no such file, too large, or not in the notation that was named.</exception>
    public async Task<(InputOctets Octets, string Name)> ReadAsync(ParseResult parsed, CancellationToken ct)
    {
        var (file, hex, base64) = (parsed.GetValue(_file), parsed.GetValue(_hex), parsed.GetValue(_base64));
        if (new[] { file, hex, base64 }.Count(source => source is not null) != 1)
            throw new SuiteInputException("name one input: FILE, - for standard input, --hex or --base64");
        var name = file switch { null => hex is not null ? "--hex" : "--base64", "-" => "standard input", _ => file };
        try
        {
            if (hex is not null)
                return (new InputOctets(InputOctets.FromHex(Encoding.UTF8.GetBytes(hex)), OctetNotation.Hex, null), name);
            if (base64 is not null)
                return (new InputOctets(InputOctets.FromBase64(Encoding.UTF8.GetBytes(base64)), OctetNotation.Base64, null), name);
            var content = await ContentAsync(file!, name, ct);
            return (parsed.GetValue(_input) switch
            {
                "raw" => new InputOctets(content, OctetNotation.Raw, null),
                "hex" => new InputOctets(InputOctets.FromHex(content.Span), OctetNotation.Hex, null),
                "base64" => new InputOctets(InputOctets.FromBase64(content.Span), OctetNotation.Base64, null),
                _ => InputOctets.Detect(content),
            }, name);
        }
        catch (WireFormatException failure)
        {
            throw new SuiteInputException($"{name}: {failure.Message}");
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ContentAsync(string file, string name, CancellationToken ct)
    {
        // Text takes more room than the octets it stands for; what is too large is found out without reading all of it.
        const int MaxText = 4 * AnnotatedInput.MaxSize;
        await using var stream = file == "-" ? Console.OpenStandardInput() : Open(file);
        using var content = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (await stream.ReadAsync(buffer, ct) is > 0 and var read)
        {
            if (content.Length + read > MaxText)
                throw new SuiteInputException($"{name}: more than {MaxText} octets of input");
            content.Write(buffer, 0, read);
        }

        return content.ToArray();
    }

    private static FileStream Open(string file) => File.Exists(file)
        ? new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1, useAsync: true)
        : throw new SuiteInputException($"{file}: no such file");
}
