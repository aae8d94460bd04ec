using LobResearch.Statistics.Learning;
using LobResearch.Statistics.Regression;

namespace LobResearch.Statistics.Causal.Beside;

/// <summary>The plain estimates of one exposure.</summary>
internal sealed class ExposureComparison
{
    private readonly CausalData _data;
    private readonly double[] _exposure;
    private readonly string? _baseline;
    private readonly double[]? _before;
    private readonly CausalCovariance _type;
    private readonly double _confidence;

    public ExposureComparison(CausalData data, int exposure, string? baseline, double[]? before, CausalCovariance type, double confidence)
    {
        (_data, _exposure, _baseline, _before, _type, _confidence) = (data, data.Exposure(exposure), baseline, before, type, confidence);
        Name = data.Roles.Exposures[exposure];
        var controls = data.Features;
        for (var other = 0; other < data.Roles.Exposures.Count; other++)
        {
            if (other != exposure)
                controls = controls.Beside(data.Roles.Exposures[other], data.Exposure(other));
        }

        Controls = baseline is null || controls.Names.Contains(baseline, StringComparer.Ordinal) ? controls : controls.With(baseline, before!);
    }

    public string Name { get; }

    /// <summary>The covariates, the other exposures, and the baseline.</summary>
    public FeatureMatrix Controls { get; }

    /// <summary>What a reader of the errors must know.</summary>
    public List<string> Warnings { get; } = [];

    private string Adjusted => string.Concat(Controls.Names.Select(name => " + " + name));

    public Comparison Unadjusted() => Defined("unadjusted", $"{_data.Roles.Outcome} ~ {Name}", NamedRegression.Of(_data.Outcome, [(Name, _exposure)], _confidence, intercept: true));

    public Comparison Ancova() => Defined(
        "ancova", $"{_data.Roles.Outcome} ~ {Name}{Adjusted}", NamedRegression.Of(_data.Outcome, [(Name, _exposure), .. Columns(Controls.Columns)], _confidence, intercept: true));

    public Comparison Change()
    {
        if (_before is null)
            return Undefined("change", $"{_data.Roles.Outcome} − baseline ~ {Name}", "no baseline is named: the column with the outcome before the exposure");
        return Defined(
            "change", $"{_data.Roles.Outcome} − {_baseline} ~ {Name}", NamedRegression.Of(PartiallyLinear.Difference(_data.Outcome, _before), [(Name, _exposure)], _confidence, intercept: true));
    }

    /// <summary>Among rows of the same cluster, by the first clustering.</summary>
    public Comparison Within()
    {
        if (_data.Clusters.Count == 0)
            return Undefined("within", $"{_data.Roles.Outcome} ~ {Name}{Adjusted} + an indicator per cluster", "no clusters are named");
        var cluster = _data.Clusters[0];
        var model = $"{_data.Roles.Outcome} ~ {Name}{Adjusted} + factor({cluster.Name})";
        var codes = ClusterCodes.Of(cluster);
        if (_exposure.Zip(codes).Distinct().Count() == codes.Distinct().Count())
            return Undefined("within", model, $"{Name} is the same for all rows of each {cluster.Name}: within one there is nothing to compare");
        var controls = Enumerable.Range(0, Controls.Count).Where(column => Controls.Columns[column].Zip(codes).Distinct().Count() > codes.Distinct().Count())
            .Select(column => (Controls.Names[column], Centred(Controls.Columns[column], codes)));
        return Defined("within", model, NamedRegression.Of(Centred(_data.Outcome, codes), [(Name, Centred(_exposure, codes)), .. controls], _confidence, intercept: false));
    }

    public Comparison Weighted(double[] weights) => Defined(
        "overlap", $"{_data.Roles.Outcome} ~ {Name}, weighted", NamedRegression.Of(_data.Outcome, [(Name, _exposure)], _confidence, intercept: true, weights));

    public Comparison WithoutWeights(string reason) => Undefined("overlap", $"{_data.Roles.Outcome} ~ {Name}, weighted", reason);

    private IEnumerable<(string, double[])> Columns(double[][] values) => Controls.Names.Select((name, at) => (name, values[at]));

    // A control that is a combination of the exposure and others is left out last to first; the exposure's effect is then theirs too.
    private Comparison Defined(string estimator, string model, NamedRegression regression)
    {
        if (_baseline is not null && !_data.Features.Names.Contains(_baseline, StringComparer.Ordinal) && regression.Dropped.Contains(_baseline))
            return Undefined(estimator, model, $"the baseline {_baseline} is a combination of {Name} and the covariates");
        // The exposure is always the first column.
        if (regression.IsDropped(0))
            return Undefined(estimator, model, $"nothing of {Name} is left once the other columns are accounted for");
        var table = RegressionErrors.Of(regression, _type, _data.Clusters);
        var effect = table[Name];
        Warnings.AddRange(RegressionErrors.Notes(table).Select(warning => $"{estimator}: {warning}"));
        return new Comparison(estimator, Name, model, regression.Fit.N, effect, effect.Reason);
    }

    private Comparison Undefined(string estimator, string model, string reason) => new(estimator, Name, model, _data.N, null, reason);

    private static double[] Centred(double[] values, int[] codes)
    {
        var (sums, counts) = (new CompensatedSum[codes.Max() + 1], new int[codes.Max() + 1]);
        for (var row = 0; row < values.Length; row++)
        {
            sums[codes[row]].Add(values[row]);
            counts[codes[row]]++;
        }

        return [.. values.Select((value, row) => value - sums[codes[row]].Value / counts[codes[row]])];
    }
}
