using MathNet.Numerics.LinearAlgebra;

namespace LobResearch.Statistics.Mixed;

/// <summary>Where a criterion is least.</summary>
/// <param name="Theta">Canonical: triangular with a diagonal of 0 or more.</param>
/// <param name="Value">The criterion.</param>
/// <param name="Iterations">Gradients taken.</param>
/// <param name="Converged">Whether it stands still.</param>
internal sealed record Optimum(double[] Theta, double Value, int Iterations, bool Converged);

/// <summary>Newton steps on θ with average information, damped so that the criterion never rises.</summary>
/// <remarks>
/// The criterion is the same for θ and for θ with a column's sign turned, so it is smooth through 0 and a variance of zero
/// is an ordinary minimum. A small floor under the diagonal keeps the curvature computable; what ends on the floor is set to 0.
/// </remarks>
internal static class Optimiser
{
    private const int MostIterations = 300;
    private const double Floor = 1e-6;
    private const double Near = 1e-4;

    // A last step that would lower the criterion by less than this moves θ by less than 1e-6 of itself.
    private const double Still = 1e-12;

    /// <param name="criterion">On scaled effects, so that θ = 1 is a sensible start.</param>
    /// <param name="layout">θ.</param>
    /// <param name="start">Where to begin; null for the identity.</param>
    public static Optimum Minimise(ProfiledCriterion criterion, ThetaLayout layout, double[]? start = null)
    {
        var theta = start is null ? [.. layout.Elements.Select(element => element.IsDiagonal ? 1.0 : 0)] : (double[])start.Clone();
        KeepOffZero(layout, theta);
        var value = criterion.Value(layout.Lambda(theta));
        var damping = 0.0;
        var converged = false;
        var iteration = 0;
        while (iteration < MostIterations && !converged && double.IsFinite(value))
        {
            iteration++;
            criterion.Differentiate();
            var gradient = criterion.Gradient(layout);
            var (values, vectors) = Eigen(criterion.AverageInformation(layout));
            var largest = values.Max(Math.Abs);
            var convex = values.Min() > 1e-9 * largest;
            for (var attempt = 0; ; attempt++)
            {
                var (step, gain) = Step(values, vectors, gradient, damping, largest);
                if (convex && damping == 0 && gain < Still * (1 + Math.Abs(value) * 1e-3) || attempt > 30)
                {
                    converged = attempt <= 30 || gain < 1e-8 * Math.Abs(value);
                    theta = Moved(layout, theta, step);
                    value = criterion.Value(layout.Lambda(theta));
                    break;
                }

                var candidate = Moved(layout, theta, step);
                if (attempt == 0 && StandsStill(theta, candidate))
                {
                    converged = true;
                    break;
                }

                var moved = criterion.Value(layout.Lambda(candidate));
                if (moved < value + 1e-13 * Math.Abs(value))
                {
                    // A step that gained much less than foreseen was too long.
                    damping = value - moved > 0.25 * gain || gain < 1e-7 ? damping < 1e-3 * largest ? 0 : damping / 10 : Math.Max(damping, 1e-3 * largest);
                    (theta, value) = (candidate, moved);
                    break;
                }

                damping = Math.Max(4 * damping, 1e-2 * largest);
            }
        }

        return Settled(criterion, layout, theta, value, iteration, converged);
    }

    private static (double[] Values, Matrix<double> Vectors) Eigen(double[,] hessian)
    {
        var decomposition = Matrix<double>.Build.DenseOfArray(hessian).Evd(Symmetricity.Symmetric);
        return ([.. decomposition.EigenValues.Select(value => value.Real)], decomposition.EigenVectors);
    }

    // Downhill along every eigenvector, also where the curvature is negative.
    private static (double[] Step, double Gain) Step(double[] values, Matrix<double> vectors, double[] gradient, double damping, double largest)
    {
        var step = new double[gradient.Length];
        var gain = 0.0;
        for (var k = 0; k < values.Length; k++)
        {
            var slope = 0.0;
            for (var i = 0; i < gradient.Length; i++)
                slope += vectors[i, k] * gradient[i];
            var length = slope / (Math.Max(Math.Abs(values[k]), 1e-9 * largest) + damping);
            gain += 0.5 * slope * length;
            for (var i = 0; i < gradient.Length; i++)
                step[i] -= vectors[i, k] * length;
        }

        return (step, gain);
    }

    private static double[] Moved(ThetaLayout layout, double[] theta, double[] step)
    {
        var moved = new double[theta.Length];
        for (var k = 0; k < theta.Length; k++)
        {
            moved[k] = theta[k] + step[k];
            // Towards zero by a tenth at a time: a curvature from afar says little about what is near zero.
            if (layout.Elements[k].IsDiagonal && theta[k] > Near)
                moved[k] = Math.Max(moved[k], theta[k] / 10);
        }

        KeepOffZero(layout, moved);
        return moved;
    }

    // Also where the floor holds a variance back.
    private static bool StandsStill(double[] theta, double[] candidate)
    {
        for (var k = 0; k < theta.Length; k++)
        {
            if (Math.Abs(candidate[k] - theta[k]) > 1e-9 * Math.Max(Math.Abs(theta[k]), 1e-2))
                return false;
        }

        return true;
    }

    private static void KeepOffZero(ThetaLayout layout, double[] theta)
    {
        for (var k = 0; k < theta.Length; k++)
        {
            if (layout.Elements[k].IsDiagonal)
                theta[k] = Math.Max(Math.Abs(theta[k]), Floor);
        }
    }

    private static Optimum Settled(ProfiledCriterion criterion, ThetaLayout layout, double[] theta, double value, int iterations, bool converged)
    {
        var evaluated = theta;
        for (var k = 0; k < theta.Length; k++)
        {
            if (!layout.Elements[k].IsDiagonal || theta[k] > Near)
                continue;
            var without = (double[])theta.Clone();
            without[k] = 0;
            evaluated = without;
            var candidate = criterion.Value(layout.Lambda(without));
            if (candidate <= value + 1e-10 * Math.Abs(value))
                (theta, value) = (without, candidate);
        }

        // The criterion is left where it is least.
        theta = layout.Canonical(theta);
        if (!theta.AsSpan().SequenceEqual(evaluated))
            value = criterion.Value(layout.Lambda(theta));
        return new Optimum(theta, value, iterations, converged);
    }
}
