using System.CommandLine;
using System.Globalization;
using LobResearch.Cli.Fitting;
using LobResearch.Statistics;
using LobResearch.Statistics.Bootstrap;
using LobResearch.Statistics.Causal;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Learning;
using LobResearch.Study;

namespace LobResearch.Cli.Commands;

/// <summary><c>lob fit dml</c> and <c>lob fit irm</c>: effects of exposures by double machine learning, on any CSV file.</summary>
internal static class CausalCommand
{
    public static Command Dml()
    {
        var roles = new CausalRoleOptions();
        var options = new CausalFitOptions();
        var beside = new BesideOptions();
        var importance = new ImportanceOptions();
        var score = new Option<string>("--score") { Description = "partialling-out (default) or iv-type.", DefaultValueFactory = _ => "partialling-out" };
        var command = new Command("dml", "Effects of one or more exposures, partially linear: residual on residual, learned out of fold.") { score };
        roles.AddTo(command);
        options.AddTo(command);
        beside.AddTo(command);
        importance.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(parsed, roles, data => PartiallyLinear.Estimate(data, options.Fill(parsed, roles, new PartiallyLinearOptions
        {
            Score = parsed.GetValue(score) switch
            {
                "partialling-out" => PartiallyLinearScore.PartiallingOut,
                "iv-type" => PartiallyLinearScore.IvType,
                var other => throw new InputFault($"--score {other} is not known; expected partialling-out or iv-type."),
            },
        })), options, beside, importance, cancellation));
        return command;
    }

    public static Command Irm()
    {
        var roles = new CausalRoleOptions();
        var options = new CausalFitOptions();
        var beside = new BesideOptions();
        var importance = new ImportanceOptions();
        var estimand = new Option<string>("--estimand") { Description = "ate (everybody's effect, the default) or att (that of the exposed).", DefaultValueFactory = _ => "ate" };
        var clip = new Option<string>("--clip") { Description = "Bounds of the probability of exposure: 0.01 for 0.01 to 0.99, or lower,upper.", DefaultValueFactory = _ => "0.01" };
        var outside = new Option<string>("--outside") { Description = "What becomes of rows outside the bounds: clip (default) or drop.", DefaultValueFactory = _ => "clip" };
        var normalise = new Option<bool>("--normalise") { Description = "Divide the weights by their means." };
        var command = new Command("irm", "The average effect of an exposure of 0 and 1, by outcome models and the probability of exposure.") { estimand, clip, outside, normalise };
        roles.AddTo(command);
        options.AddTo(command);
        beside.AddTo(command);
        importance.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(parsed, roles, data =>
        {
            var (lower, upper) = Bounds(parsed.GetValue(clip)!);
            return Interactive.Estimate(data, options.Fill(parsed, roles, new InteractiveOptions
            {
                Estimand = parsed.GetValue(estimand) switch
                {
                    "ate" => Estimand.Ate,
                    "att" => Estimand.Att,
                    var other => throw new InputFault($"--estimand {other} is not known; expected ate or att."),
                },
                Lower = lower,
                Upper = upper,
                Trimming = parsed.GetValue(outside) switch
                {
                    "clip" => Trimming.Clip,
                    "drop" => Trimming.Drop,
                    var other => throw new InputFault($"--outside {other} is not known; expected clip or drop."),
                },
                Normalise = parsed.GetValue(normalise),
            }));
        }, options, beside, importance, cancellation));
        return command;
    }

    private static (double Lower, double Upper) Bounds(string text)
    {
        var parts = text.Split(',');
        var numbers = parts.Select(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : double.NaN).ToArray();
        return numbers switch
        {
            [var one] when !double.IsNaN(one) => (one, 1 - one),
            [var low, var high] when !double.IsNaN(low) && !double.IsNaN(high) => (low, high),
            _ => throw new InputFault($"--clip '{text}': expected one number such as 0.01, or two such as 0.05,0.9."),
        };
    }

    private static async Task<int> RunAsync(ParseResult parsed, CausalRoleOptions roles, Func<CausalData, CausalFit> estimate, CausalFitOptions options, BesideOptions beside, ImportanceOptions importance, CancellationToken cancellationToken)
    {
        try
        {
            var named = beside.Require(parsed, roles.Read(parsed));
            var columns = await CsvColumns.ReadAsync(parsed.GetValue(roles.Data)!, cancellationToken).ConfigureAwait(false);
            var fit = beside.Add(parsed, estimate(CausalData.Prepare(named, columns)), columns);
            fit = importance.Add(parsed, fit, options.Fill(parsed, roles, new PartiallyLinearOptions()));
            await Console.Out.WriteLineAsync(parsed.GetValue(options.Json) ? CausalDocument.Of(fit) : fit.ToString()).ConfigureAwait(false);
            return ExitCode.Done;
        }
        catch (Exception fault) when (fault is StatisticsException or FormulaException)
        {
            throw new InputFault(fault.Message);
        }
    }
}

/// <summary>Options that say which column plays which part.</summary>
internal sealed class CausalRoleOptions
{
    public Option<string> Data { get; } = new("--data") { Description = "A CSV file with headings; empty cells are missing.", Required = true };

    public Option<string> Outcome { get; } = new("--outcome") { Description = "Column with the outcome.", Required = true };

    public Option<string> Exposure { get; } = new("--exposure") { Description = "Column with the exposure; several with commas.", Required = true };

    public Option<string> Covariates { get; } = new("--covariates") { Description = "The covariates as in a formula, such as \"age + factor(wave)\".", DefaultValueFactory = _ => "1" };

    public Option<string?> Cluster { get; } = new("--cluster") { Description = "Column within whose values errors go together, and that folds keep whole; two crossed ones with a comma." };

    public Option<string?> FoldsColumn { get; } = new("--folds-column") { Description = "Column whose values are the folds." };

    public Option<string?> Nuisance { get; } = new("--nuisance") { Description = "Columns with out-of-fold predictions: l=col,m=col[,g=col], or g0=col,g1=col,m=col." };

    public Option<string?> Groups { get; } = new("--groups") { Description = "Column whose values get an effect each." };

    public Option<string[]> References { get; } = new("--reference") { Description = "column=level that others are compared with; may be repeated." };

    public Option<string[]> Levels { get; } = new("--levels") { Description = "column=a,b,c: the order of its levels; may be repeated." };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { Data, Outcome, Exposure, Covariates, Cluster, FoldsColumn, Nuisance, Groups, References, Levels })
            command.Add(option);
    }

    public CausalRoles Read(ParseResult parsed) => new(parsed.GetValue(Outcome)!, List(parsed.GetValue(Exposure)!, "--exposure"))
    {
        Covariates = parsed.GetValue(Covariates)!,
        Clusters = parsed.GetValue(Cluster) is { } cluster ? List(cluster, "--cluster") : [],
        FoldColumn = parsed.GetValue(FoldsColumn),
        Nuisance = Pairs(parsed.GetValue(Nuisance)),
        Groups = parsed.GetValue(Groups),
        Design = FitCommand.Design(parsed.GetValue(References) ?? [], parsed.GetValue(Levels) ?? []),
    };

    internal static string[] List(string text, string option)
    {
        var names = text.Split(',', StringSplitOptions.TrimEntries);
        return Array.TrueForAll(names, name => name.Length > 0) ? names : throw new InputFault($"{option} '{text}': expected a column, or several with commas between.");
    }

    private static Dictionary<string, string> Pairs(string? text)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in text?.Split(',', StringSplitOptions.TrimEntries) ?? [])
        {
            var sides = part.Split('=', 2);
            if (sides.Length != 2 || sides[0].Length == 0 || sides[1].Length == 0)
                throw new InputFault($"--nuisance '{part}': expected name=column, such as m=m_hat.");
            if (!pairs.TryAdd(sides[0], sides[1]))
                throw new InputFault($"--nuisance names {sides[0]} twice; keep one.");
        }

        return pairs;
    }
}

/// <summary>Options that say how an effect is estimated.</summary>
internal sealed class CausalFitOptions
{
    public Option<string> Learner { get; } = new("--learner") { Description = $"How nuisance functions are learned: {string.Join(", ", Learners.Names)}.", DefaultValueFactory = _ => Learners.Usual };

    public Option<string?> ExposureLearner { get; } = new("--exposure-learner") { Description = "The same for the exposure; as --learner unless named." };

    public Option<int?> Folds { get; } = new("--folds") { Description = "Number of folds: 5 unless named, or a fold per cluster when there are ten or fewer." };

    public Option<int> Splits { get; } = new("--splits") { Description = "Draw the folds anew this often and take the median.", DefaultValueFactory = _ => 1 };

    public Option<string?> Covariance { get; } = new("--vcov") { Description = "iid, CR0, CR1, CR2 (default with --cluster) or CR3." };

    public Option<double> Confidence { get; } = new("--confidence") { Description = "Confidence level of intervals.", DefaultValueFactory = _ => 0.95 };

    public Option<string?> Bootstrap { get; } = new("--bootstrap") { Description = "wild: a wild cluster bootstrap-t of the last stage." };

    public Option<int> Draws { get; } = new("--draws") { Description = "Bootstrap draws; all sign vectors when they number no more.", DefaultValueFactory = _ => new WildBootstrapOptions().Draws };

    public Option<string?> Kind { get; } = new("--weights-type") { Description = "rademacher or webb; webb for twelve clusters or fewer unless named." };

    public Option<string?> Benchmark { get; } = new("--benchmark") { Description = "Covariates, with commas: what an unmeasured cause as strong as each would do to the effect." };

    public Option<ulong> Seed { get; } = new("--seed") { Description = "Seed of folds, learners and draws.", DefaultValueFactory = _ => 1UL };

    public Option<int> Threads { get; } = new("--threads") { Description = "Threads at most, 0 for as many as there are processors; no result depends on it." };

    public Option<bool> Json { get; } = new("--json") { Description = "Print one JSON document." };

    /// <param name="command">The command.</param>
    /// <param name="sensitivity">Whether its estimates have a sensitivity.</param>
    public void AddTo(Command command, bool sensitivity = true)
    {
        foreach (var option in new Option[] { Learner, ExposureLearner, Folds, Splits, Covariance, Confidence, Bootstrap, Draws, Kind, Seed, Threads, Json })
            command.Add(option);
        if (sensitivity)
            command.Add(Benchmark);
    }

    public T Fill<T>(ParseResult parsed, CausalRoleOptions roles, T options)
        where T : CausalOptions
    {
        var given = parsed.GetValue(roles.Nuisance) is not null;
        if (given && (parsed.GetResult(Learner) is { Implicit: false } || parsed.GetValue(ExposureLearner) is not null))
            throw new InputFault("--nuisance gives the predictions, so nothing is learned: leave --learner and --exposure-learner out.");
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
            Threads = parsed.GetValue(Threads),
            Benchmarks = parsed.GetResult(Benchmark) is not null && parsed.GetValue(Benchmark) is { } names ? CausalRoleOptions.List(names, "--benchmark") : [],
            Bootstrap = Wild(parsed),
        };
    }

    private WildBootstrapOptions? Wild(ParseResult parsed)
    {
        var kind = parsed.GetValue(Kind);
        if (parsed.GetValue(Bootstrap) is not { } name)
            return kind is null ? null : throw new InputFault("--weights-type belongs to --bootstrap wild.");
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
