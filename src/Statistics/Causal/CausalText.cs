using System.Globalization;
using System.Text;
using LobResearch.Statistics.Advice;
using LobResearch.Statistics.Causal.Sensitivity;
using static LobResearch.Statistics.Results.CoefficientTable;

namespace LobResearch.Statistics.Causal;

/// <summary>A causal estimate as text.</summary>
internal static class CausalText
{
    /// <summary>Outcome, exposures and covariates in one line.</summary>
    public static string Formula(CausalRoles roles) => $"{roles.Outcome} ~ {string.Join(" + ", roles.Exposures)} | {roles.Covariates}";

    public static string Of(CausalFit fit)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Formula(fit.Data.Roles)}");
        text.AppendLine(CultureInfo.InvariantCulture, $"{(fit.Method == "dml" ? "partially linear model" : "interactive model")}, score {fit.Score}; n = {fit.N}, left out for missing values: {fit.Data.Omitted}");
        text.AppendLine().Append(Table(["", "estimate", "se", "df", "t", "p", "lower", "upper"], fit.Parameters.Select(parameter =>
        {
            var own = parameter.Estimate;
            return new[] { Name(parameter), Number(own.Estimate), Number(own.StandardError), double.IsInfinity(own.DegreesOfFreedom) ? "∞" : Number(own.DegreesOfFreedom), Number(own.Statistic), Probability(own.P), Number(own.Lower), Number(own.Upper) };
        })));
        text.Append(CultureInfo.InvariantCulture, $"standard errors: {(fit.Covariance == CausalCovariance.Iid ? "independent rows" : fit.Covariance.ToString())}");
        if (fit.Clusters.Count > 0)
            text.Append(CultureInfo.InvariantCulture, $", clusters: {string.Join(", ", fit.Data.Clusters.Select((cluster, at) => $"{fit.Clusters[at]} of {cluster.Name}"))}");
        text.AppendLine().AppendLine().Append(Table(["predicted out of fold", "by", "rmse", "R²"], fit.Nuisance.Select(loss =>
            new[] { $"{loss.Nuisance} ({loss.Exposure})", loss.Learner, Number(Math.Sqrt(loss.MeanSquaredError)), Three(loss.RSquared) })));
        foreach (var own in fit.Importance)
        {
            text.AppendLine().Append(Table([own.Nuisance == "l" ? "shuffled, outcome" : $"shuffled, {own.Exposure}", "loss rises by", "spread"], own.Importance.Themes.Select(theme =>
                new[] { theme.Theme, Number(theme.Increase), Number(theme.Spread) })));
        }

        if (fit.Importance.Count > 0)
            text.AppendLine(Learning.PermutationImportance.Caveat(AdviceLanguage.English)).AppendLine();
        if (fit.Overlap is { } overlap)
            text.AppendLine(CultureInfo.InvariantCulture, $"probability of exposure: exposed {overlap.Exposed.Minimum:0.000} to {overlap.Exposed.Maximum:0.000} (median {overlap.Exposed.Median:0.000}), others {overlap.Others.Minimum:0.000} to {overlap.Others.Maximum:0.000} (median {overlap.Others.Median:0.000}); outside {overlap.Lower:0.###}–{overlap.Upper:0.###}: {overlap.Below + overlap.Above}");
        foreach (var group in fit.Splits.GroupBy(split => split.Exposure).Where(group => group.Count() > 1))
            text.AppendLine(CultureInfo.InvariantCulture, $"{group.Count()} splits, effect of {group.Key} from {group.Min(split => split.Estimate):G6} to {group.Max(split => split.Estimate):G6}, median {fit[group.Key].Estimate:G6}");
        foreach (var interval in fit.Simultaneous)
            text.AppendLine(CultureInfo.InvariantCulture, $"all exposures at once: {interval.Term} {Number(interval.Lower)} to {Number(interval.Upper)} ({interval.Method})");
        foreach (var test in fit.Tests)
            text.AppendLine(Test(test));
        foreach (var parameter in fit.Parameters.Where(parameter => parameter.Estimate.Reason is not null))
            text.AppendLine(CultureInfo.InvariantCulture, $"{Name(parameter)}: not defined, {parameter.Estimate.Reason}");
        foreach (var test in fit.Bootstrap)
            text.AppendLine().Append(test).AppendLine();
        foreach (var result in fit.Sensitivity)
            text.AppendLine().AppendLine(SensitivityWords.Of(result, AdviceLanguage.English)).AppendLine();
        foreach (var warning in fit.Warnings)
            text.Append("note: ").AppendLine(warning);
        if (fit.Beside is not null)
            text.AppendLine().Append(fit.Beside).AppendLine();
        foreach (var advice in fit.Advice)
            text.AppendLine().AppendLine(advice.Text(AdviceLanguage.English));
        return text.ToString().TrimEnd();
    }

    internal static string Three(double value) => double.IsNaN(value) ? "-" : value.ToString("0.000", CultureInfo.InvariantCulture);

    internal static string Test(CausalTest test) => test.Reason is null
        ? string.Create(CultureInfo.InvariantCulture, $"{test.Name}: F {Number(test.Statistic)} on {test.NumeratorDf} and {(double.IsInfinity(test.DenominatorDf) ? "∞" : Number(test.DenominatorDf))} df, p {Probability(test.P)}")
        : $"{test.Name}: not defined, {test.Reason}";

    internal static string Name(CausalParameter parameter) => string.Concat(
        parameter.Exposure, parameter.Component is null ? "" : $" ({parameter.Component})", parameter.Group is null ? "" : $": {parameter.Group}");

    /// <summary>Rows under headings: the first column to the left, the others to the right.</summary>
    internal static string Table(string[] headings, IEnumerable<string[]> rows)
    {
        var all = rows.Prepend(headings).ToList();
        var widths = headings.Select((_, column) => all.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var row in all)
            text.AppendLine(string.Join("  ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]))).TrimEnd());
        return text.ToString();
    }
}
