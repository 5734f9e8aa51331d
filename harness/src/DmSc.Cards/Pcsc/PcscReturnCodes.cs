using DmSc.Cards.Link;
using DmSc.Cards.Pcsc.Native;
using static DmSc.Cards.Pcsc.PcscReturnCode;

namespace DmSc.Cards.Pcsc;

/// <summary>What a native return code means: its name for people, its closed kind for the judging side.</summary>
internal static class PcscReturnCodes
{
    /// <summary>
    /// The native name. 8010001F is SCARD_E_UNEXPECTED everywhere, but pcsc-lite (and macOS with it) returns the same number
    /// for SCARD_E_UNSUPPORTED_FEATURE, which winscard numbers 80100022: both names are given where nobody can tell.
    /// </summary>
    internal static string NameOf(PcscReturnCode code, PcscPlatform platform) => code switch
    {
        SCARD_E_UNEXPECTED when platform.FeatureCodeClashes => "SCARD_E_UNEXPECTED or SCARD_E_UNSUPPORTED_FEATURE",
        _ when Enum.IsDefined(code) => code.ToString(),
        _ => "a code PC/SC does not define",
    };

    /// <summary>The closed kind of a code that is not success.</summary>
    /// <param name="code">What the function returned.</param>
    /// <param name="function">The native function: SCARD_E_NOT_TRANSACTED means a failed exchange from SCardTransmit, a missing
    /// transaction from SCardEndTransaction; 8010001F from the optional functions means that the driver lacks what was asked.</param>
    internal static LinkFailure FailureOf(PcscReturnCode code, string function) => code switch
    {
        SCARD_W_REMOVED_CARD or SCARD_E_NO_SMARTCARD => LinkFailure.CardRemoved,
        SCARD_W_RESET_CARD => LinkFailure.CardReset,
        SCARD_W_UNRESPONSIVE_CARD or SCARD_W_UNPOWERED_CARD or SCARD_W_UNSUPPORTED_CARD or SCARD_E_CARD_UNSUPPORTED
            or SCARD_E_COMM_DATA_LOST or SCARD_E_INVALID_ATR => LinkFailure.CardMute,
        SCARD_E_NOT_TRANSACTED => function == nameof(INativePcsc.Transmit) ? LinkFailure.CardMute : LinkFailure.Misuse,
        SCARD_E_UNEXPECTED when function is nameof(INativePcsc.GetAttrib) or nameof(INativePcsc.SetAttrib) or nameof(INativePcsc.Control) =>
            LinkFailure.Misuse,
        SCARD_E_SHARING_VIOLATION => LinkFailure.Shared,
        SCARD_E_TIMEOUT => LinkFailure.Deadline,

        // Handles are owned by our wrappers: one that the service no longer knows means that the service was restarted.
        SCARD_E_INVALID_HANDLE or SCARD_E_NO_SERVICE or SCARD_E_SERVICE_STOPPED or SCARD_P_SHUTDOWN or SCARD_E_SYSTEM_CANCELLED
            or SCARD_E_SERVER_TOO_BUSY or SCARD_E_UNKNOWN_RES_MNG => LinkFailure.ServiceLost,
        SCARD_E_UNKNOWN_READER or SCARD_E_READER_UNAVAILABLE
            or SCARD_E_NO_READERS_AVAILABLE or SCARD_E_READER_UNSUPPORTED or SCARD_E_DUPLICATE_READER
            or SCARD_E_NOT_READY or SCARD_F_INTERNAL_ERROR
            or SCARD_F_COMM_ERROR or SCARD_F_UNKNOWN_ERROR or SCARD_F_WAITED_TOO_LONG
            or SCARD_E_NO_MEMORY or SCARD_E_UNEXPECTED or SCARD_E_NO_ACCESS or SCARD_W_SECURITY_VIOLATION => LinkFailure.ReaderLost,
        _ when Enum.IsDefined(code) => LinkFailure.Misuse,
        _ => LinkFailure.ReaderLost,
    };

    /// <summary>The exception for a code that is not success.</summary>
    internal static LinkException ToException(this PcscReturnCode code, INativePcsc native, string function, string subject)
    {
        var hint = code is SCARD_W_SECURITY_VIOLATION or SCARD_E_NO_ACCESS ? "; the system's policy refuses this user (polkit?)" : "";
        return new LinkException(
            FailureOf(code, function),
            $"{subject}: SCard{function} returned {NameOf(code, native.Platform)} (0x{(uint)code:X8}){hint}");
    }
}
