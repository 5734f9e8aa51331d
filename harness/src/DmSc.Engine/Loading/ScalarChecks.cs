using System.Globalization;

namespace DmSc.Engine.Loading;

/// <summary>Checks the text of a scalar against its format.</summary>
internal static class ScalarChecks
{
    /// <summary>What is wrong and what was expected, or <c>null</c>.</summary>
    public static string? Check(string text, ValueFormat format) => format switch
    {
        TextFormat t when text.Length == 0 => $"{t.Describe()} expected, got nothing",
        TextFormat { Pattern: { } pattern } t when !pattern.IsMatch(text) => $"{t.Describe()} expected, got '{text}'",
        TextFormat or AnyFormat => null,
        HexFormat hex => CheckHex(text, hex),
        IntegerFormat integer => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) && n >= integer.Min && n <= integer.Max
            ? null
            : $"{integer.Describe()} expected, got '{text}'",
        BooleanFormat => text is "true" or "false" ? null : $"true or false expected, got '{text}'",
        DurationFormat duration => ParseDuration(text) is null ? $"{duration.Describe()} expected, got '{text}'" : null,
        DayFormat day => ParseDay(text) is null ? $"{day.Describe()} expected, got '{text}'" : null,
        WordFormat word => word.Words.Contains(text, StringComparer.Ordinal) ? null : $"{word.Describe()} expected, got '{text}'",
        EitherFormat either => CheckEither(text, either),
        _ => $"{format.Describe()} expected, not a scalar",
    };

    /// <summary>A whole number with unit: <c>5s</c>, <c>250ms</c>, <c>2m</c>; at most a day.</summary>
    public static TimeSpan? ParseDuration(string text)
    {
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (digits <= 0 || !long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var n))
            return null;
        long? factor = text.AsSpan(digits) switch { "ms" => 1, "s" => 1000, "m" => 60_000, _ => null };
        const long MostMilliseconds = 24 * 60 * 60 * 1000;
        return factor is { } f && n <= MostMilliseconds / f ? TimeSpan.FromMilliseconds(n * f) : null;
    }

    /// <summary>YYYY-MM-DD.</summary>
    public static DateOnly? ParseDay(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static string? CheckEither(string text, EitherFormat either)
    {
        string? problem = null;
        foreach (var form in either.Forms)
        {
            if (form is ListFormat or NestedFormat or NamesFormat)
                continue;
            var found = Check(text, form);
            if (found is null)
                return null;
            problem ??= found;
        }

        return problem ?? $"{either.Describe()} expected, not a scalar";
    }

    private static string? CheckHex(string text, HexFormat format)
    {
        var digits = 0;
        foreach (var c in text)
        {
            if (c == ' ')
                continue;
            if (!char.IsAsciiHexDigit(c))
                return $"{format.Describe()} expected, '{text}' contains '{c}'";
            digits++;
        }

        if (digits % 2 != 0)
            return $"{format.Describe()} expected, '{text}' has an odd number of digits";
        return digits / 2 >= format.Min && digits / 2 <= format.Max ? null : $"{format.Describe()} expected, got {digits / 2}";
    }
}
