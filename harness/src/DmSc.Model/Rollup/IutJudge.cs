using DmSc.Model.Requirements;
using DmSc.Model.Requirements.Expressions;
using DmSc.Model.Runs;
using DmSc.Model.Statements;

namespace DmSc.Model.Rollup;

/// <summary>Judges the items of one IUT. An operand is judged before the item whose expression names it.</summary>
internal sealed class IutJudge
{
    private readonly PlannedIut _iut;
    private readonly IReadOnlyList<CaseEvidence> _evidence;
    private readonly Dictionary<string, List<CaseEvidence>> _covering = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<CaseEvidence>> _besides = new(StringComparer.Ordinal);
    private readonly ExpressionGraph _graph;
    private readonly Dictionary<string, ItemJudgement> _judged = new(StringComparer.Ordinal);

    public IutJudge(PlannedIut iut, IReadOnlyList<CaseOutcome> outcomes, WaiverBook waivers)
    {
        _iut = iut;
        _evidence = [.. outcomes.Select(o => new CaseEvidence(o, waivers))];
        _graph = new ExpressionGraph(iut.Catalogue);
        foreach (var evidence in _evidence)
        {
            var planned = evidence.Outcome.Case;
            var covered = planned.Requirements.Concat(planned.Checks.SelectMany(c => c.Requirements)).Select(r => r.Item).ToHashSet(StringComparer.Ordinal);
            foreach (var item in covered)
                Add(_covering, item, evidence);
            foreach (var item in evidence.Outcome.Checks.SelectMany(c => c.Requirements).Select(r => r.Item).Distinct(StringComparer.Ordinal))
            {
                if (!covered.Contains(item))
                    Add(_besides, item, evidence);
            }
        }
    }

    public IutJudgement Judge()
    {
        var items = _iut.Catalogue.Items.Select(Judge).ToList();
        var (overall, reason) = OverallOf(items);
        return new IutJudgement(_iut.Identity, overall, reason, items);
    }

    private static void Add(Dictionary<string, List<CaseEvidence>> index, string item, CaseEvidence evidence)
    {
        if (!index.TryGetValue(item, out var list))
            index[item] = list = [];
        list.Add(evidence);
    }

    private ItemJudgement Judge(RequirementItem item)
    {
        if (_judged.TryGetValue(item.Id, out var known))
            return known;
        var covering = _covering.GetValueOrDefault(item.Id) ?? [];
        var judgement = (Static(item) ?? Dynamic(item, covering)) with { Cases = [.. covering.Select(c => c.Key)] };
        return _judged[item.Id] = judgement;
    }

    // What the statements alone decide: N/A, a static failure, NOT CLAIMED.
    private ItemJudgement? Static(RequirementItem item)
    {
        var role = _iut.Identity.Role;
        if (!item.Roles.Contains(role))
            return Decided(item, ItemStatus.NotApplicable, $"concerns {string.Join(", ", item.Roles.Select(r => r.Text()))}, not {role.Text()}");
        if (!_iut.Ics.Releases.Contains(item.Release, StringComparer.Ordinal))
            return Decided(item, ItemStatus.NotApplicable, $"belongs to {item.Release}, which this IUT does not implement");

        var answer = _iut.Ics.AnswerFor(item.Id);
        if (answer == ClaimAnswer.No)
        {
            return item.Obligation == Obligation.Mandatory
                ? Decided(item, ItemStatus.Fail, $"mandatory ({item.Keyword}), and the ICS says no")
                : Decided(item, ItemStatus.NotClaimed, $"optional ({item.Keyword}), and the ICS says no");
        }

        if (answer == ClaimAnswer.Yes && _graph.ExpressionOf(item.Id) is { } expression)
        {
            var claims = expression.Evaluate(Claimed);
            if (claims.Value == Truth.False)
            {
                var operands = string.Join(", ", claims.Because.Select(b => $"{b.Operand} {(b.Value == Truth.True ? "yes" : "no")}"));
                return Decided(item, ItemStatus.Fail, $"claimed, but its requirement \"{expression}\" is false over the claims: {operands}");
            }
        }

        return null;
    }

    private Truth Claimed(string operand)
    {
        var answer = _iut.Catalogue.Find(operand) is not null
            ? _iut.Ics.AnswerFor(operand)
            : _iut.Ics.Externals.GetValueOrDefault(operand)?.Answer ?? ClaimAnswer.Unanswered;
        return answer switch
        {
            ClaimAnswer.Yes => Truth.True,
            ClaimAnswer.No => Truth.False,
            _ => Truth.Unknown,
        };
    }

    private ItemJudgement Dynamic(RequirementItem item, List<CaseEvidence> covering)
    {
        var evidence = new ItemEvidence(item, _iut.Identity.Role, covering, _besides.GetValueOrDefault(item.Id) ?? []);
        var tested = evidence.Status(besidesWaivers: false);
        var required = Expression(item, besidesWaivers: false);
        var (status, reason) = Combine(item, tested, required);
        if (status != ItemStatus.Fail)
        {
            return Decided(item, status, reason) with { Warnings = evidence.Warnings(tested.Status) };
        }

        var unwaived = (tested.Status == ItemStatus.Fail && !evidence.EveryFailureWaived)
            || (required.Status == ItemStatus.Fail && Expression(item, besidesWaivers: true).Status == ItemStatus.Fail);
        if (unwaived)
            return Decided(item, status, reason) with { Warnings = evidence.Warnings(tested.Status) };

        var besides = Combine(item, evidence.Status(besidesWaivers: true), Expression(item, besidesWaivers: true));
        var operandWaivers = required.Status == ItemStatus.Fail ? OperandWaivers(item) : [];
        return Decided(item, status, reason) with
        {
            Waived = true,
            BesidesWaivers = besides.Status,
            Waivers = [.. evidence.Waivers.Concat(operandWaivers).Distinct()],
            Warnings = evidence.Warnings(tested.Status),
        };
    }

    // First match wins: FAIL, INCONCLUSIVE, NOT RUN, UNTESTED, PASS.
    private (ItemStatus Status, string Reason) Combine(
        RequirementItem item, (ItemStatus Status, string Reason) tested, (ItemStatus Status, string Reason) required)
    {
        if (tested.Status == ItemStatus.Fail)
            return tested;
        if (required.Status == ItemStatus.Fail)
            return required;
        if (tested.Status == ItemStatus.Inconclusive)
            return tested;
        if (_iut.Ics.AnswerFor(item.Id) == ClaimAnswer.Unanswered)
            return (ItemStatus.Inconclusive, "the ICS does not say whether it is supported");
        if (required.Status == ItemStatus.Inconclusive)
            return required;
        if (tested.Status is ItemStatus.NotRun or ItemStatus.Untested)
            return tested;
        return required.Status == ItemStatus.Untested ? required : tested;
    }

    private (ItemStatus Status, string Reason) Expression(RequirementItem item, bool besidesWaivers)
    {
        if (item.Expression is null)
            return (ItemStatus.Pass, "no requirement expression");
        if (_graph.ExpressionOf(item.Id) is not { } expression)
            return (ItemStatus.Inconclusive, $"its requirement expression is not readable: {_graph.ErrorOf(item.Id)}");

        var operands = expression.Operands.Select(o => o.Name).Distinct(StringComparer.Ordinal)
            .ToDictionary(n => n, n => Operand(item.Id, n), StringComparer.Ordinal);
        var evaluation = expression.Evaluate(name => TruthOf(operands[name], besidesWaivers));
        var because = string.Join("; ", evaluation.Because.Select(b => $"{b.Operand} is {operands[b.Operand].Text}"));
        return evaluation.Value switch
        {
            Truth.True => (ItemStatus.Pass, because),
            Truth.False => (ItemStatus.Fail, $"its requirement \"{expression}\" is false: {because}"),
            _ => (evaluation.Because.All(b => operands[b.Operand].Status == ItemStatus.Untested) ? ItemStatus.Untested : ItemStatus.Inconclusive,
                $"its requirement \"{expression}\" is not known: {because}"),
        };
    }

    private static Truth TruthOf(OperandStatus operand, bool besidesWaivers) => operand.Status switch
    {
        ItemStatus.Pass or ItemStatus.Declared => Truth.True,
        ItemStatus.Fail => besidesWaivers && operand.Waived ? Besides(operand.BesidesWaivers) : Truth.False,
        ItemStatus.NotClaimed => Truth.False,
        _ => Truth.Unknown,
    };

    // A waived operand that would be incomplete leaves the expression unknown, not true.
    private static Truth Besides(ItemStatus status) => status == ItemStatus.Pass ? Truth.True : Truth.Unknown;

    private OperandStatus Operand(string item, string operand)
    {
        if (_iut.Catalogue.Find(operand) is { } ours)
        {
            if (_graph.Reaches(operand, item))
                return new OperandStatus(ItemStatus.Inconclusive, "part of a cycle of requirement expressions");
            var judged = Judge(ours);
            return new OperandStatus(judged.Status, $"{judged.Status.Text()}{(judged.Waived ? " (waived)" : string.Empty)} ({judged.Reason})")
            {
                Waived = judged.Waived,
                BesidesWaivers = judged.BesidesWaivers ?? judged.Status,
            };
        }

        var claim = _iut.Ics.Externals.GetValueOrDefault(operand);
        return claim?.Answer switch
        {
            ClaimAnswer.No => new OperandStatus(ItemStatus.NotClaimed, "NOT CLAIMED by the ICS"),
            ClaimAnswer.Yes when !string.IsNullOrWhiteSpace(claim.Evidence) => new OperandStatus(ItemStatus.Declared, $"DECLARED ({claim.Evidence})"),
            ClaimAnswer.Yes => new OperandStatus(ItemStatus.Inconclusive, "claimed without evidence"),
            _ => new OperandStatus(ItemStatus.Inconclusive, "not answered in the ICS"),
        };
    }

    private IEnumerable<Waiver> OperandWaivers(RequirementItem item) =>
        (_graph.ExpressionOf(item.Id)?.Operands ?? [])
            .Select(o => _iut.Catalogue.Find(o.Name))
            .Where(o => o is not null && !_graph.Reaches(o.Id, item.Id))
            .SelectMany(o => Judge(o!).Waivers);

    private ItemJudgement Decided(RequirementItem item, ItemStatus status, string reason) => new()
    {
        Item = item,
        Iut = _iut.Identity.Id,
        Status = status,
        Reason = reason,
    };

    private static (OverallStatus Status, string Reason) OverallOf(List<ItemJudgement> items)
    {
        var judged = items.FindAll(i => i.Status is not (ItemStatus.NotApplicable or ItemStatus.NotClaimed));
        if (judged.Count == 0)
            return (OverallStatus.NothingJudged, "no item is both applicable and claimed");
        if (First(i => i is { Status: ItemStatus.Fail, Waived: false }) is { } fail)
            return (OverallStatus.Nonconformant, Because(fail));
        if (First(i => (i.BesidesWaivers ?? i.Status) is ItemStatus.Inconclusive or ItemStatus.NotRun) is { } open)
            return (OverallStatus.Incomplete, Because(open));
        if (First(i => i.Status is ItemStatus.Untested or ItemStatus.Fail) is { } partial)
            return (OverallStatus.Partial, Because(partial));
        return (OverallStatus.Conformant, $"all {judged.Count} applicable and claimed items passed");

        ItemJudgement? First(Predicate<ItemJudgement> wanted) => judged.Find(wanted);

        static string Because(ItemJudgement item) =>
            $"{item.Item.Id} is {item.Status.Text()}{(item.Waived ? " (waived)" : string.Empty)}: {item.Reason}";
    }

    private sealed record OperandStatus(ItemStatus Status, string Text)
    {
        public bool Waived { get; init; }

        public ItemStatus BesidesWaivers { get; init; } = Status;
    }
}
