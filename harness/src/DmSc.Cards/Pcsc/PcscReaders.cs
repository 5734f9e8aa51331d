using System.IO.Enumeration;
using DmSc.Cards.Link;
using DmSc.Cards.Pcsc.Native;

namespace DmSc.Cards.Pcsc;

/// <summary>Who uses a reader, as far as PC/SC tells.</summary>
public enum ReaderUse
{
    /// <summary>Nobody.</summary>
    Free,

    /// <summary>One or more connections share the card.</summary>
    Shared,

    /// <summary>One connection holds the card alone.</summary>
    Exclusive,
}

/// <summary>A reader as it is at one moment.</summary>
/// <param name="Name">Its PC/SC name, for example <c>Virtual PCD 00 00</c>.</param>
/// <param name="HasCard">Whether a card is in it.</param>
/// <param name="IsMute">Whether that card does not answer to reset.</param>
/// <param name="Use">Who uses it.</param>
/// <param name="Atr">The card's answer to reset as the service knows it; empty without a card.</param>
public sealed record ReaderDescription(string Name, bool HasCard, bool IsMute, ReaderUse Use, ReadOnlyMemory<byte> Atr);

/// <summary>The readers of this machine.</summary>
public static class PcscReaders
{
    /// <summary>All readers with their states. Blocks for a round trip to the PC/SC service.</summary>
    /// <returns>In the order of PC/SC; empty when there is none.</returns>
    /// <exception cref="LinkException">PC/SC is not installed or its service does not run (ServiceLost).</exception>
    public static IReadOnlyList<ReaderDescription> List() => List(NativePcsc.ForThisSystem(), TimeProvider.System);

    internal static IReadOnlyList<ReaderDescription> List(INativePcsc native, TimeProvider time)
    {
        using var context = PcscContext.Establish(native);
        var probes = context.ListReaders().Select(name => new ReaderProbe(name)).ToArray();
        if (probes.Length == 0)
            return [];
        context.WaitForChange(probes, TimeSpan.Zero, time, CancellationToken.None);
        return Array.ConvertAll(probes, Describe);
    }

    /// <summary>What a reader can do besides exchanging APDUs (PC/SC part 10, 2.2), without touching its card. Blocks for round trips to the service.</summary>
    /// <param name="reader">Exact name.</param>
    /// <returns>Names such as VERIFY_PIN_DIRECT, in the driver's order.</returns>
    /// <exception cref="LinkException">
    /// The driver does not answer the question (Misuse), somebody holds the reader alone (Shared), or it is not there.
    /// </exception>
    public static IReadOnlyList<string> FeaturesOf(string reader) => FeaturesOf(NativePcsc.ForThisSystem(), reader);

    internal static IReadOnlyList<string> FeaturesOf(INativePcsc native, string reader)
    {
        using var context = PcscContext.Establish(native);
        using var direct = context.Connect(reader, PcscShareMode.Direct, PcscProtocols.None);
        return [.. PcscFeatures.Ask(direct, native.ControlCode(PcscCard.GetFeatureRequest)).Select(feature => feature.Name)];
    }

    /// <summary>Whether a reader is meant by a name or by a pattern with <c>*</c> and <c>?</c>; case matters.</summary>
    internal static bool Matches(string pattern, string reader) =>
        pattern == reader || FileSystemName.MatchesSimpleExpression(pattern, reader, ignoreCase: false);

    internal static ReaderDescription Describe(ReaderProbe probe)
    {
        var has = probe.State.HasFlag(PcscReaderState.Present);
        return new ReaderDescription(
            probe.Reader,
            has,
            probe.State.HasFlag(PcscReaderState.Mute),
            probe.State.HasFlag(PcscReaderState.Exclusive) ? ReaderUse.Exclusive
                : probe.State.HasFlag(PcscReaderState.InUse) ? ReaderUse.Shared : ReaderUse.Free,
            has ? probe.Atr : []);
    }
}
