using DmSc.Wire.Tnds;

namespace DmSc.Benchmarks;

/// <summary>The documents that codecs are measured with.</summary>
internal static class WbxmlInputs
{
    /// <summary>DM package 1: credentials, an alert, device information.</summary>
    public static byte[] Package { get; } = Convert.FromBase64String(
        "AqQBagBtbHEDMS4yAAFyA0RNLzEuMgABZQMxAAFbAzEAAW5XA2h0dHA6Ly9kbS5leGFtcGxlLmNvbS9kbQABAWdXA0lNRUk6NDkzMDA1MTAwNT"
        + "kyODAwAAFWA2RldjEAAQFOWgABRwNiNjQAAVMDc3luY21sOmF1dGgtbWQ1AAEBAABPA3lYc0ZTcnB4UjlMaXBIMEpRTlZ1SVE9PQABAVoAAUwD"
        + "NTAwMAABVQM2NTUzNgABAQEAAGtGSwMxAAFPAzEyMDEAAQFgSwMyAAFUZ1cDLi9EZXZJbmZvL0RldklkAAEBTwNJTUVJOjQ5MzAwNTEwMDU5Mj"
        + "gwMAABAVRnVwMuL0RldkluZm8vTWFuAAEBTwNBQ01FAAEBVGdXAy4vRGV2SW5mby9Nb2QAAQFPA1QxAAEBVGdXAy4vRGV2SW5mby9EbVYAAQFP"
        + "AzEuMgABAVRnVwMuL0RldkluZm8vTGFuZwABAU8DZW4AAQEBEgEB");

    /// <summary>A Client Provisioning document: an access point and an account.</summary>
    public static byte[] Provisioning { get; } = Convert.FromBase64String(
        "AwtqAMVFAzEuMQABxlUBhxEGA05BUDEAAYcQBqsBhwcGA0V4IEdQUlMAAYcIBgNpbnRlcm5ldAABhwkGiQHGWgGHDAaaAYcNBgN1AAGHDgYDcA"
        + "ABAQHGAAFVAYc2BgN3NwABhzgGA2NvbS5leGFtcGxlLmRtAAGHBwYDRXggRE0AAYciBgNOQVAxAAGHBQNJTklUAAHGVgGHNAYDaHR0cDovL2Rt"
        + "LmV4YW1wbGUuY29tL2RtAAHGUwGHIwYDODAAAQEBxlcBhzAGjQGHMwaTAYcxBgNkZXYxAAGHMgYDZGV2cHcAAYcvBgNZMjV2Ym1ObE1RPT0AAQ"
        + "HGVwGHMAYDQ0xJRU5UAAGHMwaSAYcxBgNzcnYxAAGHMgYDc3J2cHcAAQEBAQ==");

    /// <summary>A serialized management object of 50 KB.</summary>
    public static byte[] Tree { get; } = TndsWriter.ToWbxml(MgmtTree.Of(MgmtNode.Interior(
        "Objects",
        "urn:oma:mo:oma-dm-dmacc:1.0",
        [.. Enumerable.Range(0, 170).Select(i => MgmtNode.Interior(
            $"Account{i}",
            "",
            MgmtNode.Leaf("AppID", "w7"),
            MgmtNode.Leaf("ServerID", $"server{i}.example.com"),
            MgmtNode.Leaf("Name", $"Account number {i} of a long list"),
            MgmtNode.Leaf("Addr", $"https://server{i}.example.com/dm"),
            MgmtNode.Leaf("PortNbr", "443", "int")))])));

    public static IReadOnlyList<(string Name, byte[] Octets)> All { get; } = [("DM package", Package), ("TNDS", Tree), ("CP document", Provisioning)];
}
