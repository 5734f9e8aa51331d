using DmSc.Steps.Lab.Devices;
using Spectre.Console;

namespace DmSc.Cli.Operators;

/// <summary>The operator at the console of this process: one person, asked one thing at a time.</summary>
internal sealed class ConsoleDesk : IOperatorDesk, IDisposable
{
    private readonly IAnsiConsole _console;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private string? _name;

    private ConsoleDesk(IAnsiConsole console, TimeProvider time) => (_console, _time) = (console, time);

    /// <summary>The desk, or <c>null</c> where nobody can be asked: input or output is no terminal, or this is continuous integration.</summary>
    public static ConsoleDesk? Open(TimeProvider time) =>
        Console.IsInputRedirected || Console.IsOutputRedirected || Environment.GetEnvironmentVariable("CI") is { Length: > 0 } ? null : new ConsoleDesk(AnsiConsole.Console, time);

    public async ValueTask<IOperatorConsole> MeetAsync(string? name, CancellationToken ct)
    {
        if (name is null)
        {
            await _turn.WaitAsync(ct);
            try
            {
                name = _name ??= (await new TextPrompt<string>("Your name, for the record:").Validate(text => !string.IsNullOrWhiteSpace(text)).ShowAsync(_console, ct)).Trim();
            }
            finally
            {
                _turn.Release();
            }
        }

        return new Seat(this, name);
    }

    public void Dispose() => _turn.Dispose();

    private async ValueTask<OperatorReply> AskAsync(string name, string instruction, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            _console.Write(new Panel(new Text(instruction)) { Header = new PanelHeader($" {Markup.Escape(name)}, please "), Expand = true });
            var prompt = new TextPrompt<string>(Markup.Escape("[d]one or [n]ot done, then a remark if any:"))
                .Validate(line => OperatorReply.Read(line, default) is not null, "d or n expected, then a remark if any");
            var answer = await prompt.ShowAsync(_console, ct);
            return OperatorReply.Read(answer, _time.GetUtcNow()) ?? throw new InvalidOperationException($"'{answer}' was accepted as an answer and is none");
        }
        finally
        {
            _turn.Release();
        }
    }

    private sealed class Seat(ConsoleDesk desk, string name) : IOperatorConsole
    {
        public string Operator => name;

        public ValueTask<OperatorReply> AskAsync(string instruction, CancellationToken ct) => desk.AskAsync(name, instruction, ct);
    }
}
