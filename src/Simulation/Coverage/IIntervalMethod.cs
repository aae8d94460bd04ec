using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Mixed;
using LobResearch.Statistics.Regression;

namespace LobResearch.Simulation.Coverage;

/// <summary>A way to test and to make intervals, as a coverage study tries it.</summary>
public interface IIntervalMethod
{
    /// <summary>The literature's name.</summary>
    string Name { get; }

    /// <summary>Tests whether the effect is the given number.</summary>
    /// <returns>p; NaN with a reason when the method gives none on this sample.</returns>
    /// <exception cref="LobResearch.Statistics.StatisticsException">The method doesn't apply to such data.</exception>
    (double P, string? Failure) Test(Sample sample, double effect);
}

/// <summary>A sample to be analysed, with the fit that most methods start from.</summary>
/// <param name="Data">Columns.</param>
/// <param name="Formula">The analysis' model.</param>
/// <param name="Fit">That model by least squares.</param>
/// <param name="Term">The effect's coefficient.</param>
/// <param name="Cluster">The column of schools.</param>
/// <param name="Seed">For methods that draw.</param>
public sealed record Sample(ColumnSet Data, Formula Formula, LeastSquaresFit Fit, string Term, string Cluster, ulong Seed)
{
    private MixedModelFit? _mixed;

    /// <summary>The exposure's effect with a random intercept per cluster, by REML; made once.</summary>
    public MixedModelFit Mixed => _mixed ??= MixedModel.Fit(Formula.Parse($"{Formula.Response.Label} ~ {Term} + (1 | {Cluster})"), Data);
}
