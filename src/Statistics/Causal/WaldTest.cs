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
    public static CausalTest Of(string name, double[] estimate, double[,] matrix, double df)
    {
        var q = estimate.Length;
        var qr = PivotedQr.Of([.. Enumerable.Range(0, q).Select(j => Enumerable.Range(0, q).Select(i => matrix[i, j]).ToArray())], q);
        if (double.IsNaN(df) || qr.Rank < q)
            return new CausalTest(name, double.NaN, q, df, double.NaN, "the contrasts' errors can't be told apart with these clusters");
        var solved = qr.ProjectOnQ(estimate);
        qr.SolveR(solved);
        var f = solved.Select((value, at) => value * estimate[qr.Order[at]]).Sum() / q;
        return new CausalTest(name, f, q, df, FisherF.UpperP(f, q, double.IsInfinity(df) ? 1e9 : df), null);
    }
}
