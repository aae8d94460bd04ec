using MathNet.Numerics.LinearAlgebra;

namespace LobResearch.Statistics.Mixed;

/// <summary>
/// Degrees of freedom 2 v²/(g'Ag): v the variance of a contrast, g its gradient in (θ, σ), A the covariance of (θ, σ) from
/// the observed Hessian of the criterion.
/// </summary>
/// <remarks>
/// Fai &amp; Cornelius (1996), J. Stat. Comput. Simul. 54, 363–378, and Kuznetsova, Brockhoff &amp; Christensen (2017), J. Stat.
/// Softw. 82(13), with lmerTest's rule for several rows. The Hessian is taken by central differences of the analytic
/// gradient. Directions of θ that end on the boundary do not move a variance to first order and are left out.
/// </remarks>
internal sealed class Satterthwaite : FixedEffectInference
{
    private const double Step = 1e-4;
    private readonly Matrix<double> _parameterCovariance;
    private readonly List<double[,]> _gradients;

    public Satterthwaite(MixedModelFit fit)
        : base(fit, $"model-based ({(fit.Options.Criterion == Criterion.Reml ? "REML" : "ML")}), Satterthwaite df")
    {
        var layout = fit.Data.Layout;
        var lambda = fit.Lambda;
        // A column of Λ that is zero: nothing to first order.
        var inside = Enumerable.Range(0, layout.Count).Where(k =>
        {
            var (f, _, column) = layout.Elements[k];
            return lambda[f][column * fit.Data.Factors[f].Size + column] > 0;
        }).ToArray();
        _parameterCovariance = ParameterCovariance(fit, layout, inside);
        fit.Criteria.Value(lambda);
        fit.Criteria.Differentiate(withInverse: false);
        _gradients = Gradients(fit, layout, inside);
    }

    public override double[,] Covariance => Fit.FixedCovariance;

    private protected override double Degrees(double[] weights) => Degrees(weights, Quadratic(Covariance, weights));

    // lmerTest's contestMD and get_Fstat_ddf.
    private protected override FTest Joint(string name, IReadOnlyList<double[]> rows)
    {
        var decomposition = Congruent(rows, Covariance).Evd(Symmetricity.Symmetric);
        var degrees = new List<double>();
        var sum = 0.0;
        for (var k = 0; k < rows.Count; k++)
        {
            var variance = decomposition.EigenValues[k].Real;
            var weights = new double[Fit.Beta.Count];
            for (var row = 0; row < rows.Count; row++)
            {
                for (var i = 0; i < weights.Length; i++)
                    weights[i] += decomposition.EigenVectors[row, k] * rows[row][i];
            }

            var estimate = weights.Zip(Fit.Beta, (weight, beta) => weight * beta).Sum();
            sum += estimate * estimate / variance;
            degrees.Add(Degrees(weights, variance));
        }

        return new FTest(name, sum / rows.Count, rows.Count, Together(degrees));
    }

    private static double Together(List<double> degrees)
    {
        if (degrees.Max() - degrees.Min() < 1e-8)
            return degrees.Average();
        if (degrees.Min() <= 2)
            return 2;
        var expected = degrees.Sum(value => value / (value - 2));
        return 2 * expected / (expected - degrees.Count);
    }

    private double Degrees(double[] weights, double variance)
    {
        var gradient = Vector<double>.Build.DenseOfEnumerable(_gradients.Select(matrix => Quadratic(matrix, weights)));
        return 2 * variance * variance / gradient.DotProduct(_parameterCovariance * gradient);
    }

    // D(θ, σ) = log-determinants(θ) + N log σ² + r²(θ)/σ²; its Hessian's inverse, twice.
    private static Matrix<double> ParameterCovariance(MixedModelFit fit, ThetaLayout layout, int[] inside)
    {
        var m = inside.Length;
        var criterion = fit.Criteria;
        var variance = fit.Sigma * fit.Sigma;
        var hessian = Matrix<double>.Build.Dense(m + 1, m + 1);
        criterion.Value(fit.Lambda);
        criterion.Differentiate(withInverse: false);
        var squares = layout.Pick(criterion.SquaresGradient);
        for (var k = 0; k < m; k++)
        {
            var step = Step * Math.Max(Math.Abs(fit.Theta[inside[k]]), 0.02);
            var forward = At(step);
            var backward = At(-step);
            for (var l = 0; l < m; l++)
                hessian[l, k] = (forward[inside[l]] - backward[inside[l]]) / (2 * step);
            hessian[k, m] = hessian[m, k] = -2 * squares[inside[k]] / (variance * fit.Sigma);

            double[] At(double change)
            {
                var theta = (double[])fit.Theta.Clone();
                theta[inside[k]] += change;
                criterion.Value(layout.Lambda(theta));
                criterion.Differentiate();
                var gradient = layout.Pick(criterion.DeterminantGradient);
                var own = layout.Pick(criterion.SquaresGradient);
                for (var i = 0; i < gradient.Length; i++)
                    gradient[i] += own[i] / variance;
                return gradient;
            }
        }

        hessian[m, m] = 4.0 * criterion.Divisor / variance;
        return PseudoInverse((hessian + hessian.Transpose()) / 2) * 2;
    }

    // As lmerTest: directions without positive curvature carry no information. σ is measured in its own unit first.
    private static Matrix<double> PseudoInverse(Matrix<double> hessian)
    {
        var scale = hessian.Diagonal().Map(value => value > 0 ? 1 / Math.Sqrt(value) : 1);
        var scaled = Matrix<double>.Build.Dense(hessian.RowCount, hessian.ColumnCount, (i, j) => scale[i] * hessian[i, j] * scale[j]);
        var decomposition = scaled.Evd(Symmetricity.Symmetric);
        var inverse = Matrix<double>.Build.Dense(hessian.RowCount, hessian.ColumnCount);
        for (var k = 0; k < hessian.RowCount; k++)
        {
            var value = decomposition.EigenValues[k].Real;
            if (value <= 1e-8)
                continue;
            var vector = decomposition.EigenVectors.Column(k).PointwiseMultiply(scale);
            inverse += vector.OuterProduct(vector) / value;
        }

        return inverse;
    }

    // d Cov(β) / dθ_k = σ² B C [Y'(dΛΛ' + ΛdΛ')Y] C B' with Y = Z'V⁻¹Q; d Cov(β) / dσ = 2 Cov(β) / σ.
    private static List<double[,]> Gradients(MixedModelFit fit, ThetaLayout layout, int[] inside)
    {
        var p = fit.Data.Rank;
        var covariance = Matrix<double>.Build.DenseOfArray(fit.Criteria.FixedCovariance());
        var gradients = new List<double[,]>();
        var products = fit.Criteria.Products;
        var score = fit.Criteria.FixedScore;
        foreach (var k in inside)
        {
            var (f, row, column) = layout.Elements[k];
            var q = fit.Data.Factors[f].Size;
            var inner = Matrix<double>.Build.Dense(p, p);
            var moved = new double[p];
            for (var level = 0; level < products.Levels[f]; level++)
            {
                var first = products.FirstEffect[f] + level * q;
                Array.Clear(moved);
                for (var i = 0; i < q; i++)
                    DenseFactor.Subtract(moved, -fit.Lambda[f][i * q + column], score.AsSpan((first + i) * p, p));
                for (var i = 0; i < p; i++)
                {
                    for (var j = 0; j < p; j++)
                        inner[i, j] += score[(first + row) * p + i] * moved[j] + moved[i] * score[(first + row) * p + j];
                }
            }

            gradients.Add(fit.InDesign((covariance * inner * covariance).ToArray(), fit.Sigma * fit.Sigma));
        }

        var bySigma = (double[,])fit.FixedCovariance.Clone();
        for (var i = 0; i < p; i++)
        {
            for (var j = 0; j < p; j++)
                bySigma[i, j] *= 2 / fit.Sigma;
        }

        gradients.Add(bySigma);
        return gradients;
    }
}
