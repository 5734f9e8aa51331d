using System.Net;
using System.Net.Sockets;
using System.Text;
using DmSc.Cards.Link;
using DmSc.Peers.Push;
using DmSc.Peers.Push.Bearers;
using DmSc.Peers.Push.Encodings;
using DmSc.Peers.Push.Receiving;
using DmSc.Wire;
using DmSc.Wire.Credentials;
using DmSc.Wire.Push;

namespace DmSc.Tests.Peers.Push;

/// <summary>Gateway and receiver over loopback, and each against what it does not expect.</summary>
[TestFixture]
[CancelAfter(20_000)]
internal sealed class HttpPushTests
{
    private static readonly TimeProvider Time = TimeProvider.System;

    private PushInbox _inbox = null!;

    [SetUp]
    public void Begin() => _inbox = new PushInbox();

    [TestCase(HttpForm.Nested, PushBearerKind.OtaHttp)]
    [TestCase(HttpForm.Direct, PushBearerKind.OtaHttp)]
    [TestCase(HttpForm.Plain, PushBearerKind.PlainHttp)]
    public async Task A_push_arrives_as_it_was_sent(HttpForm form, PushBearerKind kind, CancellationToken ct)
    {
        await using var receiver = await ReceiverAsync(new HttpPushReceiverSettings { Kind = kind }, ct);
        var push = PushMessage.DmBootstrap(new byte[] { 1, 2, 3 }) with { Headers = [new PushField("X-Wap-Initiator-URI", "http://lab.example")] };

        var receipt = await new HttpPushBearer(receiver.Address, Time) { Form = form }.SendAsync(push, ct);

        var received = await _inbox.TakeAsync(ct);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(received.Error, Is.Null);
            Assert.That(received.Message, Is.EqualTo(push));
            Assert.That((received.Kind, receipt.Kind), Is.EqualTo((kind, kind)));
            Assert.That((received.Transport, receipt.Transport), Is.EqualTo((PushTransport.Open, PushTransport.Open)));
            Assert.That(receipt.Answer!.Status, Is.EqualTo(204));
            Assert.That(receipt.Answer.PushStatus, Is.EqualTo(kind == PushBearerKind.OtaHttp ? "400" : null));
        }
    }

    [TestCase(HttpForm.Nested)]
    [TestCase(HttpForm.Plain)]
    public async Task Both_sides_keep_the_octets_of_the_request(HttpForm form, CancellationToken ct)
    {
        await using var receiver = await ReceiverAsync(new HttpPushReceiverSettings(), ct);
        var push = Pushes.Provisioning(BootstrapMethod.UserPin).Message;

        var receipt = await new HttpPushBearer(receiver.Address, Time) { Form = form }.SendAsync(push, ct);

        var expected = HttpEncoding.ToRequest(push, form, "/wappush").Encode(receiver.Address.Authority);
        var received = await _inbox.TakeAsync(ct);
        Assert.That(Text(received.Frames.Single()), Is.EqualTo(Text(expected)));
        Assert.That(receipt.Frames.Select(frame => frame.Direction), Is.EqualTo(new[] { PushDirection.Sent, PushDirection.Received }));
        Assert.That(Text(receipt.Frames[0].Octets), Is.EqualTo(Text(expected)));
        Assert.That(Text(receipt.Frames[1].Octets), Does.StartWith("HTTP/1.1 204 No Content\r\n").And.EndWith("\r\n\r\n"));
    }

    [Test]
    public async Task Requests_on_one_connection_are_kept_apart_down_to_their_octets(CancellationToken ct)
    {
        await using var receiver = await ReceiverAsync(new HttpPushReceiverSettings(), ct);
        const string First = "POST /wappush HTTP/1.1\r\nhost: a\r\nContent-Type:text/plain\r\nContent-Length: 3\r\n\r\nabc";
        const string Second = "POST /wappush HTTP/1.1\r\nHost: a\r\ncontent-type: text/plain\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\nde\r\n1;x=y\r\nf\r\n0\r\n\r\n";

        var answer = await RawAsync(receiver.Address, First + Second, ct);

        var (first, second) = (await _inbox.TakeAsync(ct), await _inbox.TakeAsync(ct));
        Assert.That(answer.Split("HTTP/1.1 204").Length - 1, Is.EqualTo(2), answer);
        Assert.That(Text(first.Message!.Body) + Text(second.Message!.Body), Is.EqualTo("abcdef"));
        Assert.That(Text(first.Frames.Single()), Is.EqualTo(First));
        Assert.That(Text(second.Frames.Single()), Is.EqualTo(Second));
    }

    [Test]
    public async Task A_gateway_can_register_the_terminal(CancellationToken ct)
    {
        await using var receiver = await ReceiverAsync(new HttpPushReceiverSettings { TerminalId = "t-1" }, ct);

        var answer = await RawAsync(receiver.Address, "OPTIONS /wappush HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", ct);

        Assert.That(answer, Does.StartWith("HTTP/1.1 204").And.Contains("X-Wap-Terminal-ID: t-1").And.Contains("X-Wap-Push-Accept-AppID: x-wap-application:syncml.dm"));
    }

    [TestCase("GET /wappush", "405")]
    [TestCase("POST /other", "404")]
    [TestCase("OPTIONS /other", "404")]
    public async Task What_is_no_push_is_refused_and_not_posted(string line, string status, CancellationToken ct)
    {
        await using var receiver = await ReceiverAsync(new HttpPushReceiverSettings(), ct);

        var answer = await RawAsync(receiver.Address, $"{line} HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", ct);

        Assert.That(answer, Does.StartWith($"HTTP/1.1 {status}"));
        Assert.That(answer.Contains("Allow: POST, OPTIONS", StringComparison.Ordinal), Is.EqualTo(status == "405"));
        Assert.That(_inbox.TryTake(out _), Is.False);
    }

    [TestCase("Content-Length: 2\r\n\r\nab", PushErrors.ContentTypeMissing)]
    [TestCase("Content-Type: nonsense\r\nContent-Length: 2\r\n\r\nab", PushErrors.BadHttp)]
    [TestCase("Content-Type: application/http\r\nContent-Length: 9\r\n\r\nnot HTTP\n", PushErrors.BadHttp)]
    [TestCase("Content-Type: application/http\r\nContent-Length: 17\r\n\r\nHTTP/1.1 200 OK\r\n", PushErrors.UnexpectedEnd)]
    public async Task A_push_that_cannot_be_read_is_refused_and_posted_with_the_reason(string rest, string code, CancellationToken ct)
    {
        await using var receiver = await ReceiverAsync(new HttpPushReceiverSettings(), ct);

        var answer = await RawAsync(receiver.Address, "POST /wappush HTTP/1.1\r\nHost: a\r\n" + rest, ct);

        var received = await _inbox.TakeAsync(ct);
        Assert.That(answer, Does.StartWith("HTTP/1.1 400"));
        Assert.That((received.Message, received.Error!.Code), Is.EqualTo(((PushMessage?)null, code)));
        Assert.That(Text(received.Frames.Single()), Does.EndWith(rest));
    }

    [TestCase("Content-Length: 100000\r\n\r\n")]
    [TestCase("Transfer-Encoding: chunked\r\n\r\n1000000\r\n")]
    public async Task A_body_above_the_bound_is_refused_before_it_comes(string rest, CancellationToken ct)
    {
        await using var receiver = await ReceiverAsync(new HttpPushReceiverSettings { MaxBody = 1000 }, ct);

        // Chunks are counted as they come; a length is enough by itself.
        var filler = rest.Contains("chunked", StringComparison.Ordinal) ? new string('x', 2000) : "";
        var answer = await RawAsync(receiver.Address, $"POST /wappush HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n{rest}{filler}", ct);

        Assert.That(answer, Does.StartWith("HTTP/1.1 413"));
        Assert.That((await _inbox.TakeAsync(ct)).Error!.Code, Is.EqualTo(PushErrors.LimitExceeded));
    }

    [Test]
    public async Task Headers_above_the_bound_are_refused(CancellationToken ct)
    {
        await using var receiver = await ReceiverAsync(new HttpPushReceiverSettings { MaxHeaders = 2048 }, ct);

        var answer = await RawAsync(receiver.Address, $"POST /wappush HTTP/1.1\r\nHost: a\r\nX: {new string('x', 4000)}\r\n\r\n", ct);

        Assert.That(answer, Does.StartWith("HTTP/1.1 431"));
        Assert.That(_inbox.TryTake(out _), Is.False);
    }

    [Test]
    public async Task A_body_that_does_not_come_ends_at_its_deadline(CancellationToken ct)
    {
        await using var receiver = await ReceiverAsync(new HttpPushReceiverSettings { BodyTimeout = TimeSpan.FromMilliseconds(200) }, ct);

        var answer = await RawAsync(receiver.Address, "POST /wappush HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nabc", ct);

        Assert.That(answer, Does.StartWith("HTTP/1.1 408"));
        var received = await _inbox.TakeAsync(ct);
        Assert.That(received.Error!.Code, Is.EqualTo(ReceiverErrors.BodyTooSlow));
        Assert.That(Text(received.Frames.Single()), Does.EndWith("abc"));
    }

    [Test]
    public async Task A_full_inbox_tells_senders_to_come_again(CancellationToken ct)
    {
        _inbox = new PushInbox(1);
        await using var receiver = await ReceiverAsync(new HttpPushReceiverSettings(), ct);
        var bearer = new HttpPushBearer(receiver.Address, Time);

        var first = await bearer.SendAsync(Pushes.Notification, ct);
        var second = await bearer.SendAsync(Pushes.Notification, ct);
        await _inbox.TakeAsync(ct);
        var third = await bearer.SendAsync(Pushes.Notification, ct);

        Assert.That(new[] { first, second, third }.Select(receipt => receipt.Answer!.Status), Is.EqualTo(new[] { 204, 503, 204 }));
        Assert.That(_inbox.Refused, Is.EqualTo(1));
    }

    [Test]
    public async Task Many_senders_at_once_lose_nothing(CancellationToken ct)
    {
        await using var receiver = await ReceiverAsync(new HttpPushReceiverSettings(), ct);
        var bearer = new HttpPushBearer(receiver.Address, Time);

        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => bearer.SendAsync(PushMessage.DmBootstrap(BitConverter.GetBytes(i)), ct).AsTask()));

        var seen = new List<int>();
        while (_inbox.TryTake(out var received))
            seen.Add(BitConverter.ToInt32(received.Message!.Body.Span));
        Assert.That(seen, Is.EquivalentTo(Enumerable.Range(0, 100)));
    }

    [Test]
    public async Task A_receiver_stops_although_senders_hang(CancellationToken ct)
    {
        var receiver = await ReceiverAsync(new HttpPushReceiverSettings(), ct);
        using var hanging = new TcpClient();
        await hanging.ConnectAsync(IPAddress.Loopback, receiver.Address.Port, ct);
        await hanging.GetStream().WriteAsync("POST /wappush HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab"u8.ToArray(), ct);

        await receiver.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(5), ct);

        Assert.That(
            async () => await new HttpPushBearer(receiver.Address, Time).SendAsync(Pushes.Notification, ct),
            Throws.InstanceOf<LinkException>().With.Property(nameof(LinkException.Failure)).EqualTo(LinkFailure.PeerUnreachable));
    }

    [Test]
    public async Task A_port_that_is_taken_is_a_misuse(CancellationToken ct)
    {
        await using var receiver = await ReceiverAsync(new HttpPushReceiverSettings(), ct);

        Assert.That(
            async () => await ReceiverAsync(new HttpPushReceiverSettings { Port = receiver.Address.Port }, ct),
            Throws.InstanceOf<LinkException>().With.Property(nameof(LinkException.Failure)).EqualTo(LinkFailure.Misuse));
    }

    [Test]
    public void A_device_that_does_not_answer_is_a_deadline(CancellationToken ct)
    {
        using var device = new TcpListener(IPAddress.Loopback, 0);
        device.Start();

        Assert.That(
            async () => await new HttpPushBearer(Url(device), Time) { Deadline = TimeSpan.FromMilliseconds(200) }.SendAsync(Pushes.Notification, ct),
            Throws.InstanceOf<LinkException>().With.Property(nameof(LinkException.Failure)).EqualTo(LinkFailure.Deadline));
    }

    [Test]
    public async Task A_device_that_hangs_up_was_not_reached(CancellationToken ct)
    {
        using var device = new TcpListener(IPAddress.Loopback, 0);
        device.Start();
        var answering = AnswerAsync(device, "", ct);

        Assert.That(
            async () => await new HttpPushBearer(Url(device), Time).SendAsync(Pushes.Notification, ct),
            Throws.InstanceOf<LinkException>().With.Property(nameof(LinkException.Failure)).EqualTo(LinkFailure.PeerUnreachable));
        await answering;
    }

    [TestCase("SSH-2.0-x\r\n\r\n", PushErrors.BadHttp)]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", PushErrors.LimitExceeded)]
    public async Task An_answer_that_is_no_good_HTTP_is_a_format_error(string head, string code, CancellationToken ct)
    {
        using var device = new TcpListener(IPAddress.Loopback, 0);
        device.Start();
        var answering = AnswerAsync(device, head + (code == PushErrors.LimitExceeded ? new string('x', 100_000) : ""), ct);

        Assert.That(
            async () => await new HttpPushBearer(Url(device), Time).SendAsync(Pushes.Notification, ct),
            Throws.InstanceOf<WireFormatException>().With.Property(nameof(WireFormatException.Error)).Property(nameof(FormatError.Code)).EqualTo(code));
        await answering;
    }

    [Test]
    public async Task An_answer_that_refuses_is_an_answer(CancellationToken ct)
    {
        using var device = new TcpListener(IPAddress.Loopback, 0);
        device.Start();
        var answering = AnswerAsync(device, "HTTP/1.1 403 No\r\nX-Wap-Push-Status: 500\r\nLocation: http://127.0.0.1/\r\nContent-Length: 3\r\n\r\nno!", ct);

        var receipt = await new HttpPushBearer(Url(device), Time).SendAsync(Pushes.Notification, ct);

        await answering;
        Assert.That((receipt.Answer!.Status, receipt.Answer.PushStatus, Text(receipt.Answer.Body)), Is.EqualTo((403, "500", "no!")));
    }

    private static Uri Url(TcpListener listener) => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/wappush");

    private static string Text(ReadOnlyMemory<byte> octets) => Encoding.Latin1.GetString(octets.Span);

    private static async Task AnswerAsync(TcpListener device, string answer, CancellationToken ct)
    {
        using var connection = await device.AcceptTcpClientAsync(ct);
        var buffer = new byte[4096];
        _ = await connection.GetStream().ReadAsync(buffer, ct);
        try
        {
            await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer), ct);
        }
        catch (IOException)
        {
            // The gateway had enough of it.
        }
    }

    /// <summary>What a server says to octets until it closes.</summary>
    private static async Task<string> RawAsync(Uri address, string request, CancellationToken ct)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, address.Port, ct);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), ct);
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (await stream.ReadAsync(buffer, ct) is > 0 and var read)
                answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }
        catch (IOException)
        {
            // Closed with our octets unread.
        }

        return answer.ToString();
    }

    private Task<HttpPushReceiver> ReceiverAsync(HttpPushReceiverSettings settings, CancellationToken ct) =>
        HttpPushReceiver.StartAsync(settings, _inbox, Time, ct);
}
