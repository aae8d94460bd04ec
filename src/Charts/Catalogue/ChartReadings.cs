using LobResearch.Analysis;
using LobResearch.Analysis.Comparisons;
using LobResearch.Analysis.Runs;
using LobResearch.Analysis.Scores;

namespace LobResearch.Charts.Catalogue;

/// <summary>What charts read and compute of the study, each once for all charts that are drawn together.</summary>
/// <remarks>For one caller at a time. What can't be read is tried again for the next chart, whose message it is then.</remarks>
/// <param name="study">The study.</param>
internal sealed class ChartReadings(LobStudy study)
{
    private readonly Dictionary<string, AnalysedRows> _rows = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<GroupComparison>> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StudyScalesReport> _scales = new(StringComparer.Ordinal);

    /// <summary>The rows that a run analysed.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    public async Task<AnalysedRows> RowsAsync(EffectRun run, CancellationToken cancellationToken)
    {
        if (!_rows.TryGetValue(run.Id, out var rows))
            _rows[run.Id] = rows = await AnalysedRows.ReadAsync(study, run, cancellationToken).ConfigureAwait(false);
        return rows;
    }

    /// <summary>Those exposed and not, per component.</summary>
    /// <param name="rows">The run's rows.</param>
    /// <param name="picture">For which picture, in messages.</param>
    public IReadOnlyList<GroupComparison> Groups(AnalysedRows rows, string picture)
    {
        if (!_groups.TryGetValue(rows.Run.Id, out var groups))
            _groups[rows.Run.Id] = groups = ExposureGroups.Compare(rows, picture);
        return groups;
    }

    /// <summary>The reliability of all scales of a form, and who answered what, by school.</summary>
    /// <param name="form">The form.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    public async Task<StudyScalesReport> ScalesAsync(string form, CancellationToken cancellationToken)
    {
        if (!_scales.TryGetValue(form, out var report))
            _scales[form] = report = await new StudyScales(study).ReportAsync(form, new StudyScalesOptions { By = "school" }, cancellationToken).ConfigureAwait(false);
        return report;
    }
}
