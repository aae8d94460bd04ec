namespace LobResearch.Statistics.Learning;

/// <summary>A binary tree over binned features. Node 0 is the root; a split's right branch follows its left.</summary>
/// <param name="Feature">Per node the feature it splits on, −1 for a leaf.</param>
/// <param name="Bin">Per node the last bin that goes left.</param>
/// <param name="Left">Per node its left branch.</param>
/// <param name="Value">Per node the mean outcome of its rows.</param>
internal sealed record RegressionTree(int[] Feature, byte[] Bin, int[] Left, double[] Value)
{
    /// <summary>Adds the tree's prediction to each row's sum.</summary>
    /// <param name="codes">Bins, p × n.</param>
    /// <param name="sums">n.</param>
    public void AddTo(byte[][] codes, double[] sums)
    {
        for (var row = 0; row < sums.Length; row++)
            sums[row] += Of(codes, row);
    }

    /// <summary>The same for some rows, which are counted.</summary>
    public void AddTo(byte[][] codes, double[] sums, bool[] which, int[] counts)
    {
        for (var row = 0; row < sums.Length; row++)
        {
            if (!which[row])
                continue;
            sums[row] += Of(codes, row);
            counts[row]++;
        }
    }

    private double Of(byte[][] codes, int row)
    {
        var node = 0;
        for (var feature = Feature[0]; feature >= 0; feature = Feature[node])
            node = Left[node] + (codes[feature][row] > Bin[node] ? 1 : 0);
        return Value[node];
    }
}
