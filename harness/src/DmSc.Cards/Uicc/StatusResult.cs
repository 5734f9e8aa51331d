using DmSc.Wire;
using DmSc.Wire.Apdu;
using DmSc.Wire.Tlv;

namespace DmSc.Cards.Uicc;

/// <summary>P1 of STATUS.</summary>
public enum StatusIndication
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The current application is initialised in the terminal.</summary>
    ApplicationInitialised = 1,

    /// <summary>The terminal will terminate the current application.</summary>
    ApplicationTerminates = 2,
}

/// <summary>P2 of STATUS.</summary>
public enum StatusReturn
{
    /// <summary>The FCP of the current directory.</summary>
    Fcp = 0x00,

    /// <summary>The DF name of the current application.</summary>
    DfName = 0x01,

    /// <summary>Nothing: plain polling.</summary>
    NoData = 0x0C,
}

/// <summary>What STATUS brought.</summary>
/// <param name="Returns">What was asked for.</param>
/// <param name="Result">The exchange.</param>
public sealed record StatusResult(StatusReturn Returns, CommandResult Result)
{
    /// <summary>The FCP of the current directory; neither value nor error when it was not asked for or the card refused.</summary>
    public Decoded<Fcp> Fcp => Returns == StatusReturn.Fcp && Result.Sw.IsNormal ? Decoded.From(Result.Data, Wire.Apdu.Fcp.Parse) : default;

    /// <summary>The AID of the current application, or <c>null</c> when it was not asked for, the card refused or its answer is malformed.</summary>
    public ReadOnlyMemory<byte>? Aid
    {
        get
        {
            if (Returns != StatusReturn.DfName || !Result.Sw.IsNormal)
                return null;
            try
            {
                var at = 0;
                var tlv = BerTlv.Read(Result.Data, ref at);
                return tlv.Tag == 0x84 && tlv.Value.Length is >= 1 and <= 16 && at == Result.Data.Length ? tlv.Value : (ReadOnlyMemory<byte>?)null;
            }
            catch (WireFormatException)
            {
                return null;
            }
        }
    }
}
