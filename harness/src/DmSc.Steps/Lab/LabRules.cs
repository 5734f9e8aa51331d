using DmSc.Engine.Loading;
using DmSc.Model.Text;

namespace DmSc.Steps.Lab;

/// <summary>Complaints about station files, card images and drivers.</summary>
public static class LabRules
{
    /// <summary>A key that does not go with another.</summary>
    public static readonly DiagnosticRule StationConflict = Error("STATION001", "Keys do not go together", "A link in process needs an image and has no reader; a PC/SC link names its reader.");

    /// <summary>More lanes than a reader has.</summary>
    public static readonly DiagnosticRule StationLanes = Error("STATION002", "A reader is one lane", "Only cards in process can be had more than once.");

    /// <summary>A card image includes itself.</summary>
    public static readonly DiagnosticRule ImageLoop = Error("IMAGE001", "Card image includes itself", "A part of an image cannot contain the image.");

    /// <summary>A content file that cannot be used.</summary>
    public static readonly DiagnosticRule ImageContent = Error("IMAGE002", "Content of a file cannot be used", "The content file is missing, empty, too large, or not as long as octets says.");

    /// <summary>An image that no card can have.</summary>
    public static readonly DiagnosticRule ImageUnsound = Error("IMAGE003", "Card image is not sound", "The image breaks a rule that every UICC keeps, such as unique file identifiers in a directory.");

    /// <summary>An access condition that is none.</summary>
    public static readonly DiagnosticRule ImageAccess = Error("IMAGE004", "Bad access condition", "An access condition is always, never, or key NN, joined by 'or' or by 'and'.");

    /// <summary>A file that is not exactly one kind.</summary>
    public static readonly DiagnosticRule ImageFileKind = Error("IMAGE005", "Not exactly one kind of file", "An entry of files is one of ef, df, adf and include.");

    /// <summary>A step of a server script that is none.</summary>
    public static readonly DiagnosticRule ServerStep = Error("SERVER001", "Bad step of a server script", "A step is a map with one key, which says what is done; Atomic and Sequence hold commands only.");

    /// <summary>A password that is not there.</summary>
    public static readonly DiagnosticRule ServerSecret = Error("SERVER002", "Password is not set", "A password named by 'password-env' comes from that environment variable.");

    /// <summary>A driver that is none.</summary>
    public static readonly DiagnosticRule UnknownDriver = Error("DRIVER001", "Unknown driver", "`driver` names one of those that the role has; harness/docs/drivers.md describes them.");

    /// <summary>A program or folder of a driver that is not there.</summary>
    public static readonly DiagnosticRule DriverPath = Error("DRIVER002", "Program or folder of a driver missing", "The working folder is relative to the IUT file; a program with a slash in its name is relative to the working folder.");

    /// <summary>A key of the reference device that is none.</summary>
    public static readonly DiagnosticRule DeviceKey = Error("DRIVER003", "Key or certificate of the reference device unusable", "`signer-keys` are RSA public keys, `certificates` are certificates, `decryption-key` is an RSA private key; all in PEM, in files relative to the IUT file.");

    /// <summary>A key of a server's driver that is none.</summary>
    public static readonly DiagnosticRule ServerKey = Error("DRIVER004", "Key or certificate of a server's driver unusable", "`signing-key` is an RSA private key, `trusted` are certificates; in PEM, in files relative to the IUT file.");

    /// <summary>A name in a request template that is none.</summary>
    public static readonly DiagnosticRule TemplateName = Error("DRIVER005", "Unknown name in a request", "A request of the driver `http` is filled with the values that harness/docs/drivers-server.md lists.");

    /// <summary>A file of a capture that cannot be used.</summary>
    public static readonly DiagnosticRule CaptureFile = Error("CAPTURE001", "File of a capture cannot be used", "The manifest names files with octets, relative to itself: SMS-DELIVER TPDUs, or one HTTP request.");

    /// <summary>A certificate of a station that is none.</summary>
    public static readonly DiagnosticRule StationCertificate = Error("STATION003", "Certificate of a station unusable", "`certificate` has a certificate and its private key, `trusted-senders` has certificates; in PEM, in files relative to the station file.");

    /// <summary>All, by code.</summary>
    public static IReadOnlyList<DiagnosticRule> All { get; } = [StationConflict, StationLanes, ImageLoop, ImageContent, ImageUnsound, ImageAccess, ImageFileKind, ServerStep, ServerSecret, UnknownDriver, DriverPath, DeviceKey, ServerKey, TemplateName, CaptureFile, StationCertificate];

    private static DiagnosticRule Error(string code, string title, string help) => new(code, Severity.Error, title, help);
}
