using DmSc.Engine.Cases;
using DmSc.Engine.Verbs;
using DmSc.Model.Verdicts;

namespace DmSc.Engine.Execution;

/// <summary>The variables of one attempt: those of the variant, of the IXIT, and what steps saved.</summary>
internal sealed class CaseVariables(IReadOnlyDictionary<string, string> variant, Func<string, string?> ixit)
{
    private const string IxitPrefix = "ixit.";
    private readonly Dictionary<string, StepValue> _saved = new(StringComparer.Ordinal);

    public void Save(string name, StepValue value) => _saved[name] = value;

    /// <summary>The value of a variable.</summary>
    /// <exception cref="MissingVariableException">A step was to save it and found nothing.</exception>
    public StepValue ValueOf(string name)
    {
        if (name.StartsWith(IxitPrefix, StringComparison.Ordinal))
        {
            return ixit(name[IxitPrefix.Length..]) is { } parameter
                ? new TextValue(parameter)
                : throw new StepFaultException(FaultKind.BadFixture, $"IXIT parameter '{name[IxitPrefix.Length..]}' has no value");
        }

        if (_saved.TryGetValue(name, out var value))
            return value is AbsentValue ? throw new MissingVariableException(name) : value;
        if (variant.TryGetValue(name, out var text))
            return new TextValue(text);
        throw new MissingVariableException(name);
    }

    public string Expand(Template template) => template.Expand(name => ValueOf(name) switch
    {
        BytesValue bytes => Convert.ToHexString(bytes.Octets.Span),
        TextValue text => text.Value,
        var scalar and (IntegerValue or BooleanValue) => scalar.Describe(),
        // Their text is made for people, and cut: two different lists would look the same.
        _ => throw new MissingVariableException(name, "it is a list or a record, not a scalar"),
    });

    /// <summary>Resolves the arguments of a step.</summary>
    /// <exception cref="StepFaultException">A value of ours does not fit its parameter.</exception>
    /// <exception cref="MissingVariableException">A value of the IUT is absent or does not fit.</exception>
    public StepArguments Resolve(CaseStep step)
    {
        var values = new Dictionary<string, object>(step.Arguments.Count, StringComparer.Ordinal);
        foreach (var argument in step.Arguments)
        {
            object? value;
            string? error;
            var fromIut = argument.Template.Variables.FirstOrDefault(_saved.ContainsKey);
            if (argument.Template.SoleVariable is { } sole && _saved.ContainsKey(sole))
                value = argument.Parameter.FromValue(ValueOf(sole), out error);
            else
                value = argument.Parameter.ParseText(Expand(argument.Template), out error);
            if (value is null || error is not null)
            {
                if (fromIut is not null)
                    throw new MissingVariableException(fromIut, error);
                throw new StepFaultException(FaultKind.BadFixture, $"{argument.Span}: argument '{argument.Parameter.Name}': {error}");
            }

            values.Add(argument.Parameter.Name, value);
        }

        return new StepArguments(values);
    }
}

/// <summary>What the IUT gave does not allow to go on; no verdict follows from it.</summary>
internal sealed class MissingVariableException(string name, string? why = null)
    : Exception(why is null ? $"'{name}' was not obtained from the IUT" : $"'{name}' as obtained from the IUT cannot be used: {why}");
