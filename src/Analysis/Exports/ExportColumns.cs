using System.Globalization;
using LobResearch.Analysis.Effects.Models;
using LobResearch.Analysis.Frames;
using LobResearch.Analysis.Plans;
using LobResearch.Statistics.Columns;
using LobResearch.Study.Codebook;

namespace LobResearch.Analysis.Exports;

/// <summary>Which columns an export has, in which order, and what is said of each.</summary>
internal sealed class ExportColumns(EffectPlan plan, Form form, EffectFrame frame, IReadOnlyList<int> rows, double[]? weights, bool special)
{
    private readonly ColumnSet _data = frame.Columns.Take(rows);

    /// <summary>The columns, and those that are left out because they hold or follow from special-category items.</summary>
    public (IReadOnlyList<ExportedColumn> Columns, IReadOnlyList<LeftOutColumn> LeftOut) Build()
    {
        var columns = new List<ExportedColumn>
        {
            new(new NumericColumn("row", [.. Enumerable.Range(1, rows.Count).Select(row => (double)row)]), $"Number of the row: {(plan.IsStaggered ? "a person at a wave" : "a person")} each, in an order that the data decide. It is no person's number anywhere else.", []),
            new(_data[EffectFrameReader.School], "School, by the study's own code.", []),
            new(_data[EffectFrameReader.ClassGroup], "Class, unique over schools.", []),
            new(_data[EffectFrameReader.Family], "Family: the same number for parents of one student, as far as the links tell. Numbered in the rows' order; it is no number anywhere else.", []),
            new(new NumericColumn("linked_exactly", [.. rows.Select(row => frame.LinkedExactly[row] ? 1.0 : 0)]), "Whether the person wrote one and the same code each time.", [("0", "no"), ("1", "yes")]),
            Scale(plan.OutcomeColumn, plan.Outcome, plan.IsStaggered ? "at the row's wave: the outcome" : $"at {plan.OutcomeWave}: the outcome"),
        };
        if (plan.IsStaggered)
        {
            columns.Add(new ExportedColumn(_data["wave"], "Wave of the row.", []));
            columns.Add(new ExportedColumn(_data["person"], "The same number for rows of one person. Numbered in the rows' order; it is no person's number anywhere else.", []));
        }
        else
        {
            columns.Add(Scale(plan.BaselineColumn, plan.Outcome, $"at {plan.BaselineWave}: the outcome's scale at the baseline"));
        }

        var leftOut = new List<LeftOutColumn>();
        foreach (var name in plan.Covariates.Concat(plan.Moderators.Select(moderator => moderator.Item)).Distinct(StringComparer.Ordinal))
        {
            if (IsSpecial(name) && !special)
                leftOut.Add(new LeftOutColumn(name, "a special-category item (AVG art. 9)"));
            else
                columns.Add(form.Items.FirstOrDefault(item => item.Id == name) is { } item ? Item(item) : Scale(name, name, $"at {plan.BaselineWave}"));
        }

        foreach (var moderator in plan.Moderators)
        {
            var name = $"group_of_{moderator.Item}";
            if (IsSpecial(moderator.Item) && !special)
            {
                leftOut.Add(new LeftOutColumn(name, $"it follows from {moderator.Item}"));
                continue;
            }

            var groups = ModeratedEffects.Groups(_data, moderator);
            columns.Add(new ExportedColumn(
                new CategoricalColumn(name, groups.Levels, groups.Codes.ToArray()), $"Group of persons by {moderator.Item}; the first one is what others are compared with.",
                [.. moderator.Groups.Select(group => (group.Group, string.Join(", ", group.Answers)))]));
        }

        if (plan.IsStaggered)
            columns.AddRange(plan.Exposures.Select(component => Dose($"offered_{component}", $"The school had held an activity with component {component} before the row's wave.", true)));
        foreach (var component in plan.IsStaggered ? [] : plan.Exposures)
        {
            columns.Add(Dose($"attended_{component}", $"Attended an activity with component {component} between both questionnaires.", true));
            columns.Add(Dose($"sessions_{component}", $"Activities with component {component} attended between both questionnaires.", false));
            columns.Add(Dose($"hours_{component}", $"Hours attended of activities with component {component} between both questionnaires.", false));
            columns.Add(Dose($"offered_{component}", $"The school held an activity with component {component} between both waves.", true));
        }

        if (plan.Covariates.Any(IsSpecial) && !special)
            leftOut.Add(new LeftOutColumn(ResponseWeights.Column, "it follows from a special-category item"));
        else if (weights is not null)
            columns.Add(new ExportedColumn(new NumericColumn(ResponseWeights.Column, weights), "Weight for those who answered the baseline and not again: one over the probability of answering, mean 1, cut at the 1st and 99th percentile.", []));
        return (columns, leftOut);
    }

    private bool IsSpecial(string name) => form.Items.FirstOrDefault(item => item.Id == name) is { SpecialCategory: true };

    private ExportedColumn Scale(string column, string scale, string when)
    {
        var found = form.Scales.First(known => known.Id == scale);
        return new ExportedColumn(_data[column], $"{found.Title.EnglishOrDutch} ({scale}) {when}. Score of {string.Join(", ", found.Items.Select(item => (item.Reversed ? "−" : "") + item.ItemId))}.", []);
    }

    private ExportedColumn Item(Item item)
    {
        var isName = _data[item.Id] is CategoricalColumn;
        return new ExportedColumn(
            _data[item.Id], $"{item.Label.EnglishOrDutch} (at {plan.BaselineWave}{(item.SpecialCategory ? ", special category" : "")})",
            [.. (item.Answers?.Options ?? []).Select(option => (isName ? option.Name : option.Code.ToString(CultureInfo.InvariantCulture), option.Label.EnglishOrDutch))]);
    }

    private ExportedColumn Dose(string name, string about, bool isYesNo) =>
        new(_data[name], about + " Empty where no register tells.", isYesNo ? [("0", "no"), ("1", "yes")] : []);
}
