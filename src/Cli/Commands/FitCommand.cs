using System.CommandLine;
using System.Globalization;
using LobResearch.Cli.Fitting;
using LobResearch.Statistics;
using LobResearch.Statistics.Advice;
using LobResearch.Statistics.Bootstrap;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Design;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Multiplicity;
using LobResearch.Statistics.Regression;
using LobResearch.Statistics.Results;
using LobResearch.Statistics.Robust;
using LobResearch.Study;

namespace LobResearch.Cli.Commands;

/// <summary><c>lob fit</c>: a model on any CSV file.</summary>
internal static class FitCommand
{
    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "A CSV file with headings; empty cells are missing.", Required = true };
        var formula = new Option<string>("--formula") { Description = "The model as in R, such as \"y ~ x * group\".", Required = true };
        var cluster = new Option<string?>("--cluster") { Description = "Column within whose values errors go together." };
        var covariance = new Option<string?>("--vcov") { Description = "CR0, CR1, CR1S, CR2 (default with --cluster) or CR3." };
        var weights = new Option<string?>("--weights") { Description = "Column with precision weights." };
        var confidence = new Option<double>("--confidence") { Description = "Confidence level of intervals.", DefaultValueFactory = _ => 0.95 };
        var references = new Option<string[]>("--reference") { Description = "column=level that others are compared with; may be repeated." };
        var levels = new Option<string[]>("--levels") { Description = "column=a,b,c: the order of its levels; may be repeated." };
        var matrix = new Option<bool>("--matrix") { Description = "Give the coefficients' covariance matrix too." };
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var exposure = new Option<string?>("--exposure") { Description = "The coefficient that the advice on few clusters is about; the first beside the intercept unless named." };
        var bootstrap = new Option<string?>("--bootstrap") { Description = "wild: p values and intervals by the wild cluster bootstrap-t." };
        var terms = new Option<string[]>("--terms") { Description = "A coefficient to bootstrap; may be repeated. All unless named." };
        var draws = new Option<int>("--draws") { Description = "Bootstrap draws; all sign vectors when they number no more.", DefaultValueFactory = _ => new WildBootstrapOptions().Draws };
        var kind = new Option<string?>("--weights-type") { Description = "rademacher or webb; webb for twelve clusters or fewer unless named." };
        var seed = new Option<ulong>("--seed") { Description = "Seed of the draws.", DefaultValueFactory = _ => new WildBootstrapOptions().Seed };
        var ols = new Command("ols", "Ordinary or weighted least squares.")
        {
            data, formula, cluster, covariance, weights, confidence, references, levels, matrix, exposure, bootstrap, terms, draws, kind, seed, json,
        };
        var additions = new AdditionOptions();
        additions.AddTo(ols);
        ols.SetAction((parsed, cancellation) => OlsAsync(
            new Request(
                parsed.GetValue(data)!, parsed.GetValue(formula)!, parsed.GetValue(cluster), parsed.GetValue(covariance), parsed.GetValue(weights),
                parsed.GetValue(confidence), parsed.GetValue(references) ?? [], parsed.GetValue(levels) ?? [], parsed.GetValue(matrix), parsed.GetValue(json))
            {
                Exposure = parsed.GetValue(exposure),
                Bootstrap = parsed.GetValue(bootstrap),
                Terms = parsed.GetValue(terms) ?? [],
                WeightsType = parsed.GetValue(kind),
                Additions = additions.Read(parsed, parsed.GetValue(cluster)) is var read && parsed.GetValue(exposure) is null ? read : read with { Sensitivity = true },
                Wild = new WildBootstrapOptions { Draws = parsed.GetValue(draws), Seed = parsed.GetValue(seed), Confidence = parsed.GetValue(confidence) },
            },
            cancellation));
        return new Command("fit", "A model on any CSV file.") { ols, MixedModelCommand.Create(), CausalCommand.Dml(), CausalCommand.Irm() };
    }

    private static async Task<int> OlsAsync(Request request, CancellationToken cancellationToken)
    {
        var type = Covariance(request.Cluster, request.Covariance, needsCluster: true);
        var wild = Wild(request);
        try
        {
            // The formula first: its faults need no file.
            var formula = Formula.Parse(request.Formula);
            var data = await CsvColumns.ReadAsync(request.Data, cancellationToken).ConfigureAwait(false);
            var fit = LeastSquares.Fit(formula, data, Options(request));
            var table = type is { } robust ? fit.Robust(data[request.Cluster!], robust) : fit.Coefficients;
            var exposure = request.Exposure ?? fit.Coefficients.Coefficients.FirstOrDefault(coefficient => coefficient.Term != "(Intercept)")?.Term;
            var few = request.Cluster is null ? null : Few(fit, table, data[request.Cluster], exposure, wild, request);
            var additions = await request.Additions.MakeAsync(fit, table, data, request.Cluster, exposure, Weighted(request), cancellationToken).ConfigureAwait(false);
            await Console.Out.WriteLineAsync(request.Json ? FitDocument.Of(fit, table, request.Matrix, few, additions) : Text(fit, table, few, additions)).ConfigureAwait(false);
            return ExitCode.Done;
        }
        catch (Exception fault) when (fault is StatisticsException or FormulaException)
        {
            throw new InputFault(fault.Message);
        }
    }

    /// <summary>What <c>--cluster</c> and <c>--vcov</c> say; null for the model's own errors.</summary>
    internal static CovarianceType? Covariance(string? cluster, string? covariance, bool needsCluster)
    {
        if (covariance is null or "classical" or "iid")
            return cluster is null || covariance is not null ? null : CovarianceType.CR2;
        if (cluster is null && needsCluster)
            throw new InputFault($"--vcov {covariance} needs --cluster: the column within whose values errors go together.");
        return Enum.TryParse<CovarianceType>(covariance, out var type) && Enum.IsDefined(type) && char.IsLetter(covariance[0])
            ? type
            : throw new InputFault($"--vcov {covariance} is not known; expected one of {string.Join(", ", Enum.GetNames<CovarianceType>())}.");
    }

    private static WildBootstrapOptions? Wild(Request request)
    {
        if (request.Bootstrap is null)
        {
            var romanoWolf = request.Additions.Adjust == AdjustedTests.RomanoWolfName;
            return (request.WeightsType is null || romanoWolf) && request.Terms.Length == 0
                ? null
                : throw new InputFault("--weights-type and --terms belong to --bootstrap wild (--weights-type to --adjust romano-wolf, too).");
        }

        if (request.Bootstrap != "wild")
            throw new InputFault($"--bootstrap {request.Bootstrap} is not known; expected wild.");
        if (request.Cluster is null)
            throw new InputFault("--bootstrap wild needs --cluster: the column within whose values errors go together.");
        return Weighted(request);
    }

    private static WildBootstrapOptions Weighted(Request request) => request.WeightsType switch
    {
        null => request.Wild,
        "rademacher" => request.Wild with { Weights = WildWeights.Rademacher },
        "webb" => request.Wild with { Weights = WildWeights.Webb },
        _ => throw new InputFault($"--weights-type {request.WeightsType} is not known; expected rademacher or webb."),
    };

    private static FewClusterReport Few(LeastSquaresFit fit, CoefficientTable table, Column clusters, string? exposure, WildBootstrapOptions? wild, Request request)
    {
        var terms = request.Terms.Length > 0 ? request.Terms : fit.Coefficients.Coefficients.Select(coefficient => coefficient.Term);
        return new FewClusterReport(
            table,
            exposure is null ? null : FewClusterAdvice.For(fit, clusters, exposure, new AdviceFacts { MechanismDeclared = request.Additions.MechanismDeclared }),
            wild is null ? [] : terms.Select(term => WildClusterBootstrap.Test(fit, clusters, term, wild)).ToList());
    }

    private static LeastSquaresOptions Options(Request request) => new()
    {
        Weights = request.Weights,
        Confidence = request.Confidence,
        Design = Design(request.References, request.Levels, [.. new[] { request.Cluster, request.Additions.Blocks }.OfType<string>()]),
    };

    /// <summary>What <c>--reference</c> and <c>--levels</c> say, with columns that must not be missing either.</summary>
    internal static DesignOptions Design(string[] references, string[] levels, params string[] alsoRequired) => new()
    {
        References = Pairs(references, "--reference").ToDictionary(pair => pair.Column, pair => pair.Value, StringComparer.Ordinal),
        Levels = Pairs(levels, "--levels").ToDictionary(pair => pair.Column, pair => (IReadOnlyList<string>)pair.Value.Split(','), StringComparer.Ordinal),
        AlsoRequired = alsoRequired,
    };

    private static IEnumerable<(string Column, string Value)> Pairs(string[] texts, string option)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            var parts = text.Split('=', 2);
            if (parts.Length != 2 || parts[0].Length == 0 || parts[1].Length == 0)
                throw new InputFault($"{option} '{text}': expected column=value.");
            if (!seen.Add(parts[0]))
                throw new InputFault($"{option} names the column '{parts[0]}' twice; keep one.");
            yield return (parts[0], parts[1]);
        }
    }

    private static string Text(LeastSquaresFit fit, CoefficientTable table, FewClusterReport? few, IReadOnlyList<FitAddition> additions) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        {fit.Frame.Formula}
        n = {fit.N}, left out for missing values{(fit.Weights.IsEmpty ? "" : " or a weight of zero")}: {fit.Frame.Omitted}

        {table}

        residual sd {fit.Sigma:G6} on {fit.ResidualDegreesOfFreedom} df, R² {fit.RSquared:0.0000}, AIC {fit.Aic:0.00}, BIC {fit.Bic:0.00}
        {few}
        {string.Join(Environment.NewLine + Environment.NewLine, additions)}
        """).TrimEnd();

    private sealed record Request(
        string Data, string Formula, string? Cluster, string? Covariance, string? Weights, double Confidence, string[] References, string[] Levels, bool Matrix, bool Json)
    {
        public string? Exposure { get; init; }

        public string? Bootstrap { get; init; }

        public string[] Terms { get; init; } = [];

        public string? WeightsType { get; init; }

        public WildBootstrapOptions Wild { get; init; } = new();

        public AdditionRequest Additions { get; init; } = new();
    }
}
