using DmSc.Cards.Link;
using DmSc.Engine.Execution;
using DmSc.Engine.Verbs;
using DmSc.Peers.Device;

namespace DmSc.Steps.Lab.Devices;

/// <summary>A device on loan.</summary>
internal sealed class DeviceLease(DeviceParty party, TimeProvider time, Func<ValueTask>? close = null) : ILease
{
    public IReadOnlyDictionary<string, string> Facts { get; } = new Dictionary<string, string>(party.Device.Facts, StringComparer.Ordinal) { ["device"] = party.Device.Name };

    public TimeProvider Time => time;

    public T? Party<T>()
        where T : class => party as T;

    public void Attach(ITranscript transcript) => party.Attach(transcript);

    /// <summary>Healthy: the device goes back to its baseline.</summary>
    public async ValueTask<string?> RecoverAsync(CancellationToken ct)
    {
        party.Server.AbandonAll();
        party.Current = null;
        try
        {
            await party.Device.ResetAsync(new DeviceBaseline(), ct);
            return null;
        }
        catch (LinkException e)
        {
            return e.Message;
        }
    }

    public async ValueTask DisposeAsync()
    {
        party.Attach(null);
        await party.DisposeAsync();
        if (close is not null)
            await close();
    }
}
