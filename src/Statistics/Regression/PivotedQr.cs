using System.Numerics.Tensors;

namespace LobResearch.Statistics.Regression;

/// <summary>
/// Householder QR with limited pivoting: a column that is nearly a combination of those before it moves to the end.
/// X P = Q R, with Q of n × rank and R of rank × rank.
/// </summary>
/// <remarks>
/// The column rule is that of R's lm (LINPACK's dqrdc as changed by R to dqrdc2): a column is left out when its norm
/// after the earlier reflections falls below 1e-7 of what it was, so that the same columns are dropped as in R.
/// </remarks>
internal sealed class PivotedQr
{
    private const double Tolerance = 1e-7;

    // Below this share of the remaining norm the running update has lost too many digits and the norm is taken anew.
    private const double Cancellation = 1e-6;
    private readonly double[][] _reflectors;
    private readonly double[] _heads;
    private readonly double[][] _r;

    private PivotedQr(double[][] reflectors, double[] heads, double[][] r, int[] order, int rank, int rows) =>
        (_reflectors, _heads, _r, Order, Rank, Rows) = (reflectors, heads, r, order, rank, rows);

    /// <summary>The columns in the order used: the first <see cref="Rank"/> are kept.</summary>
    public int[] Order { get; }

    /// <summary>Number of columns kept.</summary>
    public int Rank { get; }

    /// <summary>n.</summary>
    public int Rows { get; }

    /// <summary>Decomposes; the columns passed in are not changed.</summary>
    public static PivotedQr Of(IReadOnlyList<double[]> columns, int n)
    {
        var p = columns.Count;
        var work = columns.Select(column => (double[])column.Clone()).ToArray();
        var order = Enumerable.Range(0, p).ToArray();
        var norms = work.Select(column => Norm(column, 0)).ToArray();
        var original = norms.Select(norm => norm == 0 ? 1 : norm).ToArray();
        var heads = new double[p];
        var r = new double[p][];
        var kept = p;
        var step = 0;
        for (; step < Math.Min(n, kept); step++)
        {
            while (step < kept && norms[step] < original[step] * Tolerance)
            {
                MoveToEnd(work, step);
                MoveToEnd(order, step);
                MoveToEnd(norms, step);
                MoveToEnd(original, step);
                kept--;
            }

            if (step >= kept)
                break;
            Reflect(work, norms, heads, r, step, n);
        }

        var rank = Math.Min(step, kept);
        return new PivotedQr(work, heads, r, order, rank, n);
    }

    /// <summary>The first <see cref="Rank"/> entries of Q'y.</summary>
    public double[] ProjectOnQ(ReadOnlySpan<double> y)
    {
        var work = y.ToArray();
        for (var j = 0; j < Rank; j++)
            Apply(j, work);
        return work[..Rank];
    }

    /// <summary>Q, row-major: n rows of <see cref="Rank"/> numbers.</summary>
    public double[] ThinQ()
    {
        var q = new double[Rows * Rank];
        var column = new double[Rows];
        for (var k = 0; k < Rank; k++)
        {
            Array.Clear(column);
            column[k] = 1;
            for (var j = Rank - 1; j >= 0; j--)
                Apply(j, column);
            for (var row = 0; row < Rows; row++)
                q[row * Rank + k] = column[row];
        }

        return q;
    }

    /// <summary>Solves R x = b in place.</summary>
    public void SolveR(Span<double> b)
    {
        for (var j = Rank - 1; j >= 0; j--)
        {
            b[j] /= R(j, j);
            for (var i = 0; i < j; i++)
                b[i] -= b[j] * R(i, j);
        }
    }

    /// <summary>Solves R' x = b in place.</summary>
    public void SolveRTransposed(Span<double> b)
    {
        for (var j = 0; j < Rank; j++)
        {
            for (var i = 0; i < j; i++)
                b[j] -= R(i, j) * b[i];
            b[j] /= R(j, j);
        }
    }

    /// <summary>R⁻¹, row-major.</summary>
    public double[] InverseR()
    {
        var inverse = new double[Rank * Rank];
        var column = new double[Rank];
        for (var j = 0; j < Rank; j++)
        {
            Array.Clear(column);
            column[j] = 1;
            SolveR(column);
            for (var i = 0; i < Rank; i++)
                inverse[i * Rank + j] = column[i];
        }

        return inverse;
    }

    private double R(int i, int j) => _r[j][i];

    private static void Reflect(double[][] work, double[] norms, double[] heads, double[][] r, int step, int n)
    {
        var x = work[step];
        r[step] = new double[step + 1];
        Array.Copy(x, r[step], step);
        var norm = Norm(x, step);
        if (norm == 0 || step == n - 1)
        {
            r[step][step] = x[step];
            heads[step] = 0;
            return;
        }

        if (x[step] != 0)
            norm = Math.CopySign(norm, x[step]);
        for (var i = step; i < n; i++)
            x[i] /= norm;
        x[step] += 1;
        heads[step] = x[step];
        for (var j = step + 1; j < work.Length; j++)
        {
            var other = work[j];
            Apply(x, x[step], other, step);
            if (norms[j] == 0)
                continue;
            var ratio = Math.Abs(other[step]) / norms[j];
            var left = Math.Max(1 - ratio * ratio, 0);
            if (left < Cancellation)
                norms[j] = Norm(other, step + 1);
            else
                norms[j] *= Math.Sqrt(left);
        }

        r[step][step] = -norm;
    }

    private void Apply(int j, double[] y)
    {
        if (_heads[j] != 0)
            Apply(_reflectors[j], _heads[j], y, j);
    }

    private static void Apply(double[] reflector, double head, double[] y, int from)
    {
        var t = -TensorPrimitives.Dot<double>(reflector.AsSpan(from), y.AsSpan(from)) / head;
        TensorPrimitives.MultiplyAdd<double>(reflector.AsSpan(from), t, y.AsSpan(from), y.AsSpan(from));
    }

    private static double Norm(double[] x, int from)
    {
        var largest = 0.0;
        for (var i = from; i < x.Length; i++)
            largest = Math.Max(largest, Math.Abs(x[i]));
        if (largest == 0)
            return 0;
        var sum = 0.0;
        for (var i = from; i < x.Length; i++)
        {
            var scaled = x[i] / largest;
            sum += scaled * scaled;
        }

        return largest * Math.Sqrt(sum);
    }

    private static void MoveToEnd<T>(T[] items, int from)
    {
        var item = items[from];
        Array.Copy(items, from + 1, items, from, items.Length - from - 1);
        items[^1] = item;
    }
}
