using System.Globalization;
using DmSc.Cards.Link;
using DmSc.Cards.Pcsc;
using static DmSc.Cards.Pcsc.PcscReturnCode;

namespace DmSc.Tests.Cards.Pcsc;

internal sealed class PcscReturnCodesTests
{
    // winscard's winerror.h and pcsclite.h together.
    private const string Table = """
        00000000 SCARD_S_SUCCESS
        80100001 SCARD_F_INTERNAL_ERROR
        80100002 SCARD_E_CANCELLED
        80100003 SCARD_E_INVALID_HANDLE
        80100004 SCARD_E_INVALID_PARAMETER
        80100005 SCARD_E_INVALID_TARGET
        80100006 SCARD_E_NO_MEMORY
        80100007 SCARD_F_WAITED_TOO_LONG
        80100008 SCARD_E_INSUFFICIENT_BUFFER
        80100009 SCARD_E_UNKNOWN_READER
        8010000A SCARD_E_TIMEOUT
        8010000B SCARD_E_SHARING_VIOLATION
        8010000C SCARD_E_NO_SMARTCARD
        8010000D SCARD_E_UNKNOWN_CARD
        8010000E SCARD_E_CANT_DISPOSE
        8010000F SCARD_E_PROTO_MISMATCH
        80100010 SCARD_E_NOT_READY
        80100011 SCARD_E_INVALID_VALUE
        80100012 SCARD_E_SYSTEM_CANCELLED
        80100013 SCARD_F_COMM_ERROR
        80100014 SCARD_F_UNKNOWN_ERROR
        80100015 SCARD_E_INVALID_ATR
        80100016 SCARD_E_NOT_TRANSACTED
        80100017 SCARD_E_READER_UNAVAILABLE
        80100018 SCARD_P_SHUTDOWN
        80100019 SCARD_E_PCI_TOO_SMALL
        8010001A SCARD_E_READER_UNSUPPORTED
        8010001B SCARD_E_DUPLICATE_READER
        8010001C SCARD_E_CARD_UNSUPPORTED
        8010001D SCARD_E_NO_SERVICE
        8010001E SCARD_E_SERVICE_STOPPED
        8010001F SCARD_E_UNEXPECTED
        80100020 SCARD_E_ICC_INSTALLATION
        80100021 SCARD_E_ICC_CREATEORDER
        80100022 SCARD_E_UNSUPPORTED_FEATURE
        80100023 SCARD_E_DIR_NOT_FOUND
        80100024 SCARD_E_FILE_NOT_FOUND
        80100025 SCARD_E_NO_DIR
        80100026 SCARD_E_NO_FILE
        80100027 SCARD_E_NO_ACCESS
        80100028 SCARD_E_WRITE_TOO_MANY
        80100029 SCARD_E_BAD_SEEK
        8010002A SCARD_E_INVALID_CHV
        8010002B SCARD_E_UNKNOWN_RES_MNG
        8010002C SCARD_E_NO_SUCH_CERTIFICATE
        8010002D SCARD_E_CERTIFICATE_UNAVAILABLE
        8010002E SCARD_E_NO_READERS_AVAILABLE
        8010002F SCARD_E_COMM_DATA_LOST
        80100030 SCARD_E_NO_KEY_CONTAINER
        80100031 SCARD_E_SERVER_TOO_BUSY
        80100032 SCARD_E_PIN_CACHE_EXPIRED
        80100033 SCARD_E_NO_PIN_CACHE
        80100034 SCARD_E_READ_ONLY_CARD
        80100065 SCARD_W_UNSUPPORTED_CARD
        80100066 SCARD_W_UNRESPONSIVE_CARD
        80100067 SCARD_W_UNPOWERED_CARD
        80100068 SCARD_W_RESET_CARD
        80100069 SCARD_W_REMOVED_CARD
        8010006A SCARD_W_SECURITY_VIOLATION
        8010006B SCARD_W_WRONG_CHV
        8010006C SCARD_W_CHV_BLOCKED
        8010006D SCARD_W_EOF
        8010006E SCARD_W_CANCELLED_BY_USER
        8010006F SCARD_W_CARD_NOT_AUTHENTICATED
        80100070 SCARD_W_CACHE_ITEM_NOT_FOUND
        80100071 SCARD_W_CACHE_ITEM_STALE
        80100072 SCARD_W_CACHE_ITEM_TOO_BIG
        """;

    [Test]
    public void Every_code_of_winscard_and_pcsc_lite_has_its_name_and_no_other_exists()
    {
        var table = Table.Split('\n', StringSplitOptions.TrimEntries)
            .Select(line => (Name: line[9..], Value: uint.Parse(line[..8], NumberStyles.HexNumber)));
        Assert.That(Enum.GetValues<PcscReturnCode>().Select(code => (code.ToString(), (uint)code)), Is.EquivalentTo(table));
        Assert.That(Enum.GetValues<PcscReturnCode>(), Is.Unique);
    }

    [Test]
    public void The_number_with_two_meanings_is_named_by_both_where_nobody_can_tell()
    {
        Assert.That(
            PcscReturnCodes.NameOf(SCARD_E_UNEXPECTED, PcscPlatform.Linux), Is.EqualTo("SCARD_E_UNEXPECTED or SCARD_E_UNSUPPORTED_FEATURE"));
        Assert.That(PcscReturnCodes.NameOf(SCARD_E_UNEXPECTED, PcscPlatform.Windows), Is.EqualTo("SCARD_E_UNEXPECTED"));
        Assert.That(PcscReturnCodes.NameOf((PcscReturnCode)0x6D, PcscPlatform.Windows), Is.EqualTo("a code PC/SC does not define"));
    }

    [TestCase(SCARD_W_REMOVED_CARD, LinkFailure.CardRemoved)]
    [TestCase(SCARD_E_NO_SMARTCARD, LinkFailure.CardRemoved)]
    [TestCase(SCARD_W_RESET_CARD, LinkFailure.CardReset)]
    [TestCase(SCARD_W_UNRESPONSIVE_CARD, LinkFailure.CardMute)]
    [TestCase(SCARD_W_UNPOWERED_CARD, LinkFailure.CardMute)]
    [TestCase(SCARD_E_COMM_DATA_LOST, LinkFailure.CardMute)]
    [TestCase(SCARD_E_NOT_TRANSACTED, LinkFailure.CardMute)]
    [TestCase(SCARD_E_SHARING_VIOLATION, LinkFailure.Shared)]
    [TestCase(SCARD_E_UNKNOWN_READER, LinkFailure.ReaderLost)]
    [TestCase(SCARD_E_READER_UNAVAILABLE, LinkFailure.ReaderLost)]
    [TestCase(SCARD_E_NO_SERVICE, LinkFailure.ServiceLost)]
    [TestCase(SCARD_E_SERVICE_STOPPED, LinkFailure.ServiceLost)]
    [TestCase(SCARD_F_COMM_ERROR, LinkFailure.ReaderLost)]
    [TestCase(SCARD_E_INVALID_HANDLE, LinkFailure.ServiceLost)]
    [TestCase((PcscReturnCode)0x6D, LinkFailure.ReaderLost)]
    [TestCase(SCARD_E_TIMEOUT, LinkFailure.Deadline)]
    [TestCase(SCARD_E_INVALID_PARAMETER, LinkFailure.Misuse)]
    [TestCase(SCARD_E_INSUFFICIENT_BUFFER, LinkFailure.Misuse)]
    [TestCase(SCARD_E_PROTO_MISMATCH, LinkFailure.Misuse)]
    public void A_code_from_an_exchange_has_a_closed_kind(object code, LinkFailure kind) =>
        Assert.That(PcscReturnCodes.FailureOf((PcscReturnCode)code, "Transmit"), Is.EqualTo(kind));

    [Test]
    public void What_a_code_means_can_depend_on_who_says_it()
    {
        Assert.That(PcscReturnCodes.FailureOf(SCARD_E_NOT_TRANSACTED, "EndTransaction"), Is.EqualTo(LinkFailure.Misuse));
        Assert.That(PcscReturnCodes.FailureOf(SCARD_E_UNEXPECTED, "GetAttrib"), Is.EqualTo(LinkFailure.Misuse));
        Assert.That(PcscReturnCodes.FailureOf(SCARD_E_UNEXPECTED, "Connect"), Is.EqualTo(LinkFailure.ReaderLost));
    }

    [Test]
    public void The_message_names_subject_function_code_and_number() =>
        Assert.That(
            SCARD_W_REMOVED_CARD.ToException(new FakePcsc(), "Transmit", "Reader A 00").Message,
            Is.EqualTo("Reader A 00: SCardTransmit returned SCARD_W_REMOVED_CARD (0x80100069)"));
}
