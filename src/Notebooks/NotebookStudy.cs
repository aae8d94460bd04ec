using System.Data;
using System.Data.Common;
using Deedle;
using LobResearch.Analysis.Plans;
using LobResearch.Analysis.Runs;
using LobResearch.Analysis.Scores;
using LobResearch.Charts.Catalogue;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Theme;
using LobResearch.Ingest;
using LobResearch.Ingest.Mapping;
using LobResearch.Ingest.Verifying;
using LobResearch.Notebooks.Dialect;
using LobResearch.Study;
using LobResearch.Study.Database;
using LobResearch.Study.Server;

namespace LobResearch;

/// <summary>What a researcher asks of a study in a notebook. All of it stops when the cell is stopped.</summary>
/// <remarks>For the researcher's own eyes: only charts are kept from showing small groups, and only for the audience that is named.</remarks>
public static class NotebookStudy
{
    /// <summary>Draws a chart by its name in the catalogue; the release is logged.</summary>
    /// <param name="study">The study.</param>
    /// <param name="name">The chart; <see cref="ChartNames"/> has them.</param>
    /// <param name="run">The run that it draws; null for the newest.</param>
    /// <param name="form">The form; null for the one with most questionnaires.</param>
    /// <param name="wave">The wave; null for the last with answers.</param>
    /// <param name="school">A school's code.</param>
    /// <param name="audience">For whom: it decides what may be shown.</param>
    /// <param name="language">Language of its words.</param>
    /// <exception cref="InputFault">No such chart, or data that can't give it.</exception>
    public static async Task<ReleasedChart> ChartAsync(
        this LobStudy study, string name, string? run = null, string? form = null, string? wave = null, string? school = null,
        Audience audience = Audience.Thesis, Language language = Language.Dutch)
    {
        ChartCatalogue.RequireKnown(name);
        var gate = await DisclosureGate.OpenAsync(study, audience, school, Cell.Cancellation);
        return await ChartCatalogue.DrawAsync(study, gate, name, new ChartOptions(language) { Run = run, Form = form, Wave = wave, School = school }, Cell.Cancellation);
    }

    /// <summary>The charts that there are, each with what it shows.</summary>
    public static Frame<string, string> ChartNames(this LobStudy study)
    {
        ArgumentNullException.ThrowIfNull(study);
        return Frame.FromColumns(new[]
        {
            KeyValue.Create("shows", ChartCatalogue.All.Select(chart => KeyValue.Create(chart.Name, chart.Title.EnglishOrDutch)).ToSeries()),
            KeyValue.Create("toont", ChartCatalogue.All.Select(chart => KeyValue.Create(chart.Name, chart.Title.Dutch)).ToSeries()),
        });
    }

    /// <summary>The effects that a plan states: estimated and kept, or read back when this plan ran before on these data.</summary>
    /// <param name="study">The study.</param>
    /// <param name="plan">A plan with an estimand: its file, or its name in the study's <c>plans/</c>.</param>
    public static Task<EffectRun> EffectsAsync(this LobStudy study, string plan) =>
        EffectRunStore.RunOnceAsync(study, EffectPlanReader.Read(study.Definition, plan), Cell.Cancellation);

    /// <summary>Reads a run of effects as it was kept, without estimating anew.</summary>
    /// <param name="study">The study.</param>
    /// <param name="run">Its id, or enough of its beginning; null for the newest.</param>
    public static Task<EffectRun> StoredEffectsAsync(this LobStudy study, string? run = null) =>
        StoredEffects.ReadAsync(study, run, cancellationToken: Cell.Cancellation);

    /// <summary>Runs a plan of regressions, and keeps the run.</summary>
    /// <param name="study">The study.</param>
    /// <param name="plan">Its file, or its name in the study's <c>plans/</c>.</param>
    public static Task<AnalysisRun> AnalyseAsync(this LobStudy study, string plan) =>
        RunStore.RunAsync(study, PlanReader.Read(study.Definition, plan), null, Cell.Cancellation);

    /// <summary>Reliability of a form's scales, per wave and over all waves.</summary>
    /// <param name="study">The study.</param>
    /// <param name="form">The form, such as <c>parent</c>.</param>
    /// <param name="options">Which waves, scales and groups; null for all.</param>
    public static Task<StudyScalesReport> ScalesAsync(this LobStudy study, string form, StudyScalesOptions? options = null) =>
        new StudyScales(study).ReportAsync(form, options, Cell.Cancellation);

    /// <summary>How far parent and student agree on the scales that both forms have.</summary>
    /// <param name="study">The study.</param>
    public static Task<StudyDyadsReport> DyadsAsync(this LobStudy study) => new StudyScales(study).DyadsAsync(cancellationToken: Cell.Cancellation);

    /// <summary>The chain behind a run: plan, codebook, batches, files.</summary>
    /// <param name="study">The study.</param>
    /// <param name="run">Its id, or enough of its beginning.</param>
    public static Task<RunTrace> TraceAsync(this LobStudy study, string run) => RunTrace.ReadAsync(study.Database, run, Cell.Cancellation);

    /// <summary>The same numbers again, on the data as they were for a run.</summary>
    /// <param name="study">The study.</param>
    /// <param name="run">Its id, or enough of its beginning.</param>
    public static Task<Rerun> RerunAsync(this LobStudy study, string run) => Rerun.RunAsync(study, run, null, Cell.Cancellation);

    /// <summary>Brings a survey export in, or only looks at what it would bring.</summary>
    /// <param name="study">The study.</param>
    /// <param name="file">The export, as the survey tool wrote it.</param>
    /// <param name="source">The source in the study's <c>sources/</c> that maps it; null when there is one only.</param>
    /// <param name="dryRun">Whether nothing is to be stored.</param>
    public static Task<IngestReport> IngestAsync(this LobStudy study, string file, string? source = null, bool dryRun = true) =>
        new SurveyIngest(study.Database, study.Definition, LobHome.FromEnvironment())
            .RunAsync(file, SourceReader.Read(study.Definition, source), new IngestOptions { DryRun = dryRun }, Cell.Cancellation);

    /// <summary>Checks everything that is stored against codebooks and hashes.</summary>
    /// <param name="study">The study.</param>
    public static Task<VerificationReport> VerifyAsync(this LobStudy study) =>
        new StudyVerification(study.Database, study.Definition, LobHome.FromEnvironment()).RunAsync(null, Cell.Cancellation);

    /// <summary>Asks the database, as the researcher's role: it reads, and sees no code, no open text and no special-category answer.</summary>
    /// <param name="study">The study.</param>
    /// <param name="sql">One query.</param>
    /// <returns>A frame with the query's columns; whole numbers and decimals as doubles, a missing value as missing.</returns>
    public static async Task<Frame<int, string>> QueryAsync(this LobStudy study, string sql)
    {
        await using var connection = await study.Database.OpenConnectionAsync(StudyRole.Analyst, Cell.Cancellation);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The researcher's own query, in the researcher's role.
        command.CommandText = sql;
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleResult, Cell.Cancellation);
        return await FrameOfAsync(reader);
    }

    private static async Task<Frame<int, string>> FrameOfAsync(DbDataReader reader)
    {
        var columns = Enumerable.Range(0, reader.FieldCount).Select(_ => new List<object?>()).ToList();
        while (await reader.ReadAsync(Cell.Cancellation))
        {
            for (var field = 0; field < columns.Count; field++)
                columns[field].Add(reader.IsDBNull(field) ? null : reader.GetValue(field));
        }
        var frame = Frame.CreateEmpty<int, string>();
        for (var field = 0; field < columns.Count; field++)
            frame.AddColumn(reader.GetName(field), Column(columns[field]));
        return frame;
    }

    private static ISeries<int> Column(List<object?> values)
    {
        var rows = Enumerable.Range(0, values.Count);
        return values.TrueForAll(value => value is null or short or int or long or float or double or decimal)
            ? new Series<int, double>(rows, values.Select(value => value is null ? double.NaN : Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture)))
            : new Series<int, string>(rows, values.Select(value => value is null ? null! : Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!));
    }
}
