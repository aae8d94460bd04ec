namespace LobResearch.Statistics.Mixed;

/// <summary>
/// The pattern of the Cholesky factor of Λ'Z'ZΛ + I: nodes eliminated in their order one by one while their columns are
/// sparse, the rest as one dense block.
/// </summary>
/// <remarks>
/// Levels of the largest factor never meet each other, and nested factors bring no fill at all. Crossed factors fill up
/// soon; from there on a dense block is faster (Bates et al. 2015, section 5; MixedModels.jl's blocked factor).
/// </remarks>
internal sealed class Elimination
{
    private Elimination(int denseFrom, int[] rowStart, int[] rows, int[] split, int[] offStart, int[] slotOf, int[] targets) =>
        (DenseFrom, RowStart, Rows, Split, OffStart, SlotOf, Targets) = (denseFrom, rowStart, rows, split, offStart, slotOf, targets);

    /// <summary>The first node of the dense block.</summary>
    public int DenseFrom { get; }

    /// <summary>Per sparse node where its column begins in <see cref="Rows"/>; one more at the end.</summary>
    public int[] RowStart { get; }

    /// <summary>Per block of the factor below the diagonal its row's node, ascending within a column.</summary>
    public int[] Rows { get; }

    /// <summary>Per sparse node the first of its blocks whose row is in the dense block.</summary>
    public int[] Split { get; }

    /// <summary>Per block where it begins.</summary>
    public int[] OffStart { get; }

    /// <summary>Per block of Z'Z in a sparse column its block of the factor.</summary>
    public int[] SlotOf { get; }

    /// <summary>For each pair of blocks of a sparse column whose product falls into another sparse column, where to.</summary>
    public int[] Targets { get; }

    /// <summary>Finds the pattern.</summary>
    public static Elimination Of(CrossProducts products)
    {
        var columns = new List<int[]>();
        var children = new List<int>?[products.Nodes];
        var denseFrom = products.Nodes;
        var seen = new int[products.Nodes];
        Array.Fill(seen, -1);
        for (var node = 0; node < products.Nodes; node++)
        {
            var rows = new List<int>();
            seen[node] = node;
            for (var slot = products.ColumnStart[node]; slot < products.ColumnStart[node + 1]; slot++)
                Add(products.Row[slot], node);
            foreach (var child in children[node] ?? [])
            {
                foreach (var row in columns[child])
                    Add(row, node);
            }

            if (products.FactorOf[node] > 0 && IsDense(rows.Count + 1, products.Nodes - node))
            {
                denseFrom = node;
                break;
            }

            rows.Sort();
            columns.Add([.. rows]);
            if (rows.Count > 0)
                (children[rows[0]] ??= []).Add(node);

            void Add(int row, int column)
            {
                if (seen[row] == column)
                    return;
                seen[row] = column;
                rows.Add(row);
            }
        }

        return Laid(products, columns, denseFrom);
    }

    // A column that reaches half of what is left ties all of that together.
    private static bool IsDense(int count, int left) => 2 * count >= left && count > 2;

    private static Elimination Laid(CrossProducts products, List<int[]> columns, int denseFrom)
    {
        var rowStart = new int[denseFrom + 1];
        var split = new int[denseFrom];
        for (var node = 0; node < denseFrom; node++)
            rowStart[node + 1] = rowStart[node] + columns[node].Length;
        var rows = new int[rowStart[denseFrom]];
        var offStart = new int[rows.Length + 1];
        for (var node = 0; node < denseFrom; node++)
        {
            columns[node].CopyTo(rows, rowStart[node]);
            split[node] = rowStart[node] + Array.FindIndex(columns[node], row => row >= denseFrom);
            if (split[node] < rowStart[node])
                split[node] = rowStart[node + 1];
            for (var slot = rowStart[node]; slot < rowStart[node + 1]; slot++)
                offStart[slot + 1] = offStart[slot] + products.Sizes[products.FactorOf[node]] * products.Sizes[products.FactorOf[rows[slot]]];
        }

        var slotOf = new int[denseFrom == 0 ? 0 : products.ColumnStart[denseFrom]];
        var targets = new List<int>();
        for (var node = 0; node < denseFrom; node++)
        {
            for (var slot = products.ColumnStart[node]; slot < products.ColumnStart[node + 1]; slot++)
                slotOf[slot] = Find(node, products.Row[slot]);
            for (var lower = rowStart[node]; lower < split[node]; lower++)
            {
                for (var upper = lower + 1; upper < rowStart[node + 1]; upper++)
                    targets.Add(Find(rows[lower], rows[upper]));
            }
        }

        return new Elimination(denseFrom, rowStart, rows, split, offStart, slotOf, [.. targets]);

        int Find(int column, int row) => Array.BinarySearch(rows, rowStart[column], rowStart[column + 1] - rowStart[column], row);
    }
}
