using DmSc.Engine.Verbs;
using DmSc.Model.Requirements;
using DmSc.Model.Runs;
using DmSc.Model.Statements;
using DmSc.Model.Text;
using DmSc.Model.Verdicts;
using DmSc.Steps.Lab;
using DmSc.Steps.Lab.Devices;

namespace DmSc.Tests.Steps.Devices;

[TestFixture]
[CancelAfter(20_000)]
internal sealed class RealDevicesTests
{
    private static readonly PlannedCase s_case = new()
    {
        Key = new CaseKey("DEV-X-001", "", "phone"),
        Title = "",
        Requirements = [],
        Spec = "",
        Checks = [],
        Variables = new Dictionary<string, string>(),
        Mutates = [],
        Disposition = Disposition.Executed,
        Reason = DispositionReason.None,
        ReasonText = "",
        Span = SourceSpan.None,
    };

    [Test]
    public async Task What_an_operator_was_asked_is_in_the_transcript_of_the_case_it_was_asked_for(CancellationToken ct)
    {
        var station = new StationFile { Id = "lab", Class = "real-reader", Span = SourceSpan.None };
        await using var devices = new RealDevices(
            station, new IutIdentity("phone", IutRole.Device, "V", "Phone", "1"), new DeviceDriver.Operator(TimeSpan.FromMinutes(1), "Kim"), new Desk(), TimeProvider.System);
        for (var round = 1; round <= 3; round++)
        {
            await using var lease = await devices.AssembleAsync(s_case, ct);
            var transcript = new Notes();
            lease.Attach(transcript);
            await lease.Party<DeviceParty>()!.UseAsync("power on", device => device.PowerOnAsync(ct));
            Assert.That(transcript.OfOperator, Has.One.Contains("operator Kim was asked: Switch the device on"), $"case {round}");
        }
    }

    private sealed class Notes : ITranscript
    {
        public List<string> OfOperator { get; } = [];

        public int Count => OfOperator.Count;

        public void Add(string channel, FrameDirection direction, ReadOnlySpan<byte> octets, string note = "")
        {
            if (channel == "operator")
                OfOperator.Add(note);
        }
    }

    private sealed class Desk : IOperatorDesk, IOperatorConsole
    {
        public string Operator => "Kim";

        public ValueTask<IOperatorConsole> MeetAsync(string? name, CancellationToken ct) => new(this);

        public ValueTask<OperatorReply> AskAsync(string instruction, CancellationToken ct) => new(new OperatorReply(true, "", DateTimeOffset.UnixEpoch));
    }
}
