using System.Globalization;
using LobResearch.Study.Codebook;

namespace LobResearch.Ingest.Checking;

/// <summary>Collects findings. Of one rule in one column the first hundred are kept singly and the rest counted.</summary>
internal sealed class FindingList
{
    private const int KeptPerKind = 100;
    private readonly Lock _lock = new();
    private readonly List<Finding> _kept = [];
    private readonly Dictionary<(string Rule, string? Column), int> _counts = [];
    private readonly Dictionary<string, (long Rows, int LastRow)> _rows = new(StringComparer.Ordinal);

    /// <summary>Adds a finding; of one kind in the file's order, whichever thread it comes from.</summary>
    /// <param name="finding">The finding.</param>
    /// <param name="rows">How many rows it stands for.</param>
    public void Add(Finding finding, long rows = 1)
    {
        lock (_lock)
        {
            var kind = (finding.Rule, finding.Column);
            var count = _counts.GetValueOrDefault(kind) + 1;
            _counts[kind] = count;
            if (count <= KeptPerKind)
                _kept.Add(finding);
            // A row that breaks a rule in several columns counts once.
            var known = _rows.GetValueOrDefault(finding.Rule);
            if (finding.Row is null || finding.Row != known.LastRow)
                _rows[finding.Rule] = (known.Rows + rows, finding.Row ?? 0);
        }
    }

    /// <summary>The findings, in the file's order, with one line for each kind of which not all were kept.</summary>
    public IReadOnlyList<Finding> ToList()
    {
        var more = _counts
            .Where(kind => kind.Value > KeptPerKind)
            .Select(kind => new Finding(
                kind.Key.Rule, null, kind.Key.Column,
                string.Create(CultureInfo.InvariantCulture, $"{kind.Value - KeptPerKind} further rows break this rule")))
            .OrderBy(finding => finding.Rule, StringComparer.Ordinal).ThenBy(finding => finding.Column, StringComparer.Ordinal);
        return [.. _kept.OrderBy(finding => finding.Row ?? 0).ThenBy(finding => finding.Rule, StringComparer.Ordinal).ThenBy(finding => finding.Column, StringComparer.Ordinal), .. more];
    }

    /// <summary>Per rule how many rows break it, held against the form's limits.</summary>
    public IReadOnlyList<RuleResult> Judge(long of, FormChecks checks) =>
        _rows.OrderBy(rule => rule.Key, StringComparer.Ordinal).Select(rule => RuleResult.Judged(rule.Key, rule.Value.Rows, of, checks)).ToList();
}
