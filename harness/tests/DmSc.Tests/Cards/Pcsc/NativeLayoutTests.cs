using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DmSc.Cards.Pcsc;
using DmSc.Cards.Pcsc.Native;

namespace DmSc.Tests.Cards.Pcsc;

/// <summary>Layouts as the C headers give them, in a 64-bit process.</summary>
internal sealed class NativeLayoutTests
{
    [SetUp]
    public void Only64Bit() => Assume.That(nint.Size, Is.EqualTo(8));

    [TestCase(nameof(LinuxReaderState.UserData), 8)]
    [TestCase(nameof(LinuxReaderState.Current), 16)]
    [TestCase(nameof(LinuxReaderState.Event), 24)]
    [TestCase(nameof(LinuxReaderState.AtrLength), 32)]
    [TestCase(nameof(LinuxReaderState.Atr), 40)]
    public void A_reader_state_of_pcsc_lite_has_fields_of_8_octets(string field, int offset)
    {
        Assert.That((int)Marshal.OffsetOf<LinuxReaderState>(field), Is.EqualTo(offset));
        Assert.That(Unsafe.SizeOf<LinuxReaderState>(), Is.EqualTo(80));
    }

    [TestCase(nameof(WindowsReaderState.UserData), 8)]
    [TestCase(nameof(WindowsReaderState.Current), 16)]
    [TestCase(nameof(WindowsReaderState.Event), 20)]
    [TestCase(nameof(WindowsReaderState.AtrLength), 24)]
    [TestCase(nameof(WindowsReaderState.Atr), 28)]
    public void A_reader_state_of_winscard_has_an_ATR_of_36_octets(string field, int offset)
    {
        Assert.That((int)Marshal.OffsetOf<WindowsReaderState>(field), Is.EqualTo(offset));
        Assert.That(Unsafe.SizeOf<WindowsReaderState>(), Is.EqualTo(64));
    }

    [TestCase(nameof(MacReaderState.UserData), 8)]
    [TestCase(nameof(MacReaderState.Current), 16)]
    [TestCase(nameof(MacReaderState.Event), 20)]
    [TestCase(nameof(MacReaderState.AtrLength), 24)]
    [TestCase(nameof(MacReaderState.Atr), 28)]
    public void A_reader_state_of_macOS_is_packed(string field, int offset)
    {
        Assert.That((int)Marshal.OffsetOf<MacReaderState>(field), Is.EqualTo(offset));
        Assert.That(Unsafe.SizeOf<MacReaderState>(), Is.EqualTo(61));
    }

    [Test]
    public void An_IO_request_is_two_DWORDs()
    {
        Assert.That(Unsafe.SizeOf<LinuxIoRequest>(), Is.EqualTo(16));
        Assert.That(Unsafe.SizeOf<NarrowIoRequest>(), Is.EqualTo(8));
    }

    [Test]
    public void Every_layout_carries_state_and_answer_to_reset()
    {
        Assert.That(RoundTrip<LinuxReaderState>(), Is.EqualTo((0x00010020u, "3B9F96")));
        Assert.That(RoundTrip<WindowsReaderState>(), Is.EqualTo((0x00010020u, "3B9F96")));
        Assert.That(RoundTrip<MacReaderState>(), Is.EqualTo((0x00010020u, "3B9F96")));
    }

    [Test]
    public void Control_codes_follow_the_platform()
    {
        // SCARD_CTL_CODE: 42000000 + code, or CTL_CODE(FILE_DEVICE_SMARTCARD, code, METHOD_BUFFERED, FILE_ANY_ACCESS).
        Assert.That(new LinuxPcsc().ControlCode(3400), Is.EqualTo(0x42000D48));
        Assert.That(new MacPcsc().ControlCode(3400), Is.EqualTo(0x42000D48));
        Assert.That(new WindowsPcsc().ControlCode(3400), Is.EqualTo(0x00313520));
    }

    [Test]
    public void Only_the_platform_that_tests_drive_is_called_proven() =>
        Assert.That(new[] { PcscPlatform.Linux, PcscPlatform.Windows, PcscPlatform.Mac }.Where(p => p.IsProven), Is.EqualTo(new[] { PcscPlatform.Linux }));

    // Writes dwEventState, cbAtr and rgbAtr where the layout's own field offsets say, and reads them back as the binding does.
    private static (uint State, string Atr) RoundTrip<T>()
        where T : unmanaged, IReaderStateLayout
    {
        var state = default(T);
        state.Ask(1, 0x10);
        var octets = MemoryMarshal.AsBytes(new Span<T>(ref state));
        MemoryMarshal.Write(octets[(int)Marshal.OffsetOf<T>("Event")..], 0x00010020u);
        octets[(int)Marshal.OffsetOf<T>("AtrLength")] = 3;
        ReadOnlySpan<byte> atr = [0x3B, 0x9F, 0x96];
        atr.CopyTo(octets[(int)Marshal.OffsetOf<T>("Atr")..]);
        return (state.EventState, Convert.ToHexString(state.ReadAtr()));
    }
}
