using System.Globalization;
using LobResearch.Statistics;
using LobResearch.Statistics.Columns;

namespace LobResearch.Analysis.Effects.Models;

/// <summary>Whether a model with school effects can afford a column per school.</summary>
internal static class SchoolColumns
{
    /// <summary>Numbers in all schools' columns together (160 MB) from which school effects are taken out before the fit.</summary>
    private const long Most = 20_000_000;

    /// <summary>Whether there are too many for a column per school.</summary>
    public static bool AreTooMany(EffectModel model, ColumnSet data) => model.SchoolEffects && Numbers(model, data) > Most;

    /// <summary>Refuses a model that has no other way.</summary>
    /// <exception cref="StatisticsException">There are too many.</exception>
    public static void RefuseTooMany(EffectModel model, ColumnSet data)
    {
        if (AreTooMany(model, data))
        {
            throw new StatisticsException(string.Create(
                CultureInfo.InvariantCulture,
                $"it needs a column per school, {Numbers(model, data) / 1e6:0} million numbers each time; only adjusted least squares (ancova) takes the effects of so many schools out of so many rows. Fewer schools or waves, or a sample of them, can be had"));
        }
    }

    private static long Numbers(EffectModel model, ColumnSet data) => (long)data.Rows * ((CategoricalColumn)data[model.School]).Levels.Count;
}
