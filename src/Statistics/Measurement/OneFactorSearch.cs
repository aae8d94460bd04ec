using MathNet.Numerics.LinearAlgebra;

namespace LobResearch.Statistics.Measurement;

/// <summary>Newton steps on the concentrated discrepancy of one factor, as a function of log ψ.</summary>
internal static class OneFactorSearch
{
    private const int MostSteps = 200;
    private const double LongestStep = 2;

    // Below it a residual variance is on its way to 0, where the closed form takes over.
    private const double Smallest = 1e-7;
    private const double Creeping = 1e-4;
    private const double Still = 1e-12;

    /// <param name="inverse">Of the correlations.</param>
    /// <param name="start">log ψ to begin with.</param>
    /// <returns>Null when a residual variance goes to 0.</returns>
    public static OneFactorModel.Solution? Minimise(Matrix<double> inverse, double[] start)
    {
        var x = Vector<double>.Build.DenseOfArray(start);
        var at = Place.Of(inverse, x);
        var (steps, converged) = (0, false);
        for (; steps < MostSteps && !converged; steps++)
        {
            var step = Descent(at);
            var longest = step.AbsoluteMaximum();
            if (longest > LongestStep)
                step *= LongestStep / longest;
            if (!TryLower(inverse, x, step, at, out var next, out var moved))
            {
                // Nothing lower along the step: rounding is all that is left, or the slope is.
                converged = at.Gradient.AbsoluteMaximum() < 1e-8;
                break;
            }

            (x, at) = (moved, next);
            converged = longest < Still;
            if (x.Minimum() < Math.Log(Smallest))
                return null;
        }

        // Where a residual variance of exactly 0 fits best the slope vanishes on the way, and steps only creep there.
        if (!converged && x.Minimum() < Math.Log(Creeping))
            return null;
        return new OneFactorModel.Solution(at.Loadings(), x.PointwiseExp().ToArray(), at.Value, null, converged, steps);
    }

    // Newton's step; where the Hessian isn't positive its eigenvalues are taken by their size, which turns a climb into a descent.
    private static Vector<double> Descent(Place at)
    {
        var eigen = at.Hessian().Evd(Symmetricity.Symmetric);
        var along = eigen.EigenVectors.TransposeThisAndMultiply(at.Gradient);
        var floor = 1e-12;
        for (var i = 0; i < along.Count; i++)
            along[i] /= -Math.Max(Math.Abs(eigen.EigenValues[i].Real), floor);
        return eigen.EigenVectors * along;
    }

    private static bool TryLower(Matrix<double> inverse, Vector<double> x, Vector<double> step, Place at, out Place next, out Vector<double> moved)
    {
        var slope = at.Gradient * step;
        var share = 1.0;
        for (var halving = 0; halving < 40; halving++, share /= 2)
        {
            moved = x + share * step;
            next = Place.Of(inverse, moved);
            // Near the minimum values differ by rounding only; a step that makes the slope smaller is one ahead.
            if ((next.Value < at.Value && next.Value <= at.Value + 1e-4 * share * slope) ||
                (next.Value <= at.Value + 1e-13 * (1 + Math.Abs(at.Value)) && next.Gradient.L2Norm() < at.Gradient.L2Norm()))
                return true;
        }

        (next, moved) = (at, x);
        return false;
    }

    /// <summary>The discrepancy at a place, from the eigenvalues θ, ascending, and vectors ω of Ψ^−½RΨ^−½.</summary>
    private sealed class Place
    {
        private readonly Vector<double> _x;
        private readonly double[] _theta;
        private readonly Matrix<double> _omega;

        private Place(Vector<double> x, double[] theta, Matrix<double> omega)
        {
            (_x, _theta, _omega) = (x, theta, omega);
            // The factor takes the largest eigenvalue; the others measure what it leaves.
            Value = theta.SkipLast(1).Sum(value => value - Math.Log(value) - 1);
            Gradient = Vector<double>.Build.Dense(x.Count, i => Enumerable.Range(0, x.Count - 1).Sum(j => (1 - theta[j]) * omega[i, j] * omega[i, j]));
        }

        public double Value { get; }

        public Vector<double> Gradient { get; }

        public static Place Of(Matrix<double> inverse, Vector<double> x)
        {
            // Of the inverse, whose eigenvalues are 1/θ: near ψ = 0 the factor's θ is huge, and would take the others' digits with it.
            var root = (0.5 * x).PointwiseExp();
            var scaled = Matrix<double>.Build.Dense(x.Count, x.Count, (i, j) => inverse[i, j] * root[i] * root[j]);
            var eigen = scaled.Evd(Symmetricity.Symmetric);
            var order = Enumerable.Range(0, x.Count).OrderByDescending(j => eigen.EigenValues[j].Real).ToArray();
            return new Place(
                x, Array.ConvertAll(order, j => 1 / Math.Max(eigen.EigenValues[j].Real, 1e-300)), Matrix<double>.Build.Dense(x.Count, x.Count, (i, j) => eigen.EigenVectors[i, order[j]]));
        }

        public Matrix<double> Hessian()
        {
            var k = _x.Count;
            var (last, first) = (_theta[k - 1], Enumerable.Range(0, k - 1).ToArray());
            return Matrix<double>.Build.Dense(k, k, (i, l) =>
            {
                var (sized, plain, beside) = (0.0, 0.0, 0.0);
                foreach (var j in first)
                {
                    var both = _omega[i, j] * _omega[l, j];
                    sized += _theta[j] * both;
                    plain += both;
                    beside += (1 - _theta[j]) * (last + _theta[j]) / Math.Max(last - _theta[j], 1e-12) * both;
                }

                return sized * plain + beside * _omega[i, k - 1] * _omega[l, k - 1];
            });
        }

        public double[] Loadings()
        {
            var size = Math.Sqrt(Math.Max(0, _theta[^1] - 1));
            return Enumerable.Range(0, _x.Count).Select(i => Math.Exp(_x[i] / 2) * size * _omega[i, _x.Count - 1]).ToArray();
        }
    }
}
