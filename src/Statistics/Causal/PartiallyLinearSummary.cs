using LobResearch.Statistics.Advice;
using LobResearch.Statistics.Bootstrap;
using LobResearch.Statistics.Results;

namespace LobResearch.Statistics.Causal;

/// <summary>Puts the splits of a partially linear estimate together.</summary>
internal static class PartiallyLinearSummary
{
    public static CausalFit Of(CausalData data, PartiallyLinearOptions options, IReadOnlyList<PartialledSplit> splits)
    {
        var hasRegression = options.Score == PartiallyLinearScore.PartiallingOut;
        var type = options.Covariance ?? CausalErrors.Usual(data, hasRegression);
        var exposures = data.Roles.Exposures;
        var own = exposures.Select((name, exposure) => splits.Select(split => CausalErrors.Of(split.Stages[exposure], name, type, data.Clusters, options.Confidence)).ToList()).ToList();
        var parameters = exposures.Select((name, exposure) => new CausalParameter("effect", name, null, null, SplitMedian.Of(own[exposure], options.Confidence))).ToList();
        var (tests, notes) = (new List<CausalTest>(), new List<string>());
        if (splits.All(split => split.Joint is not null))
            parameters.AddRange(Joint(data, options, splits, type, notes));
        if (data.Groups is not null)
            parameters.AddRange(Groups(data, options, splits, type, tests, notes));
        var fit = new CausalFit(
            "dml", hasRegression ? "partialling-out" : "IV-type", data, type, options.Confidence, parameters,
            CausalLosses.Of(data, [.. splits.Select(split => Predictions(data, split))]),
            [.. exposures.SelectMany((name, exposure) => splits.Select((split, number) => new SplitEstimate(
                number + 1, name, own[exposure][number].Estimate, own[exposure][number].StandardError, Folds(split.Stages[exposure], split.Folds))))],
            []);
        var bands = SimultaneousBands.Of(data.Clusters, options, [.. splits.Select((split, number) =>
            split.Stages.Select((stage, exposure) => new BandedEffect(stage.Fit, stage.Term, own[exposure][number], stage.Influence)).ToList())]);
        fit = fit with
        {
            Stages = [.. splits.Select(split => split.Stages)],
            LeftOut = [.. splits.SelectMany(split => split.LeftOut)],
            Tests = tests,
            Notes = notes,
            Bootstrap = Bootstrap(data, options, [.. splits.Select(split => split.Stages)]),
            Advice = hasRegression ? Advice(data, splits[0].Stages) : [],
            Simultaneous = bands.Intervals,
            WithoutSimultaneous = bands.Reason,
        };
        return fit with { Warnings = CausalWarnings.Of(fit, options) };
    }

    internal static List<FoldEstimate> Folds(LastStage stage, IReadOnlyList<Fold>? folds) =>
        folds is null || stage.Rows is not null ? [] : [.. folds.Select(fold => new FoldEstimate(fold.Label, fold.Predict.Length, stage.ThetaOn(fold.Predict)))];

    internal static List<WildBootstrapResult> Bootstrap(CausalData data, CausalOptions options, IReadOnlyList<IReadOnlyList<LastStage>> stages)
    {
        if (options.Bootstrap is null)
            return [];
        if (data.Clusters.Count != 1)
            throw new StatisticsException("The wild cluster bootstrap needs one column of clusters.");
        if (stages[0].Any(stage => stage.Fit is null))
            throw new StatisticsException("The wild cluster bootstrap is defined for a regression, which the IV-type score isn't. Take the partialling-out score.");
        return data.Roles.Exposures.Select((name, exposure) => SplitMedian.Of([.. stages.Select(split =>
            WildClusterBootstrap.Test(split[exposure].Fit!, ClusterCodes.Numbered(Interactive.On(data.Clusters[0], split[exposure].Rows)), split[exposure].Term, options.Bootstrap with { Threads = options.Threads }) with { Term = name })])).ToList();
    }

    private static List<FewClusterAdvice> Advice(CausalData data, IReadOnlyList<LastStage> stages) => data.Clusters.Count != 1
        ? []
        : [.. stages.Select((stage, exposure) => Named(FewClusterAdvice.For(stage.Fit!, data.Clusters[0], stage.Term, exposure: data.Exposure(exposure)), data.Roles.Exposures[exposure]))];

    /// <summary>Advice in the exposure's name: the last stage's column may have another.</summary>
    internal static FewClusterAdvice Named(FewClusterAdvice advice, string exposure) => advice with { Design = advice.Design with { Term = exposure } };

    private static IEnumerable<CausalParameter> Joint(CausalData data, PartiallyLinearOptions options, IReadOnlyList<PartialledSplit> splits, CausalCovariance type, List<string> notes)
    {
        if (splits.FirstOrDefault(split => split.Joint!.Dropped.Count > 0)?.Joint!.Dropped is { } dropped)
        {
            var reason = $"once the covariates are taken out, {string.Join(", ", dropped)} is a combination of the other exposures: their effects side by side can't be told apart";
            return data.Roles.Exposures.Select(name => new CausalParameter(
                "effect", name, null, "joint", Coefficient.WithT(name, double.NaN, double.NaN, double.NaN, options.Confidence, CausalErrors.MethodOf(type), reason)));
        }

        var tables = splits.Select(split => RegressionErrors.Of(split.Joint!, type, data.Clusters)).ToList();
        notes.AddRange(tables.SelectMany(RegressionErrors.Notes));
        return data.Roles.Exposures.Select(name => new CausalParameter("effect", name, null, "joint", SplitMedian.Of([.. tables.Select(table => table[name])], options.Confidence)));
    }

    private static List<CausalParameter> Groups(CausalData data, PartiallyLinearOptions options, IReadOnlyList<PartialledSplit> splits, CausalCovariance type, List<CausalTest> tests, List<string> notes)
    {
        if (options.Score != PartiallyLinearScore.PartiallingOut)
            throw new StatisticsException("Effects of groups go with the partialling-out score.");
        return data.Roles.Exposures.SelectMany((name, exposure) =>
        {
            var effects = splits.Select(split => GroupEffects.Of(
                split.Stages[exposure], Residuals(data, split, exposure), data.Groups!, type, data.Clusters, options.Confidence)).ToList();
            return GroupParameters.Of(name, null, data.Groups!, effects, options.Confidence, tests, notes);
        }).ToList();
    }

    private static (double[] Outcome, double[] Exposure) Residuals(CausalData data, PartialledSplit split, int exposure) => (
        PartiallyLinear.Difference(data.Outcome, split.Nuisance[exposure].L!),
        PartiallyLinear.Difference(data.Exposure(exposure), split.Nuisance[exposure].M));

    private static List<Prediction> Predictions(CausalData data, PartialledSplit split) => split.Nuisance.SelectMany((own, exposure) =>
    {
        var d = data.Exposure(exposure);
        var theta = split.Stages[exposure].Theta;
        return new (string Name, double[]? Values, double[] Target)[] { ("l", own.L, data.Outcome), ("m", own.M, d), ("g", own.G, [.. data.Outcome.Select((y, row) => y - theta * d[row])]) }
            .Where(one => one.Values is not null)
            .Select(one => new Prediction(
                exposure, one.Name, own.Functions.FirstOrDefault(function => function.Name == one.Name)?.Learner.Name ?? "given",
                one.Name == "m" && data.IsBinary(exposure) ? Learning.LearningTask.Probability : Learning.LearningTask.Mean, one.Values!, one.Target, null));
    }).ToList();
}
