using System.Globalization;
using LobResearch.Ingest.Checking;

namespace LobResearch.Ingest.Sheets.Reading;

/// <summary>Collects findings. What goes wrong in the same way in many rows is one finding, with its rows; never with what the cells hold.</summary>
internal sealed class SheetFindings
{
    private const int ShownRows = 12;
    private const int KeptPerKind = 100;
    private readonly List<Group> _groups = [];
    private readonly Dictionary<(string? Sheet, string Rule, string? Column, string Key), Group> _byKey = [];

    /// <summary>Whether something has to be mended before anything is stored.</summary>
    public bool HaveStop => _groups.Exists(group => SheetRules.LevelOf(group.Finding.Rule) == RuleLevel.Stop);

    /// <summary>Adds a finding of its own.</summary>
    public void Add(SheetGrid? grid, string rule, int? row, string? column, string message) =>
        _groups.Add(new Group(new Finding(rule, row, column, message) { Sheet = grid?.Name }));

    /// <summary>Adds a row to a finding that is told once for all rows with the same key.</summary>
    /// <param name="grid">The sheet.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="row">The row.</param>
    /// <param name="column">The column's heading.</param>
    /// <param name="key">What the rows have in common; never told.</param>
    /// <param name="message">What was expected and what to do.</param>
    public void AddGrouped(SheetGrid grid, string rule, int row, string column, string key, string message)
    {
        var place = (grid.Name, rule, column, key);
        if (!_byKey.TryGetValue(place, out var group))
        {
            group = new Group(new Finding(rule, row, column, message) { Sheet = grid.Name });
            _byKey.Add(place, group);
            _groups.Add(group);
        }

        group.Rows.Add(row);
    }

    /// <summary>The findings by sheet and row; of one kind the first hundred, and a line for the others.</summary>
    public IReadOnlyList<Finding> ToList()
    {
        var kinds = _groups.GroupBy(group => (group.Finding.Sheet, group.Finding.Rule, group.Finding.Column)).ToList();
        var kept = kinds.SelectMany(kind => kind.Take(KeptPerKind)).Select(group => group.ToFinding());
        var more = kinds.Where(kind => kind.Count() > KeptPerKind).Select(kind => new Finding(
            kind.Key.Rule, null, kind.Key.Column, string.Create(CultureInfo.InvariantCulture, $"{kind.Count() - KeptPerKind} further findings of this kind"))
        { Sheet = kind.Key.Sheet });
        return [.. kept.OrderBy(finding => finding.Sheet, StringComparer.Ordinal).ThenBy(finding => finding.Row ?? 0).ThenBy(finding => finding.Rule, StringComparer.Ordinal), .. more];
    }

    /// <summary>Per rule how many rows it is about.</summary>
    public IReadOnlyList<RuleResult> Judge(long of) => _groups.GroupBy(group => group.Finding.Rule).OrderBy(rule => rule.Key, StringComparer.Ordinal)
        .Select(rule => new RuleResult(rule.Key, rule.Sum(group => Math.Max(1, group.Rows.Distinct().Count())), of, SheetRules.LevelOf(rule.Key))).ToList();

    private sealed class Group(Finding finding)
    {
        public Finding Finding => finding;

        public List<int> Rows { get; } = [];

        public Finding ToFinding()
        {
            var rows = Rows.Distinct().Order().ToList();
            if (rows.Count <= 1)
                return finding;
            var shown = string.Join(", ", rows.Take(ShownRows)) + (rows.Count > ShownRows ? " …" : "");
            return finding with { Row = rows[0], Message = string.Create(CultureInfo.InvariantCulture, $"{finding.Message} [{rows.Count} rows: {shown}]") };
        }
    }
}
