using System.Globalization;
using LobResearch.Study;
using LobResearch.Study.Codebook;

namespace LobResearch.Ingest.Checking;

/// <summary>Something in a file that breaks a rule. It says where, never what the cell holds.</summary>
/// <param name="Rule">The rule's name, such as <c>out-of-range</c>.</param>
/// <param name="Row">Row in the file (the first row is 1); null for a finding on the whole file.</param>
/// <param name="Column">Column heading; null for a finding on a whole row or file.</param>
/// <param name="Message">What was expected and what to do.</param>
public sealed record Finding(string Rule, int? Row, string? Column, string Message)
{
    /// <summary>Column heading, fit to be shown and stored; null for a finding on a whole row or file.</summary>
    public string? Column { get; init; } = Column is null ? null : VisibleText.Of(Column);

    /// <summary>Sheet of the workbook; null where there is only one.</summary>
    public string? Sheet { get; init; }

    /// <summary>One line: where, then what.</summary>
    public override string ToString()
    {
        var sheet = Sheet is null ? "" : $"sheet {Sheet}";
        var row = Row is null ? "" : $"row {Row}";
        var column = Column is null ? "" : $"column {Column}";
        var place = string.Join(", ", new[] { sheet, row, column }.Where(part => part.Length > 0));
        return place.Length == 0 ? $"{Message} [{Rule}]" : $"{place}: {Message} [{Rule}]";
    }
}

/// <summary>How many rows broke a rule, and what that means.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Rows">Rows that break it.</param>
/// <param name="Of">Rows of the file.</param>
/// <param name="Level">What the codebook's limits make of it.</param>
public sealed record RuleResult(string Rule, long Rows, long Of, RuleLevel Level)
{
    /// <summary>Share of the file's rows, 0–1.</summary>
    public double Share => Of == 0 ? 0 : (double)Rows / Of;

    /// <summary>One line.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Rule}: {Rows} of {Of} rows ({100 * Share:0.#} %){Level switch { RuleLevel.Stop => ", too many: stops", RuleLevel.Warn => "", _ => ", within the limit" }}");

    internal static RuleResult Judged(string rule, long rows, long of, FormChecks checks)
    {
        var limits = checks.Limits.TryGetValue(rule, out var stated) ? stated : RuleLimits.Default;
        var level = limits.Stop?.IsReached(rows, of) ?? false ? RuleLevel.Stop : limits.Warn?.IsReached(rows, of) ?? false ? RuleLevel.Warn : RuleLevel.Note;
        return new RuleResult(rule, rows, of, level);
    }
}

/// <summary>What the codebook's limits make of a number of rows.</summary>
public enum RuleLevel
{
    /// <summary>Fewer than it takes to warn.</summary>
    Note,

    /// <summary>A person should look at it.</summary>
    Warn,

    /// <summary>So many that nothing is stored.</summary>
    Stop,
}
