using DmSc.Engine.Verbs;
using DmSc.Model.Cases;
using DmSc.Model.Requirements;
using DmSc.Model.Text;

namespace DmSc.Engine.Cases;

/// <summary>A loaded case: every verb found, every argument, path, item and variable checked.</summary>
public sealed record ConformanceCase
{
    /// <summary>Permanent, never positional, never reused: <c>CARD-BOOT-003</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What it shows.</summary>
    public required string Title { get; init; }

    /// <summary>The role it judges.</summary>
    public required IutRole Iut { get; init; }

    /// <summary>The items it covers.</summary>
    public required IReadOnlyList<RequirementRef> Requirements { get; init; }

    /// <summary>The mechanism it exercises.</summary>
    public string? Mechanism { get; init; }

    /// <summary>Document and section.</summary>
    public required string Spec { get; init; }

    /// <summary>Requirement expression over the ICS; <c>null</c> for always.</summary>
    public string? AppliesIf { get; init; }

    /// <summary>Variables of <c>for-each</c>, in file order, with their values.</summary>
    public required IReadOnlyList<CaseVariable> ForEach { get; init; }

    /// <summary>What of the IUT's state it changes.</summary>
    public required IReadOnlyList<string> Mutates { get; init; }

    /// <summary>Only on allow-listed hardware.</summary>
    public bool Destructive { get; init; }

    /// <summary>IXIT parameters it uses.</summary>
    public required IReadOnlyList<string> Ixit { get; init; }

    /// <summary>Preparation.</summary>
    public required IReadOnlyList<CaseStep> Given { get; init; }

    /// <summary>The judged part.</summary>
    public required IReadOnlyList<CaseStep> Steps { get; init; }

    /// <summary>Clean-up; runs whatever happened.</summary>
    public required IReadOnlyList<CaseStep> Finally { get; init; }

    /// <summary>All checks, implicit ones included.</summary>
    public required IReadOnlyList<CheckSpec> Checks { get; init; }

    /// <summary>Its place.</summary>
    public required SourceSpan Span { get; init; }

    /// <summary>SHA-256 of the file (and of the sequences it includes), hexadecimal.</summary>
    public required string Hash { get; init; }
}

/// <summary>A <c>for-each</c> variable.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">Its values, as text.</param>
public sealed record CaseVariable(string Name, IReadOnlyList<string> Values);

/// <summary>One step.</summary>
public sealed record CaseStep
{
    /// <summary>The verb.</summary>
    public required IVerb Verb { get; init; }

    /// <summary>Its arguments, by parameter name; variables not yet resolved.</summary>
    public required IReadOnlyList<StepArgument> Arguments { get; init; }

    /// <summary>Explicit expectations, in file order.</summary>
    public required IReadOnlyList<Expectation> Expect { get; init; }

    /// <summary>The check that fails when octets of the IUT do not decode; present exactly when the verb decodes.</summary>
    public CheckSpec? WellFormed { get; init; }

    /// <summary>Variables it sets: name and path into the result.</summary>
    public required IReadOnlyList<SavedVariable> Save { get; init; }

    /// <summary>Its own deadline; <c>null</c> for the station's.</summary>
    public TimeSpan? Within { get; init; }

    /// <summary><c>steps[2] card.select</c>.</summary>
    public required string Label { get; init; }

    /// <summary>Its place.</summary>
    public required SourceSpan Span { get; init; }
}

/// <summary>An argument as written.</summary>
/// <param name="Parameter">Which parameter.</param>
/// <param name="Template">Its text, with variables.</param>
/// <param name="Span">Its place.</param>
public sealed record StepArgument(Parameter Parameter, Template Template, SourceSpan Span);

/// <summary>A variable a step sets.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Path">Where in the result.</param>
public sealed record SavedVariable(string Name, ValuePath Path);

/// <summary>One expectation on a step's result.</summary>
/// <param name="Check">What the judgement knows about it.</param>
/// <param name="Path">Where in the result.</param>
/// <param name="Matcher">What is permitted there.</param>
/// <param name="Span">Its place.</param>
public sealed record Expectation(CheckSpec Check, ValuePath Path, Matcher Matcher, SourceSpan Span);
