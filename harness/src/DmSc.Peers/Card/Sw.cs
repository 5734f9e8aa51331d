namespace DmSc.Peers.Card;

/// <summary>Status words the card gives (ETSI TS 102 221, 10.2.1).</summary>
internal static class Sw
{
    public const int Ok = 0x9000;
    public const int FileDeactivated = 0x6283;
    public const int FileTerminated = 0x6284;
    public const int NotFound = 0x6282;
    public const int TriesLeft = 0x63C0;
    public const int WrongLength = 0x6700;
    public const int NoChannel = 0x6881;
    public const int NoSecureMessaging = 0x6882;
    public const int WrongStructure = 0x6981;
    public const int SecurityNotSatisfied = 0x6982;
    public const int PinBlocked = 0x6983;
    public const int Invalidated = 0x6984;
    public const int ConditionsNotSatisfied = 0x6985;
    public const int NoFileSelected = 0x6986;
    public const int WrongData = 0x6A80;
    public const int FileNotFound = 0x6A82;
    public const int RecordNotFound = 0x6A83;
    public const int WrongP1P2 = 0x6A86;
    public const int LcInconsistent = 0x6A87;
    public const int ReferenceNotFound = 0x6A88;
    public const int WrongOffset = 0x6B00;
    public const int UnknownIns = 0x6D00;
    public const int UnknownCla = 0x6E00;
    public const int ResponseTooLong = 0x6F00;
    public const int IncreaseAtMaximum = 0x9850;
}
