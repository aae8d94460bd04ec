using System.Globalization;
using LobResearch.Statistics.Columns;

namespace LobResearch.Analysis.Effects.Models;

/// <summary>What errors go together within.</summary>
internal static class EffectClusters
{
    /// <summary>The school; the class for an effect that rests on one school; the family where that has no classes.</summary>
    public static Column Of(EffectModel model, ColumnSet data, string exposure)
    {
        if (!model.InOneSchool.Contains(exposure))
            return data[model.School];
        if (Classes(model, data) is { } classes)
            return classes;
        return data.Contains(model.Family) ? data[model.Family] : new NumericColumn(model.Person, [.. Enumerable.Range(0, data.Rows).Select(row => (double)row)]);
    }

    // Who has no class is in a class of those without, so that nobody is left out.
    private static CategoricalColumn? Classes(EffectModel model, ColumnSet data)
    {
        if (!data.Contains(model.ClassGroup) || data[model.ClassGroup] is not CategoricalColumn classes || data[model.School] is not CategoricalColumn schools)
            return null;
        var labels = Enumerable.Range(0, data.Rows).Select(row => classes.IsMissing(row)
            ? string.Create(CultureInfo.InvariantCulture, $"{(schools.IsMissing(row) ? "" : schools.Levels[schools.Codes[row]])}/-") : classes.Levels[classes.Codes[row]]).ToList();
        return labels.Distinct().Count() > schools.Levels.Count ? CategoricalColumn.FromText(model.ClassGroup, labels) : null;
    }
}
