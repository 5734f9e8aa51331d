using DmSc.Cards.Link;
using DmSc.Engine.Execution;
using DmSc.Engine.Verbs;
using DmSc.Peers.Device;

namespace DmSc.Steps.Lab.Devices;

/// <summary>A device on loan.</summary>
/// <param name="party">The device with everything around it.</param>
/// <param name="time">Its clock.</param>
/// <param name="close">Closes what is around it; <c>null</c> when there is nothing to close.</param>
/// <param name="reach">Reaches the device anew, where a driver may have died; <c>null</c> where none can.</param>
internal sealed class DeviceLease(DeviceParty party, TimeProvider time, Func<ValueTask>? close = null, Func<CancellationToken, ValueTask<IDevice>>? reach = null) : ILease
{
    public IReadOnlyDictionary<string, string> Facts { get; } = new Dictionary<string, string>(party.Device.Facts, StringComparer.Ordinal) { ["device"] = party.Device.Name };

    public TimeProvider Time => time;

    public T? Party<T>()
        where T : class => party as T;

    public void Attach(ITranscript transcript) => party.Attach(transcript);

    /// <summary>
    /// Healthy: the device, or a new one when it does not listen any more, goes back to its baseline. What it does until then is nobody's: the accounts are forgotten
    /// first, its sessions last, because one that is let go of may be followed by another.
    /// </summary>
    public async ValueTask<string?> RecoverAsync(CancellationToken ct)
    {
        party.Server.ForgetAccounts();
        party.SpeakIn(null, null);
        try
        {
            return await ResetAsync(ct);
        }
        finally
        {
            party.Server.AbandonAll();
        }
    }

    public async ValueTask DisposeAsync()
    {
        party.Attach(null);
        await party.DisposeAsync();
        if (close is not null)
            await close();
    }

    private async ValueTask<string?> ResetAsync(CancellationToken ct)
    {
        try
        {
            await party.Device.ResetAsync(new DeviceBaseline(), ct);
            return null;
        }
        catch (LinkException) when (reach is not null)
        {
            // A driver that died, or was killed because nobody could tell what it does, says nothing about the next one.
        }
        catch (LinkException e)
        {
            return e.Message;
        }

        try
        {
            await party.RenewAsync(reach, ct);
            await party.Device.ResetAsync(new DeviceBaseline(), ct);
            return null;
        }
        catch (LinkException e)
        {
            return e.Message;
        }
    }
}
