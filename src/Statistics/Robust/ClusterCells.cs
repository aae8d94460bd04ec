using System.Numerics;
using LobResearch.Statistics.Regression;

namespace LobResearch.Statistics.Robust;

/// <summary>
/// A cluster's rows with the same design row, taken as one: they have the same adjustment and the same influence, so only
/// their number and the sum of their residuals count. With categories alone a school of a hundred pupils is a few cells.
/// </summary>
internal sealed class ClusterCells
{
    private ClusterCells(IReadOnlyList<int[]> members, double[] counts, double[] residuals) => (Members, Counts, Residuals) = (members, counts, residuals);

    /// <summary>Per cluster one row of each cell.</summary>
    public IReadOnlyList<int[]> Members { get; }

    /// <summary>By row: the rows of its cell; only at the rows in <see cref="Members"/>.</summary>
    public double[] Counts { get; }

    /// <summary>By row: the sum of its cell's residuals; only at the rows in <see cref="Members"/>.</summary>
    public double[] Residuals { get; }

    /// <summary>Finds the cells of each cluster; with weights each row is its own.</summary>
    public static ClusterCells Of(LeastSquaresFit fit, IReadOnlyList<int[]> members)
    {
        var (counts, residuals) = (new double[fit.N], fit.Residuals.ToArray());
        Array.Fill(counts, 1);
        if (!fit.Weights.IsEmpty)
            return new ClusterCells(members, counts, residuals);
        var columns = Array.ConvertAll(fit.Qr.Order[..fit.Rank], column => fit.Design.Columns[column]);
        var hashes = Hashes(columns, fit.N);
        var cells = members.Select(rows =>
        {
            var found = new Dictionary<ulong, int>(rows.Length);
            var own = new List<int>();
            foreach (var row in rows)
            {
                if (found.TryGetValue(hashes[row], out var first) && Array.TrueForAll(columns, column => column[first] == column[row]))
                {
                    counts[first]++;
                    residuals[first] += residuals[row];
                }
                else
                {
                    found[hashes[row]] = row;
                    own.Add(row);
                }
            }

            return own.ToArray();
        }).ToList();
        return new ClusterCells(cells, counts, residuals);
    }

    // Equal rows have equal hashes, and rows that have are compared. Small whole numbers differ in their highest bits alone,
    // which a multiplication carries nowhere: hence the rotation.
    private static ulong[] Hashes(double[][] columns, int rows)
    {
        var hashes = new ulong[rows];
        foreach (var column in columns)
        {
            for (var row = 0; row < rows; row++)
                hashes[row] = (BitOperations.RotateLeft(hashes[row], 25) ^ BitConverter.DoubleToUInt64Bits(column[row])) * 0x9E3779B97F4A7C15UL;
        }

        return hashes;
    }
}
