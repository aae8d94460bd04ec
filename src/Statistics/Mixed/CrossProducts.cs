using System.Runtime.CompilerServices;

namespace LobResearch.Statistics.Mixed;

/// <summary>
/// Z'Z, Z'[Q y] and [Q y]'[Q y] of a mixed model, Z'Z by blocks of levels. Everything that a fit needs of the rows:
/// once these stand, the cost of an evaluation does not depend on n.
/// </summary>
/// <remarks>Nodes are the levels of all factors, numbered through; a node of a factor with q effects is a block of q.</remarks>
internal sealed class CrossProducts
{
    private CrossProducts(IReadOnlyList<int> levels, IReadOnlyList<int> sizes, int width)
    {
        Factors = levels.Count;
        Levels = [.. levels];
        Sizes = [.. sizes];
        Width = width;
        FirstNode = new int[Factors + 1];
        FirstEffect = new int[Factors + 1];
        FirstDiagonal = new int[Factors + 1];
        for (var f = 0; f < Factors; f++)
        {
            FirstNode[f + 1] = FirstNode[f] + Levels[f];
            FirstEffect[f + 1] = FirstEffect[f] + Levels[f] * Sizes[f];
            FirstDiagonal[f + 1] = FirstDiagonal[f] + Levels[f] * Sizes[f] * Sizes[f];
        }

        FactorOf = new int[Nodes];
        for (var f = 0; f < Factors; f++)
            Array.Fill(FactorOf, f, FirstNode[f], Levels[f]);
        Diagonal = new double[FirstDiagonal[^1]];
        Right = new double[Effects * width];
        Corner = new double[width * width];
        ColumnStart = new int[Nodes + 1];
    }

    /// <summary>Number of grouping factors.</summary>
    public int Factors { get; }

    /// <summary>Levels per factor.</summary>
    public int[] Levels { get; }

    /// <summary>Effects per level, q, per factor.</summary>
    public int[] Sizes { get; }

    /// <summary>Columns of [Q y].</summary>
    public int Width { get; }

    /// <summary>Number of levels of all factors.</summary>
    public int Nodes => FirstNode[^1];

    /// <summary>Number of random effects.</summary>
    public int Effects => FirstEffect[^1];

    /// <summary>Per factor its first node; one more at the end.</summary>
    public int[] FirstNode { get; }

    /// <summary>Per factor its first random effect; one more at the end.</summary>
    public int[] FirstEffect { get; }

    /// <summary>Per factor where its diagonal blocks begin.</summary>
    public int[] FirstDiagonal { get; }

    /// <summary>Per node its factor.</summary>
    public int[] FactorOf { get; }

    /// <summary>Diagonal blocks of Z'Z, q × q each.</summary>
    public double[] Diagonal { get; }

    /// <summary>Per node where its column of off-diagonal blocks begins in <see cref="Row"/>.</summary>
    public int[] ColumnStart { get; }

    /// <summary>Per off-diagonal block the node of its row, which is larger than that of its column.</summary>
    public int[] Row { get; private set; } = [];

    /// <summary>Per off-diagonal block where it begins in <see cref="Off"/>.</summary>
    public int[] OffStart { get; private set; } = [];

    /// <summary>Off-diagonal blocks, rows × columns, row-major.</summary>
    public double[] Off { get; private set; } = [];

    /// <summary>Z'[Q y], effects × width, row-major.</summary>
    public double[] Right { get; }

    /// <summary>[Q y]'[Q y], width × width.</summary>
    public double[] Corner { get; }

    /// <summary>A node's first random effect.</summary>
    public int EffectOf(int node) => FirstEffect[FactorOf[node]] + (node - FirstNode[FactorOf[node]]) * Sizes[FactorOf[node]];

    /// <summary>Where a node's diagonal block begins.</summary>
    public int DiagonalOf(int node)
    {
        var f = FactorOf[node];
        return FirstDiagonal[f] + (node - FirstNode[f]) * Sizes[f] * Sizes[f];
    }

    /// <summary>Accumulates over the rows.</summary>
    /// <param name="codes">Per factor and row the level.</param>
    /// <param name="levels">Per factor the number of levels.</param>
    /// <param name="columns">Per factor the columns of Z that vary, each of n numbers.</param>
    /// <param name="fixedColumns">The columns of Q.</param>
    /// <param name="y">The outcome.</param>
    public static CrossProducts Of(IReadOnlyList<int[]> codes, IReadOnlyList<int> levels, IReadOnlyList<double[][]> columns, double[][] fixedColumns, double[] y)
    {
        var products = new CrossProducts(levels, [.. columns.Select(own => own.Length)], fixedColumns.Length + 1);
        var n = y.Length;
        var slots = products.Pattern(codes, n);
        for (var f = 0; f < products.Factors; f++)
            products.AddDiagonal(f, codes[f], columns[f], n);
        var pair = 0;
        for (var f = 0; f < products.Factors; f++)
        {
            for (var g = f + 1; g < products.Factors; g++, pair++)
                products.AddOff(slots[pair], columns[f], columns[g], n);
        }

        products.SetRight(codes, columns, fixedColumns, y);
        for (var i = 0; i < fixedColumns.Length; i++)
        {
            for (var j = 0; j <= i; j++)
                products.Corner[i * products.Width + j] = products.Corner[j * products.Width + i] = System.Numerics.Tensors.TensorPrimitives.Dot<double>(fixedColumns[i], fixedColumns[j]);
        }

        products.SetOutcome(codes, columns, fixedColumns, y);
        return products;
    }

    /// <summary>The same model with another outcome.</summary>
    public CrossProducts WithOutcome(IReadOnlyList<int[]> codes, IReadOnlyList<double[][]> columns, double[][] fixedColumns, double[] y)
    {
        var other = new CrossProducts(Levels, Sizes, Width) { Row = Row, OffStart = OffStart, Off = Off };
        Diagonal.CopyTo(other.Diagonal, 0);
        ColumnStart.CopyTo(other.ColumnStart, 0);
        Right.CopyTo(other.Right, 0);
        Corner.CopyTo(other.Corner, 0);
        other.SetOutcome(codes, columns, fixedColumns, y);
        return other;
    }

    // Per pair of factors the block of each row.
    private List<int[]> Pattern(IReadOnlyList<int[]> codes, int n)
    {
        var slots = new List<int[]>();
        var rows = new List<int>();
        var byLevel = codes.Select((own, f) => ByLevel(own, Levels[f])).ToList();
        var perPair = new List<(int F, int G, int[] Local, int[] Start, int[] Rows)>();
        for (var f = 0; f < Factors; f++)
        {
            for (var g = f + 1; g < Factors; g++)
                perPair.Add(PairPattern(f, g, codes[g], byLevel[f], n));
        }

        var first = new int[perPair.Count][];
        for (var pair = 0; pair < perPair.Count; pair++)
            first[pair] = new int[Levels[perPair[pair].F]];
        for (var node = 0; node < Nodes; node++)
        {
            ColumnStart[node] = rows.Count;
            var f = FactorOf[node];
            var level = node - FirstNode[f];
            for (var pair = 0; pair < perPair.Count; pair++)
            {
                if (perPair[pair].F != f)
                    continue;
                first[pair][level] = rows.Count;
                for (var at = perPair[pair].Start[level]; at < perPair[pair].Start[level + 1]; at++)
                    rows.Add(FirstNode[perPair[pair].G] + perPair[pair].Rows[at]);
            }
        }

        ColumnStart[Nodes] = rows.Count;
        Row = [.. rows];
        OffStart = new int[Row.Length + 1];
        for (var node = 0; node < Nodes; node++)
        {
            for (var slot = ColumnStart[node]; slot < ColumnStart[node + 1]; slot++)
                OffStart[slot + 1] = Sizes[FactorOf[node]] * Sizes[FactorOf[Row[slot]]];
        }

        for (var slot = 0; slot < Row.Length; slot++)
            OffStart[slot + 1] += OffStart[slot];
        Off = new double[OffStart[^1]];
        for (var pair = 0; pair < perPair.Count; pair++)
        {
            var own = codes[perPair[pair].F];
            var start = first[pair];
            var local = perPair[pair].Local;
            var starts = perPair[pair].Start;
            var slot = new int[n];
            for (var row = 0; row < n; row++)
                slot[row] = OffStart[start[own[row]] + local[row] - starts[own[row]]];
            slots.Add(slot);
        }

        return slots;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (int F, int G, int[] Local, int[] Start, int[] Rows) PairPattern(int f, int g, int[] other, (int[] Start, int[] Rows) byLevel, int n)
    {
        var local = new int[n];
        var start = new int[Levels[f] + 1];
        var found = new List<int>();
        var seen = new int[Levels[g]];
        Array.Fill(seen, -1);
        for (var level = 0; level < Levels[f]; level++)
        {
            start[level] = found.Count;
            for (var at = byLevel.Start[level]; at < byLevel.Start[level + 1]; at++)
            {
                var code = other[byLevel.Rows[at]];
                if (seen[code] < start[level])
                {
                    seen[code] = found.Count;
                    found.Add(code);
                }
            }

            // In order of levels, as the factorisation wants its rows.
            found.Sort(start[level], found.Count - start[level], null);
            for (var at = start[level]; at < found.Count; at++)
                seen[found[at]] = at;
            for (var at = byLevel.Start[level]; at < byLevel.Start[level + 1]; at++)
                local[byLevel.Rows[at]] = seen[other[byLevel.Rows[at]]];
        }

        start[Levels[f]] = found.Count;
        return (f, g, local, start, [.. found]);
    }

    private static (int[] Start, int[] Rows) ByLevel(int[] codes, int levels)
    {
        var start = new int[levels + 1];
        foreach (var code in codes)
            start[code + 1]++;
        for (var level = 0; level < levels; level++)
            start[level + 1] += start[level];
        var next = start.ToArray();
        var rows = new int[codes.Length];
        for (var row = 0; row < codes.Length; row++)
            rows[next[codes[row]]++] = row;
        return (start, rows);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddDiagonal(int f, int[] codes, double[][] columns, int n)
    {
        var q = Sizes[f];
        for (var i = 0; i < q; i++)
        {
            for (var j = 0; j < q; j++)
            {
                double[] left = columns[i], right = columns[j];
                for (var row = 0; row < n; row++)
                    Diagonal[FirstDiagonal[f] + (codes[row] * q + i) * q + j] += left[row] * right[row];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddOff(int[] slots, double[][] columns, double[][] rows, int n)
    {
        var q = columns.Length;
        for (var i = 0; i < rows.Length; i++)
        {
            for (var j = 0; j < q; j++)
            {
                double[] left = rows[i], right = columns[j];
                var offset = i * q + j;
                for (var row = 0; row < n; row++)
                    Off[slots[row] + offset] += left[row] * right[row];
            }
        }
    }

    private void SetRight(IReadOnlyList<int[]> codes, IReadOnlyList<double[][]> columns, double[][] fixedColumns, double[] y)
    {
        for (var k = 0; k < fixedColumns.Length; k++)
            AddRight(k, codes, columns, fixedColumns[k]);
    }

    private void SetOutcome(IReadOnlyList<int[]> codes, IReadOnlyList<double[][]> columns, double[][] fixedColumns, double[] y)
    {
        var last = Width - 1;
        for (var effect = 0; effect < Effects; effect++)
            Right[effect * Width + last] = 0;
        AddRight(last, codes, columns, y);
        for (var j = 0; j < fixedColumns.Length; j++)
            Corner[last * Width + j] = Corner[j * Width + last] = System.Numerics.Tensors.TensorPrimitives.Dot<double>(fixedColumns[j], y);
        Corner[last * Width + last] = System.Numerics.Tensors.TensorPrimitives.Dot<double>(y, y);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddRight(int k, IReadOnlyList<int[]> codes, IReadOnlyList<double[][]> columns, double[] values)
    {
        for (var f = 0; f < Factors; f++)
        {
            var q = Sizes[f];
            var own = codes[f];
            for (var i = 0; i < q; i++)
            {
                var z = columns[f][i];
                var offset = (FirstEffect[f] + i) * Width + k;
                var stride = q * Width;
                for (var row = 0; row < values.Length; row++)
                    Right[offset + own[row] * stride] += z[row] * values[row];
            }
        }
    }
}
