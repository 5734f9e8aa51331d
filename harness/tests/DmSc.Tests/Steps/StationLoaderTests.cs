using DmSc.Cards.Pcsc;
using DmSc.Engine.Loading;
using DmSc.Steps.Lab;

namespace DmSc.Tests.Steps;

internal sealed class StationLoaderTests
{
    [TestCase("embedded", CardLinkKind.InProcess, 2)]
    [TestCase("virtual-reader", CardLinkKind.Pcsc, 1)]
    [TestCase("real-reader", CardLinkKind.Pcsc, 1)]
    public void Every_station_of_the_project_loads(string name, CardLinkKind link, int lanes)
    {
        var bag = new DiagnosticBag();
        var station = StationLoader.Load(Path.Combine(Fixtures.Root, "fixtures", "stations", name + ".yaml"), bag);
        Assert.That(bag.Items, Is.Empty);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(station!.Card!.Link, Is.EqualTo(link));
            Assert.That(station.Lanes, Is.EqualTo(lanes));
            Assert.That(station.Class, Is.EqualTo(name));
            Assert.That(station.Card.Sharing, Is.EqualTo(PcscSharing.Exclusive));
        }
    }

    [TestCase("card: { link: in-process }", "4:9 STATION001")]
    [TestCase("card: { link: pcsc }", "4:9 STATION001")]
    [TestCase("card: { link: pcsc, reader: X, image: a.yaml }", "4:32 STATION001")]
    [TestCase("lanes: 2\ncard: { link: pcsc, reader: X }", "4:1 STATION002")]
    [TestCase("card: { link: pcsc, reader: X, pin-tries: many }", "4:43 KEY004")]
    [TestCase("card: { link: pcsc, raeder: X, reader: X }", "4:21 KEY001")]
    [TestCase("budgets: { step: soon }", "4:18 KEY004")]
    [TestCase("server: { pushes: listen, bind: localhost }", "4:33 KEY004")]
    [TestCase("server: { pushes: listen, advertise: \"http://h\" }", "4:38 KEY004")]
    [TestCase("server: { pushes: in-process, port: 80 }", "4:31 STATION001")]
    [TestCase("server: { pushes: listen, tls-port: 0 }", "4:27 STATION001")]
    [TestCase("server: { pushes: listen, trusted-senders: certificate.pem }", "4:27 STATION001")]
    [TestCase("server: { pushes: listen, certificate: a.yaml, trusted-senders: certificate.pem }", "4:40 STATION003")]
    [TestCase("server: { pushes: listen, certificate: certificate.pem, trusted-senders: nowhere.pem }", "4:74 STATION003")]
    public void Bad_input_is_one_error_at_its_place(string lines, string expected)
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.yaml", "name: a\niccid: \"89882211000000467343\"\npins: [{ key: \"0A\", value: \"31\" }]\nfiles: []\n");
        File.Copy(Path.Combine(Fixtures.Root, "fixtures", "keys", "push-receiver.tls.pem"), Path.Combine(folder.FullPath, "certificate.pem"));
        var path = folder.Write("s.yaml", "id: s\nclass: embedded\ndescription: d\n" + lines + "\n");
        var bag = new DiagnosticBag();
        Assert.That(StationLoader.Load(path, bag), Is.Null);
        Assert.That(bag.Items.Select(d => $"{d.Span.Line}:{d.Span.Column} {d.Code}"), Is.EqualTo((string[])[expected]));
    }
}
