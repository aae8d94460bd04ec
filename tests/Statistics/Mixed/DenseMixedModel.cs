using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Design;
using LobResearch.Statistics.Mixed;
using MathNet.Numerics.LinearAlgebra;

namespace LobResearch.Statistics.Tests.Mixed;

/// <summary>
/// What the papers' formulas give on full n × n matrices, at a fit's estimates: slow, and of nothing in common with the fast way but the rows.
/// </summary>
/// <remarks>V = Σ σ_i G_i is linear in variances and covariances; the residual's G is W⁻¹. Correlated effects of a factor have their covariance as a parameter.</remarks>
internal sealed class DenseMixedModel
{
    private readonly Matrix<double> _x;
    private readonly Matrix<double> _inverse;
    private readonly Vector<double> _y;
    private readonly List<Matrix<double>> _g = [];
    private readonly double _logDeterminant;

    /// <param name="fit">By REML, grouped by single columns; no column dropped.</param>
    /// <param name="data">What it was fitted on.</param>
    public DenseMixedModel(MixedModelFit fit, ColumnSet data)
    {
        var n = fit.N;
        var design = DesignMatrix.Build(fit.Frame);
        var weights = fit.Options.Weights is { } name ? Numbers(name) : Enumerable.Repeat(1.0, n).ToArray();
        _y = Vector<double>.Build.DenseOfArray(fit.Frame.Response);
        _x = Matrix<double>.Build.Dense(n, fit.Terms.Count, (row, column) => design.Column(column)[row]);
        var v = Matrix<double>.Build.Dense(n, n);
        foreach (var component in fit.VarianceComponents.Take(fit.VarianceComponents.Count - 1))
        {
            var groups = fit.Frame.Groups(data[component.Group]);
            for (var i = 0; i < component.Terms.Count; i++)
            {
                for (var j = 0; j <= i; j++)
                {
                    var (zi, zj) = (Column(component.Terms[i]), Column(component.Terms[j]));
                    var g = Matrix<double>.Build.Dense(n, n, (row, other) => groups[row] != groups[other] ? 0
                        : i == j ? zi[row] * zi[other] : zi[row] * zj[other] + zj[row] * zi[other]);
                    var (si, sj) = (component.StandardDeviations[i], component.StandardDeviations[j]);
                    v += (i == j ? si * si : si * sj * component.Correlations![i, j]) * g;
                    _g.Add(g);
                }
            }

            double[] Column(string term) => term == "(Intercept)" ? Enumerable.Repeat(1.0, n).ToArray() : Numbers(term);
        }

        var residual = Matrix<double>.Build.DenseOfDiagonalVector(Vector<double>.Build.Dense(n, row => 1 / weights[row]));
        _g.Add(residual);
        v += fit.Sigma * fit.Sigma * residual;
        var cholesky = v.Cholesky();
        (_inverse, _logDeterminant) = (cholesky.Solve(Matrix<double>.Build.DenseIdentity(n)), cholesky.DeterminantLn);
        Covariance = (_x.Transpose() * _inverse * _x).Inverse();
        Beta = Covariance * (_x.Transpose() * (_inverse * _y));

        double[] Numbers(string column) => Array.ConvertAll(fit.Frame.Rows, row => ((NumericColumn)data[column]).Values[row]);
    }

    /// <summary>Generalised least squares.</summary>
    public Vector<double> Beta { get; }

    /// <summary>Φ = (X'V⁻¹X)⁻¹.</summary>
    public Matrix<double> Covariance { get; }

    /// <summary>−2 log restricted likelihood (Patterson &amp; Thompson 1971), with (n − p) log 2π.</summary>
    public double RestrictedCriterion
    {
        get
        {
            var residual = _y - _x * Beta;
            return _logDeterminant - Math.Log(Covariance.Determinant()) + residual * (_inverse * residual) + (_x.RowCount - _x.ColumnCount) * Math.Log(2 * Math.PI);
        }
    }

    /// <summary>
    /// Per coefficient 2(l'Φl)²/(g'Ag), A twice the inverse of the criterion's observed second derivatives, −tr(PG_iPG_j) + 2y'PG_iPG_jPy
    /// (Giesbrecht &amp; Burns 1985; Fai &amp; Cornelius 1996). At the optimum it is the same in any parameters.
    /// </summary>
    public IReadOnlyList<double> Satterthwaite()
    {
        var p = _inverse - _inverse * _x * Covariance * _x.Transpose() * _inverse;
        var products = _g.ConvertAll(g => p * g);
        var py = p * _y;
        var hessian = Matrix<double>.Build.Dense(_g.Count, _g.Count, (i, j) => -Trace(products[i], products[j]) + 2 * (_g[i] * py * (p * (_g[j] * py))));
        var a = 2 * hessian.Inverse();
        var slopes = _g.ConvertAll(g => Covariance * (_x.Transpose() * _inverse * g * _inverse * _x) * Covariance);
        return [.. Enumerable.Range(0, _x.ColumnCount).Select(k =>
        {
            var gradient = Vector<double>.Build.Dense(_g.Count, i => slopes[i][k, k]);
            return 2 * Covariance[k, k] * Covariance[k, k] / (gradient * (a * gradient));
        })];
    }

    /// <summary>Adjusted covariance and degrees of freedom per coefficient (Kenward &amp; Roger 1997, <i>Biometrics</i> 53, 983–997, sections 2 and 3.2).</summary>
    public (Matrix<double> Covariance, IReadOnlyList<double> DegreesOfFreedom) KenwardRoger()
    {
        var phi = Covariance;
        var left = _g.ConvertAll(g => _inverse * g);
        var p = left.ConvertAll(product => -(_x.Transpose() * (product * (_inverse * _x))));
        var right = left.ConvertAll(product => product * (_inverse * _x));
        var k = _g.Count;
        var q = new Matrix<double>[k, k];
        for (var i = 0; i < k; i++)
        {
            for (var j = 0; j < k; j++)
                q[i, j] = (_x.Transpose() * left[i]) * right[j];
        }

        // Expected information; W is its inverse.
        var w = Matrix<double>.Build.Dense(k, k, (i, j) => 0.5 * (Trace(left[i], left[j]) - 2 * (phi * q[i, j]).Trace() + (phi * p[i] * phi * p[j]).Trace())).Inverse();
        var sum = Matrix<double>.Build.Dense(phi.RowCount, phi.RowCount);
        for (var i = 0; i < k; i++)
        {
            for (var j = 0; j < k; j++)
                sum += w[i, j] * (q[i, j] - p[i] * phi * p[j]);
        }

        return (phi + 2 * (phi * sum * phi), [.. Enumerable.Range(0, phi.RowCount).Select(row => Degrees(phi, p, w, row))]);
    }

    // One row, ℓ = 1: A1 = A2, B = 7A1/2, g = −1, c1 = −1/7, c2 = 2/7, c3 = 4/7.
    private static double Degrees(Matrix<double> phi, List<Matrix<double>> p, Matrix<double> w, int row)
    {
        var theta = Vector<double>.Build.Dense(p.Count, i => (phi * p[i] * phi)[row, row] / phi[row, row]);
        var a = theta * (w * theta);
        var b = 7 * a / 2;
        var (mean, variance) = (1 / (1 - a), 2 * (1 - b / 7) / (Math.Pow(1 - 2 * b / 7, 2) * (1 - 4 * b / 7)));
        var rho = variance / (2 * mean * mean);
        return 4 + 3 / (rho - 1);
    }

    private static double Trace(Matrix<double> a, Matrix<double> b) => a.PointwiseMultiply(b.Transpose()).Enumerate().Sum();
}
