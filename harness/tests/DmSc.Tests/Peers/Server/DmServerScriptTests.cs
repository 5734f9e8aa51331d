using DmSc.Dm.Server;
using DmSc.Engine.Loading;
using DmSc.Steps.Lab;

namespace DmSc.Tests.Peers.Server;

public sealed class DmServerScriptTests
{
    private static (DmServerScript? Script, DiagnosticBag Bag) Load(string yaml, Func<string, string?>? environment = null)
    {
        var path = Path.Combine(Path.GetTempPath(), $"dmsc-script-{TestContext.CurrentContext.Test.ID}.yaml");
        File.WriteAllText(path, yaml);
        try
        {
            var bag = new DiagnosticBag();
            return (DmServerScriptLoader.Load(path, environment ?? (_ => null), bag), bag);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public void Every_kind_of_step_is_read()
    {
        var (script, bag) = Load("""
            name: all
            strangers: accept
            sessions:
              - device: "IMEI:*"
                form: xml
                max-msg-size: 4000
                faults: [omit-final]
                steps:
                  - get: [./A, ./B]
                  - add: { target: ./A, format: node }
                  - replace: { target: ./A/b, hex: "0102", format: bin, chunk: 1 }
                  - delete: [./A]
                  - copy: { source: ./A, target: ./B }
                  - exec: { target: ./X, data: go, correlator: c1 }
                  - alert: { code: 1101, texts: ["-", "Sure?"] }
                  - atomic: [{ delete: [./C] }]
                  - sequence: [{ get: [./C] }, { atomic: [{ delete: [./D] }] }]
                  - misbehave: wrong-msg-ref
                  - do: wait
                  - do: abort
            """);
        Assert.That(bag.Sorted(), Is.Empty);
        var session = script!.Sessions.Single();
        Assert.Multiple(() =>
        {
            Assert.That(script.AcceptStrangers, Is.True);
            Assert.That(session.Steps, Has.Length.EqualTo(12));
            Assert.That(session.Policy.Faults, Is.EquivalentTo(new[] { ServerFault.OmitFinal }));
            Assert.That(session.Steps[2], Is.InstanceOf<ServerStep.SendInChunks>());
            Assert.That(session.Steps[9], Is.EqualTo(new ServerStep.Misbehave(ServerFault.WrongMsgRef)));
            Assert.That(session.Steps[11], Is.InstanceOf<ServerStep.AbortSession>());
        });
    }

    [TestCase("name: x\nsessions:\n  - steps:\n      - got: [./A]", 4, 9)]
    [TestCase("name: x\nsessions:\n  - steps:\n      - { get: [./A], delete: [./A] }", 4, 9)]
    [TestCase("name: x\nsessions:\n  - steps:\n      - atomic: [{ do: wait }]", 4, 9)]
    [TestCase("name: x\nsessions:\n  - steps:\n      - misbehave: badly", 4, 20)]
    public void A_wrong_step_is_told_with_its_place(string yaml, int line, int column)
    {
        var (script, bag) = Load(yaml);
        Assert.That(script, Is.Null);
        Assert.That((bag.Sorted()[0].Span.Line, bag.Sorted()[0].Span.Column), Is.EqualTo((line, column)), () => string.Join('\n', bag.Sorted()));
    }

    [Test]
    public void A_password_comes_from_the_environment_or_is_missed()
    {
        const string Yaml = "name: x\naccounts:\n  - name: a\n    client: { user: u, password-env: PW }\nsessions: []\n";
        Assert.That(Load(Yaml).Bag.Sorted().Single().Code, Is.EqualTo(LabRules.ServerSecret.Code));
        Assert.That(Load(Yaml, name => name == "PW" ? "secret" : null).Script!.Accounts.Single().Client!.UserName, Is.EqualTo("u"));
    }
}
