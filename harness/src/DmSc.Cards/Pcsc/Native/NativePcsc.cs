namespace DmSc.Cards.Pcsc.Native;

/// <summary>The binding for the system this process runs on.</summary>
internal static class NativePcsc
{
    internal static INativePcsc ForThisSystem() =>
        OperatingSystem.IsWindows() ? new WindowsPcsc()
        : OperatingSystem.IsMacOS() ? new MacPcsc()
        : new LinuxPcsc();
}
