namespace DmSc.Dm.Tree;

/// <summary>Status codes that the tree answers with (OMA DM Representation Protocol 1.2, 6).</summary>
internal static class TreeStatus
{
    public const int Ok = 200;
    public const int BadRequest = 400;
    public const int Forbidden = 403;
    public const int NotFound = 404;
    public const int NotAllowed = 405;
    public const int OptionalFeatureNotSupported = 406;
    public const int TooLarge = 413;
    public const int UriTooLong = 414;
    public const int UnsupportedFormat = 415;
    public const int AlreadyExists = 418;
    public const int DeviceFull = 420;
    public const int PermissionDenied = 425;
}
