using System.Collections.Immutable;
using DmSc.Cards.Link;
using DmSc.Cards.Uicc;
using DmSc.Dm.Bootstrap;
using DmSc.Wire;
using DmSc.Wire.Apdu;
using DmSc.Wire.Credentials;
using DmSc.Wire.Pkcs15;

namespace DmSc.Peers.Device;

/// <summary>What a device finds on its card at switch-on.</summary>
/// <param name="Iccid">Digits of the ICCID; <see langword="null"/> when it cannot be read.</param>
/// <param name="Files">Bootstrap data that needs no PIN: the DM profile first, then Client Provisioning, each in the order of the directories.</param>
internal sealed record CardFindings(string? Iccid, ImmutableArray<CardBootstrap> Files);

/// <summary>Reads the bootstrap data of a card as a terminal does (OMA DM Bootstrap 1.2, 5.4.6). What a card refuses or spoils is left out: a device has
/// nobody to tell.</summary>
internal static class CardReader
{
    private static readonly byte[] s_iccidPath = [0x2F, 0xE2];

    /// <exception cref="LinkException">The card is gone.</exception>
    public static async ValueTask<CardFindings> ReadAsync(ICardLink link, TimeProvider time, CancellationToken ct)
    {
        var terminal = new UiccTerminal(link, new TerminalOptions { Time = time });
        await terminal.PowerOnAsync(CardReset.Cold, ct);
        var iccid = await IccidAsync(terminal, ct);
        var locator = new ProvisioningLocator(terminal);
        var map = await locator.LocateAsync(0, ct);
        var files = ImmutableArray.CreateBuilder<CardBootstrap>();
        foreach (var entry in map.DmObjects.Where(one => !one.IsPrivate))
            await AddAsync(entry, BootstrapProfile.DeviceManagement);
        foreach (var entry in map.CpObjects.Where(one => !one.IsPrivate))
            await AddAsync(entry, BootstrapProfile.Provisioning);
        await terminal.PowerOffAsync(ct);
        return new CardFindings(iccid, files.ToImmutable());

        async ValueTask AddAsync(DataObjectEntry entry, BootstrapProfile profile)
        {
            var stage = await locator.ReadObjectAsync(0, entry, map.ApplicationPath, ct);
            if (stage.Octets is { Length: > 0 } octets)
                files.Add(new CardBootstrap(stage.File?.File ?? "object in the directory", profile, octets));
        }
    }

    private static async ValueTask<string?> IccidAsync(UiccTerminal terminal, CancellationToken ct)
    {
        try
        {
            var selected = await terminal.SelectAsync(0, FileSelector.ByPathFromMf(s_iccidPath), SelectReturn.NoData, ct);
            return selected.IsSelected ? Iccid.Parse((await terminal.ReadTransparentAsync(0, 0, Iccid.Length, ct)).Data.Span) : null;
        }
        catch (WireFormatException)
        {
            return null;
        }
    }
}
