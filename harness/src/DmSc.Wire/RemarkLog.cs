using System.Collections.Immutable;

namespace DmSc.Wire;

/// <summary>Collects remarks while one document is read. Bounded, because the input decides how many there are.</summary>
internal sealed class RemarkLog
{
    private const int Capacity = 64;
    private ImmutableArray<FormatRemark>.Builder? _remarks;

    public void Add(string code, int offset, string text)
    {
        _remarks ??= ImmutableArray.CreateBuilder<FormatRemark>();
        if (_remarks.Count < Capacity)
            _remarks.Add(new FormatRemark(code, offset, text));
        else if (_remarks.Count == Capacity)
            _remarks.Add(new FormatRemark("MoreRemarks", offset, $"more than {Capacity} remarks; the rest is not listed"));
    }

    public void AddRange(ImmutableArray<FormatRemark> remarks, int offsetBase = 0)
    {
        foreach (var remark in remarks)
            Add(remark.Code, remark.Offset + offsetBase, remark.Text);
    }

    public ImmutableArray<FormatRemark> ToImmutable() => _remarks?.ToImmutable() ?? [];
}
