using System.Globalization;
using LobResearch.Ingest.Mapping;
using LobResearch.Study;

namespace LobResearch.Ingest.Checking;

/// <summary>A column whose cells show that the file isn't what codebook and source say it is.</summary>
internal sealed class ColumnRefusal(string column, int firstRow, string item, CellVerdict verdict, string expected, SourceMapping mapping, char decimalMark)
{
    /// <summary>Where it was first seen.</summary>
    public int FirstRow => firstRow;

    /// <summary>In how many rows.</summary>
    public int Rows { get; set; } = 1;

    /// <summary>One line.</summary>
    public string ToString(string file)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"{file}: row {firstRow}, column {VisibleText.Of(column)}");
        var rows = Rows == 1 ? "1 row" : string.Create(CultureInfo.InvariantCulture, $"{Rows} rows");
        return verdict == CellVerdict.UnknownCode
            ? $"{place}: a code that item {item} of form {mapping.FormId} version {mapping.FormVersion} doesn't have (in {rows}); expected {expected}. " +
              $"Correct the cells, map them under 'values' in {mapping.Path}, or give the codebook a new version with the new answer. Nothing was stored."
            : $"{place}: a number with another decimal mark than '{decimalMark}' (in {rows}); expected {expected}. " +
              $"If the file is written that way, set 'decimal' under 'format' in {mapping.Path}. Nothing was stored.";
    }
}
