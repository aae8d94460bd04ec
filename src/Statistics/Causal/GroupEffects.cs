using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Results;

namespace LobResearch.Statistics.Causal;

/// <summary>Effects of named groups (GATE), what they differ from the first group's, and a test that all are equal.</summary>
/// <remarks>
/// Semenova &amp; Chernozhukov (2021), <i>Econometrics Journal</i> 24, 264–289: the last stage with the groups as a basis. Partially linear:
/// residual on the exposure's residual per group; average effects: pseudo-outcomes' means per group.
/// </remarks>
/// <param name="Effects">Per group.</param>
/// <param name="Contrasts">Each group but the first, less the first.</param>
/// <param name="Test">All equal.</param>
internal sealed record GroupEffects(IReadOnlyList<Coefficient> Effects, IReadOnlyList<Coefficient> Contrasts, CausalTest Test)
{
    /// <summary>What a reader of their errors must know.</summary>
    public IReadOnlyList<string> Warnings { get; private init; } = [];

    /// <summary>Estimates groups' effects from a last stage.</summary>
    /// <param name="stage">The last stage of all rows.</param>
    /// <param name="residuals">Residuals of outcome and exposure; null for pseudo-outcomes.</param>
    /// <param name="groups">Per row of the stage.</param>
    /// <param name="type">The kind of error.</param>
    /// <param name="clusters">Per row of the stage.</param>
    /// <param name="confidence">Confidence level.</param>
    public static GroupEffects Of(
        LastStage stage, (double[] Outcome, double[] Exposure)? residuals, CategoricalColumn groups, CausalCovariance type, IReadOnlyList<Column> clusters, double confidence)
    {
        var used = Enumerable.Range(0, groups.Levels.Count).Where(level => groups.Codes.Contains(level)).ToArray();
        if (used.Length < 2)
            throw new StatisticsException($"'{groups.Name}' has one group on the used rows: effects of groups need two or more.");
        var codes = Array.ConvertAll(groups.Codes.ToArray(), code => Array.IndexOf(used, code));
        var outcome = residuals?.Outcome ?? PseudoOutcomes(stage, codes, groups, used);
        var slope = residuals?.Exposure ?? [.. Enumerable.Repeat(1.0, codes.Length)];
        var columns = used.Select((level, at) => ($"{groups.Name}[{groups.Levels[level]}]", In(slope, codes, at))).ToList();
        var effects = RegressionErrors.Of(NamedRegression.Of(outcome, columns, confidence), type, clusters);
        var contrasts = RegressionErrors.Of(NamedRegression.Of(outcome, [("first", slope), .. columns.Skip(1)], confidence), type, clusters);
        if (effects.Coefficients.Count < used.Length)
            throw new StatisticsException($"A group of '{groups.Name}' has no variation of the exposure left; its effect can't be estimated. Put groups together.");
        string[] warnings = [.. RegressionErrors.Notes(effects).Concat(RegressionErrors.Notes(contrasts))];
        var alone = Array.ConvertAll(used, level => Alone(groups, level, clusters));
        if (Array.TrueForAll(alone, reason => reason is null))
            return new GroupEffects(effects.Coefficients, [.. contrasts.Coefficients.Skip(1)], Equality(groups.Name, contrasts)) { Warnings = warnings };
        return new GroupEffects(
            [.. effects.Coefficients.Select((effect, at) => WithoutError(effect, alone[at]))],
            [.. contrasts.Coefficients.Skip(1).Select((contrast, at) => WithoutError(contrast, alone[at + 1] ?? alone[0]))],
            new CausalTest(EqualityOf(groups.Name), double.NaN, used.Length - 1, double.NaN, double.NaN, Array.Find(alone, reason => reason is not null)))
        {
            Warnings = warnings,
        };
    }

    // The scores of a group's one cluster, or one row, add up to 0 at its own effect: the error would come out as 0 whatever the truth.
    private static string? Alone(CategoricalColumn groups, int level, IReadOnlyList<Column> clusters)
    {
        var rows = Enumerable.Range(0, groups.Codes.Length).Where(row => groups.Codes[row] == level).ToArray();
        var single = clusters.FirstOrDefault(cluster => ClusterCodes.Of(Interactive.On(cluster, rows)).Max() == 0);
        var where = rows.Length == 1 ? "is one row" : single is null ? null : $"has rows in one cluster of {single.Name} alone";
        return where is null ? null : $"the group {groups.Levels[level]} of {groups.Name} {where}: its effect has no error of its own";
    }

    private static Coefficient WithoutError(Coefficient own, string? reason) => reason is null
        ? own
        : own with { StandardError = double.NaN, DegreesOfFreedom = double.NaN, Lower = double.NaN, Upper = double.NaN, Reason = reason };

    private static string EqualityOf(string groups) => $"equal effects in all groups of {groups}";

    private static double[] In(double[] values, int[] codes, int group) => [.. values.Select((value, row) => codes[row] == group ? value : 0)];

    // Per group θ_g + ψ(θ_g)/|mean ψ_a|, so that the group's mean is its own solution.
    private static double[] PseudoOutcomes(LastStage stage, int[] codes, CategoricalColumn groups, int[] used)
    {
        var values = new double[codes.Length];
        for (var group = 0; group < used.Length; group++)
        {
            var rows = Enumerable.Range(0, codes.Length).Where(row => codes[row] == group).ToArray();
            var slope = rows.Average(row => stage.PsiA[row]);
            if (slope == 0)
                throw new StatisticsException($"The group {groups.Levels[used[group]]} of '{groups.Name}' has no exposed rows, so its effect can't be estimated. Put groups together.");
            var theta = stage.ThetaOn(rows);
            foreach (var row in rows)
                values[row] = theta + (stage.PsiA[row] * theta + stage.PsiB[row]) / Math.Abs(slope);
        }

        return values;
    }

    // Wald's test; with CR2 and CR3 the smallest degrees of freedom of a contrast, which errs on the safe side.
    private static CausalTest Equality(string groups, CoefficientTable contrasts)
    {
        var q = contrasts.Coefficients.Count - 1;
        var (estimate, matrix) = (new double[q], new double[q, q]);
        for (var i = 0; i < q; i++)
        {
            estimate[i] = contrasts.Coefficients[i + 1].Estimate;
            for (var j = 0; j < q; j++)
                matrix[i, j] = contrasts.Matrix[i + 1, j + 1];
        }

        return WaldTest.Of(EqualityOf(groups), estimate, matrix, contrasts.Coefficients.Skip(1).Min(coefficient => coefficient.DegreesOfFreedom), contrasts.Clusters);
    }
}
