using System.Globalization;
using LobResearch.Analysis.Effects;
using LobResearch.Analysis.Runs;
using LobResearch.Charts.Catalogue;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Forest;
using LobResearch.Charts.Theme;

namespace LobResearch.Charts.Report;

/// <summary>A run with all that the report tells of it.</summary>
/// <param name="Findings">What its effects come to.</param>
/// <param name="Tables">Its tables.</param>
/// <param name="Flow">How many are left at each step; null where nothing of it may be shown.</param>
/// <param name="Trace">The chain behind it.</param>
internal sealed record ToldRun(RunFindings Findings, RunTables Tables, Released<FlowContent>? Flow, RunTrace Trace);

/// <summary>Puts the report's sections together.</summary>
internal sealed class ReportContents(
    IReadOnlyList<ToldRun> runs, IReadOnlyList<DrawnChart> charts, IReadOnlyList<UndrawnChart> notDrawn, ReportTexts texts, Language language, Audience audience, string audienceLine, bool isSimulated)
{
    private readonly IReadOnlyDictionary<string, IReadOnlyList<string>> _placed = texts.Sections();

    /// <summary>The sections in order.</summary>
    public IReadOnlyList<ReportSection> Sections() =>
    [
        new ReportSection("short") { Bullets = [.. Short()] },
        new ReportSection("found") { Parts = [.. runs.SelectMany(Found), Pictures("found", null)] },
        new ReportSection("know") { Parts = [.. runs.Select(Know), Pictures("known", null)] },
        new ReportSection("sure") { Parts = [.. Sure(), Pictures("sure", null)] },
        new ReportSection("reached") { Parts = [.. runs.Select(Reached), new ReportPart(null) { Paragraphs = [.. NonResponse()] }, Pictures("reached", null)] },
        new ReportSection("limits") { Html = texts.Prose("limits.liquid", Model(("separability", runs.SelectMany(run => run.Findings.Separability()).Distinct(StringComparer.Ordinal).ToArray()))) },
        new ReportSection("method") { BeginsPage = true, Html = texts.Prose("method.liquid", Model(("runs", runs.Select(run => (object)MethodOf(run.Findings)).ToArray()), ("audience_line", audienceLine))) },
        .. audience == Audience.Thesis ? new[] { new ReportSection("checks") { BeginsPage = true, Parts = [new ReportPart(null) { Paragraphs = [texts.Of("checks.what")] }, .. runs.Select(Checks), Pictures("checks", null)] } } : [],
        new ReportSection("provenance") { BeginsPage = true, Parts = [.. runs.Select(Chain), Drawn()] },
    ];

    private IEnumerable<string> Short()
    {
        if (isSimulated)
            yield return texts.Of("short.simulated");
        foreach (var run in runs)
            yield return EffectSentence.For(run.Findings.Run, run.Findings.Run.Plan.Exposures.ToDictionary(code => code, run.Findings.Component, StringComparer.Ordinal), language, run.Findings.IsWithheld) + ".";
        var (shown, largest) = (runs.SelectMany(run => run.Findings.Primary.Where(effect => !run.Findings.IsWithheld(effect))).ToList(), 0);
        largest = shown.Select(effect => effect.Modelled.Persons).DefaultIfEmpty(0).Max();
        yield return shown.Count == 0
            ? texts.Of("short.who_withheld")
            : texts.Of("short.who", ("persons", Numbers.Count(largest, language)), ("schools", Numbers.Count(shown.Max(effect => effect.Modelled.Schools), language)));
        var mixed = runs.SelectMany(run => run.Findings.Primary.Where(effect => run.Findings.Of(effect) == EffectFinding.NotSeparable).Select(effect => run.Findings.Component(effect.Component))).Distinct(StringComparer.Ordinal).ToList();
        if (mixed.Count > 0)
            yield return texts.Of("short.not_separable", ("components", string.Join(", ", mixed)));
        yield return texts.Of("short.association");
    }

    private IEnumerable<ReportPart> Found(ToldRun run)
    {
        yield return new ReportPart(run.Findings.Estimand)
        {
            Paragraphs = [.. run.Findings.Primary.Select(run.Findings.Sentence)],
            Tables = [run.Tables.Effects()],
            Charts = [.. Of("found", run.Findings.Run.Id)],
        };
    }

    private ReportPart Know(ToldRun run)
    {
        var findings = run.Findings;
        var (lowest, highest) = findings.Range;
        var waves = new (string, object?)[] { ("baseline", findings.Baseline), ("wave", findings.Wave) };
        return new ReportPart(findings.Estimand)
        {
            Paragraphs =
            [
                texts.Of($"know.{findings.Kind}", waves),
                texts.Of("know.adjusted", ("baseline", findings.Baseline), ("covariates", findings.Covariates)),
                texts.Of("know.scale", ("outcome", findings.Outcome), ("items", findings.Scale.Items.Count), ("lowest", lowest), ("highest", highest)),
                texts.Of("know.first_separable"),
                texts.Of(findings.Run.Label == "confirmatory" ? "know.confirmatory" : "know.exploratory"),
            ],
            Charts = [.. Of("known", findings.Run.Id)],
        };
    }

    private IEnumerable<ReportPart> Sure()
    {
        yield return new ReportPart(null) { Paragraphs = [texts.Of("sure.interval", ("level", runs[0].Findings.Level))] };
        foreach (var run in runs)
        {
            var findings = run.Findings;
            var several = findings.Primary.Count > 1 && findings.Run.Plan.Adjustment == "holm" ? new[] { texts.Of("sure.several", ("count", findings.Primary.Count)) } : [];
            yield return new ReportPart(findings.Estimand)
            {
                Paragraphs = [.. several, .. findings.Trust(), .. findings.Comparison(), .. findings.Robustness()],
                Tables = findings.Others.Count > 0 ? [run.Tables.Others()] : [],
                Charts = [.. Of("sure", findings.Run.Id)],
            };
        }
    }

    private ReportPart Checks(ToldRun run) => new(run.Findings.Estimand) { Charts = [.. Of("checks", run.Findings.Run.Id)] };

    private ReportPart Reached(ToldRun run)
    {
        var findings = run.Findings;
        var stages = findings.Run.Report.Flow;
        var (before, both) = (stages.FirstOrDefault(stage => stage.Stage == $"answered {findings.Run.Plan.BaselineWave}"), stages.FirstOrDefault(stage => stage.Stage.StartsWith("answered both", StringComparison.Ordinal)));
        var sentences = new List<string>();
        if (before is not null && both is not null && before.All > 0)
        {
            sentences.Add(run.Flow?.Content.Parents(before) is { } all && run.Flow.Content.Parents(both) is { } twice
                ? texts.Of("reached.between", ("before", Numbers.Count(all, language)), ("both", Numbers.Count(twice, language)), ("share", Numbers.Fixed(100.0 * twice / all, 0, language)), ("baseline", findings.Baseline), ("wave", findings.Wave))
                : texts.Of("reached.between_withheld", ("baseline", findings.Baseline), ("wave", findings.Wave)));
        }

        return new ReportPart(findings.Estimand) { Paragraphs = sentences, Tables = run.Flow is null ? [] : [run.Tables.Flow(run.Flow)], Charts = [.. Of("reached", findings.Run.Id)] };
    }

    private IEnumerable<string> NonResponse()
    {
        yield return texts.Of("reached.who");
        if (runs.Any(run => run.Findings.Others.Any(effect => effect.Modelled.Estimator.Contains("weighted for non-response", StringComparison.Ordinal))))
            yield return texts.Of("reached.weighted");
    }

    private Dictionary<string, object?> MethodOf(RunFindings findings) => new(StringComparer.Ordinal)
    {
        ["estimand"] = findings.Estimand,
        ["primary"] = EstimatorWords.Of(findings.Primary[0].Modelled.Estimator, language),
        ["covariates"] = findings.Covariates,
        ["others"] = string.Join("; ", findings.Others.Select(effect => EstimatorWords.Of(effect.Modelled.Estimator, language)).Distinct(StringComparer.Ordinal)),
    };

    private ReportPart Chain(ToldRun run)
    {
        var (trace, isOwn) = (run.Trace, audience == Audience.Thesis);
        var rows = new List<(string Key, string Value)>
        {
            ("plan", $"{trace.Plan} (SHA-256 {trace.PlanHash})"),
            ("label", texts.Of(run.Findings.Run.Label == "confirmatory" ? "chain.confirmatory" : "chain.exploratory")),
        };
        if (trace.Lock is { } fix)
            rows.Add(("fixed", $"{Day(fix.At)} (SHA-256 {fix.Hash})"));
        if (trace.Seed is { } seed)
            rows.Add(("seed", seed.ToString(CultureInfo.InvariantCulture)));
        rows.AddRange(("program", $"lob {trace.ProgramVersion}"), ("runtime", trace.Runtime), ("processor", trace.Processor), ("form", $"{trace.Form} (SHA-256 {trace.FormHash})"),
            ("links", trace.LinkVersion is { } version ? texts.Of("chain.links_value", ("version", version)) : texts.Of("chain.links_none")), ("run_at", Day(trace.RunAt)));
        // Counts of persons that no gate judged are the researcher's alone.
        if (isOwn && trace.Persons is { } persons)
            rows.Add(("persons", Numbers.Count(persons, language)));
        var batches = trace.Batches.Select(batch => (IReadOnlyList<ReportCell>)
        [
            batch.Id.ToString(CultureInfo.InvariantCulture), batch.Source, batch.FileHash, Day(batch.IngestedAt), .. isOwn ? new ReportCell[] { batch.File, new ReportCell(Numbers.Count(batch.Rows, language), batch.Rows) } : [],
        ]);
        return new ReportPart(null)
        {
            Tables =
            [
                new ReportTable($"chain-{run.Findings.Kind}", texts.Of("table.chain", ("run", trace.RunId)), [Column("what"), Column("value")], [.. rows.Select(row => (IReadOnlyList<ReportCell>)[texts.Of($"chain.{row.Key}"), row.Value])]),
                new ReportTable($"files-{run.Findings.Kind}", texts.Of("table.batches", ("run", trace.RunId)), [Column("batch"), Column("source"), Column("hash"), Column("date"), .. isOwn ? new[] { Column("what"), Column("rows") } : []], [.. batches]),
            ],
        };
    }

    private ReportPart Drawn() => new(null)
    {
        Tables =
        [
            new ReportTable("pictures", texts.Of("table.charts"), [Column("chart"), Column("withheld"), Column("hash")],
                [.. charts.Select(chart => (IReadOnlyList<ReportCell>)[chart.Name, new ReportCell(Numbers.Count(chart.Chart.Withheld, language), chart.Chart.Withheld), Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(chart.Chart.Svg.Span))])]),
            .. notDrawn.Count == 0 ? Array.Empty<ReportTable>() :
            [
                new ReportTable("not-drawn", texts.Of("table.not_drawn"), audience == Audience.Thesis ? [Column("chart"), Column("why")] : [Column("chart")],
                    [.. notDrawn.Select(chart => (IReadOnlyList<ReportCell>)(audience == Audience.Thesis ? [chart.Chart, chart.Why] : [chart.Chart]))]),
            ],
        ],
    };

    private ReportPart Pictures(string section, string? run) => new(null) { Charts = [.. Of(section, run)] };

    // A chart that no section names goes to the end of what was found.
    private IEnumerable<(string, ReleasedChart)> Of(string section, string? run)
    {
        var named = _placed.TryGetValue(section, out var list) ? list : [];
        var everywhere = _placed.Values.SelectMany(names => names).ToHashSet(StringComparer.Ordinal);
        var kinds = section == "found" ? [.. named, .. ChartKinds.All.Select(kind => kind.Name).Where(name => !everywhere.Contains(name))] : named;
        return kinds.SelectMany(kind => charts.Where(chart => chart.Kind == kind && chart.Run == run)).Select(chart => (chart.Name, chart.Chart));
    }

    private Dictionary<string, object?> Model(params (string Name, object? Value)[] values)
    {
        var model = new Dictionary<string, object?>(StringComparer.Ordinal) { ["words"] = texts.Words() };
        foreach (var (name, value) in values)
            model[name] = value;
        return model;
    }

    private string Day(DateTime utc) => utc.ToString(language == Language.Dutch ? "dd-MM-yyyy" : "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private string Column(string name) => texts.Of($"column.{name}");
}
