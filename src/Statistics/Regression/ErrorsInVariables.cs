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
    // Of a column's own sum of squares: less is rounding.
    private const double Nothing = 1e-10;

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

    // By Cholesky, the column measured with error last. Columns that depend on those before them have no coefficient of their own, as
    // indicators that are gone with their cluster; what is left of the last one must exceed its error.
    private static double[]? Solve((Matrix<double> X, Vector<double> Y) products, int measured, double error, int rows)
    {
        var count = products.Y.Count;
        var kept = new List<int>();
        var factor = new List<double[]>();
        foreach (var column in Enumerable.Range(0, count).Where(place => place != measured).Append(measured))
        {
            var own = new double[kept.Count + 1];
            for (var k = 0; k < kept.Count; k++)
            {
                var value = products.X[column, kept[k]];
                for (var j = 0; j < k; j++)
                    value -= own[j] * factor[k][j];
                own[k] = value / factor[k][k];
            }

            var pivot = products.X[column, column] - own.Take(kept.Count).Sum(value => value * value);
            var scale = products.X[column, column];
            if (column == measured && pivot - rows * error <= Nothing * scale)
                return null;
            if (pivot <= Nothing * scale)
                continue;
            own[^1] = Math.Sqrt(column == measured ? pivot - rows * error : pivot);
            kept.Add(column);
            factor.Add(own);
        }

        var solved = new double[kept.Count];
        for (var k = 0; k < kept.Count; k++)
        {
            solved[k] = products.Y[kept[k]];
            for (var j = 0; j < k; j++)
                solved[k] -= factor[k][j] * solved[j];
            solved[k] /= factor[k][k];
        }

        for (var k = kept.Count - 1; k >= 0; k--)
        {
            for (var j = k + 1; j < kept.Count; j++)
                solved[k] -= factor[j][k] * solved[j];
            solved[k] /= factor[k][k];
        }

        var beta = Enumerable.Repeat(double.NaN, count).ToArray();
        for (var k = 0; k < kept.Count; k++)
            beta[kept[k]] = solved[k];
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
