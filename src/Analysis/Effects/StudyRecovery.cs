using System.Globalization;
using LobResearch.Analysis.Plans;
using LobResearch.Statistics;
using LobResearch.Statistics.Columns;

namespace LobResearch.Analysis.Effects;

/// <summary>A generated study with what is true of it.</summary>
/// <param name="Data">A row per person.</param>
/// <param name="Truth">From an exposure's column to its true effect.</param>
public sealed record KnownStudy(ColumnSet Data, Func<string, double> Truth);

/// <summary>How an estimator did over many generated studies.</summary>
/// <param name="Estimator">The estimator.</param>
/// <param name="Exposure">The exposure's column.</param>
/// <param name="Replications">Studies that it answered.</param>
/// <param name="Failed">Studies that it didn't answer.</param>
/// <param name="Truth">Mean true effect.</param>
/// <param name="Bias">Mean of estimate less truth.</param>
/// <param name="Spread">Standard deviation of estimate less truth.</param>
/// <param name="Error">Mean standard error.</param>
/// <param name="Coverage">Share of intervals that hold the truth.</param>
/// <param name="Rejection">Share of intervals that don't hold 0.</param>
/// <param name="BoundsHold">Share of studies in which the bounds at the true confounder's strength hold the truth; NaN when not asked.</param>
public sealed record StudyRecovery(
    string Estimator, string Exposure, int Replications, int Failed, double Truth, double Bias, double Spread, double Error, double Coverage, double Rejection, double BoundsHold)
{
    /// <summary>Monte Carlo standard error of the bias.</summary>
    public double BiasError => Spread / Math.Sqrt(Replications);

    /// <summary>Monte Carlo standard error of a share that should be <paramref name="nominal"/>.</summary>
    public double ShareError(double nominal) => Math.Sqrt(nominal * (1 - nominal) / Replications);

    /// <summary>Headings of the table's rows.</summary>
    public const string Headings = "| estimator | exposure | studies | failed | truth | bias | ± | spread | mean se | coverage | rejects 0 | bounds hold |\n|---|---|---|---|---|---|---|---|---|---|---|---|";

    /// <summary>A row of the table.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"| {Estimator} | {Exposure} | {Replications} | {Failed} | {Truth:0.0000} | {Bias:0.0000} | {BiasError:0.0000} | {Spread:0.000} | {Error:0.000} | {100 * Coverage:0.0} % | {100 * Rejection:0.0} % | {(double.IsNaN(BoundsHold) ? "–" : string.Create(CultureInfo.InvariantCulture, $"{100 * BoundsHold:0.0} %"))} |");

    /// <summary>Tries estimators on many studies; the same studies give the same figures on any number of threads.</summary>
    /// <param name="model">The model.</param>
    /// <param name="estimators">Which estimators.</param>
    /// <param name="replications">How many studies.</param>
    /// <param name="study">The study of a replication.</param>
    /// <param name="bounds">Per effect and study the bounds that should hold the truth; null when not asked.</param>
    public static IReadOnlyList<StudyRecovery> Run(
        EffectModel model, IReadOnlyList<EffectEstimator> estimators, int replications, Func<int, KnownStudy> study, Func<ModelledEffect, KnownStudy, (double Lower, double Upper)?>? bounds = null)
    {
        var found = new List<(string Estimator, string Exposure, double Truth, ModelledEffect? Effect, bool? Held)>[replications];
        Parallel.For(0, replications, replication => found[replication] = One(model, estimators, study(replication), bounds));
        return found.SelectMany(one => one).GroupBy(one => (one.Estimator, one.Exposure)).Select(group =>
        {
            var answered = group.Where(one => one.Effect is { } effect && double.IsFinite(effect.Effect.Lower) && double.IsFinite(effect.Effect.Upper)).ToList();
            var errors = answered.Select(one => one.Effect!.Effect.Estimate - one.Truth).ToList();
            var bias = errors.DefaultIfEmpty(double.NaN).Average();
            var held = group.Where(one => one.Held is not null).ToList();
            return new StudyRecovery(
                group.Key.Estimator, group.Key.Exposure, answered.Count, replications - answered.Count, group.Average(one => one.Truth), bias,
                Math.Sqrt(errors.Sum(error => (error - bias) * (error - bias)) / Math.Max(1, errors.Count - 1)), Share(answered, effect => effect.Effect!.Effect.StandardError),
                Share(answered, one => one.Effect!.Effect.Lower <= one.Truth && one.Effect.Effect.Upper >= one.Truth ? 1 : 0),
                Share(answered, one => one.Effect!.Effect.Lower > 0 || one.Effect.Effect.Upper < 0 ? 1 : 0),
                held.Count == 0 ? double.NaN : held.Average(one => one.Held == true ? 1.0 : 0));
        }).ToList();

        static double Share<T>(List<T> all, Func<T, double> of) => all.Select(of).DefaultIfEmpty(double.NaN).Average();
    }

    private static List<(string, string, double, ModelledEffect?, bool?)> One(
        EffectModel model, IReadOnlyList<EffectEstimator> estimators, KnownStudy study, Func<ModelledEffect, KnownStudy, (double Lower, double Upper)?>? bounds)
    {
        var rows = new List<(string, string, double, ModelledEffect?, bool?)>();
        foreach (var estimator in estimators)
        {
            IReadOnlyList<ModelledEffect> effects;
            try
            {
                effects = EffectEstimators.Estimate(estimator, model, study.Data);
            }
            catch (StatisticsException)
            {
                // Counted as a study without an answer, and shown so.
                effects = [];
            }

            foreach (var exposure in model.Exposures)
            {
                var (truth, effect) = (study.Truth(exposure), effects.FirstOrDefault(candidate => candidate.Exposure == exposure));
                bool? held = effect is not null && bounds?.Invoke(effect, study) is { } ends ? ends.Lower <= truth && ends.Upper >= truth : null;
                rows.Add((estimator.ToString(), exposure, truth, effect, held));
            }
        }

        return rows;
    }
}
