using System.Globalization;

namespace LobResearch.Ingest.Checking;

/// <summary>Collects findings. Of one rule in one column the first hundred are kept singly and the rest counted.</summary>
internal sealed class FindingList
{
    private const int KeptPerKind = 100;
    private readonly Lock _lock = new();
    private readonly List<Finding> _kept = [];
    private readonly Dictionary<(string Rule, string? Column), int> _counts = [];

    /// <summary>Adds a finding; of one kind in the file's order, whichever thread it comes from.</summary>
    public void Add(Finding finding)
    {
        lock (_lock)
        {
            var kind = (finding.Rule, finding.Column);
            var count = _counts.GetValueOrDefault(kind) + 1;
            _counts[kind] = count;
            if (count <= KeptPerKind)
                _kept.Add(finding);
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
}
