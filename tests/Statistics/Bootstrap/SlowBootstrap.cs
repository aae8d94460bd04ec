using LobResearch.Statistics.Bootstrap;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Regression;
using LobResearch.Statistics.Robust;

namespace LobResearch.Statistics.Tests.Bootstrap;

/// <summary>The wild cluster bootstrap by its definition: make a sample, fit it, compute its cluster-robust t; for all vectors.</summary>
internal static class SlowBootstrap
{
    private static readonly double[] Webb = [Math.Sqrt(0.5), 1, Math.Sqrt(1.5), -Math.Sqrt(0.5), -1, -Math.Sqrt(1.5)];

    public static (int AtLeast, int Total) Count(string formula, ColumnSet data, string cluster, string term, WildWeights kind, double value, string? precision)
    {
        var model = Formula.Parse(formula);
        var options = new LeastSquaresOptions { Weights = precision };
        var full = LeastSquares.Fit(model, data, options);
        var x = ((NumericColumn)data[term]).Values.ToArray();
        // The null imposed: y − value·x on the other columns.
        var shifted = Replace(data, "y", row => ((NumericColumn)data["y"]).Values[row] - value * x[row]);
        var terms = formula.Split('~')[1].Split('+').Select(part => part.Trim()).Where(part => part != term).ToList();
        var restricted = LeastSquares.Fit(Formula.Parse("y ~ " + (terms.Count == 0 ? "1" : string.Join(" + ", terms))), shifted, options);
        var residuals = restricted.Residuals.ToArray();
        var observed = Math.Abs(T(full));
        var groups = full.Frame.Groups(data[cluster]);
        double[] points = kind == WildWeights.Rademacher ? [1, -1] : Webb;
        var clusters = groups.Max() + 1;
        var total = (int)Math.Pow(points.Length, clusters);
        var count = 0;
        for (var number = 0; number < total; number++)
        {
            var weights = new double[clusters];
            var rest = number;
            for (var g = 0; g < clusters; g++, rest /= points.Length)
                weights[g] = points[rest % points.Length];
            var sample = Replace(data, "y", row => ((NumericColumn)shifted["y"]).Values[row] - residuals[row] + value * x[row] + weights[groups[row]] * residuals[row]);
            if (Math.Abs(T(LeastSquares.Fit(model, sample, options))) >= observed * (1 - 1e-10))
                count++;
        }

        return (count, total);

        double T(LeastSquaresFit fit) => (fit.Coefficients[term].Estimate - value) / fit.Robust(data[cluster], CovarianceType.CR1)[term].StandardError;
    }

    private static ColumnSet Replace(ColumnSet data, string name, Func<int, double> value) =>
        new(data.Names.Select(other => other == name ? new NumericColumn(name, Enumerable.Range(0, data.Rows).Select(value).ToArray()) : data[other]));
}
