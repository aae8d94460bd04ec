using LobResearch.Analysis.Effects;
using LobResearch.Analysis.Plans;
using LobResearch.Statistics.Causal;
using LobResearch.Statistics.Causal.Beside;
using LobResearch.Statistics.Columns;
using LobResearch.Study;
using Estimand = LobResearch.Analysis.Plans.Estimand;

namespace LobResearch.Analysis.Comparisons;

/// <summary>Compares, per component, the parents who were exposed with those who weren't.</summary>
/// <remarks>
/// The probability of exposure comes from a logistic regression on the run's covariates, the other components and, where the estimand
/// compares within schools, the school. Balance and overlap weights: <see cref="OverlapWeights"/>.
/// </remarks>
public static class ExposureGroups
{
    private const int Tenths = 10;

    /// <summary>Compares them, of each component that the run tells apart.</summary>
    /// <param name="rows">The run's rows.</param>
    /// <param name="picture">For which picture, in messages.</param>
    /// <exception cref="InputFault">There is nothing to compare; the message says why and what to do.</exception>
    public static IReadOnlyList<GroupComparison> Compare(AnalysedRows rows, string picture)
    {
        rows.RefuseWaves(picture);
        return [.. rows.Components(picture).Select(component => rows.Try(component, () => Of(rows, component)))];
    }

    /// <summary>The column that says whether somebody was exposed at all, whatever the plan takes for the dose.</summary>
    internal static string Column(EffectPlan plan, string component) => plan.Estimand == Estimand.Offer ? $"offered_{component}" : $"attended_{component}";

    /// <summary>The rows of schools in which some were exposed and some not, where the estimand compares within schools; else all rows.</summary>
    internal static ColumnSet Compared(AnalysedRows rows, string column)
    {
        if (!rows.Model.SchoolEffects)
            return rows.Data;
        var (schools, exposure) = ((CategoricalColumn)rows.Data[rows.Model.School], ((NumericColumn)rows.Data[column]).Values.ToArray());
        var varying = Enumerable.Range(0, exposure.Length).GroupBy(row => schools.Codes[row]).Where(school => school.Any(row => exposure[row] != exposure[school.First()])).Select(school => school.Key).ToHashSet();
        return rows.Data.Take([.. Enumerable.Range(0, exposure.Length).Where(row => varying.Contains(schools.Codes[row]))]);
    }

    /// <summary>The right side of a formula with covariates, other components and school.</summary>
    internal static string Controls(AnalysedRows rows, ColumnSet data, IEnumerable<string> others)
    {
        List<string> names = [.. rows.Model.Adjusters, .. others];
        if (rows.Model.SchoolEffects)
            names.Add(rows.Model.School);
        return string.Join(" + ", names.Where(name => Differs(data[name])).DefaultIfEmpty("1"));
    }

    private static bool Differs(Column column) => column is CategoricalColumn categories
        ? categories.Codes.ToArray().Distinct().Count() > 1
        : ((NumericColumn)column).Values.ToArray().Distinct().Count() > 1;

    private static GroupComparison Of(AnalysedRows rows, string component)
    {
        var (plan, column) = (rows.Run.Plan, Column(rows.Run.Plan, component));
        var data = Compared(rows, column);
        var others = plan.Exposures.Where(other => other != component).ToDictionary(other => Column(plan, other), other => other, StringComparer.Ordinal);
        var roles = new CausalRoles(rows.Model.Outcome, [column]) { Covariates = Controls(rows, data, others.Keys) };
        var prepared = CausalData.Prepare(roles, data);
        var (exposure, schools) = (((NumericColumn)data[column]).Values.ToArray(), ((CategoricalColumn)data[rows.Model.School]).Codes.ToArray());
        var (exposed, school) = (prepared.Rows.Select(row => exposure[row]).ToArray(), prepared.Rows.Select(row => schools[row]).ToArray());
        if (exposed.Distinct().Count() < 2)
            throw new InputFault($"Run {rows.Run.Id}: of component {component} everybody or nobody was exposed in the rows that are left, so there are no two groups to compare. Name another run: --run ID.");
        var weights = OverlapWeights.Of(prepared.Features, exposed);
        var balance = weights.Balance(column);
        string[] names = [.. rows.Model.Adjusters, .. others.Keys, rows.Model.School];
        return new GroupComparison(
            component, Group(exposed, school, 1), Group(exposed, school, 0), school.Distinct().Count(), weights.Separated, balance.EffectiveExposed, balance.EffectiveOthers,
            [.. names.Select(name => Difference(name, balance.Covariates)).OfType<CovariateDifference>()],
            [.. Enumerable.Range(0, Tenths).Select(tenth => Bin(tenth, weights.Probabilities, exposed, school))],
            Median(weights.Probabilities, exposed, 1), Median(weights.Probabilities, exposed, 0));
    }

    private static CountedGroup Group(double[] exposed, int[] school, double value)
    {
        var own = Enumerable.Range(0, exposed.Length).Where(row => exposed[row] == value).ToList();
        return new CountedGroup(own.Count, own.Select(row => school[row]).Distinct().Count());
    }

    // A covariate of categories has a column per category but one: what differs most stands for it.
    private static CovariateDifference? Difference(string name, IReadOnlyList<CovariateBalance> columns)
    {
        var own = columns.Where(column => (column.Covariate == name || column.Covariate.StartsWith(name + "[", StringComparison.Ordinal)) && double.IsFinite(column.Before)).ToList();
        if (own.Count == 0)
            return null;
        return new CovariateDifference(name, own.Count, own.Max(column => Math.Abs(column.Before)), own.Max(column => Math.Abs(column.After)));
    }

    private static ProbabilityBin Bin(int tenth, IReadOnlyList<double> probabilities, double[] exposed, int[] school)
    {
        var own = Enumerable.Range(0, exposed.Length).Where(row => Math.Clamp((int)(Tenths * probabilities[row]), 0, Tenths - 1) == tenth).ToArray();
        double[] values = [.. own.Select(row => exposed[row])];
        int[] schools = [.. own.Select(row => school[row])];
        return new ProbabilityBin(tenth / (double)Tenths, (tenth + 1) / (double)Tenths, Group(values, schools, 1), Group(values, schools, 0));
    }

    private static double Median(IReadOnlyList<double> probabilities, double[] exposed, double value)
    {
        var own = Enumerable.Range(0, exposed.Length).Where(row => exposed[row] == value).Select(row => probabilities[row]).Order().ToArray();
        return (own[(own.Length - 1) / 2] + own[own.Length / 2]) / 2;
    }
}
