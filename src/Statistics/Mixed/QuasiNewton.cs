namespace LobResearch.Statistics.Mixed;

/// <summary>BFGS with backtracking, for the constrained fits of a profile.</summary>
/// <remarks>Nocedal &amp; Wright (2006), Numerical Optimization, algorithm 6.1.</remarks>
internal sealed class QuasiNewton(int size)
{
    private const int MostSteps = 200;
    private double[,]? _inverse;

    /// <summary>Minimises from a start, which is replaced by the minimum. The inverse Hessian is kept for the next call.</summary>
    /// <param name="function">Value and gradient.</param>
    /// <param name="x">Start; gets the minimum.</param>
    public double Minimise(Func<double[], (double Value, double[] Gradient)> function, double[] x)
    {
        var (value, gradient) = function(x);
        for (var step = 0; step < MostSteps && double.IsFinite(value); step++)
        {
            var fresh = _inverse is null;
            _inverse ??= Identity(1 / Math.Max(Norm(gradient), 1));
            var direction = Times(_inverse, gradient);
            var slope = -Dot(direction, gradient);
            if (-slope < 1e-12 * (1 + Math.Abs(value) * 1e-3))
                return value;
            var (moved, next, nextGradient) = Search(function, x, direction, value, slope);
            if (moved is null)
            {
                if (fresh)
                    return value;
                _inverse = null;
                continue;
            }

            Update(x, moved, gradient, nextGradient, fresh);
            moved.CopyTo(x, 0);
            (value, gradient) = (next, nextGradient);
        }

        return value;
    }

    private static (double[]? Moved, double Value, double[] Gradient) Search(
        Func<double[], (double Value, double[] Gradient)> function, double[] x, double[] direction, double value, double slope)
    {
        for (var length = 1.0; length > 1e-10; length /= 3)
        {
            var moved = new double[x.Length];
            for (var i = 0; i < x.Length; i++)
                moved[i] = x[i] - length * direction[i];
            var (next, gradient) = function(moved);
            if (next <= value + 1e-4 * length * slope + 1e-13 * Math.Abs(value))
                return (moved, next, gradient);
        }

        return (null, value, []);
    }

    private void Update(double[] x, double[] moved, double[] gradient, double[] next, bool fresh)
    {
        var s = moved.Zip(x, (a, b) => a - b).ToArray();
        var y = next.Zip(gradient, (a, b) => a - b).ToArray();
        var sy = Dot(s, y);
        if (sy <= 1e-14 * Norm(s) * Norm(y))
            return;
        if (fresh)
            _inverse = Identity(sy / Dot(y, y));
        var hy = Times(_inverse!, y);
        var yhy = Dot(y, hy);
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < size; j++)
                _inverse![i, j] += (1 + yhy / sy) * s[i] * s[j] / sy - (hy[i] * s[j] + s[i] * hy[j]) / sy;
        }
    }

    private double[,] Identity(double scale)
    {
        var identity = new double[size, size];
        for (var i = 0; i < size; i++)
            identity[i, i] = scale;
        return identity;
    }

    private double[] Times(double[,] matrix, double[] vector)
    {
        var product = new double[size];
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < size; j++)
                product[i] += matrix[i, j] * vector[j];
        }

        return product;
    }

    private static double Dot(double[] a, double[] b) => System.Numerics.Tensors.TensorPrimitives.Dot<double>(a, b);

    private static double Norm(double[] a) => Math.Sqrt(Dot(a, a));
}
