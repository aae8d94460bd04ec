using LobResearch.Statistics.Distributions;
using LobResearch.Statistics.Regression;

namespace LobResearch.Statistics.Measurement;

/// <summary>The six intraclass correlations of targets that each were rated by the same number of raters.</summary>
/// <remarks>
/// Shrout &amp; Fleiss (1979), <i>Psychological Bulletin</i> 86, 420–428; intervals as there and in McGraw &amp; Wong (1996), <i>Psychological
/// Methods</i> 1, 30–46, as R's <c>psych::ICC</c>. Types as psych's: ICC1 one-way; ICC2 raters random, McGraw &amp; Wong's absolute agreement
/// ICC(A,1); ICC3 raters fixed, their consistency ICC(C,1); with k the reliability of the raters' mean.
/// </remarks>
public static class RaterAgreement
{
    /// <summary>Analyses ratings.</summary>
    /// <param name="ratings">Per target one number per rater; none missing.</param>
    /// <param name="confidence">Confidence level.</param>
    /// <returns>ICC1, ICC2, ICC3, ICC1k, ICC2k, ICC3k.</returns>
    /// <exception cref="StatisticsException">Fewer than two targets or raters, a missing rating, or targets whose means don't differ.</exception>
    public static IReadOnlyList<RaterIcc> Of(IReadOnlyList<double[]> ratings, double confidence = 0.95)
    {
        if (ratings.Count < 2)
            throw new StatisticsException($"There {(ratings.Count == 1 ? "is one target" : "are no targets")} with all ratings; agreement needs two or more.");
        if (ratings[0].Length < 2)
            throw new StatisticsException("There is one rater; agreement needs two or more.");
        if (ratings.Any(target => target.Length != ratings[0].Length || target.Any(value => !double.IsFinite(value))))
            throw new StatisticsException("A target lacks a rating. Leave out such targets first.");
        if (confidence is not (> 0 and < 1))
            throw new StatisticsException("A confidence level lies between 0 and 1, such as 0.95.");
        var squares = TwoWay.Of(KeyedItems.Sorted(ratings));
        if (!(squares.Between > 0))
            throw new StatisticsException("The targets' mean ratings don't differ, so that agreement about them is undefined.");
        var (one, oneMean) = OfF("ICC1", squares.Between / squares.Within, squares, squares.Targets * (squares.Judges - 1.0), confidence);
        var (two, twoMean) = Absolute(squares, confidence);
        var (three, threeMean) = OfF("ICC3", squares.Between / squares.Error, squares, squares.ErrorDf, confidence);
        return [one, two, three, oneMean, twoMean, threeMean];
    }

    private static (RaterIcc Single, RaterIcc Mean) OfF(string type, double f, TwoWay squares, double df2, double confidence)
    {
        var (df1, k, tail) = (squares.Targets - 1, squares.Judges, (1 + confidence) / 2);
        var (low, high) = (f / FisherF.Quantile(tail, df1, df2), f * FisherF.Quantile(tail, df2, df1));
        var p = FisherF.UpperP(f, df1, df2);
        return (
            new RaterIcc(type, Share(f), f, df1, df2, p, Share(low), Share(high), confidence),
            new RaterIcc(type + "k", 1 - 1 / f, f, df1, df2, p, 1 - 1 / low, 1 - 1 / high, confidence));

        double Share(double own) => double.IsPositiveInfinity(own) ? 1 : (own - 1) / (own + k - 1);
    }

    private static (RaterIcc Single, RaterIcc Mean) Absolute(TwoWay squares, double confidence)
    {
        var (n, k, between, raters, error) = (squares.Targets, squares.Judges, squares.Between, squares.Raters, squares.Error);
        var icc = (between - error) / (between + (k - 1) * error + k * (raters - error) / n);
        var mean = (between - error) / (between + (raters - error) / n);
        var (f, df2, tail) = (between / error, squares.ErrorDf, (1 + confidence) / 2);
        // Satterthwaite's degrees of freedom of k·MSJ + (kn − k − n)·MSE, multiplied by MSE² so that raters without error stay finite.
        var (a, b) = (k * icc * raters, (n * (1 + (k - 1) * icc) - k * icc) * error);
        var v = (k - 1.0) * (n - 1) * (a + b) * (a + b) / ((n - 1) * a * a + b * b);
        var (upper, lower) = (FisherF.Quantile(tail, n - 1, v), FisherF.Quantile(tail, v, n - 1));
        var spread = k * raters + ((double)k * n - k - n) * error;
        var (low, high) = (n * (between - upper * error) / (upper * spread + n * between), n * (lower * between - error) / (spread + n * lower * between));
        var p = FisherF.UpperP(f, n - 1, df2);
        return (
            new RaterIcc("ICC2", icc, f, n - 1, df2, p, low, high, confidence),
            new RaterIcc("ICC2k", mean, f, n - 1, df2, p, low * k / (1 + low * (k - 1)), high * k / (1 + high * (k - 1)), confidence));
    }

    // Mean squares of targets × judges, one rating per cell.
    private sealed record TwoWay(int Targets, int Judges, double Between, double Within, double Raters, double Error)
    {
        public double ErrorDf => (Targets - 1.0) * (Judges - 1);

        public static TwoWay Of(IReadOnlyList<double[]> ratings)
        {
            var (n, k) = (ratings.Count, ratings[0].Length);
            var judges = Enumerable.Range(0, k).Select(judge => Mean(ratings.Select(target => target[judge]), n)).ToArray();
            var grand = Mean(judges, k);
            var (between, raters, error) = (new CompensatedSum(), new CompensatedSum(), new CompensatedSum());
            foreach (var target in ratings)
            {
                var mean = Mean(target, k);
                between.AddProduct(k * (mean - grand), mean - grand);
                for (var judge = 0; judge < k; judge++)
                {
                    var residual = target[judge] - mean - (judges[judge] - grand);
                    error.AddProduct(residual, residual);
                }
            }

            foreach (var judge in judges)
                raters.AddProduct(n * (judge - grand), judge - grand);
            // What rounding leaves of no difference at all is no difference.
            var nothing = 1e-28 * n * k * ratings.Max(target => target.Max(Math.Abs)) * ratings.Max(target => target.Max(Math.Abs));
            var (b, r, e) = (Cleared(between.Value), Cleared(raters.Value), Cleared(error.Value));
            return new TwoWay(n, k, b / (n - 1), (r + e) / (n * (k - 1.0)), r / (k - 1), e / ((n - 1.0) * (k - 1)));

            double Cleared(double sum) => sum > nothing ? sum : 0;
        }

        private static double Mean(IEnumerable<double> values, int n)
        {
            var sum = new CompensatedSum();
            foreach (var value in values)
                sum.Add(value);
            return sum.Value / n;
        }
    }
}
