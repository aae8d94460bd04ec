using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Design;
using LobResearch.Statistics.Distributions;
using LobResearch.Statistics.Results;
using LobResearch.Statistics.Robust;

namespace LobResearch.Statistics.Regression;

/// <summary>A fitted linear model.</summary>
public sealed class LeastSquaresFit
{
    private readonly double[] _beta;
    private readonly double[] _residuals;
    private readonly double[]? _weights;
    private double[]? _thinQ;
    private double[]? _inverseR;

    internal LeastSquaresFit(
        ModelFrame frame, DesignMatrix design, PivotedQr qr, double[] beta, double[] residuals, double[] outcome, double[]? weights, Absorption? absorbed, double confidence)
    {
        (Frame, Design, Qr, _beta, _residuals, Outcome, _weights, Absorbed, Confidence) = (frame, design, qr, beta, residuals, outcome, weights, absorbed, confidence);
        var sum = new CompensatedSum();
        for (var row = 0; row < residuals.Length; row++)
            sum.AddProduct(residuals[row] * (weights?[row] ?? 1), residuals[row]);
        ResidualSumOfSquares = sum.Value;
        Kept = Enumerable.Range(0, Rank).OrderBy(j => qr.Order[j]).ToArray();
        IsEssentiallyPerfect = !(ResidualSumOfSquares > 1e-30 * SumOfSquares(0));
        Coefficients = Classical();
    }

    /// <summary>The data behind the fit.</summary>
    public ModelFrame Frame { get; }

    /// <summary>The design, with the columns that were dropped.</summary>
    public DesignMatrix Design { get; }

    /// <summary>Rows used, n.</summary>
    public int N => _residuals.Length;

    /// <summary>Coefficients that are estimated: columns of the design less the dropped ones.</summary>
    public int Rank => Qr.Rank;

    /// <summary>Names of columns that are combinations of others and were dropped.</summary>
    public IReadOnlyList<string> Dropped => Qr.Order[Rank..].Order().Select(column => Design.Names[column]).ToList();

    /// <summary>n − rank, less the groups whose effects were taken out.</summary>
    public int ResidualDegreesOfFreedom => N - Rank - AbsorbedGroups;

    /// <summary>Groups whose effects were taken out; 0 for none.</summary>
    public int AbsorbedGroups => Absorbed?.Count ?? 0;

    /// <summary>Weighted sum of squared residuals.</summary>
    public double ResidualSumOfSquares { get; }

    /// <summary>Residual standard deviation; NaN without residual degrees of freedom.</summary>
    public double Sigma => ResidualDegreesOfFreedom > 0 ? Math.Sqrt(ResidualSumOfSquares / ResidualDegreesOfFreedom) : double.NaN;

    /// <summary>Confidence level of intervals.</summary>
    public double Confidence { get; }

    /// <summary>The coefficients with classical standard errors.</summary>
    public CoefficientTable Coefficients { get; }

    /// <summary>Outcome less fitted value, per used row.</summary>
    public ReadOnlySpan<double> Residuals => _residuals;

    /// <summary>Weight per used row; empty without weights.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>Share of variance explained; around the mean with an intercept, around 0 without, as R.</summary>
    public double RSquared => 1 - ResidualSumOfSquares / TotalSumOfSquares();

    /// <summary>R² corrected for the number of coefficients.</summary>
    public double AdjustedRSquared => 1 - (1 - RSquared) * (N - Math.Max(Intercept, Math.Sign(AbsorbedGroups))) / ResidualDegreesOfFreedom;

    /// <summary>F statistic of all coefficients but the intercept, or but the absorbed groups; NaN when there are none.</summary>
    public double F => Rank > Intercept ? ((Absorbed is null ? TotalSumOfSquares() : Outcome.Sum(value => value * value)) - ResidualSumOfSquares) / (Rank - Intercept) / (Sigma * Sigma) : double.NaN;

    /// <summary>Degrees of freedom of <see cref="F"/>.</summary>
    public (int Numerator, int Denominator) FDegreesOfFreedom => (Rank - Intercept, ResidualDegreesOfFreedom);

    /// <summary>p value of <see cref="F"/>.</summary>
    public double FP => FisherF.UpperP(F, Rank - Intercept, ResidualDegreesOfFreedom);

    /// <summary>Log-likelihood at the maximum, with the variance's maximum-likelihood estimate, as R's <c>logLik</c>.</summary>
    public double LogLikelihood
    {
        get
        {
            // Without residual degrees of freedom what is left is rounding, and its logarithm says nothing.
            if (ResidualDegreesOfFreedom == 0)
                return double.NaN;
            var logWeights = 0.0;
            foreach (var weight in Weights)
                logWeights += Math.Log(weight);
            return 0.5 * (logWeights - N * (Math.Log(2 * Math.PI) + 1 - Math.Log(N) + Math.Log(ResidualSumOfSquares)));
        }
    }

    /// <summary>Akaike's criterion; the residual variance counts as a parameter.</summary>
    public double Aic => -2 * LogLikelihood + 2 * (Rank + AbsorbedGroups + 1);

    /// <summary>Schwarz's criterion; the residual variance counts as a parameter.</summary>
    public double Bic => -2 * LogLikelihood + Math.Log(N) * (Rank + AbsorbedGroups + 1);

    /// <summary>Whether what is left of the outcome is rounding only; R's <c>summary.lm</c> draws the line there too.</summary>
    internal bool IsEssentiallyPerfect { get; }

    internal PivotedQr Qr { get; }

    internal Absorption? Absorbed { get; }

    /// <summary>What is regressed on the design: the outcome, or its deviations from the means of absorbed groups.</summary>
    internal double[] Outcome { get; }

    /// <summary>Places in the QR's order, sorted by the design's order.</summary>
    internal int[] Kept { get; }

    internal double[] ThinQ => _thinQ ??= Qr.ThinQ();

    internal double[] InverseR => _inverseR ??= Qr.InverseR();

    // An intercept among the columns; absorbed groups hold it.
    private int Intercept => Frame.Formula.HasIntercept && Absorbed is null ? 1 : 0;

    /// <summary>The coefficients with cluster-robust standard errors and Satterthwaite degrees of freedom.</summary>
    /// <param name="clusters">One value per row of the data that the model was fitted on; missing on no used row.</param>
    /// <param name="type">Which correction for few clusters.</param>
    /// <exception cref="StatisticsException">Fewer than two clusters, or a missing one.</exception>
    public CoefficientTable Robust(Column clusters, CovarianceType type) => ClusterRobust.Estimate(this, clusters, type);

    internal string NameOf(int place) => Design.Names[Qr.Order[place]];

    internal double EstimateOf(int place) => _beta[place];

    private CoefficientTable Classical()
    {
        var r = InverseR;
        var coefficients = new List<Coefficient>(Rank);
        var matrix = new double[Rank, Rank];
        var variance = Sigma * Sigma;
        for (var i = 0; i < Rank; i++)
        {
            for (var j = 0; j < Rank; j++)
            {
                var dot = 0.0;
                for (var k = 0; k < Rank; k++)
                    dot += r[Kept[i] * Rank + k] * r[Kept[j] * Rank + k];
                matrix[i, j] = variance * dot;
            }

            var se = Math.Sqrt(matrix[i, i]);
            var df = ResidualDegreesOfFreedom > 0 ? ResidualDegreesOfFreedom : double.NaN;
            var reason = ResidualDegreesOfFreedom > 0 ? null : "as many coefficients as rows: no residual to estimate the error from";
            coefficients.Add(Coefficient.WithT(NameOf(Kept[i]), EstimateOf(Kept[i]), se, df, Confidence, "t", reason));
        }

        return new CoefficientTable("classical", null, null, Confidence, coefficients, matrix, [.. Notes()]);
    }

    private IEnumerable<string> Notes()
    {
        if (Dropped.Count > 0)
            yield return $"{string.Join(", ", Dropped)}: combinations of other columns, dropped";
        if (ResidualDegreesOfFreedom == 0)
            yield return "as many coefficients as rows: every row is fitted exactly, so no error and no likelihood can be given";
        else if (IsEssentiallyPerfect)
            yield return "the columns explain the outcome but for rounding: standard errors, t and p mean nothing; check whether a column copies the outcome";
    }

    private double TotalSumOfSquares()
    {
        var y = Frame.Response;
        var mean = 0.0;
        if (Frame.Formula.HasIntercept || Absorbed is not null)
        {
            var weighted = new CompensatedSum();
            var total = new CompensatedSum();
            for (var row = 0; row < y.Length; row++)
            {
                weighted.AddProduct(_weights?[row] ?? 1, y[row]);
                total.Add(_weights?[row] ?? 1);
            }

            mean = weighted.Value / total.Value;
        }

        return SumOfSquares(mean);
    }

    private double SumOfSquares(double around)
    {
        var y = Frame.Response;
        var sum = new CompensatedSum();
        for (var row = 0; row < y.Length; row++)
            sum.AddProduct((_weights?[row] ?? 1) * (y[row] - around), y[row] - around);
        return sum.Value;
    }
}
