using System.Text;
using DmSc.Wire;
using DmSc.Wire.Push;

namespace DmSc.Tests.Wire.Push;

[TestFixture]
public sealed class OtaHttpPushTests
{
    private const string Mac = "D9E59E9C72DC9BDC9F3FA2FBF335039DE17FB090";

    [Test]
    public void A_nested_message_is_read()
    {
        var octets = Encoding.ASCII.GetBytes(
            "HTTP/1.1 200 OK\r\ncontent-type: application/vnd.syncml.notification\r\nX-Wap-Application-Id: x-wap-application:syncml.dm\r\n"
            + "X-Wap-Push-Flag: 5\r\nX-Other:  kept \r\nContent-Length: 3\r\n\r\nabc");

        var push = OtaHttpPush.ParseNested(octets);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(push.ContentType, Is.EqualTo(HttpContentType.Of("application/vnd.syncml.notification")));
            Assert.That(push.ApplicationId, Is.EqualTo("x-wap-application:syncml.dm"));
            Assert.That(push.Flags, Is.EqualTo(PushFlags.InitiatorAuthenticated | PushFlags.Last));
            Assert.That(push.OtherFields, Does.Contain(new KeyValuePair<string, string>("X-Other", "kept")));
            Assert.That(Encoding.ASCII.GetString(push.Body.Span), Is.EqualTo("abc"));
        }
    }

    [Test]
    public void What_is_nested_reads_back_the_same()
    {
        var type = HttpContentType.Of("application/vnd.syncml.dm+wbxml", new HttpParameter("SEC", "USERPIN"), new HttpParameter("MAC", Mac));
        var push = new OtaHttpPush(type, PushApplication.DeviceManagementUri, [new("X-Other", "a: b")], new byte[] { 0, 13, 10, 13, 10, 255 });

        Assert.That(type.Format(), Is.EqualTo($"application/vnd.syncml.dm+wbxml; SEC=USERPIN; MAC={Mac}"));
        Assert.That(OtaHttpPush.ParseNested(push.EncodeNested()), Is.EqualTo(push));
    }

    [TestCase("POST / HTTP/1.1\r\n\r\n", PushErrors.BadHttp)]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Type: a/b\r\n", PushErrors.UnexpectedEnd)]
    [TestCase("HTTP/1.1 200 OK\r\n\r\n", PushErrors.ContentTypeMissing)]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nContent-Type: a/b\r\n\r\n", PushErrors.BadHttp)]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nContent-Length: 1\r\n\r\n", PushErrors.BadHttp)]
    [TestCase("HTTP/1.1 200 OK\r\nContent Type: a/b\r\n\r\n", PushErrors.BadHttp)]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Type: a/b; SEC\r\n\r\n", PushErrors.BadHttp)]
    public void A_malformed_message_is_refused(string text, string code)
    {
        var octets = Encoding.ASCII.GetBytes(text);

        var failure = Assert.Throws<WireFormatException>(() => OtaHttpPush.ParseNested(octets));

        Assert.That(failure!.Error.Code, Is.EqualTo(code), failure.Message);
    }

    [TestCase("a/b;x=\"1\\\"2;\" ; y=a==/", "x", "1\"2;", "y", "a==/")]
    [TestCase(" a/b ;; x=1;y=\"\";", "x", "1", "y", "")]
    public void Parameters_are_read(string text, params string[] parameters)
    {
        var type = HttpContentType.Parse(text);

        Assert.That(type.MediaType, Is.EqualTo("a/b"));
        Assert.That(type.Parameters.SelectMany(parameter => new[] { parameter.Name, parameter.Value }), Is.EqualTo(parameters));
        Assert.That(HttpContentType.Parse(type.Format()), Is.EqualTo(type));
    }

    [Test]
    public void A_header_with_a_line_end_is_refused_by_the_writer()
    {
        var push = new OtaHttpPush(HttpContentType.Of("a/b"), null, [new("X-Other", "a\r\nb")], default);

        Assert.That(push.EncodeNested, Throws.InstanceOf<FormatException>());
    }
}
