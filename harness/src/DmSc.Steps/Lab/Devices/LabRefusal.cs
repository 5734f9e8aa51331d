using DmSc.Dm.Session;
using DmSc.Wire;

namespace DmSc.Steps.Lab.Devices;

/// <summary>A request that the emulated server refused unread.</summary>
/// <param name="request">What came; the body may be missing.</param>
/// <param name="status">HTTP status: 413 or 415.</param>
internal sealed class LabRefusal(DmRequest request, int status)
{
    public DmRequest Request => request;

    public int Status => status;

    /// <summary>Whether no step has taken it.</summary>
    public bool IsListed { get; set; } = true;

    /// <summary>Whether the transcript has it.</summary>
    public bool IsWritten { get; set; }

    /// <summary>What was wrong.</summary>
    public FormatError Error => status == 415
        ? new FormatError("MediaType", 0, $"Content-Type '{request.ContentType}': application/vnd.syncml.dm+wbxml or application/vnd.syncml.dm+xml expected")
        : new FormatError("TooLong", 0, "a body of more octets than the server takes");
}
