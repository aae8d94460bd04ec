using LobResearch.Statistics.Causal.Sensitivity;
using LobResearch.Statistics.Regression;

namespace LobResearch.Statistics.Causal;

/// <summary>
/// A score that is linear in the effect, ψ = ψ_a θ + ψ_b, solved over all folds at once (DML2), and the regression that it is
/// equal to where there is one.
/// </summary>
/// <remarks>
/// Chernozhukov et al. (2018), definition 3.2 and section 4. With partialling-out the effect is the slope of residual on residual
/// without intercept; in the interactive model it is the mean of pseudo-outcomes θ̂ + ψ/|E ψ_a|, whose residuals are the scores.
/// </remarks>
internal sealed class LastStage
{
    // Rounding in predictions is of the order of 1e-16, in their squares of 1e-32.
    private const double LeastShareLeft = 1e-20;

    private LastStage(string term, double[] psiA, double[] psiB, double theta)
    {
        (Term, PsiA, PsiB, Theta) = (term, psiA, psiB, theta);
        Psi = new double[psiA.Length];
        for (var row = 0; row < Psi.Length; row++)
            Psi[row] = psiA[row] * theta + psiB[row];
        SumPsiA = Sum(psiA);
    }

    /// <summary>What the effect is called in <see cref="Fit"/>.</summary>
    public string Term { get; }

    /// <summary>The effect θ̂ = −Σψ_b / Σψ_a.</summary>
    public double Theta { get; }

    /// <summary>ψ_a per row.</summary>
    public double[] PsiA { get; }

    /// <summary>ψ_b per row.</summary>
    public double[] PsiB { get; }

    /// <summary>ψ at θ̂ per row.</summary>
    public double[] Psi { get; }

    /// <summary>Σψ_a.</summary>
    public double SumPsiA { get; }

    /// <summary>The data's rows that these are; null for all.</summary>
    public int[]? Rows { get; private init; }

    /// <summary>The regression that gives θ̂; null where there is none (the IV-type score).</summary>
    public LeastSquaresFit? Fit { get; private init; }

    /// <summary>What bounds the bias of causes left out; null where that isn't known.</summary>
    public BiasElements? Elements { get; init; }

    /// <summary>The outcome's residual, of partialling-out; null otherwise.</summary>
    public double[]? Outcome { get; private init; }

    /// <summary>The exposure's residual, of partialling-out; null otherwise.</summary>
    public double[]? Exposure { get; private init; }

    /// <summary>Influence of each row on θ̂, times n: ψ / |mean ψ_a|.</summary>
    public double[] Influence() => Array.ConvertAll(Psi, value => value * Psi.Length / Math.Abs(SumPsiA));

    /// <summary>Partialling-out: residual of the outcome on residual of the exposure.</summary>
    public static LastStage PartiallingOut(string exposure, double[] outcome, double[] residual, double confidence)
    {
        var psiA = Array.ConvertAll(residual, value => -value * value);
        var psiB = Product(outcome, residual);
        var theta = Solve(exposure, psiA, psiB);
        return new LastStage(NamedRegression.TermOf(0), psiA, psiB, theta)
        {
            Outcome = outcome,
            Exposure = residual,
            Elements = BiasElements.PartiallyLinear([.. outcome.Select((value, row) => value - theta * residual[row])], residual),
            Fit = NamedRegression.Of(outcome, [(exposure, residual)], confidence).Fit,
        };
    }

    /// <summary>The IV-type score: the exposure's residual as an instrument for the exposure.</summary>
    /// <param name="exposure">What it is called.</param>
    /// <param name="outcome">y − ĝ.</param>
    /// <param name="dose">d.</param>
    /// <param name="residual">d − m̂.</param>
    public static LastStage Instrumented(string exposure, double[] outcome, double[] dose, double[] residual)
    {
        var psiA = Array.ConvertAll(Product(dose, residual), value => -value);
        var psiB = Product(outcome, residual);
        var theta = Solve(exposure, psiA, psiB);
        return new LastStage(exposure, psiA, psiB, theta)
        {
            Elements = BiasElements.PartiallyLinear([.. outcome.Select((value, row) => value - theta * dose[row])], residual),
        };
    }

    /// <summary>A score of an average effect, as the mean of pseudo-outcomes.</summary>
    public static LastStage Average(string exposure, double[] psiA, double[] psiB, BiasElements? elements, double confidence)
    {
        var stage = new LastStage("(Intercept)", psiA, psiB, Solve(exposure, psiA, psiB));
        return new LastStage("(Intercept)", psiA, psiB, stage.Theta)
        {
            Elements = elements,
            Fit = NamedRegression.Of(stage.PseudoOutcomes(), [], confidence, intercept: true).Fit,
        };
    }

    /// <summary>The same, said to be about some of the data's rows.</summary>
    public LastStage On(int[] rows) => new(Term, PsiA, PsiB, Theta) { Fit = Fit, Elements = Elements, Rows = rows };

    /// <summary>θ̂ + ψ/|mean ψ_a|: numbers whose mean is θ̂ and whose deviations from it are the rows' influence.</summary>
    public double[] PseudoOutcomes() => Array.ConvertAll(Influence(), value => Theta + value);

    /// <summary>θ̂ of each fold alone (DML1's parts).</summary>
    public double ThetaOn(int[] rows) => -rows.Sum(row => PsiB[row]) / rows.Sum(row => PsiA[row]);

    /// <summary>Refuses an exposure that predictions reproduce but for rounding: an effect of it would be made of rounding.</summary>
    /// <param name="exposure">What it is called.</param>
    /// <param name="values">Its values.</param>
    /// <param name="residual">These less their predictions.</param>
    /// <exception cref="StatisticsException">Nothing is left of it.</exception>
    public static void RefuseNothingLeft(string exposure, double[] values, double[] residual)
    {
        var mean = values.Average();
        if (residual.Sum(value => value * value) <= LeastShareLeft * values.Sum(value => (value - mean) * (value - mean)))
            throw NothingLeft(exposure);
    }

    private static StatisticsException NothingLeft(string exposure) => new($"Nothing of '{exposure}' is left once the covariates have predicted it, so its effect can't be estimated.");

    private static double Solve(string exposure, double[] psiA, double[] psiB)
    {
        var denominator = Sum(psiA);
        var scale = Sum(Array.ConvertAll(psiA, Math.Abs));
        return Math.Abs(denominator) > 1e-12 * scale && scale > 0
            ? -Sum(psiB) / denominator
            : throw NothingLeft(exposure);
    }

    private static double Sum(double[] values)
    {
        var sum = new CompensatedSum();
        foreach (var value in values)
            sum.Add(value);
        return sum.Value;
    }

    private static double[] Product(double[] left, double[] right)
    {
        var product = new double[left.Length];
        for (var row = 0; row < product.Length; row++)
            product[row] = left[row] * right[row];
        return product;
    }
}
