using LobResearch.Statistics.Causal.Sensitivity;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Learning;

namespace LobResearch.Statistics.Causal;

/// <summary>
/// Double machine learning in the interactive model y = g(d, x) + e with d of 0 and 1: the average effect of exposure, of everybody
/// or of the exposed, which may differ from person to person.
/// </summary>
/// <remarks>
/// Chernozhukov et al. (2018), section 5.1; the score is the augmented inverse-probability-weighted one (Robins &amp; Rotnitzky 1995).
/// </remarks>
public static class Interactive
{
    /// <summary>Estimates the average effect.</summary>
    /// <param name="data">Outcome, one exposure of 0 and 1, covariates.</param>
    /// <param name="options">How.</param>
    /// <exception cref="StatisticsException">The effect can't be estimated from these data; the message says why.</exception>
    public static CausalFit Estimate(CausalData data, InteractiveOptions options)
    {
        options.Validate();
        CausalSensitivity.Refuse(data, options);
        if (data.Roles.Exposures.Count != 1)
            throw new StatisticsException("The interactive model takes one exposure. For several take the partially linear one.");
        if (!data.IsBinary(0))
            throw new StatisticsException($"The exposure '{data.Roles.Exposures[0]}' has other values than 0 and 1, which the interactive model needs. Code it as 0 and 1, or take the partially linear model.");
        GivenNuisance.Refuse(data, "g0", "g1", "m");
        var given = data.Roles.Nuisance.Count > 0;
        if (given && options.Splits != 1)
            throw new StatisticsException("With given predictions there is one split; leave the number of splits out.");
        var plan = !given || data.FoldColumn is not null ? FoldPlan.Of(data, options) : null;
        var splits = Enumerable.Range(0, given ? 1 : options.Splits).Select(split =>
        {
            var nuisance = given ? Given(data, options) : Learned(data, options, plan![split], split);
            RefuseSeparation(data, nuisance.M);
            return new AveragedSplit(Stage(data, options, nuisance), nuisance, plan?[split]);
        }).ToList();
        return CausalSensitivity.Attach(InteractiveSummary.Of(data, options, splits), options, (covariate, less) => Estimate(less, options with { Benchmarks = [], Bootstrap = null, ProgressTask = $"the effect without {covariate}" }));
    }

    /// <summary>A column on some of its rows.</summary>
    internal static Column On(Column column, int[]? rows) => rows is null ? column : column is NumericColumn numeric
        ? new NumericColumn(column.Name, Array.ConvertAll(rows, row => numeric.Values[row]))
        : new CategoricalColumn(column.Name, ((CategoricalColumn)column).Levels, Array.ConvertAll(rows, row => ((CategoricalColumn)column).Codes[row]));

    // The effect of the exposed needs no g1.
    private static AverageNuisance Given(CausalData data, InteractiveOptions options)
    {
        var m = GivenNuisance.Of(data, "m", 0);
        if (Array.Exists(m, value => value is < 0 or > 1))
            throw new StatisticsException($"The given probabilities of exposure (m = {data.Roles.Nuisance["m"]}) lie outside 0 to 1.");
        var g1 = options.Estimand == Estimand.Ate ? GivenNuisance.Of(data, "g1", 0) : data.Nuisance("g1");
        return new AverageNuisance(GivenNuisance.Of(data, "g0", 0), g1, m, []);
    }

    private static AverageNuisance Learned(CausalData data, InteractiveOptions options, IReadOnlyList<Fold> folds, int split)
    {
        var learner = options.OutcomeLearner ?? throw new StatisticsException("Name a learner, or give the nuisance functions' predictions.");
        var d = data.Exposure(0);
        NuisanceFunction[] functions =
        [
            new("g0", 0, learner, data.Features, data.Outcome, LearningTask.Mean, row => d[row] == 0),
            new("g1", 0, learner, data.Features, data.Outcome, LearningTask.Mean, row => d[row] == 1),
            new("m", 0, options.ExposureLearner ?? learner, data.Features, d, LearningTask.Probability),
        ];
        var (predicted, left) = CrossFitting.Predict(functions, folds, split, options);
        return new AverageNuisance(predicted[0], predicted[1], predicted[2], functions) { LeftOut = left };
    }

    private static void RefuseSeparation(CausalData data, double[] probability)
    {
        var d = data.Exposure(0);
        var exposed = Enumerable.Range(0, d.Length).Where(row => d[row] == 1).Min(row => probability[row]);
        var others = Enumerable.Range(0, d.Length).Where(row => d[row] == 0).Max(row => probability[row]);
        if (exposed > others)
            throw new StatisticsException($"No overlap: the covariates tell exactly who had '{data.Roles.Exposures[0]}' and who hadn't, so that nobody among the others can be compared with the exposed. Leave out the covariate that tells it, or restrict the question to people who could have been either.");
    }

    private static LastStage Stage(CausalData data, InteractiveOptions options, AverageNuisance nuisance)
    {
        var all = Enumerable.Range(0, data.N);
        int[]? rows = options.Trimming == Trimming.Drop ? [.. all.Where(row => nuisance.M[row] >= options.Lower && nuisance.M[row] <= options.Upper)] : null;
        var used = rows ?? [.. all];
        var d = Array.ConvertAll(used, row => data.Exposure(0)[row]);
        if (!d.Contains(0) || !d.Contains(1))
            throw new StatisticsException("Within the bounds of the probability of exposure there are no exposed rows, or no others. Widen the bounds.");
        var y = Array.ConvertAll(used, row => data.Outcome[row]);
        var m = Array.ConvertAll(used, row => Math.Clamp(nuisance.M[row], options.Lower, options.Upper));
        if (Enumerable.Range(0, d.Length).Any(row => d[row] == 1 && m[row] == 0 || d[row] == 0 && m[row] == 1))
            throw new StatisticsException("A row has a probability of 0 of what it had, and so no weight can be given to it. Set bounds such as 0.01 and 0.99.");
        var g0 = Array.ConvertAll(used, row => nuisance.G0[row]);
        var g1 = nuisance.G1 is null ? null : Array.ConvertAll(used, row => nuisance.G1[row]);
        var ofExposed = options.Estimand == Estimand.Att;
        var (psiA, psiB) = ofExposed ? Exposed(y, d, m, g0) : Everybody(y, d, m, g0, g1!, options.Normalise);
        var elements = g1 is null ? null : BiasElements.Average([.. y.Select((value, row) => value - (d[row] == 1 ? g1[row] : g0[row]))], d, m, ofExposed);
        var stage = LastStage.Average(data.Roles.Exposures[0], psiA, psiB, elements, options.Confidence);
        return rows is null ? stage : stage.On(rows);
    }

    private static (double[] A, double[] B) Everybody(double[] y, double[] d, double[] m, double[] g0, double[] g1, bool normalise)
    {
        var treated = Enumerable.Range(0, d.Length).Average(row => normalise ? d[row] / m[row] : 1);
        var control = Enumerable.Range(0, d.Length).Average(row => normalise ? (1 - d[row]) / (1 - m[row]) : 1);
        var (a, b) = (new double[d.Length], new double[d.Length]);
        for (var row = 0; row < d.Length; row++)
        {
            a[row] = -1;
            b[row] = g1[row] - g0[row] + d[row] * (y[row] - g1[row]) / m[row] / treated - (1 - d[row]) * (y[row] - g0[row]) / (1 - m[row]) / control;
        }

        return (a, b);
    }

    private static (double[] A, double[] B) Exposed(double[] y, double[] d, double[] m, double[] g0)
    {
        var share = d.Average();
        var (a, b) = (new double[d.Length], new double[d.Length]);
        for (var row = 0; row < d.Length; row++)
        {
            a[row] = -d[row] / share;
            b[row] = d[row] * (y[row] - g0[row]) / share - m[row] * (1 - d[row]) * (y[row] - g0[row]) / (share * (1 - m[row]));
        }

        return (a, b);
    }
}

/// <summary>What one split predicts: outcomes without and with exposure, and the probability of exposure.</summary>
internal sealed record AverageNuisance(double[] G0, double[]? G1, double[] M, IReadOnlyList<NuisanceFunction> Functions)
{
    /// <summary>Members that stacks were made without.</summary>
    public IReadOnlyList<LeftOut> LeftOut { get; init; } = [];
}

/// <summary>One split's last stage, with what it was made of.</summary>
internal sealed record AveragedSplit(LastStage Stage, AverageNuisance Nuisance, IReadOnlyList<Fold>? Folds);
