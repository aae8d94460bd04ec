namespace LobResearch.Statistics.Causal.Dose;

/// <summary>A natural cubic spline in the dose: cubic between its outer knots, straight outside them, so also from 0 to the first.</summary>
/// <remarks>
/// Stone &amp; Koo (1985) in the form of Harrell (2015), <i>Regression modeling strategies</i>, eq. 2.25: B₁(d) = d and, for j = 1 … k − 2,
/// B_{j+1}(d) = [(d − t_j)₊³ − (d − t_{k−1})₊³ (t_k − t_j)/(t_k − t_{k−1}) + (d − t_k)₊³ (t_{k−1} − t_j)/(t_k − t_{k−1})] / (t_k − t_1)².
/// The functions' span is that of R's <c>ns(d, knots = inner, Boundary.knots = outer)</c>; all are 0 at dose 0.
/// </remarks>
/// <param name="Knots">t₁ … t_k, ascending and above 0; none for a straight line.</param>
public sealed record NaturalSpline(IReadOnlyList<double> Knots)
{
    private const int FewestKnots = 3;

    // Harrell (2015), table 2.3.
    private static readonly double[][] Shares = [[0.10, 0.50, 0.90], [0.05, 0.35, 0.65, 0.95], [0.05, 0.275, 0.50, 0.725, 0.95]];

    /// <summary>Number of functions: k − 1, or 1 for a straight line.</summary>
    public int Count => Math.Max(1, Knots.Count - 1);

    /// <summary>Knots at quantiles of the doses above 0; where these coincide, at quantiles of their distinct values.</summary>
    /// <param name="doses">Doses, 0 or more.</param>
    /// <param name="knots">Knots at most, 3 to 5.</param>
    public static NaturalSpline Of(IEnumerable<double> doses, int knots)
    {
        var positive = doses.Where(dose => dose > 0).Order().ToArray();
        var distinct = positive.Distinct().ToArray();
        var count = Math.Min(knots, distinct.Length);
        if (count < FewestKnots)
            return new NaturalSpline([]);
        var places = Shares[count - FewestKnots].Select(share => FiveNumbers.At(positive, share)).ToArray();
        return new NaturalSpline(places.Distinct().Count() == count ? places : [.. Shares[count - FewestKnots].Select(share => FiveNumbers.At(distinct, share))]);
    }

    /// <summary>The functions at a dose.</summary>
    public double[] At(double dose)
    {
        var values = new double[Count];
        values[0] = dose;
        if (Count == 1)
            return values;
        var (last, first) = (Knots[^1], Knots[0]);
        var before = Knots[^2];
        for (var j = 0; j < Count - 1; j++)
        {
            values[j + 1] = (Cube(dose - Knots[j]) - Cube(dose - before) * (last - Knots[j]) / (last - before) + Cube(dose - last) * (before - Knots[j]) / (last - before))
                / ((last - first) * (last - first));
        }

        return values;
    }

    private static double Cube(double value) => value > 0 ? value * value * value : 0;
}
