using LobResearch.Analysis.Plans;
using LobResearch.Statistics;
using LobResearch.Statistics.Columns;

namespace LobResearch.Analysis.Effects.Models;

/// <summary>Effects in groups of persons, and how they differ: ANCOVA with the exposure by group, CR2 by school.</summary>
internal static class ModeratedEffects
{
    private const string GroupColumn = "group_of_moderator";

    /// <summary>Per component its effect in each group, then its difference from the first group.</summary>
    /// <exception cref="StatisticsException">A group has no rows, or a model can't be fitted.</exception>
    public static IReadOnlyList<(string Subgroup, ModelledEffect Effect)> Estimate(EffectModel model, ColumnSet data, Moderator moderator)
    {
        var groups = Groups(data, moderator);
        foreach (var (group, place) in moderator.Groups.Select((group, place) => (group.Group, place)))
        {
            if (!groups.Codes.Contains(place))
                throw new StatisticsException($"nobody analysed belongs to the group '{group}' of {moderator.Item}");
        }

        // The groups differ in the outcome too; the item itself is among the covariates or is added as groups.
        var adjusted = model.Covariates.Contains(moderator.Item) ? model : model with { Covariates = [.. model.Covariates, GroupColumn] };
        var effects = new List<(string, ModelledEffect)>();
        foreach (var exposure in model.Exposures)
        {
            var values = ((NumericColumn)data[exposure]).Values.ToArray();
            var own = moderator.Groups.Select((group, place) => new NumericColumn(
                $"{exposure}_in_{group.Group}", [.. values.Select((value, row) => groups.Codes[row] < 0 ? double.NaN : groups.Codes[row] == place ? value : 0)])).ToList();
            // A group's exposure rests on the school that the whole one rests on.
            var inOne = model.InOneSchool.Contains(exposure) ? model.InOneSchool.Concat(own.Select(column => column.Name)).ToList() : model.InOneSchool;
            var others = model.Exposures.Where(other => other != exposure).ToList();
            var rows = data.With([groups, .. own]);
            var within = LeastSquaresEffects.Ancova(adjusted with { InOneSchool = inOne, Exposures = [.. own.Select(column => column.Name), .. others] }, rows);
            var between = LeastSquaresEffects.Ancova(adjusted with { InOneSchool = inOne, Exposures = [exposure, .. own.Skip(1).Select(column => column.Name), .. others] }, rows);
            for (var place = 0; place < own.Count; place++)
                effects.Add(($"{moderator.Item}: {moderator.Groups[place].Group}", within[place] with { Exposure = exposure, Sensitivity = null }));
            for (var place = 1; place < own.Count; place++)
                effects.Add(($"{moderator.Item}: {moderator.Groups[place].Group} − {moderator.Groups[0].Group}", between[place] with { Exposure = exposure, Sensitivity = null }));
        }

        return effects;
    }

    /// <summary>The group of each row; missing where the item's answer belongs to none.</summary>
    internal static CategoricalColumn Groups(ColumnSet data, Moderator moderator)
    {
        var item = (CategoricalColumn)data[moderator.Item];
        var groupOf = item.Levels.Select(level => moderator.Groups.ToList().FindIndex(group => group.Answers.Contains(level))).ToArray();
        return new CategoricalColumn(GroupColumn, [.. moderator.Groups.Select(group => group.Group)], [.. item.Codes.ToArray().Select(code => code < 0 ? -1 : groupOf[code])]);
    }
}
