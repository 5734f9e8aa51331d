namespace DmSc.Cli.Output;

/// <summary>Where commands write: results to one stream, complaints to the other.</summary>
/// <param name="output">Results.</param>
/// <param name="error">Complaints.</param>
internal sealed class ConsoleOutput(TextWriter output, TextWriter error)
{
    public TextWriter Out => output;

    public int Width => Console.IsOutputRedirected ? 140 : Math.Clamp(Console.WindowWidth, 80, 200);

    public bool IsTerminal => !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("CI") is null;

    public void Line(string text = "") => output.WriteLine(text);

    public void Error(string text) => error.WriteLine(text);
}
