using System.CommandLine;
using LobResearch.Statistics.Bootstrap;
using LobResearch.Statistics.Causal;
using LobResearch.Statistics.Learning;
using LobResearch.Study;

namespace LobResearch.Cli.Commands;

/// <summary>Options that say how an effect is estimated.</summary>
/// <param name="use">Which verb they are of.</param>
internal sealed class CausalFitOptions(CausalUse use)
{
    public Option<string> Learner { get; } = new("--learner") { Description = $"How nuisance functions are learned: {string.Join(", ", Learners.Names)}.", DefaultValueFactory = _ => Learners.Usual };

    public Option<string?> ExposureLearner { get; } = new("--exposure-learner") { Description = "The same for the exposure; as --learner unless named." };

    public Option<int?> Folds { get; } = new("--folds") { Description = "Number of folds: 5 unless named, or a fold per cluster when there are ten or fewer; with two clusterings per side, 3 unless named." };

    public Option<int> Splits { get; } = new("--splits") { Description = "Draw the folds anew this often and take the median.", DefaultValueFactory = _ => 1 };

    public Option<string?> Covariance { get; } = new("--vcov")
    {
        Description = $"iid (default without --cluster), CR0, CR1 (default with two clusterings), CR2 (default with one{(use == CausalUse.PartiallyLinear ? "; the iv-type score has none" : "")}) or CR3{(use == CausalUse.PartiallyLinear ? " (default of the iv-type score with one)" : "")}.",
    };

    public Option<double> Confidence { get; } = new("--confidence") { Description = "Confidence level of intervals.", DefaultValueFactory = _ => 0.95 };

    public Option<string?> Bootstrap { get; } = new("--bootstrap") { Description = "wild: a wild cluster bootstrap-t of the last stage." };

    public Option<int> Draws { get; } = new("--draws") { Description = "Bootstrap draws; all sign vectors when they number no more.", DefaultValueFactory = _ => new WildBootstrapOptions().Draws };

    public Option<string?> Kind { get; } = new("--weights-type") { Description = "rademacher or webb; webb for twelve clusters or fewer unless named." };

    public Option<string?> Benchmark { get; } = new("--benchmark") { Description = "Covariates, with commas: what an unmeasured cause as strong as each would do to the effect." };

    public Option<ulong> Seed { get; } = new("--seed") { Description = "Seed of folds, learners and draws.", DefaultValueFactory = _ => 1UL };

    public Option<int> Threads { get; } = new("--threads") { Description = "Threads at most, 0 for as many as there are processors; no result depends on it." };

    public Option<bool> Json { get; } = new("--json") { Description = "Print one JSON document." };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { Learner, ExposureLearner, Folds, Splits, Covariance, Confidence, Bootstrap, Draws, Kind, Seed, Threads, Json })
            command.Add(option);
        // A dose's effects have no sensitivity.
        if (use != CausalUse.Dose)
            command.Add(Benchmark);
    }

    /// <summary>The options of an estimate as they were typed.</summary>
    /// <param name="parsed">What was typed.</param>
    /// <param name="roles">Which columns play which part.</param>
    /// <param name="options">Of this kind of estimate.</param>
    /// <param name="progress">Told how far it is; null for nobody.</param>
    public T Fill<T>(ParseResult parsed, CausalRoleOptions roles, T options, IProgress<CausalProgress>? progress = null)
        where T : CausalOptions
    {
        var given = parsed.GetValue(roles.Nuisance) is not null;
        if (given && (parsed.GetResult(Learner) is { Implicit: false } || parsed.GetValue(ExposureLearner) is not null))
            throw new InputFault("--nuisance gives the predictions, so nothing is learned: leave --learner and --exposure-learner out.");
        if (given && parsed.GetValue(Folds) is not null)
            throw new InputFault("--nuisance gives the predictions, so no folds are drawn: leave --folds out.");
        return options with
        {
            OutcomeLearner = given ? null : Learners.Named(parsed.GetValue(Learner)!),
            ExposureLearner = given || parsed.GetValue(ExposureLearner) is not { } name ? null : Learners.Named(name),
            Folds = parsed.GetValue(Folds),
            Splits = parsed.GetValue(Splits),
            Seed = parsed.GetValue(Seed),
            Covariance = parsed.GetValue(Covariance) switch
            {
                null => null,
                "iid" => CausalCovariance.Iid,
                "CR0" => CausalCovariance.CR0,
                "CR1" => CausalCovariance.CR1,
                "CR2" => CausalCovariance.CR2,
                "CR3" => CausalCovariance.CR3,
                var other => throw new InputFault($"--vcov {other} is not known; expected iid, CR0, CR1, CR2 or CR3."),
            },
            Confidence = parsed.GetValue(Confidence),
            Progress = progress,
            Threads = parsed.GetValue(Threads),
            Benchmarks = parsed.GetResult(Benchmark) is not null && parsed.GetValue(Benchmark) is { } names ? CausalRoleOptions.List(names, "--benchmark") : [],
            Bootstrap = Wild(parsed),
        };
    }

    private WildBootstrapOptions? Wild(ParseResult parsed)
    {
        var kind = parsed.GetValue(Kind);
        if (parsed.GetValue(Bootstrap) is not { } name)
        {
            if (parsed.GetResult(Draws) is { Implicit: false })
                throw new InputFault("--draws belongs to --bootstrap wild.");
            return kind is null ? null : throw new InputFault("--weights-type belongs to --bootstrap wild.");
        }

        if (name != "wild")
            throw new InputFault($"--bootstrap {name} is not known; expected wild.");
        return new WildBootstrapOptions
        {
            Draws = parsed.GetValue(Draws),
            Seed = parsed.GetValue(Seed),
            Confidence = parsed.GetValue(Confidence),
            Weights = kind switch
            {
                null => null,
                "rademacher" => WildWeights.Rademacher,
                "webb" => WildWeights.Webb,
                _ => throw new InputFault($"--weights-type {kind} is not known; expected rademacher or webb."),
            },
        };
    }
}
