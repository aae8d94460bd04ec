using System.Data;
using Dapper;
using LobResearch.Analysis.Comparisons;
using LobResearch.Statistics;
using LobResearch.Study;
using LobResearch.Study.Codebook;
using LobResearch.Study.Database;
using LobResearch.Study.Design;
using Npgsql;

namespace LobResearch.Analysis.Scores;

/// <summary>Scales of a study's questionnaires: reliability by wave and group, agreement within schools, agreement of parent and student.</summary>
/// <remarks>The researcher's: small groups are reported as they are.</remarks>
/// <example><code>Console.WriteLine(await new StudyScales(study).ReportAsync("parent"));</code></example>
/// <param name="study">The study, opened.</param>
public sealed class StudyScales(LobStudy study)
{
    /// <summary>Reliability of a form's scales, per wave and over all waves; and agreement within schools where it is asked for.</summary>
    /// <param name="form">The form, such as <c>parent</c>.</param>
    /// <param name="options">Which waves, scales and groups; null for all waves and scales.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    /// <exception cref="InputFault">No such form, wave, scale or group, a wave that hasn't come in, a scale of one item, or nobody answered.</exception>
    public async Task<StudyScalesReport> ReportAsync(string form, StudyScalesOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new StudyScalesOptions();
        var selection = ScaleSelection.Of(study.Definition, form, options);
        RefuseSingleItem(selection, options);
        return await InOneSnapshotAsync(async connection =>
        {
            var read = await ReadAsync(connection, selection.Form, selection.Waves, options.Waves.Count > 0, selection.Scales, selection.ByItem, cancellationToken).ConfigureAwait(false);
            var provenance = await ScoresProvenance.ReadAsync(connection, study.Definition, [selection.Form], [read.Versions], read.Waves.Select(wave => wave.Id).ToList()).ConfigureAwait(false);
            return new ScaleAnalysis(selection, options, read.Waves, read.Frame).Report(provenance);
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>How far parent and student agree on the scales that both forms have, per wave that both answered.</summary>
    /// <param name="first">A form that parents or students fill in.</param>
    /// <param name="second">The other's form.</param>
    /// <param name="options">Which waves and scales; null for all.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    /// <exception cref="InputFault">No such form, wave or scale, forms of other roles, a wave that hasn't come in, no links yet, or nobody answered.</exception>
    public async Task<StudyDyadsReport> DyadsAsync(string first = "parent", string second = "student", StudyScalesOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new StudyScalesOptions();
        var selection = DyadSelection.Of(study.Definition, first, second, options);
        return await InOneSnapshotAsync(async connection =>
        {
            var links = await DyadLinks.ReadAsync(connection).ConfigureAwait(false);
            var read = new List<FormRead>();
            foreach (var form in new[] { selection.First, selection.Second })
            {
                var scales = form.Scales.Where(scale => selection.Scales.Any(both => both.Id == scale.Id)).ToList();
                read.Add(await ReadAsync(connection, form, selection.Waves, options.Waves.Count > 0, scales, null, cancellationToken).ConfigureAwait(false));
            }

            var waves = read[0].Waves.Intersect(read[1].Waves).ToList();
            if (waves.Count == 0)
                throw new InputFault($"Forms {selection.First.Id} and {selection.Second.Id} have no wave in common that has come in. Bring one in: lob ingest survey FILE.");
            var provenance = await ScoresProvenance.ReadAsync(
                connection, study.Definition, [selection.First, selection.Second], [read[0].Versions, read[1].Versions], waves.Select(wave => wave.Id).ToList()).ConfigureAwait(false);
            return new DyadAnalysis(selection, links, waves, read[0].Frame, read[1].Frame, options.Confidence).Report(provenance, read[0].Waves.Union(read[1].Waves).Except(waves).ToList());
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>How often each answer was given to the items of some scales, at one wave: one questionnaire per person, the last handed in.</summary>
    /// <param name="form">The form, such as <c>parent</c>.</param>
    /// <param name="wave">The wave.</param>
    /// <param name="scales">The scales; empty for all.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    /// <exception cref="InputFault">No such form, wave or scale, a wave that hasn't come in, or no item with a list of answers.</exception>
    public async Task<ItemAnswersReport> AnswersAsync(string form, string wave, IReadOnlyList<string> scales, CancellationToken cancellationToken = default)
    {
        var selection = ScaleSelection.Of(study.Definition, form, new StudyScalesOptions { Waves = [wave], Scales = scales });
        var items = selection.Scales.SelectMany(scale => scale.Items.Select(member => (Scale: scale, Item: selection.Form.Items.First(item => item.Id == member.ItemId))))
            .Where(pair => pair.Item.Answers is not null).ToList();
        if (items.Count == 0)
            throw new InputFault($"No scale of form {selection.Form.Id} has items with a list of answers, so there are no answers to count.");
        return await InOneSnapshotAsync(async connection =>
        {
            var read = await ReadAsync(connection, selection.Form, selection.Waves, true, selection.Scales, null, cancellationToken).ConfigureAwait(false);
            var answered = new CountedGroup(read.Frame.Rows.Count, read.Frame.Rows.Select(row => row.School).OfType<string>().Distinct().Count());
            return new ItemAnswersReport(selection.Form, read.Waves[0], answered, [.. items.Select(pair => ItemAnswers.Of(pair.Scale, pair.Item, read.Frame))]);
        }, cancellationToken).ConfigureAwait(false);
    }

    private static void RefuseSingleItem(ScaleSelection selection, StudyScalesOptions options)
    {
        var single = selection.Scales.FirstOrDefault(scale => scale.Items.Count == 1);
        if (single is not null && options.Agreement is null && (options.Scales.Count > 0 || selection.Scales.All(scale => scale.Items.Count == 1)))
            throw new InputFault($"Scale {single.Id} has one item, {single.Items[0].ItemId}: reliability needs two or more. Name other scales.");
    }

    private static async Task<FormRead> ReadAsync(
        NpgsqlConnection connection, Form form, IReadOnlyList<Wave> asked, bool named, IReadOnlyList<Scale> scales, Item? by, CancellationToken cancellationToken)
    {
        // The keys first: a scale that can't be scored isn't read either.
        _ = scales.Select(scale => ScaleKeys.Of(form, scale)).ToList();
        var reader = new ScaleFrameReader(connection, form);
        var there = await reader.WavesAsync().ConfigureAwait(false);
        var waves = ScaleSelection.ComeIn(form, asked, there.Select(own => own.Wave).ToHashSet(StringComparer.Ordinal), named);
        var ids = waves.Select(wave => wave.Id).ToList();
        var frame = await reader.ReadAsync(ids, scales, by, cancellationToken).ConfigureAwait(false);
        return new FormRead(waves, there.Where(own => ids.Contains(own.Wave)).Select(own => own.Version).Distinct().Order().ToList(), frame);
    }

    private async Task<T> InOneSnapshotAsync<T>(Func<NpgsqlConnection, Task<T>> read, CancellationToken cancellationToken)
    {
        await using var connection = await study.Database.OpenConnectionAsync(StudyRole.Analyst, cancellationToken).ConfigureAwait(false);
        await connection.ExecuteAsync("select study.gather_statistics()").ConfigureAwait(false);
        // An ingest that commits meanwhile is wholly in or wholly out.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
        try
        {
            return await read(connection).ConfigureAwait(false);
        }
        catch (StatisticsException fault)
        {
            throw new InputFault(fault.Message);
        }
    }

    private sealed record FormRead(IReadOnlyList<Wave> Waves, IReadOnlyList<int> Versions, ScaleFrame Frame);
}
