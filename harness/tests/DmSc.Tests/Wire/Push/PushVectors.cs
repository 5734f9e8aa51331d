using DmSc.Tests.Wire.Wbxml;

namespace DmSc.Tests.Wire.Push;

/// <summary>Pushes whose octets are known from outside this code.</summary>
internal static class PushVectors
{
    /// <summary>DM bootstrap, SEC as number 0, the network's secret in semi-octets; 1034 octets.</summary>
    public static byte[] DmBootstrap => [.. DmBootstrapHeader, .. WbxmlVectors.BootstrapMessage];

    public static byte[] DmBootstrapHeader => WbxmlVectors.Hex("""
        01 06 31 1F 2D C2 91 80 92 38 31 39 34 43 30 46 36 44 38 44 37 41 38 36 31 42 32 45 31 44 43 36 35 36 43 46 35 36 35 41 39 33 44
        35 44 41 37 46 30 00 AF 87
        """);

    /// <summary>Client Provisioning, NETWPIN; 342 octets.</summary>
    public static byte[] Provisioning => [.. ProvisioningHeader, .. WbxmlVectors.ProvisioningDocument];

    public static byte[] ProvisioningHeader => WbxmlVectors.Hex("""
        01 06 2F 1F 2D B6 91 80 92 42 30 38 30 31 43 42 46 44 41 33 31 31 34 46 46 43 39 44 46 41 46 39 31 30 45 44 37 37 35 45 36 33 46
        39 34 33 35 43 37 00
        """);

    /// <summary>Package #0; 44 octets.</summary>
    public static byte[] Notification => WbxmlVectors.Hex("""
        01 06 03 C4 AF 87 9E 05 01 4A 21 A3 56 A2 F2 41 F0 85 50 72 4F D4 02 E8 00 00 00 00 A1 0E 63 6F 6D 2E 65 78 61 6D 70 6C 65 2E 64 6D
        """);

    /// <summary>The same in an SMS of 2025-01-02 03:04:05 UTC from +12345678901.</summary>
    public static byte[] NotificationDeliver => WbxmlVectors.Hex("""
        44 0B 91 21 43 65 87 09 F1 00 04 52 10 20 30 40 50 00 33 06 05 04 0B 84 C0 02 01 06 03 C4 AF 87 9E 05 01 4A 21 A3 56 A2 F2 41 F0
        85 50 72 4F D4 02 E8 00 00 00 00 A1 0E 63 6F 6D 2E 65 78 61 6D 70 6C 65 2E 64 6D
        """);

    /// <summary>The first of the three SMS of <see cref="Provisioning"/>, reference 2A, source port 9200.</summary>
    public static byte[] ProvisioningFirstSegment => WbxmlVectors.Hex("""
        0B 05 04 0B 84 23 F0 00 03 2A 03 01 01 06 2F 1F 2D B6 91 80 92 42 30 38 30 31 43 42 46 44 41 33 31 31 34 46 46 43 39 44 46 41 46
        39 31 30 45 44 37 37 35 45 36 33 46 39 34 33 35 43 37 00 03 0B 6A 00 C5 45 03 31 2E 31 00 01 C6 55 01 87 11 06 03 4E 41 50 31 00
        01 87 10 06 AB 01 87 07 06 03 45 78 20 47 50 52 53 00 01 87 08 06 03 69 6E 74 65 72 6E 65 74 00 01 87 09 06 89 01 C6 5A 01 87 0C
        06 9A 01 87 0D 06 03 75 00 01 87
        """);

    /// <summary>DM bootstrap with SEC well-known but its value as text.</summary>
    public static byte[] TypedNames => [.. WbxmlVectors.Hex("01 06 38 1F 34 C2 91 55 53 45 52 50 49 4E 00 92"), .. UserPinMac, 0, 0xAF, 0x87, .. WbxmlVectors.LongBootstrapMessage];

    /// <summary>DM bootstrap with names and values of SEC and MAC as text.</summary>
    public static byte[] UntypedNames =>
        [.. WbxmlVectors.Hex("01 06 3E 1F 3A C2 53 45 43 00 55 53 45 52 50 49 4E 00 4D 41 43 00"), .. UserPinMac, 0, 0xAF, 0x87, .. WbxmlVectors.LongBootstrapMessage];

    private static ReadOnlySpan<byte> UserPinMac => "D9E59E9C72DC9BDC9F3FA2FBF335039DE17FB090"u8;
}
