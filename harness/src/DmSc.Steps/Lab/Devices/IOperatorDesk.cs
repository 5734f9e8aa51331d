namespace DmSc.Steps.Lab.Devices;

/// <summary>Where a lab's operators are.</summary>
public interface IOperatorDesk
{
    /// <summary>Finds out who is there.</summary>
    /// <param name="name">Who should be; <see langword="null"/> when the desk has to ask.</param>
    /// <param name="ct">Ends the wait.</param>
    ValueTask<IOperatorConsole> MeetAsync(string? name, CancellationToken ct);
}
