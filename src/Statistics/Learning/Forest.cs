namespace LobResearch.Statistics.Learning;

/// <summary>How the forest is grown.</summary>
public sealed record ForestSettings
{
    /// <summary>Trees, 1 or more.</summary>
    public int Trees { get; init; } = 150;

    /// <summary>Share of the rows (of the clusters, where there are any) each tree is grown on, drawn without replacement; in (0, 1).</summary>
    public double RowShare { get; init; } = 0.5;

    /// <summary>Least rows in a leaf: candidates, tried from the largest down for as long as out-of-bag loss falls.</summary>
    public IReadOnlyList<int> RowsPerLeaf { get; init; } = [100, 40, 15, 5];

    /// <summary>Share of the features tried at each split: candidates, of which out-of-bag loss chooses.</summary>
    public IReadOnlyList<double> FeatureShares { get; init; } = [1.0 / 3, 1];

    /// <summary>Most forests, each on what those before it left over out of bag; 1 for an ordinary forest.</summary>
    public int Stages { get; init; } = 2;

    /// <summary>Trees grown for each candidate before one is chosen.</summary>
    public int TrialTrees { get; init; } = 20;

    /// <summary>Most bins of a feature, 2 to 64.</summary>
    public int Bins { get; init; } = 64;
}

/// <summary>
/// A random forest of our own, on binned features, whose leaf size, number of features tried and number of stages are chosen by
/// out-of-bag loss. A probability is the leaves' share of ones.
/// </summary>
/// <remarks>
/// Breiman (2001), Random forests, <i>Machine Learning</i> 45, 5–32; half of the rows without replacement instead of a
/// bootstrap, after Bühlmann &amp; Yu (2002), <i>Annals of Statistics</i> 30, 927–961. Where rows come in clusters whole clusters
/// are drawn, so that out-of-bag loss is loss in clusters not seen. A forest flattens steep means; further forests on its
/// out-of-bag residuals take that up where there is any (Ghosal &amp; Hooker 2021, <i>Journal of Computational and Graphical
/// Statistics</i> 30, 493–502).
/// </remarks>
public sealed class Forest : ILearner
{
    /// <param name="settings">How; the defaults where null.</param>
    /// <exception cref="StatisticsException">A setting is outside its range.</exception>
    public Forest(ForestSettings? settings = null)
    {
        Settings = settings ?? new ForestSettings();
        if (Settings.Trees < 1 || Settings.Stages < 1 || Settings.TrialTrees < 1 || Settings.RowShare is not (> 0 and < 1) || Settings.Bins is < 2 or > FeatureBins.Most)
            throw new StatisticsException("'forest' needs 1 tree and stage or more, a share of rows between 0 and 1, and 2 to 64 bins.");
        if (Settings.RowsPerLeaf.Count == 0 || Settings.FeatureShares.Count == 0 || Settings.RowsPerLeaf.Any(rows => rows < 1) || Settings.FeatureShares.Any(share => share is not (> 0 and <= 1)))
            throw new StatisticsException("'forest' needs at least one leaf size of 1 or more, and at least one share of features above 0 and up to 1.");
    }

    // By less than this share of what is left over, a trial's gain may be chance.
    private const double LeastGain = 0.02;

    /// <inheritdoc/>
    public string Name => "forest";

    /// <summary>How.</summary>
    public ForestSettings Settings { get; }

    /// <inheritdoc/>
    public IPredictor Fit(FeatureMatrix features, double[] outcome, LearningTask task, ulong seed)
    {
        var rows = TrainingRows.Of(Name, features, outcome, task);
        if (rows.OfConstant is { } constant)
            return constant;
        if (features.Count == 0)
            return new ConstantPredictor(features.Names, MeanLearner.MeanOf(outcome));
        var bins = FeatureBins.Of(features, Settings.Bins);
        return new ForestPredictor(features.Names, bins, Stages(bins.Codes(features), outcome, new ForestBags(features, Settings.RowShare, seed)), task);
    }

    // A stage on what the stages before left over out of bag, for as long as that tells of something other than noise.
    private List<RegressionTree[]> Stages(byte[][] codes, double[] outcome, ForestBags bags)
    {
        var stages = new List<RegressionTree[]>();
        while (true)
        {
            var grower = new TreeGrower(codes, outcome);
            var trial = Choose(grower, bags);
            stages.Add([.. trial.Trees, .. Enumerable.Range(trial.Trees.Length, Settings.Trees - trial.Trees.Length)
                .Select(tree => grower.Grow(bags.Draw(tree), trial.Leaf, trial.Tried, bags.RandomOf(tree)))]);
            if (stages.Count == Settings.Stages || !LeavesSomething(codes, trial.Residuals, bags))
                return stages;
            outcome = Residuals(grower, bags, stages[^1]);
        }
    }

    // Asked of a trial's residuals and the largest leaves, which see a flattened slope best, so that little is grown in vain.
    private bool LeavesSomething(byte[][] codes, double[] residuals, ForestBags bags) =>
        Try(new TreeGrower(codes, residuals), bags, Settings.RowsPerLeaf.Max(), codes.Length).Loss < (1 - LeastGain) * residuals.Sum(value => value * value);

    private Trial Choose(TreeGrower grower, ForestBags bags)
    {
        var features = grower.Codes.Length;
        var tried = Settings.FeatureShares.Select(share => Math.Clamp((int)Math.Ceiling(share * features), 1, features)).Distinct().ToArray();
        var best = new Trial(0, 0, [], [], double.PositiveInfinity);
        foreach (var leaf in Settings.RowsPerLeaf.Distinct().OrderDescending())
        {
            var trial = tried.Select(count => Try(grower, bags, leaf, count)).MinBy(own => own.Loss)!;
            // Smaller leaves take ever longer, and from where they begin to fit noise they are no better.
            if (trial.Loss >= best.Loss)
                break;
            best = trial;
        }

        return best;
    }

    // Every candidate on the same bags, so that their losses differ by what they are.
    private Trial Try(TreeGrower grower, ForestBags bags, int leaf, int tried)
    {
        var trees = new RegressionTree[Math.Min(Settings.TrialTrees, Settings.Trees)];
        for (var tree = 0; tree < trees.Length; tree++)
            trees[tree] = grower.Grow(bags.Draw(tree), leaf, tried, bags.RandomOf(tree));
        var residuals = Residuals(grower, bags, trees);
        return new Trial(leaf, tried, trees, residuals, residuals.Sum(value => value * value));
    }

    // The outcome less the mean of the trees that did not see the row; a row that all saw has nothing left over.
    private static double[] Residuals(TreeGrower grower, ForestBags bags, RegressionTree[] trees)
    {
        var (sums, counts) = (new double[grower.Rows], new int[grower.Rows]);
        for (var tree = 0; tree < trees.Length; tree++)
            trees[tree].AddTo(grower.Codes, sums, bags.LeftOut(tree), counts);
        for (var row = 0; row < sums.Length; row++)
            sums[row] = counts[row] == 0 ? 0 : grower.Outcome[row] - sums[row] / counts[row];
        return sums;
    }

    private sealed record Trial(int Leaf, int Tried, RegressionTree[] Trees, double[] Residuals, double Loss);
}

/// <summary>The sum over stages of the mean over trees.</summary>
internal sealed class ForestPredictor(IReadOnlyList<string> names, FeatureBins bins, List<RegressionTree[]> stages, LearningTask task) : IPredictor
{
    /// <inheritdoc/>
    public double[] Predict(FeatureMatrix features)
    {
        TrainingRows.CheckPrediction("forest", names, features);
        var codes = bins.Codes(features);
        var predictions = new double[features.Rows];
        foreach (var trees in stages)
        {
            var sums = new double[features.Rows];
            foreach (var tree in trees)
                tree.AddTo(codes, sums);
            for (var row = 0; row < sums.Length; row++)
                predictions[row] += sums[row] / trees.Length;
        }

        // A single stage's shares can't leave 0 and 1; a sum of stages can.
        return task == LearningTask.Mean ? predictions : Array.ConvertAll(predictions, value => Math.Clamp(value, 0, 1));
    }
}
