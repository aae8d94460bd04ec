using System.Globalization;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Results;
using MathNet.Numerics.LinearAlgebra;

namespace LobResearch.Statistics.Regression;

/// <summary>Least squares corrected for measurement error of known reliability in one column, with errors by the jackknife over clusters.</summary>
/// <remarks>
/// Fuller (1987), <i>Measurement Error Models</i>, section 2.2: β = (X'X − nΛ)⁻¹X'y, Λ the error variance σ²(1 − reliability) at the column's place.
/// An unreliable pretest adjusts for too little; those who differ at the pretest then seem to differ by the exposure (Lord 1960). The errors of
/// β take the reliability as known. Clusters are left out one at a time; t with G − 1 degrees of freedom.
/// </remarks>
public static class ErrorsInVariables
{
    /// <summary>Corrects a fit.</summary>
    /// <param name="fit">The uncorrected model, without weights.</param>
    /// <param name="column">A numeric column of the design that is measured with error.</param>
    /// <param name="reliability">Share of its variance that is no error, above 0 and at most 1.</param>
    /// <param name="clusters">One value per row of the fit's data.</param>
    /// <param name="terms">The coefficients wanted.</param>
    /// <exception cref="StatisticsException">No such column, a reliability outside (0, 1], or one so low that nothing of the column is left beside the others.</exception>
    public static IReadOnlyList<Coefficient> Correct(LeastSquaresFit fit, string column, double reliability, Column clusters, IReadOnlyList<string> terms)
    {
        if (reliability is not (> 0 and <= 1))
            throw new StatisticsException(string.Create(CultureInfo.InvariantCulture, $"A reliability lies above 0 and is 1 at most; {reliability:0.###} does not."));
        var kept = Enumerable.Range(0, fit.Design.Names.Count).Where(place => !fit.Dropped.Contains(fit.Design.Names[place], StringComparer.Ordinal)).ToArray();
        var names = kept.Select(place => fit.Design.Names[place]).ToList();
        var measured = names.IndexOf(column);
        if (measured < 0)
            throw new StatisticsException($"'{column}' is no column of the model ({string.Join(", ", names)}).");
        var groups = fit.Frame.Groups(clusters);
        var products = Products.Of(fit, kept, groups);
        var whole = products.Without(-1);
        var error = (1 - reliability) * products.Variance(measured);
        var beta = Solve(whole, measured, error, fit.N);
        if (beta is null)
            throw new StatisticsException(string.Create(CultureInfo.InvariantCulture, $"With a reliability of {reliability:0.###}, '{column}' would hold nothing beside what the other columns tell. Use more or better items."));
        var left = Enumerable.Range(0, groups.Max() + 1).Select(cluster => Solve(products.Without(cluster), measured, error, fit.N - products.Size(cluster))).ToList();
        return terms.Select(term => One(term, names.IndexOf(term), beta, left, fit.Confidence)).ToList();
    }

    private static Coefficient One(string term, int place, double[] beta, List<double[]?> left, double confidence)
    {
        if (place < 0)
            return Undefined(term, double.NaN, "not separable from the other columns of the model");
        if (left.Count < 2 || left.Exists(one => one is null || double.IsNaN(one[place])))
            return Undefined(term, beta[place], "without one of the clusters there is no effect, so the jackknife gives no error");
        var mean = left.Average(one => one![place]);
        var variance = (left.Count - 1.0) / left.Count * left.Sum(one => (one![place] - mean) * (one[place] - mean));
        return Coefficient.WithT(term, beta[place], Math.Sqrt(variance), left.Count - 1, confidence, "jackknife-t", null);
    }

    private static Coefficient Undefined(string term, double estimate, string reason) =>
        new(term, estimate, double.NaN, double.NaN, double.NaN, double.NaN, "none", reason);

    // A column that is gone with its cluster (its own indicator) has no coefficient there; the others have.
    private static double[]? Solve((Matrix<double> X, Vector<double> Y) products, int measured, double error, int rows)
    {
        var count = products.Y.Count;
        var present = Enumerable.Range(0, count).Where(place => products.X[place, place] > 0).ToArray();
        var own = Array.IndexOf(present, measured);
        if (own < 0)
            return null;
        var x = Matrix<double>.Build.Dense(present.Length, present.Length, (a, b) => products.X[present[a], present[b]]);
        var scale = present.Select((_, place) => Math.Sqrt(x[place, place])).ToArray();
        x[own, own] -= rows * error;
        if (x[own, own] <= 0)
            return null;
        var scaled = Matrix<double>.Build.Dense(present.Length, present.Length, (a, b) => x[a, b] / (scale[a] * scale[b]));
        if (scaled.Evd(Symmetricity.Symmetric).EigenValues.Min(value => value.Real) <= 1e-10)
            return null;
        var solved = scaled.Cholesky().Solve(Vector<double>.Build.Dense(present.Length, place => products.Y[present[place]] / scale[place]));
        var beta = Enumerable.Repeat(double.NaN, count).ToArray();
        for (var place = 0; place < present.Length; place++)
            beta[present[place]] = solved[place] / scale[place];
        return beta;
    }

    /// <summary>X'X and X'y per cluster.</summary>
    private sealed class Products
    {
        private readonly Matrix<double>[] _x;
        private readonly Vector<double>[] _y;
        private readonly int[] _sizes;
        private readonly double[] _variances;

        private Products(Matrix<double>[] x, Vector<double>[] y, int[] sizes, double[] variances) => (_x, _y, _sizes, _variances) = (x, y, sizes, variances);

        public static Products Of(LeastSquaresFit fit, int[] kept, int[] groups)
        {
            var count = groups.Max() + 1;
            var x = Enumerable.Range(0, count).Select(_ => Matrix<double>.Build.Dense(kept.Length, kept.Length)).ToArray();
            var y = Enumerable.Range(0, count).Select(_ => Vector<double>.Build.Dense(kept.Length)).ToArray();
            var sizes = new int[count];
            var variances = new double[kept.Length];
            for (var place = 0; place < kept.Length; place++)
            {
                var values = fit.Design.Column(kept[place]).ToArray();
                var mean = values.Average();
                variances[place] = values.Sum(value => (value - mean) * (value - mean)) / Math.Max(1, values.Length - 1);
            }

            var row = new double[kept.Length];
            for (var i = 0; i < groups.Length; i++)
            {
                for (var place = 0; place < kept.Length; place++)
                    row[place] = fit.Design.Column(kept[place])[i];
                var group = groups[i];
                sizes[group]++;
                for (var a = 0; a < kept.Length; a++)
                {
                    if (row[a] == 0)
                        continue;
                    y[group][a] += row[a] * fit.Frame.Response[i];
                    for (var b = 0; b < kept.Length; b++)
                        x[group][a, b] += row[a] * row[b];
                }
            }

            return new Products(x, y, sizes, variances);
        }

        public int Size(int cluster) => _sizes[cluster];

        public double Variance(int column) => _variances[column];

        public (Matrix<double> X, Vector<double> Y) Without(int cluster)
        {
            var (x, y) = (Matrix<double>.Build.Dense(_y[0].Count, _y[0].Count), Vector<double>.Build.Dense(_y[0].Count));
            for (var group = 0; group < _x.Length; group++)
            {
                if (group == cluster)
                    continue;
                x += _x[group];
                y += _y[group];
            }

            return (x, y);
        }
    }
}
