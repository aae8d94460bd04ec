using LobResearch.Statistics.Advice;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Learning;

namespace LobResearch.Statistics.Causal;

/// <summary>Puts the splits of an average effect together.</summary>
internal static class InteractiveSummary
{
    public static CausalFit Of(CausalData data, InteractiveOptions options, IReadOnlyList<AveragedSplit> splits)
    {
        var type = options.Covariance ?? CausalErrors.Usual(data, hasRegression: true);
        var exposure = data.Roles.Exposures[0];
        var component = options.Estimand == Estimand.Ate ? "ate" : "att";
        var own = splits.Select(split => CausalErrors.Of(split.Stage, exposure, type, Clusters(data, split), options.Confidence)).ToList();
        var parameters = new List<CausalParameter> { new("effect", exposure, null, component, SplitMedian.Of(own, options.Confidence)) };
        var (tests, notes) = (new List<CausalTest>(), new List<string>());
        if (data.Groups is not null)
        {
            parameters.AddRange(GroupParameters.Of(
                exposure, component, data.Groups,
                [.. splits.Select(split => GroupEffects.Of(
                    split.Stage, null, (CategoricalColumn)Interactive.On(data.Groups, split.Stage.Rows), type, Clusters(data, split), options.Confidence))],
                options.Confidence, tests, notes));
        }

        var first = splits[0];
        var fit = new CausalFit(
            "irm", Score(options), data, type, options.Confidence, parameters, CausalLosses.Of(data, [.. splits.Select(split => Predictions(data, split))]),
            [.. splits.Select((split, number) => new SplitEstimate(
                number + 1, exposure, own[number].Estimate, own[number].StandardError, PartiallyLinearSummary.Folds(split.Stage, options.Normalise ? null : split.Folds)))],
            [])
        {
            Stages = [.. splits.Select(split => new[] { split.Stage })],
            LeftOut = [.. splits.SelectMany(split => split.Nuisance.LeftOut)],
            Tests = tests,
            Notes = notes,
            Overlap = Overlap.Of(data.Exposure(0), first.Nuisance.M, options.Lower, options.Upper, options.Trimming == Trimming.Drop),
            Bootstrap = PartiallyLinearSummary.Bootstrap(data, options, [.. splits.Select(split => new[] { split.Stage })]),
            Advice = data.Clusters.Count != 1
                ? []
                : [PartiallyLinearSummary.Named(FewClusterAdvice.For(first.Stage.Fit!, Clusters(data, first)[0], first.Stage.Term, exposure: On(data.Exposure(0), first.Stage.Rows)), exposure)],
        };
        return fit with { Warnings = CausalWarnings.Of(fit, options) };
    }

    private static string Score(InteractiveOptions options) =>
        $"{(options.Estimand == Estimand.Ate ? "ATE" : "ATT")}{(options.Normalise ? ", normalised weights" : "")}";

    private static List<Column> Clusters(CausalData data, AveragedSplit split) => [.. data.Clusters.Select(cluster => Interactive.On(cluster, split.Stage.Rows))];

    private static double[] On(double[] values, int[]? rows) => rows is null ? values : Array.ConvertAll(rows, row => values[row]);

    private static List<Prediction> Predictions(CausalData data, AveragedSplit split)
    {
        var d = data.Exposure(0);
        var nuisance = split.Nuisance;
        return new (string Name, double[]? Values, double[] Target, LearningTask Task, Func<int, bool>? Rows)[]
        {
            ("g0", nuisance.G0, data.Outcome, LearningTask.Mean, row => d[row] == 0),
            ("g1", nuisance.G1, data.Outcome, LearningTask.Mean, row => d[row] == 1),
            ("m", nuisance.M, d, LearningTask.Probability, null),
        }.Where(one => one.Values is not null).Select(one => new Prediction(
            0, one.Name, nuisance.Functions.FirstOrDefault(function => function.Name == one.Name)?.Learner.Name ?? "given", one.Task, one.Values!, one.Target, one.Rows)).ToList();
    }
}
