using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LobResearch.Statistics.Mixed;

/// <summary>
/// Cholesky factor, inverse and triangular solves of a dense symmetric matrix, all by one kernel: products of contiguous
/// rows. Row-major; only the lower triangle is read.
/// </summary>
/// <remarks>Loops that run long in a single call are compiled with optimisation at once, here and in the other hot classes.</remarks>
internal static class DenseFactor
{
    private const int Block = 48;

    // Keeps the rows that one block works on within the second-level cache.
    private const int Depth = 256;

    // Below this size threads cost more than they bring.
    private const int WorthThreads = 256;

    /// <summary>Replaces the lower triangle by L with L L' = A. False when A is not positive definite.</summary>
    /// <param name="a">size × size.</param>
    /// <param name="size">Number of rows.</param>
    public static bool Cholesky(double[] a, int size)
    {
        for (var from = 0; from < size; from += Block)
        {
            var width = Math.Min(Block, size - from);
            SubtractProduct(a, from * size + from, size, a, from * size, size, a, from * size, size, width, width, from);
            if (!Unblocked(a, from * size + from, size, width))
                return false;
            var start = from;
            Blocks(size - from - width, size, chunk =>
            {
                var row = start + width + chunk * Block;
                var rows = Math.Min(Block, size - row);
                SubtractProduct(a, row * size + start, size, a, row * size, size, a, start * size, size, rows, width, start);
                SolveTransposed(a, row * size + start, size, rows, a, start * size + start, size, width);
            });
        }

        return true;
    }

    /// <summary>The inverse of L L', both triangles filled.</summary>
    /// <param name="l">The factor, size × size.</param>
    /// <param name="size">Number of rows.</param>
    /// <param name="inverse">Gets the inverse.</param>
    /// <param name="work">size × size.</param>
    public static void Inverse(double[] l, int size, double[] inverse, double[] work)
    {
        // W = L⁻ᵀ, upper triangular: W[j, i] = −(Σ_{j≤k<i} L[i, k] W[j, k]) / L[i, i], both along rows.
        Array.Clear(work, 0, size * size);
        Blocks(size, size, chunk =>
        {
            var from = chunk * Block;
            var rows = Math.Min(Block, size - from);
            for (var at = from; at < size; at += Block)
            {
                var width = Math.Min(Block, size - at);
                if (at == from)
                {
                    for (var i = 0; i < rows; i++)
                        work[(from + i) * size + at + i] = 1;
                }
                else
                {
                    SubtractProduct(work, from * size + at, size, work, from * size + from, size, l, at * size + from, size, rows, width, at - from);
                }

                SolveTransposed(work, from * size + at, size, rows, l, at * size + at, size, width);
            }
        });
        Blocks(size, size, chunk =>
        {
            var row = chunk * Block;
            var rows = Math.Min(Block, size - row);
            for (var column = 0; column <= row; column += Block)
            {
                var width = Math.Min(Block, size - column);
                for (var i = 0; i < rows; i++)
                    Array.Clear(inverse, (row + i) * size + column, width);
                // Columns of W before the larger of both rows are zero.
                SubtractProduct(inverse, row * size + column, size, work, row * size + row, size, work, column * size + row, size, rows, width, size - row);
            }
        });
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j <= i; j++)
                inverse[j * size + i] = inverse[i * size + j] = -inverse[i * size + j];
        }
    }

    /// <summary>Solves L x = b for all columns of b in place.</summary>
    public static void SolveLower(double[] l, int size, double[] b, int offset, int columns)
    {
        for (var i = 0; i < size; i++)
        {
            var target = b.AsSpan(offset + i * columns, columns);
            for (var k = 0; k < i; k++)
                Subtract(target, l[i * size + k], b.AsSpan(offset + k * columns, columns));
            Scale(target, 1 / l[i * size + i]);
        }
    }

    /// <summary>Solves L' x = b for all columns of b in place.</summary>
    public static void SolveUpper(double[] l, int size, double[] b, int offset, int columns)
    {
        for (var i = size - 1; i >= 0; i--)
        {
            var source = b.AsSpan(offset + i * columns, columns);
            Scale(source, 1 / l[i * size + i]);
            for (var k = 0; k < i; k++)
                Subtract(b.AsSpan(offset + k * columns, columns), l[i * size + k], source);
        }
    }

    /// <summary>Cholesky of a small block in place. False when it is not positive definite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool Unblocked(double[] a, int offset, int stride, int size)
    {
        for (var j = 0; j < size; j++)
        {
            var rowJ = offset + j * stride;
            var diagonal = a[rowJ + j];
            for (var k = 0; k < j; k++)
                diagonal -= a[rowJ + k] * a[rowJ + k];
            if (!(diagonal > 0))
                return false;
            diagonal = Math.Sqrt(diagonal);
            a[rowJ + j] = diagonal;
            for (var i = j + 1; i < size; i++)
            {
                var rowI = offset + i * stride;
                var sum = a[rowI + j];
                for (var k = 0; k < j; k++)
                    sum -= a[rowI + k] * a[rowJ + k];
                a[rowI + j] = sum / diagonal;
            }
        }

        return true;
    }

    /// <summary>target −= factor · source.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Subtract(Span<double> target, double factor, ReadOnlySpan<double> source)
    {
        if (factor == 0)
            return;
        ref var t = ref MemoryMarshal.GetReference(target);
        ref var s = ref MemoryMarshal.GetReference(source);
        var length = target.Length;
        var i = 0;
        var f = Vector256.Create(-factor);
        for (; i <= length - 4; i += 4)
            Vector256.FusedMultiplyAdd(f, Vector256.LoadUnsafe(ref s, (nuint)i), Vector256.LoadUnsafe(ref t, (nuint)i)).StoreUnsafe(ref t, (nuint)i);
        for (; i < length; i++)
            Unsafe.Add(ref t, i) -= factor * Unsafe.Add(ref s, i);
    }

    private static void Scale(Span<double> target, double by)
    {
        for (var i = 0; i < target.Length; i++)
            target[i] *= by;
    }

    // X L' = B, rows of B replaced by those of X.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SolveTransposed(double[] b, int offset, int stride, int rows, double[] l, int offsetL, int strideL, int width)
    {
        for (var i = 0; i < rows; i++)
        {
            var row = b.AsSpan(offset + i * stride, width);
            for (var j = 0; j < width; j++)
            {
                var own = l.AsSpan(offsetL + j * strideL, j + 1);
                row[j] = (row[j] - System.Numerics.Tensors.TensorPrimitives.Dot<double>(row[..j], own[..j])) / own[j];
            }
        }
    }

    private static void Blocks(int rows, int size, Action<int> work)
    {
        var chunks = (rows + Block - 1) / Block;
        if (size >= WorthThreads && chunks > 1)
        {
            // Each block is computed by itself in a fixed order, so the result does not depend on the number of threads.
            Parallel.For(0, chunks, work);
            return;
        }

        for (var chunk = 0; chunk < chunks; chunk++)
            work(chunk);
    }

    // C[i, j] −= Σ_k A[i, k] B[j, k].
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SubtractProduct(
        double[] c, int offsetC, int strideC, double[] a, int offsetA, int strideA, double[] b, int offsetB, int strideB, int rows, int columns, int depth)
    {
        for (var from = 0; from < depth; from += Depth)
        {
            var length = Math.Min(Depth, depth - from);
            for (var i = 0; i < rows; i += 4)
            {
                for (var j = 0; j < columns; j += 2)
                {
                    Tile(
                        ref c[offsetC + i * strideC + j], strideC, ref a[offsetA + i * strideA + from], strideA, ref b[offsetB + j * strideB + from], strideB,
                        Math.Min(4, rows - i), Math.Min(2, columns - j), length);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile(ref double c, int strideC, ref double a, int strideA, ref double b, int strideB, int rows, int columns, int depth)
    {
        // Rows beyond the edge repeat the last one; their sums are not stored.
        ref var a1 = ref Unsafe.Add(ref a, rows > 1 ? strideA : 0);
        ref var a2 = ref Unsafe.Add(ref a, rows > 2 ? 2 * strideA : 0);
        ref var a3 = ref Unsafe.Add(ref a, rows > 3 ? 3 * strideA : 0);
        ref var b1 = ref Unsafe.Add(ref b, columns > 1 ? strideB : 0);
        Vector256<double> s00 = default, s01 = default, s10 = default, s11 = default, s20 = default, s21 = default, s30 = default, s31 = default;
        var k = 0;
        for (; k <= depth - 4; k += 4)
        {
            var x0 = Vector256.LoadUnsafe(ref b, (nuint)k);
            var x1 = Vector256.LoadUnsafe(ref b1, (nuint)k);
            var row = Vector256.LoadUnsafe(ref a, (nuint)k);
            s00 = Vector256.FusedMultiplyAdd(row, x0, s00);
            s01 = Vector256.FusedMultiplyAdd(row, x1, s01);
            row = Vector256.LoadUnsafe(ref a1, (nuint)k);
            s10 = Vector256.FusedMultiplyAdd(row, x0, s10);
            s11 = Vector256.FusedMultiplyAdd(row, x1, s11);
            row = Vector256.LoadUnsafe(ref a2, (nuint)k);
            s20 = Vector256.FusedMultiplyAdd(row, x0, s20);
            s21 = Vector256.FusedMultiplyAdd(row, x1, s21);
            row = Vector256.LoadUnsafe(ref a3, (nuint)k);
            s30 = Vector256.FusedMultiplyAdd(row, x0, s30);
            s31 = Vector256.FusedMultiplyAdd(row, x1, s31);
        }

        double t00 = Vector256.Sum(s00), t01 = Vector256.Sum(s01), t10 = Vector256.Sum(s10), t11 = Vector256.Sum(s11);
        double t20 = Vector256.Sum(s20), t21 = Vector256.Sum(s21), t30 = Vector256.Sum(s30), t31 = Vector256.Sum(s31);
        for (; k < depth; k++)
        {
            double x0 = Unsafe.Add(ref b, k), x1 = Unsafe.Add(ref b1, k);
            t00 += Unsafe.Add(ref a, k) * x0;
            t01 += Unsafe.Add(ref a, k) * x1;
            t10 += Unsafe.Add(ref a1, k) * x0;
            t11 += Unsafe.Add(ref a1, k) * x1;
            t20 += Unsafe.Add(ref a2, k) * x0;
            t21 += Unsafe.Add(ref a2, k) * x1;
            t30 += Unsafe.Add(ref a3, k) * x0;
            t31 += Unsafe.Add(ref a3, k) * x1;
        }

        Store(ref c, t00, t01, columns);
        if (rows > 1)
            Store(ref Unsafe.Add(ref c, strideC), t10, t11, columns);
        if (rows > 2)
            Store(ref Unsafe.Add(ref c, 2 * strideC), t20, t21, columns);
        if (rows > 3)
            Store(ref Unsafe.Add(ref c, 3 * strideC), t30, t31, columns);
    }

    private static void Store(ref double c, double first, double second, int columns)
    {
        c -= first;
        if (columns > 1)
            Unsafe.Add(ref c, 1) -= second;
    }
}
