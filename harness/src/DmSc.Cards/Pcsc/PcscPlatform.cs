using System.Runtime.InteropServices;

namespace DmSc.Cards.Pcsc;

/// <summary>Which PC/SC implementation this process talks to, and whether the binding has ever been run against it.</summary>
/// <param name="Name">For people, for example <c>pcsc-lite (Linux)</c>.</param>
/// <param name="Library">The native library that is loaded.</param>
/// <param name="IsProven"><c>true</c> when the project's own tests drive this implementation; otherwise only the layouts are tested.</param>
public sealed record PcscPlatform(string Name, string Library, bool IsProven)
{
    internal const string LinuxLibrary = "libpcsclite.so.1";
    internal const string WindowsLibrary = "winscard.dll";
    internal const string MacLibrary = "/System/Library/Frameworks/PCSC.framework/PCSC";

    /// <summary>pcsc-lite on Linux and other Unix systems: DWORD is <c>unsigned long</c>.</summary>
    public static PcscPlatform Linux { get; } = new("pcsc-lite (Linux)", LinuxLibrary, true) { FeatureCodeClashes = true };

    /// <summary>WinSCard: DWORD has 4 octets, handles have the size of a pointer, names are UTF-16.</summary>
    public static PcscPlatform Windows { get; } = new("WinSCard (Windows)", WindowsLibrary, false);

    /// <summary>PCSC.framework: DWORD and handles have 4 octets, structures are packed.</summary>
    public static PcscPlatform Mac { get; } = new("PCSC.framework (macOS)", MacLibrary, false) { FeatureCodeClashes = true };

    /// <summary>The implementation this process uses.</summary>
    public static PcscPlatform Current =>
        OperatingSystem.IsWindows() ? Windows
        : OperatingSystem.IsMacOS() ? Mac
        : Linux;

    /// <summary>Whether the native library can be loaded here. Says nothing about the service or readers.</summary>
    public bool IsInstalled
    {
        get
        {
            if (!NativeLibrary.TryLoad(Library, out var handle))
                return false;
            NativeLibrary.Free(handle);
            return true;
        }
    }

    /// <summary>Whether 8010001F also means SCARD_E_UNSUPPORTED_FEATURE.</summary>
    internal bool FeatureCodeClashes { get; init; }
}
