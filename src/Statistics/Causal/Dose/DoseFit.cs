using Deedle;
using LobResearch.Statistics.Advice;
using LobResearch.Statistics.Bootstrap;
using LobResearch.Statistics.Results;

namespace LobResearch.Statistics.Causal.Dose;

/// <summary>The effect of a dose, by category and as a curve, each against dose 0.</summary>
public sealed record DoseFit
{
    internal DoseFit(IReadOnlyList<Coefficient> effects, Coefficient trend, IReadOnlyList<CategorySupport> support, DoseCurve? curve, CausalFit causal) =>
        (Effects, Trend, Support, Curve, Causal) = (effects, trend, support, curve, causal);

    /// <summary>Per category above 0, in units of the outcome.</summary>
    public IReadOnlyList<Coefficient> Effects { get; }

    /// <summary>Change of the category's effect per unit of dose, by least squares through the categories.</summary>
    public Coefficient Trend { get; }

    /// <summary>Per category, from dose 0 upwards.</summary>
    public IReadOnlyList<CategorySupport> Support { get; }

    /// <summary>The curve; null where none was asked for, or its functions' predictions weren't given.</summary>
    public DoseCurve? Curve { get; }

    /// <summary>What a generalised additive model sees: a description, not an effect.</summary>
    public DoseShape? Shape { get; internal init; }

    /// <summary>What it has in common with any causal estimate: data, kinds of error, tests, losses, warnings.</summary>
    internal CausalFit Causal { get; }

    /// <summary>The data behind it.</summary>
    public CausalData Data => Causal.Data;

    /// <summary>The kind of error.</summary>
    public CausalCovariance Covariance => Causal.Covariance;

    /// <summary>Confidence level of intervals.</summary>
    public double Confidence => Causal.Confidence;

    /// <summary>Intervals that hold for all categories at once; none with one category.</summary>
    public IReadOnlyList<SimultaneousInterval> Simultaneous => Causal.Simultaneous;

    /// <summary>No effect in any category; no trend over them.</summary>
    public IReadOnlyList<CausalTest> Tests => Causal.Tests;

    /// <summary>The wild cluster bootstrap of each category; none unless asked for.</summary>
    public IReadOnlyList<WildBootstrapResult> Bootstrap => Causal.Bootstrap;

    /// <summary>Which intervals can be trusted with few clusters, per category; none without one kind of cluster.</summary>
    public IReadOnlyList<FewClusterAdvice> Advice => Causal.Advice;

    /// <summary>How well the nuisance functions predict out of fold.</summary>
    public IReadOnlyList<NuisanceLoss> Nuisance => Causal.Nuisance;

    /// <summary>Estimates of the repeated splits.</summary>
    public IReadOnlyList<SplitEstimate> Splits => Causal.Splits;

    /// <summary>What a reader must know.</summary>
    public IReadOnlyList<string> Warnings => Causal.Warnings;

    /// <summary>A category's effect.</summary>
    /// <param name="category">Its label, such as <c>3+</c>.</param>
    /// <exception cref="StatisticsException">There is no such category.</exception>
    public Coefficient this[string category] => Support.Skip(1).ToList().FindIndex(own => own.Category.Label == category) is >= 0 and var at
        ? Effects[at]
        : throw new StatisticsException($"There is no dose category '{category}' above 0; there are {string.Join(", ", Support.Skip(1).Select(own => own.Category.Label))}.");

    /// <summary>One row per category above 0, for notebooks.</summary>
    public Frame<string, string> ToFrame()
    {
        var labels = Support.Skip(1).Select(own => own.Category.Label).ToList();
        return Frame.FromColumns(new[]
        {
            Column("estimate", at => Effects[at].Estimate),
            Column("se", at => Effects[at].StandardError),
            Column("df", at => Effects[at].DegreesOfFreedom),
            Column("p", at => Effects[at].P),
            Column("lower", at => Effects[at].Lower),
            Column("upper", at => Effects[at].Upper),
            Column("bandLower", at => Simultaneous.Count == 0 ? Effects[at].Lower : Simultaneous[at].Lower),
            Column("bandUpper", at => Simultaneous.Count == 0 ? Effects[at].Upper : Simultaneous[at].Upper),
            Column("n", at => Support[at + 1].Rows),
        });

        KeyValuePair<string, Series<string, double>> Column(string name, Func<int, double> value) =>
            new(name, new Series<string, double>(labels, labels.Select((_, at) => value(at))));
    }

    /// <summary>The estimate as text.</summary>
    public override string ToString() => DoseText.Of(this);
}
