namespace LobResearch.Charts.Report;

/// <summary>A cell of a table.</summary>
/// <param name="Text">As a reader of the language writes it.</param>
/// <param name="Number">The number itself, for files; null for words.</param>
internal sealed record ReportCell(string Text, double? Number = null)
{
    /// <summary>Words.</summary>
    public static implicit operator ReportCell(string text) => new(text);
}

/// <summary>A table of the report; the first cell of each row is the row's heading.</summary>
/// <param name="Name">Its file's name.</param>
/// <param name="Caption">What it shows.</param>
/// <param name="Headings">A heading per column.</param>
/// <param name="Rows">The rows.</param>
internal sealed record ReportTable(string Name, string Caption, IReadOnlyList<string> Headings, IReadOnlyList<IReadOnlyList<ReportCell>> Rows);
