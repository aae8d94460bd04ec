using Deedle;
using LobResearch.Statistics.Advice;
using LobResearch.Statistics.Bootstrap;
using LobResearch.Statistics.Causal.Sensitivity;
using LobResearch.Statistics.Learning;
using LobResearch.Statistics.Results;

namespace LobResearch.Statistics.Causal;

/// <summary>An effect, or a contrast of effects.</summary>
/// <param name="Block"><c>effect</c>, or <c>contrast</c> between groups.</param>
/// <param name="Exposure">Which exposure.</param>
/// <param name="Group">Which group of rows; null for all.</param>
/// <param name="Component">What kind of effect: ate, att, gate, joint …; null for a partially linear effect.</param>
/// <param name="Estimate">With its uncertainty, in units of the outcome.</param>
public sealed record CausalParameter(string Block, string Exposure, string? Group, string? Component, Coefficient Estimate);

/// <summary>How well a nuisance function predicts rows that it wasn't learned from; the median over splits.</summary>
/// <param name="Exposure">Whose.</param>
/// <param name="Nuisance">l, m, g, g0 or g1.</param>
/// <param name="Learner">How it was learned; <c>given</c> for predictions that somebody else made.</param>
/// <param name="Task">What was learned.</param>
/// <param name="MeanSquaredError">Mean squared difference from the target (the Brier score of a probability).</param>
/// <param name="RSquared">1 − mean squared error / variance of the target; may be negative. NaN when the target is the same on all rows.</param>
public sealed record NuisanceLoss(string Exposure, string Nuisance, string Learner, LearningTask Task, double MeanSquaredError, double RSquared);

/// <summary>The estimate of one repeated split.</summary>
/// <param name="Split">Number, from 1.</param>
/// <param name="Exposure">Whose effect.</param>
/// <param name="Estimate">In units of the outcome.</param>
/// <param name="StandardError">Same unit.</param>
/// <param name="Folds">The effect on each fold alone.</param>
public sealed record SplitEstimate(int Split, string Exposure, double Estimate, double StandardError, IReadOnlyList<FoldEstimate> Folds);

/// <summary>The effect on one fold alone.</summary>
/// <param name="Fold">The fold.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Estimate">Its own solution; NaN where it has none.</param>
public sealed record FoldEstimate(string Fold, int Rows, double Estimate);

/// <summary>A causal estimate by double machine learning.</summary>
/// <param name="Method"><c>dml</c> (partially linear) or <c>irm</c> (interactive).</param>
/// <param name="Score">Which score.</param>
/// <param name="Data">The data behind it.</param>
/// <param name="Covariance">The kind of error.</param>
/// <param name="Confidence">Confidence level of intervals.</param>
/// <param name="Parameters">The effects; first one per exposure, in their order.</param>
/// <param name="Nuisance">Losses of the nuisance functions.</param>
/// <param name="Splits">Estimates of the repeated splits.</param>
/// <param name="Warnings">What a reader must know.</param>
public sealed record CausalFit(
    string Method, string Score, CausalData Data, CausalCovariance Covariance, double Confidence, IReadOnlyList<CausalParameter> Parameters,
    IReadOnlyList<NuisanceLoss> Nuisance, IReadOnlyList<SplitEstimate> Splits, IReadOnlyList<string> Warnings)
{
    /// <summary>Number of clusters per clustering.</summary>
    public IReadOnlyList<int> Clusters => [.. Data.Clusters.Select(cluster => ClusterCodes.Of(cluster).Max() + 1)];

    /// <summary>How much the exposed and the others have in common; null for a partially linear effect.</summary>
    public Overlap? Overlap { get; init; }

    /// <summary>The wild cluster bootstrap of each exposure; the median over splits.</summary>
    public IReadOnlyList<WildBootstrapResult> Bootstrap { get; init; } = [];

    /// <summary>Which intervals can be trusted with few clusters, per exposure.</summary>
    public IReadOnlyList<FewClusterAdvice> Advice { get; init; } = [];

    /// <summary>Tests, such as that of equal effects in all groups.</summary>
    public IReadOnlyList<CausalTest> Tests { get; init; } = [];

    /// <summary>How strong causes left out would have to be, per exposure.</summary>
    public IReadOnlyList<SensitivityResult> Sensitivity { get; init; } = [];

    /// <summary>Which covariates the nuisance functions need; none when not asked for.</summary>
    public IReadOnlyList<CausalImportance> Importance { get; init; } = [];

    /// <summary>Intervals that hold for all exposures at once; none with one exposure.</summary>
    public IReadOnlyList<SimultaneousInterval> Simultaneous { get; init; } = [];

    /// <summary>Why there are no such intervals of several exposures; null where there are, and with one exposure.</summary>
    internal string? WithoutSimultaneous { get; init; }

    /// <summary>What plainer methods make of the same rows; null unless asked for.</summary>
    public Beside.ComparatorTable? Beside { get; init; }

    /// <summary>The last stages, by split and exposure.</summary>
    internal IReadOnlyList<IReadOnlyList<LastStage>> Stages { get; init; } = [];

    /// <summary>What a reader of the last stages' errors must know, of all splits.</summary>
    internal IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Members that stacks were made without, of all splits.</summary>
    internal IReadOnlyList<LeftOut> LeftOut { get; init; } = [];

    /// <summary>Rows that the effects are of: less than the data's where rows without overlap were left out.</summary>
    public int N => Stages.Count == 0 ? Data.N : Stages[0][0].Psi.Length;

    /// <summary>An exposure's effect.</summary>
    /// <exception cref="StatisticsException">There is no such exposure.</exception>
    public Coefficient this[string exposure] => Parameters.FirstOrDefault(parameter => parameter.Exposure == exposure && parameter is { Block: "effect", Group: null })?.Estimate
        ?? throw new StatisticsException($"There is no exposure '{exposure}'; there are {string.Join(", ", Data.Roles.Exposures)}.");

    /// <summary>The exposures' effects with another kind of error, the predictions kept.</summary>
    /// <param name="type">The kind of error.</param>
    /// <returns>Per exposure its coefficient.</returns>
    /// <exception cref="StatisticsException">This kind of error isn't defined here; the message says which is.</exception>
    public IReadOnlyDictionary<string, Coefficient> WithErrors(CausalCovariance type) => Data.Roles.Exposures.Select((name, exposure) => (name, SplitMedian.Of(
        [.. Stages.Select(split => CausalErrors.Of(split[exposure], name, type, [.. Data.Clusters.Select(cluster => Interactive.On(cluster, split[exposure].Rows))], Confidence))], Confidence)))
        .ToDictionary(pair => pair.name, pair => pair.Item2, StringComparer.Ordinal);

    /// <summary>One row per effect, for notebooks.</summary>
    public Frame<string, string> ToFrame()
    {
        var names = Parameters.Select(CausalText.Name).ToList();
        return Frame.FromColumns(new[]
        {
            Column("estimate", effect => effect.Estimate),
            Column("se", effect => effect.StandardError),
            Column("df", effect => effect.DegreesOfFreedom),
            Column("p", effect => effect.P),
            Column("lower", effect => effect.Lower),
            Column("upper", effect => effect.Upper),
        });

        KeyValuePair<string, Series<string, double>> Column(string name, Func<Coefficient, double> value) =>
            new(name, new Series<string, double>(names, Parameters.Select(parameter => value(parameter.Estimate))));
    }

    /// <summary>The estimate as text.</summary>
    public override string ToString() => CausalText.Of(this);
}

/// <summary>A test.</summary>
/// <param name="Name">Of what.</param>
/// <param name="Statistic">Wald's, divided by its degrees of freedom.</param>
/// <param name="NumeratorDf">Contrasts tested.</param>
/// <param name="DenominatorDf">Infinite with errors of independent rows or CR0.</param>
/// <param name="P">Its p value.</param>
/// <param name="Reason">Why it is undefined; null when defined.</param>
public sealed record CausalTest(string Name, double Statistic, double NumeratorDf, double DenominatorDf, double P, string? Reason);
