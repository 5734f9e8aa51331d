using DmSc.EndToEnd.Tests.Rig;

namespace DmSc.EndToEnd.Tests.Pcsc;

/// <summary>Tests that each find a newly inserted <see cref="ScriptedCard"/> in the reader of a running service.</summary>
internal abstract class WithScriptedCard
{
    /// <summary>The service.</summary>
    protected PcscdFixture Pcscd { get; private set; } = null!;

    /// <summary>What is in the reader; a test that takes it out and puts another in sets it.</summary>
    protected ScriptedCard Card { get; set; } = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(6));
        Pcscd = await PcscdFixture.StartAsync(deadline.Token);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (Pcscd is not null)
            await Pcscd.DisposeAsync();
    }

    [SetUp]
    public async Task InsertAsync()
    {
        // Until the service has seen the card of the last test leave, another would be that one to it.
        await Pcscd.UntilCardAsync(present: false, CancellationToken.None);
        Card = await ScriptedCard.InsertAsync(CancellationToken.None);
    }

    [TearDown]
    public async Task RemoveAsync()
    {
        if (Card is not null)
            await Card.DisposeAsync();
    }
}
