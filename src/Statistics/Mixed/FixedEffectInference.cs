using LobResearch.Statistics.Distributions;
using LobResearch.Statistics.Results;
using MathNet.Numerics.LinearAlgebra;

namespace LobResearch.Statistics.Mixed;

/// <summary>A test of one or several combinations of fixed effects.</summary>
/// <param name="Name">What is tested.</param>
/// <param name="Statistic">F; for <see cref="DegreesOfFreedomMethod.KenwardRoger"/> the scaled one.</param>
/// <param name="NumeratorDegreesOfFreedom">Number of independent combinations.</param>
/// <param name="DenominatorDegreesOfFreedom">By the method.</param>
public sealed record FTest(string Name, double Statistic, double NumeratorDegreesOfFreedom, double DenominatorDegreesOfFreedom)
{
    /// <summary>p value.</summary>
    public double P => double.IsPositiveInfinity(DenominatorDegreesOfFreedom)
        ? MathNet.Numerics.SpecialFunctions.GammaUpperRegularized(NumeratorDegreesOfFreedom / 2, Statistic * NumeratorDegreesOfFreedom / 2)
        : FisherF.UpperP(Statistic, NumeratorDegreesOfFreedom, DenominatorDegreesOfFreedom);

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{Name}: F({NumeratorDegreesOfFreedom:0.##}, {DenominatorDegreesOfFreedom:0.##}) = {Statistic:0.000}, p = {P:0.0000}");
}

/// <summary>Standard errors, degrees of freedom, tests and intervals of the fixed effects, by one method.</summary>
public abstract class FixedEffectInference
{
    private readonly double[] _caps;
    private CoefficientTable? _coefficients;

    private protected FixedEffectInference(MixedModelFit fit, string label)
    {
        (Fit, Label) = (fit, label);
        _caps = DegreesOfFreedomCap.Of(fit);
    }

    /// <summary>Covariance of the fixed effects, p × p.</summary>
    public abstract double[,] Covariance { get; }

    /// <summary>The fixed effects.</summary>
    public CoefficientTable Coefficients => _coefficients ??= Table();

    private protected MixedModelFit Fit { get; }

    private string Label { get; }

    /// <summary>A combination of fixed effects, Σ weights · β.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="weights">p numbers in the order of <see cref="MixedModelFit.Terms"/>.</param>
    public Coefficient Contrast(string name, IReadOnlyList<double> weights)
    {
        if (weights.Count != Fit.Terms.Count)
            throw new StatisticsException($"The contrast '{name}' has {weights.Count} weights; the model has {Fit.Terms.Count} fixed effects ({string.Join(", ", Fit.Terms)}).");
        var estimate = 0.0;
        for (var i = 0; i < weights.Count; i++)
            estimate += weights[i] * Fit.Beta[i];
        var se = Math.Sqrt(Quadratic(Covariance, weights));
        var df = Math.Min(Degrees([.. weights]), Cap(weights));
        return Coefficient.WithT(name, estimate, se, df, Fit.Options.Confidence, "wald-t", df > 0 ? null : "degrees of freedom could not be determined");
    }

    /// <summary>Several combinations at once.</summary>
    /// <param name="name">What to call the test.</param>
    /// <param name="rows">Each p numbers in the order of <see cref="MixedModelFit.Terms"/>; dependent rows count once.</param>
    public FTest Test(string name, IReadOnlyList<double[]> rows)
    {
        var test = Joint(name, Independent(rows));
        var cap = rows.Min(Cap);
        return test.DenominatorDegreesOfFreedom > cap ? test with { DenominatorDegreesOfFreedom = cap } : test;
    }

    /// <summary>Each term's F test of type III: its contrasts averaged over the levels of other terms' categories.</summary>
    public IReadOnlyList<FTest> TypeThree() => [.. Mixed.TypeThree.Hypotheses(Fit).Select(hypothesis => Test(hypothesis.Term, hypothesis.Rows))];

    private protected abstract double Degrees(double[] weights);

    private protected abstract FTest Joint(string name, IReadOnlyList<double[]> rows);

    private protected static double Quadratic(double[,] matrix, IReadOnlyList<double> weights)
    {
        var sum = 0.0;
        for (var i = 0; i < weights.Count; i++)
        {
            if (weights[i] == 0)
                continue;
            for (var j = 0; j < weights.Count; j++)
                sum += weights[i] * matrix[i, j] * weights[j];
        }

        return sum;
    }

    /// <summary>L V L' for rows L.</summary>
    private protected static Matrix<double> Congruent(IReadOnlyList<double[]> rows, double[,] matrix)
    {
        var l = Matrix<double>.Build.DenseOfRowArrays(rows);
        return l * Matrix<double>.Build.DenseOfArray(matrix) * l.Transpose();
    }

    private double Cap(IReadOnlyList<double> weights)
    {
        var cap = double.PositiveInfinity;
        for (var i = 0; i < weights.Count; i++)
        {
            if (weights[i] != 0)
                cap = Math.Min(cap, _caps[i]);
        }

        return cap;
    }

    private CoefficientTable Table()
    {
        var p = Fit.Terms.Count;
        var coefficients = Enumerable.Range(0, p).Select(i =>
        {
            var unit = new double[p];
            unit[i] = 1;
            return Contrast(Fit.Terms[i], unit);
        }).ToList();
        var warnings = Fit.Warnings.ToList();
        if (_caps.Any(double.IsFinite))
            warnings.Add(DegreesOfFreedomCap.Warning(Fit, _caps));
        return new CoefficientTable(Label, null, null, Fit.Options.Confidence, coefficients, Covariance, warnings);
    }

    // Rows that are combinations of those before them test nothing more.
    private static List<double[]> Independent(IReadOnlyList<double[]> rows)
    {
        var kept = new List<double[]>();
        foreach (var row in rows)
        {
            var candidate = Matrix<double>.Build.DenseOfRowArrays([.. kept, row]);
            if (candidate.Rank() == kept.Count + 1)
                kept.Add(row);
        }

        return kept;
    }
}

/// <summary>Infinite degrees of freedom.</summary>
internal sealed class NormalInference(MixedModelFit fit) : FixedEffectInference(fit, "model-based, normal")
{
    public override double[,] Covariance => Fit.FixedCovariance;

    private protected override double Degrees(double[] weights) => double.PositiveInfinity;

    private protected override FTest Joint(string name, IReadOnlyList<double[]> rows)
    {
        var l = Matrix<double>.Build.DenseOfRowArrays(rows);
        var estimates = l * Vector<double>.Build.DenseOfEnumerable(Fit.Beta);
        return new FTest(name, estimates.DotProduct(Congruent(rows, Covariance).Solve(estimates)) / rows.Count, rows.Count, double.PositiveInfinity);
    }
}
