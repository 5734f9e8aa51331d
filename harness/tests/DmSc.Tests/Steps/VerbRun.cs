using DmSc.Engine.Verbs;
using DmSc.Steps;

namespace DmSc.Tests.Steps;

/// <summary>Runs a verb as the case runner would, in a context of a test.</summary>
internal static class VerbRun
{
    private static readonly VerbCatalogue Verbs = StandardVerbs.Create();

    public static VerbInfo Info(string verb) => Verbs.Find(verb)!.Info;

    /// <summary>Runs a verb with arguments as a case file writes them, or as it saved them.</summary>
    public static async Task<StepResult> RunVerbAsync(this IStepContext context, string verb, params (string Name, object Value)[] arguments)
    {
        var found = Verbs.Find(verb)!;
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var (name, value) in arguments)
        {
            var parameter = found.Info.Parameters.Single(p => p.Name == name);
            string? error;
            values[name] = (value is StepValue saved ? parameter.FromValue(saved, out error) : parameter.ParseText((string)value, out error))!;
            Assert.That(error, Is.Null);
        }

        return await found.RunAsync(new StepArguments(values), context, CancellationToken.None);
    }
}
