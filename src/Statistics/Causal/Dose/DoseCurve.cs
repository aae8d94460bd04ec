using System.Globalization;

namespace LobResearch.Statistics.Causal.Dose;

/// <summary>The curve at one dose: what the outcome is expected to gain over dose 0.</summary>
/// <param name="Dose">The dose, d.</param>
/// <param name="Estimate">f(d) − f(0), in units of the outcome; NaN where not supported.</param>
/// <param name="StandardError">Same unit.</param>
/// <param name="DegreesOfFreedom">Of its own interval.</param>
/// <param name="Lower">Lower end of its own interval.</param>
/// <param name="Upper">Upper end of its own interval.</param>
/// <param name="BandLower">Lower end of the band that holds for all doses at once; NaN without a band.</param>
/// <param name="BandUpper">Upper end of that band.</param>
/// <param name="BandCritical">How many errors the band reaches to both sides; NaN without a band.</param>
/// <param name="Rows">Rows with a dose within the window.</param>
/// <param name="Clusters">Clusters that these are of; null where rows aren't clustered.</param>
/// <param name="Reason">Why there is no estimate, or what an undefined number means; null when all are defined.</param>
public sealed record DosePoint(
    double Dose, double Estimate, double StandardError, double DegreesOfFreedom, double Lower, double Upper, double BandLower, double BandUpper, double BandCritical,
    int Rows, int? Clusters, string? Reason)
{
    /// <summary>Whether enough rows and clusters have about this dose.</summary>
    public bool Supported => !double.IsNaN(Estimate);
}

/// <summary>The curve of the effect against dose 0.</summary>
/// <param name="Spline">The functions it is made of.</param>
/// <param name="Window">How near a row's dose lies that counts as support.</param>
/// <param name="BandMethod">wild-cluster-max-t or multiplier-max-t; null without a band.</param>
/// <param name="Points">One per dose of the grid.</param>
public sealed record DoseCurve(NaturalSpline Spline, double Window, string? BandMethod, IReadOnlyList<DosePoint> Points)
{
    internal const string NoBand = "no band: it needs two doses above 0 with a defined error";
    private const int UsualPoints = 21;

    // Of doses in whole numbers so many are shown one by one.
    private const int MostWholeNumbers = 30;
    private const double UsualWindow = 0.05;

    internal static DoseCurve Of(CausalData data, DoseOptions options, NaturalSpline spline, IReadOnlyList<ResidualRegression> splits, CausalCovariance type)
    {
        var dose = data.Exposure(0);
        var whole = Array.TrueForAll(dose, double.IsInteger);
        var window = options.Window ?? (whole ? 0.5 : UsualWindow * dose.Max());
        var points = (options.Grid ?? Usual(dose, whole)).Select(at => Empty(data, options, at, window)).ToList();
        var drawn = Enumerable.Range(0, points.Count).Where(at => points[at].Reason is null && points[at].Dose > 0).ToList();
        var stages = splits.Select(split => drawn.Select(at => Stage(data, split, spline, points[at].Dose, type)).ToList()).ToList();
        var bands = drawn.Count == 0 ? [] : SimultaneousBands.Of(data.Clusters, options, stages).Intervals;
        for (var i = 0; i < drawn.Count; i++)
            points[drawn[i]] = Drawn(points[drawn[i]], SplitMedian.Of([.. stages.Select(split => split[i].Effect)], options.Confidence), bands.Count == 0 ? null : bands[i]);
        return new DoseCurve(spline, window, bands.Count == 0 ? null : bands[0].Method, [.. points.Select(Reference)]);
    }

    private static double[] Usual(double[] dose, bool whole)
    {
        var largest = dose.Max();
        return whole && largest <= MostWholeNumbers
            ? [.. Enumerable.Range(0, (int)largest + 1).Select(at => (double)at)]
            : [.. Enumerable.Range(0, UsualPoints).Select(at => largest * at / (UsualPoints - 1))];
    }

    // How much the data know of a dose; the reason stands where that is too little.
    private static DosePoint Empty(CausalData data, DoseOptions options, double at, double window)
    {
        var dose = data.Exposure(0);
        var rows = Enumerable.Range(0, dose.Length).Where(row => Math.Abs(dose[row] - at) <= window).ToArray();
        var clusters = DoseCategories.ClustersOf(data.Clusters, rows);
        var lack = DoseCategories.Lack(rows.Length, clusters, options);
        var reason = lack is null ? null : string.Create(
            CultureInfo.InvariantCulture, $"no support: {lack} with a dose from {DoseCategory.Text(Math.Max(0, at - window))} to {DoseCategory.Text(at + window)}; {DoseCategories.Expected(options, clusters is not null)}");
        return new DosePoint(at, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, rows.Length, clusters, reason);
    }

    private static BandedEffect Stage(CausalData data, ResidualRegression regression, NaturalSpline spline, double dose, CausalCovariance type)
    {
        var term = $"{data.Roles.Exposures[0]} {DoseCategory.Text(dose)}";
        var fit = regression.Contrast(term, spline.At(dose));
        return ResidualRegression.Effect(fit, RegressionErrors.Of(fit, type, data.Clusters)[term]);
    }

    private static DosePoint Drawn(DosePoint point, Results.Coefficient own, SimultaneousInterval? band) => point with
    {
        Estimate = own.Estimate,
        StandardError = own.StandardError,
        DegreesOfFreedom = own.DegreesOfFreedom,
        Lower = own.Lower,
        Upper = own.Upper,
        BandLower = band?.Lower ?? double.NaN,
        BandUpper = band?.Upper ?? double.NaN,
        BandCritical = band?.Critical ?? double.NaN,
        Reason = own.Reason ?? WithoutBand(band),
    };

    private static string? WithoutBand(SimultaneousInterval? band) => band is null
        ? NoBand
        : double.IsFinite(band.Critical) ? null : $"no band: {SimultaneousInterval.Unbounded}";

    // At dose 0 the curve is 0 by definition, not by estimation.
    private static DosePoint Reference(DosePoint point) => point is { Dose: 0, Reason: null }
        ? point with { Estimate = 0, StandardError = 0, Lower = 0, Upper = 0, BandLower = 0, BandUpper = 0, Reason = "the dose that others are compared with" }
        : point;
}
