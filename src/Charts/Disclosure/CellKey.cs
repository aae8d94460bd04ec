namespace LobResearch.Charts.Disclosure;

/// <summary>Which group of persons a number is about. The same group has the same key in every picture, language and run.</summary>
/// <param name="Table">The population and what is counted of it, such as <c>parent T2 SUP answered by C</c>: codes, never labels.</param>
/// <param name="Row">The row's code.</param>
/// <param name="Column">The column's code; empty where there are none.</param>
internal readonly record struct CellKey(string Table, string Row, string Column)
{
    /// <summary>The key in one line.</summary>
    public override string ToString() => Column.Length == 0 ? $"{Table}: {Row}" : $"{Table}: {Row}, {Column}";
}
