using DmSc.Cards.Link;

namespace DmSc.Cards.Replay;

/// <summary>One step of a transcript: a command, and what it is answered with.</summary>
/// <param name="Command">The octets expected.</param>
/// <param name="Response">The octets answered, any number; not used when the link is to fail.</param>
/// <param name="Failure">How the link fails instead of answering, or <c>null</c>.</param>
public sealed record TranscriptStep(ReadOnlyMemory<byte> Command, ReadOnlyMemory<byte> Response, LinkFailure? Failure = null)
{
    /// <summary>
    /// Reads a transcript: lines <c>&gt; hex</c> and <c>&lt; hex</c> in turn, spaces between octets as one likes; <c>&lt; !CardMute</c>
    /// (any <see cref="LinkFailure"/>) makes the link fail; blank lines and lines that start with # are skipped.
    /// </summary>
    /// <param name="text">The transcript.</param>
    /// <exception cref="FormatException">Anything else; the message names the line.</exception>
    public static IReadOnlyList<TranscriptStep> ParseAll(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var steps = new List<TranscriptStep>();
        byte[]? command = null;
        var number = 0;
        foreach (var raw in text.Split('\n'))
        {
            number++;
            var line = raw.Trim();
            if (line.Length == 0 || line[0] == '#')
                continue;
            if (line[0] != (command is null ? '>' : '<'))
                throw new FormatException($"line {number}: '{(command is null ? '>' : '<')}' was expected, got '{line[0]}'");
            var content = line[1..].Trim();
            if (command is null)
            {
                command = Hex(content, number);
                continue;
            }

            if (!content.StartsWith('!'))
                steps.Add(new TranscriptStep(command, Hex(content, number)));
            else if (Enum.TryParse<LinkFailure>(content.AsSpan(1), out var failure) && Enum.IsDefined(failure))
                steps.Add(new TranscriptStep(command, default, failure));
            else
                throw new FormatException($"line {number}: '{content[1..]}' is no link failure; known are {string.Join(", ", Enum.GetNames<LinkFailure>())}");
            command = null;
        }

        return command is null ? steps : throw new FormatException($"line {number}: the last command has no response");
    }

    private static byte[] Hex(string digits, int line)
    {
        try
        {
            return Convert.FromHexString(digits.Replace(" ", "", StringComparison.Ordinal));
        }
        catch (FormatException e)
        {
            throw new FormatException($"line {line}: '{digits}' is not hexadecimal", e);
        }
    }
}
