using System.Globalization;
using LobResearch.Analysis.Effects.Models;
using LobResearch.Analysis.Plans;
using LobResearch.Statistics;
using LobResearch.Statistics.Causal;
using LobResearch.Statistics.Causal.Dose;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Learning;
using LobResearch.Study;
using Estimand = LobResearch.Analysis.Plans.Estimand;
using PlanDose = LobResearch.Analysis.Plans.Dose;

namespace LobResearch.Analysis.Comparisons;

/// <summary>What goes with attending more of a component, against attending none of it.</summary>
/// <param name="Component">The component's code.</param>
/// <param name="Exposed">Persons with a dose above 0.</param>
/// <param name="Others">Persons with dose 0.</param>
/// <param name="Schools">Schools that either is of.</param>
/// <param name="IsHours">Whether the dose is hours; else activities.</param>
/// <param name="Points">The curve with its band for all doses at once; not a number where the dose has no support.</param>
/// <param name="Density">Persons by dose above 0, from the lowest to the highest.</param>
/// <param name="Unknown">Persons of whom it isn't known how much they attended; in none of the others.</param>
public sealed record DoseComparison(
    string Component, CountedGroup Exposed, CountedGroup Others, int Schools, bool IsHours, IReadOnlyList<DosePoint> Points, IReadOnlyList<DoseBin> Density, CountedGroup Unknown)
{
    /// <summary>The points that are drawn: dose 0, then the doses from the first with support to the last before support ends.</summary>
    /// <remarks>Beyond a gap the curve would hang on its form alone.</remarks>
    public IReadOnlyList<DosePoint> Drawn =>
        [.. Points.Where(point => point.Dose == 0), .. Points.Where(point => point.Dose > 0).SkipWhile(point => !point.Supported).TakeWhile(point => point.Supported)];

    private const int Bins = 10;

    /// <summary>Estimates the curve of each component that the run tells apart and that differs between parents in enough schools.</summary>
    /// <param name="rows">The run's rows.</param>
    /// <exception cref="InputFault">The run is of offers, or no component has a curve; the message says why and what to do.</exception>
    /// <remarks>
    /// <see cref="DoseResponse"/> with linear and logistic regression out of fold, on the run's covariates, the other components and the
    /// school; errors by school. Folds are classes, so that each school is in all of them.
    /// </remarks>
    public static IReadOnlyList<DoseComparison> Of(AnalysedRows rows)
    {
        rows.RefuseWaves("dose");
        if (rows.Run.Plan.Estimand == Estimand.Offer)
            throw new InputFault($"Run {rows.Run.Id} is of offers, which have no dose: an offer is made or isn't. Name a run of taking part: --run ID.");
        var (curves, reasons) = (new List<DoseComparison>(), new List<string>());
        foreach (var component in rows.Components("dose"))
        {
            try
            {
                curves.Add(Of(rows, component));
            }
            catch (StatisticsException fault)
            {
                reasons.Add($"{component}: {fault.Message}");
            }
        }

        return curves.Count > 0 ? curves : throw new InputFault($"Run {rows.Run.Id} gives no dose–response. {string.Join(" ", reasons)} Name another run: --run ID.");
    }

    private static DoseComparison Of(AnalysedRows rows, string component)
    {
        // Activities are counted for everybody; how long somebody stayed is often unknown, and who is known for it is no sample.
        var (plan, isHours) = (rows.Run.Plan, rows.Run.Plan.Dose == PlanDose.Hours);
        var column = isHours ? $"hours_{component}" : $"sessions_{component}";
        var data = ExposureGroups.Compared(rows, ExposureGroups.Column(plan, component));
        if (((CategoricalColumn)data[rows.Model.School]).Codes.ToArray().Distinct().Count() < DoseOptions.LeastClusters)
            throw new StatisticsException(string.Create(CultureInfo.InvariantCulture, $"it differs between parents in fewer than {DoseOptions.LeastClusters} schools, so no band can be told."));
        var others = plan.Exposures.Where(other => other != component).Select(other => ExposureGroups.Column(plan, other));
        var roles = new CausalRoles(rows.Model.Outcome, [column]) { Covariates = ExposureGroups.Controls(rows, data, others), Clusters = [rows.Model.School], FoldColumn = DmlEffects.FoldColumn };
        var prepared = CausalData.Prepare(roles, data.With(DmlEffects.FoldOfClass(rows.Model, data)));
        var (all, codes) = (((NumericColumn)data[column]).Values.ToArray(), ((CategoricalColumn)data[rows.Model.School]).Codes.ToArray());
        var (dose, school) = (prepared.Rows.Select(row => all[row]).ToArray(), prepared.Rows.Select(row => codes[row]).ToArray());
        var fit = DoseResponse.Estimate(prepared, new DoseOptions { OutcomeLearner = new OrdinaryLeastSquares(), Categories = Categories(dose), Seed = plan.Seed, Confidence = plan.Confidence, Shape = false });
        if (fit.Curve is not { } curve || !curve.Points.Any(point => point.Dose > 0 && point.Supported))
            throw new StatisticsException("no dose above 0 has ten parents of three schools near it.");
        return new DoseComparison(
            component, Group(dose, school, value => value > 0), Group(dose, school, value => value == 0), school.Distinct().Count(), isHours, curve.Points, Spread(dose, school),
            Group(all, codes, double.IsNaN));
    }

    // The curve doesn't hang on them, but an estimate has them: none, up to the middle one of the doses above 0, and more.
    private static string? Categories(double[] dose)
    {
        if (Array.TrueForAll(dose, double.IsInteger))
            return null;
        var positive = dose.Where(value => value > 0).Order().ToArray();
        var middle = positive.Length == 0 ? 1 : Math.Round(positive[positive.Length / 2], 2);
        return string.Create(CultureInfo.InvariantCulture, $"0,0-{middle},{middle}+");
    }

    private static List<DoseBin> Spread(double[] dose, int[] school)
    {
        var largest = dose.Max();
        var isWhole = Array.TrueForAll(dose, double.IsInteger) && largest <= Bins;
        var (count, width) = isWhole ? ((int)largest, 1) : (Bins, largest / Bins);
        return [.. Enumerable.Range(0, count).Select(bin => new DoseBin(
            isWhole ? bin + 0.5 : bin * width, isWhole ? bin + 1.5 : (bin + 1) * width,
            Group(dose, school, value => value > 0 && Math.Min(count - 1, isWhole ? (int)value - 1 : (int)(value / width)) == bin)))];
    }

    private static CountedGroup Group(double[] dose, int[] school, Func<double, bool> wanted)
    {
        var own = Enumerable.Range(0, dose.Length).Where(row => wanted(dose[row])).ToList();
        return new CountedGroup(own.Count, own.Select(row => school[row]).Distinct().Count());
    }
}

/// <summary>Persons with about the same dose.</summary>
/// <param name="From">Lowest dose, itself included; above 0 of the first.</param>
/// <param name="To">Highest dose, itself excluded but for the last.</param>
/// <param name="Persons">Who.</param>
public sealed record DoseBin(double From, double To, CountedGroup Persons);
