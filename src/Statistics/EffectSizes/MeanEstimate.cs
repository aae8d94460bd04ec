using LobResearch.Statistics.Distributions;

namespace LobResearch.Statistics.EffectSizes;

/// <summary>A mean, or a difference of two, with its standard error and degrees of freedom; NaN where there is no error.</summary>
/// <param name="Value">The mean.</param>
/// <param name="StandardError">Its standard error; NaN when it has none, as with one observation.</param>
/// <param name="DegreesOfFreedom">Of Student's t.</param>
public readonly record struct MeanEstimate(double Value, double StandardError, double DegreesOfFreedom)
{
    /// <summary>No mean: nobody was observed.</summary>
    public static MeanEstimate None { get; } = new(double.NaN, double.NaN, double.NaN);

    /// <summary>Whether there is an error, and it isn't zero: without one nothing can be compared.</summary>
    public bool HasError => StandardError > 0 && DegreesOfFreedom > 0 && double.IsFinite(StandardError);

    /// <summary>The mean of independent observations: error s/√n, n − 1 degrees of freedom.</summary>
    /// <param name="n">How many; with none there is no mean.</param>
    /// <param name="mean">Their mean.</param>
    /// <param name="sd">Their standard deviation, divisor n − 1.</param>
    public static MeanEstimate Of(int n, double mean, double sd) => n switch
    {
        < 1 => None,
        1 => new(mean, double.NaN, double.NaN),
        _ => new(mean, sd / Math.Sqrt(n), n - 1),
    };

    /// <summary>The mean of values that have one vote each, such as schools' means.</summary>
    /// <param name="values">The values.</param>
    /// <exception cref="StatisticsException">A value is missing or infinite.</exception>
    public static MeanEstimate OfVotes(IReadOnlyList<double> values)
    {
        if (values.Count == 0)
            return None;
        if (values.Count == 1)
            return new(values[0], double.NaN, double.NaN);
        return SampleSummary.Of([.. values], "The list of means").ToMean();
    }

    /// <summary>The mean over all members of clusters, whose members are alike.</summary>
    /// <remarks>
    /// A ratio of cluster totals by Taylor linearisation (Kish 1965, <i>Survey Sampling</i>, eq. 6.3.4):
    /// error √(k/(k−1) · Σ nᵢ²(ȳᵢ − ȳ)²) / n with k − 1 degrees of freedom. One cluster alone has no such error.
    /// </remarks>
    /// <param name="clusters">Size and mean of each; empty ones are left out.</param>
    public static MeanEstimate OfClusters(IReadOnlyList<(int Size, double Mean)> clusters)
    {
        var known = clusters.Where(cluster => cluster.Size > 0).ToList();
        var members = known.Sum(cluster => (double)cluster.Size);
        if (known.Count == 0)
            return None;
        var mean = known.Sum(cluster => cluster.Size * cluster.Mean) / members;
        if (known.Count == 1)
            return new(mean, double.NaN, double.NaN);
        var squares = known.Sum(cluster => Math.Pow(cluster.Size * (cluster.Mean - mean), 2));
        return new(mean, Math.Sqrt(known.Count / (known.Count - 1.0) * squares) / members, known.Count - 1);
    }

    /// <summary>This mean less an independent one, with Welch's (1947, <i>Biometrika</i> 34, 28–35) degrees of freedom.</summary>
    /// <param name="other">The other mean. One whose error is zero counts as known; one without an error leaves the difference without.</param>
    public MeanEstimate Less(MeanEstimate other)
    {
        var (one, two) = (StandardError * StandardError, other.StandardError * other.StandardError);
        var df = (one + two) * (one + two) / (one * one / DegreesOfFreedom + two * two / other.DegreesOfFreedom);
        return new(Value - other.Value, Math.Sqrt(one + two), df);
    }

    /// <summary>Student's interval; both ends NaN where there is no error.</summary>
    /// <param name="confidence">Confidence level, between 0 and 1.</param>
    /// <exception cref="StatisticsException">No such level.</exception>
    public (double Lower, double Upper) Interval(double confidence = 0.95)
    {
        if (!double.IsFinite(StandardError) || !(DegreesOfFreedom > 0))
            return (double.NaN, double.NaN);
        var half = StudentT.TwoSidedQuantile(confidence, DegreesOfFreedom) * StandardError;
        return (Value - half, Value + half);
    }

    /// <summary>1 or −1 when the interval lies above or below zero; 0 when it holds zero or there is no error.</summary>
    /// <param name="confidence">Confidence level, between 0 and 1.</param>
    public int Sign(double confidence = 0.95)
    {
        if (!HasError)
            return 0;
        var (lower, upper) = Interval(confidence);
        return lower > 0 ? 1 : upper < 0 ? -1 : 0;
    }
}
