using LobResearch.Statistics.Columns;

namespace LobResearch.Analysis.Exports;

/// <summary>A column of an exported frame, with what a codebook says of it.</summary>
/// <param name="Column">The values; of categories, the levels' short names.</param>
/// <param name="About">What it is, in English or else in Dutch.</param>
/// <param name="Values">What single values mean: the value as it is written, and its words. Empty where there is nothing to say.</param>
public sealed record ExportedColumn(Column Column, string About, IReadOnlyList<(string Value, string Words)> Values)
{
    /// <summary>Its name.</summary>
    public string Name => Column.Name;
}

/// <summary>A column that is left out of an export.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Why">Why.</param>
public sealed record LeftOutColumn(string Name, string Why);
