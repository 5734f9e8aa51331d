namespace DmSc.Steps.Lab;

/// <summary>Keeps PIN values out of transcripts: command data of VERIFY, CHANGE, DISABLE, ENABLE and UNBLOCK (ETSI TS 102 221, 11.1.9 to 11.1.13).</summary>
internal static class PinMask
{
    /// <summary>What stands in place of a masked octet.</summary>
    public const byte Octet = 0x58;

    private const int HeaderWithLc = 5;

    /// <summary>Whether the instruction carries PIN values, on any class octet.</summary>
    public static bool IsPinCommand(ReadOnlySpan<byte> command) => command.Length >= 2 && command[1] is 0x20 or 0x24 or 0x26 or 0x28 or 0x2C;

    /// <summary>Whether there is anything to mask.</summary>
    public static bool Concerns(ReadOnlySpan<byte> command) => IsPinCommand(command) && command.Length > HeaderWithLc;

    /// <summary>The command with everything behind Lc overwritten, whatever the lengths claim.</summary>
    public static byte[] Apply(ReadOnlySpan<byte> command)
    {
        var masked = command.ToArray();
        masked.AsSpan(HeaderWithLc).Fill(Octet);
        return masked;
    }
}
