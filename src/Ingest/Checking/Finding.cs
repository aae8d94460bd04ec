namespace LobResearch.Ingest.Checking;

/// <summary>Something in a file that breaks a rule. It says where, never what the cell holds.</summary>
/// <param name="Rule">The rule's name, such as <c>out-of-range</c>.</param>
/// <param name="Row">Row in the file (the first row is 1); null for a finding on the whole file.</param>
/// <param name="Column">Column heading; null for a finding on a whole row or file.</param>
/// <param name="Message">What was expected and what to do.</param>
public sealed record Finding(string Rule, int? Row, string? Column, string Message)
{
    /// <summary>One line: where, then what.</summary>
    public override string ToString()
    {
        var row = Row is null ? "" : $"row {Row}";
        var column = Column is null ? "" : $"column {Column}";
        var place = string.Join(", ", new[] { row, column }.Where(part => part.Length > 0));
        return place.Length == 0 ? $"{Message} [{Rule}]" : $"{place}: {Message} [{Rule}]";
    }
}
