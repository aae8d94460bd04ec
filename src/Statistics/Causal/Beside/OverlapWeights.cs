using LobResearch.Statistics.Learning;

namespace LobResearch.Statistics.Causal.Beside;

/// <summary>Weights that make the exposed and the others alike where they overlap: 1 − m for the exposed, m for the others.</summary>
/// <remarks>
/// Li, Morgan &amp; Zaslavsky (2018), <i>JASA</i> 113, 390–400. With m by logistic regression on all rows the weighted means of its columns are
/// equal (their theorem 3). The effect is that of those who might as well have been exposed as not.
/// </remarks>
public sealed class OverlapWeights
{
    private readonly FeatureMatrix _controls;
    private readonly double[] _exposure;

    private OverlapWeights(FeatureMatrix controls, double[] exposure, double[] probabilities, bool separated)
    {
        (_controls, _exposure, Separated) = (controls, exposure, separated);
        Weights = [.. probabilities.Select((probability, row) => exposure[row] == 1 ? 1 - probability : probability)];
        Probabilities = probabilities;
    }

    /// <summary>Per row, above 0.</summary>
    internal double[] Weights { get; }

    /// <summary>Per row the probability of being exposed, m, between 0 and 1.</summary>
    public IReadOnlyList<double> Probabilities { get; }

    /// <summary>Whether the controls tell the groups apart.</summary>
    public bool Separated { get; }

    /// <summary>Weights by logistic regression on the controls.</summary>
    /// <param name="controls">What the groups are to be alike in, n × p.</param>
    /// <param name="exposure">Per row 1 for the exposed and 0 for the others; both occur.</param>
    public static OverlapWeights Of(FeatureMatrix controls, double[] exposure)
    {
        var predictor = new OrdinaryLeastSquares().Fit(controls, exposure, LearningTask.Probability, 0);
        var m = predictor.Predict(controls);
        return new OverlapWeights(controls, exposure, m, predictor is LinearPredictor { Separated: true });
    }

    /// <summary>The balance before and after.</summary>
    /// <param name="exposure">The exposure's name.</param>
    public ExposureBalance Balance(string exposure)
    {
        var exposed = Rows(1);
        var others = Rows(0);
        return new ExposureBalance(
            exposure, exposed.Length, others.Length, Effective(exposed), Effective(others),
            [.. Enumerable.Range(0, _controls.Count).Select(column => Of(_controls.Names[column], _controls.Columns[column], exposed, others))]);
    }

    private int[] Rows(double value) => [.. Enumerable.Range(0, _exposure.Length).Where(row => _exposure[row] == value)];

    // By the standard deviation before weighting, both groups' variances averaged, so that before and after compare (Austin & Stuart 2015).
    private CovariateBalance Of(string name, double[] values, int[] exposed, int[] others)
    {
        var (first, second) = (exposed.Average(row => values[row]), others.Average(row => values[row]));
        var deviation = Math.Sqrt((Variance(values, exposed, first) + Variance(values, others, second)) / 2);
        var (before, after) = (first - second, Weighted(values, exposed) - Weighted(values, others));
        return new CovariateBalance(name, first, second, deviation > 0 ? before / deviation : double.NaN, deviation > 0 ? after / deviation : double.NaN);
    }

    private double Weighted(double[] values, int[] rows) => rows.Sum(row => Weights[row] * values[row]) / rows.Sum(row => Weights[row]);

    private double Effective(int[] rows)
    {
        var sum = rows.Sum(row => Weights[row]);
        return sum * sum / rows.Sum(row => Weights[row] * Weights[row]);
    }

    private static double Variance(double[] values, int[] rows, double mean) => rows.Length < 2 ? 0 : rows.Sum(row => (values[row] - mean) * (values[row] - mean)) / (rows.Length - 1);
}
