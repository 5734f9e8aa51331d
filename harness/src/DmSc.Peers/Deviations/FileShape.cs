using DmSc.Peers.Card;

namespace DmSc.Peers.Deviations;

/// <summary>What a card that does not look at conditions does with the octets of a file.</summary>
internal static class FileShape
{
    /// <summary>READ BINARY of the file without a look at structure and access rule.</summary>
    public static int Read(FileNode file, ReadOnlySpan<byte> command, Span<byte> response)
    {
        var offset = (command[2] & 0x80) == 0 ? (command[2] << 8) | command[3] : command[3];
        if (offset >= file.Content.Length)
            return ReferenceUicc.Answer(response, Sw.WrongOffset);
        var wanted = command.Length > 4 && command[4] != 0 ? command[4] : 256;
        var length = Math.Min(Math.Min(wanted, file.Content.Length - offset), response.Length - 2);
        file.Content.AsSpan(offset, length).CopyTo(response);
        return ReferenceUicc.Answer(response, length, Sw.Ok);
    }

    /// <summary>UPDATE BINARY of the file without a look at its access rule.</summary>
    public static void Write(FileNode file, ReadOnlySpan<byte> command)
    {
        var offset = (command[2] << 8) | command[3];
        if (command.Length > 5 && offset < file.Content.Length)
            command[5..].Slice(0, Math.Min(command.Length - 5, file.Content.Length - offset)).CopyTo(file.Content.AsSpan(offset));
    }
}
