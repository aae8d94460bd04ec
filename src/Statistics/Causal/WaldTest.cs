using System.Globalization;
using LobResearch.Statistics.Distributions;
using LobResearch.Statistics.Regression;

namespace LobResearch.Statistics.Causal;

/// <summary>Wald's test that several coefficients are all 0, divided by their number and compared with F.</summary>
internal static class WaldTest
{
    /// <summary>Tests.</summary>
    /// <param name="name">Of what.</param>
    /// <param name="estimate">q estimates.</param>
    /// <param name="matrix">Their covariance, q × q.</param>
    /// <param name="df">Denominator degrees of freedom; NaN when an error is undefined.</param>
    /// <param name="clusters">Number of clusters that the covariance is made of; null for independent rows.</param>
    public static CausalTest Of(string name, double[] estimate, double[,] matrix, double df, int? clusters)
    {
        var q = estimate.Length;
        // Scores of G clusters add up to 0 and so span G − 1 directions at most; a matrix of more is rounding in the others.
        if (q > clusters - 1)
            return new CausalTest(name, double.NaN, q, df, double.NaN, string.Create(CultureInfo.InvariantCulture, $"{q} coefficients can't be tested together with {clusters} clusters"));
        var qr = PivotedQr.Of([.. Enumerable.Range(0, q).Select(j => Enumerable.Range(0, q).Select(i => matrix[i, j]).ToArray())], q);
        if (double.IsNaN(df) || qr.Rank < q)
            return new CausalTest(name, double.NaN, q, df, double.NaN, "the contrasts' errors can't be told apart with these clusters");
        var solved = qr.ProjectOnQ(estimate);
        qr.SolveR(solved);
        var f = solved.Select((value, at) => value * estimate[qr.Order[at]]).Sum() / q;
        if (!(f >= 0))
            return new CausalTest(name, double.NaN, q, df, double.NaN, "the contrasts' covariance isn't positive definite");
        return new CausalTest(name, f, q, df, FisherF.UpperP(f, q, double.IsInfinity(df) ? 1e9 : df), null);
    }
}
