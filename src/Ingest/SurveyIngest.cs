using System.Threading.Channels;
using Dapper;
using LobResearch.Ingest.Checking;
using LobResearch.Ingest.Identity;
using LobResearch.Ingest.Mapping;
using LobResearch.Ingest.Reading;
using LobResearch.Ingest.Reading.Dialects;
using LobResearch.Ingest.Storing;
using LobResearch.Study;
using LobResearch.Study.Codebook;
using LobResearch.Study.Database;
using LobResearch.Study.Design;
using LobResearch.Study.Server;
using Npgsql;

namespace LobResearch.Ingest;

/// <summary>
/// Brings a survey export into the study's database: read → map → check → identify → store, as one batch in one
/// transaction. The same file, mapping and codebook again change nothing.
/// </summary>
public sealed class SurveyIngest(StudyDatabase database, StudyDefinition study, LobHome home)
{
    private const int ProgressEvery = 2000;
    private const int ChunkSize = 4096;
    private const int ChunksAhead = 2;
    private const long MostLetters = 4_000_000;

    /// <summary>Brings a file in.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mapping">The source it comes from.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Undoes everything.</param>
    /// <exception cref="InputFault">The file as a whole can't be used; the database is as it was.</exception>
    /// <exception cref="EnvironmentFault">A key is missing or another one.</exception>
    public async Task<IngestReport> RunAsync(
        string path, SourceMapping mapping, IngestOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new IngestOptions();
        InputFile.Require(path);
        var form = study.FindForm(mapping.FormId, mapping.FormVersion)
            ?? throw new InputFault($"{mapping.Path}: the study has no form {mapping.FormId} version {mapping.FormVersion}.");
        var fingerprint = await FileFingerprint.OfAsync(path, cancellationToken).ConfigureAwait(false);
        using var records = RecordFile.Open(path, fingerprint, mapping.Format);
        var use = ColumnUse.Of(path, records, mapping, form);
        InstrumentDrift.Refuse(path, records, use, mapping, form);
        var mask = TextMask.Of(form.Items.Any(item => item.Kind == ItemKind.Text) ? () => RecordFile.Open(path, fingerprint, mapping.Format) : null, records, use.Identifying);

        await using var connection = await database.OpenConnectionAsync(StudyRole.Ingest, cancellationToken).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await IngestLock.TakeAsync(connection).ConfigureAwait(false);
        // Keys are looked up by index: tables that are being filled have no statistics, and reading them whole for every
        // chunk would make each slower than the one before. What the planner then takes for dear it would compile first.
        await connection.ExecuteAsync("set local enable_seqscan = off; set local jit = off").ConfigureAwait(false);
        var report = IngestReport.Begin(path, records, use, mapping, form, options.DryRun);
        var earlier = await EarlierBatch.FindAsync(connection, fingerprint.Hash, mapping.Hash, form.ContentHash).ConfigureAwait(false);
        if (earlier is { Since: null })
            return report with { Batch = earlier.Id, AlreadyIn = true };

        var batch = await Batch.BeginAsync(connection, form, mapping, Path.GetFileName(path), fingerprint.Hash, earlier?.Since).ConfigureAwait(false);
        FaultPoints.Reach("batch-begun");
        var findings = new FindingList();
        if (!fingerprint.EndsWithLineEnd && records is DialectRecords)
            findings.Add(new Finding(RuleNames.NoFinalLineEnd, null, null, "the last line has no line end: check that the export was complete"));
        var file = new IncomingFile(path, mapping, form, records, use, mask);
        report = await StoreAsync(connection, batch, file, report, findings, options, cancellationToken).ConfigureAwait(false);
        if (options.DryRun || report.IsStopped)
            return report with { Batch = null };

        await batch.CompleteAsync(report).ConfigureAwait(false);
        FaultPoints.Reach("before-commit");
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        FaultPoints.Reach("after-commit");
        return report;
    }

    private sealed record IncomingFile(string Path, SourceMapping Mapping, Form Form, IRecordReader Records, ColumnUse Use, TextMask Mask);

    private async Task<IngestReport> StoreAsync(
        NpgsqlConnection connection, Batch batch, IncomingFile file, IngestReport report, FindingList findings, IngestOptions options, CancellationToken cancellationToken)
    {
        var (mapping, form) = (file.Mapping, file.Form);
        using var keys = await KeyRing.OpenAsync(connection, home, study.Id).ConfigureAwait(false);
        var places = await Places.LoadAsync(connection).ConfigureAwait(false);
        var answers = new AnswerReader(mapping, form, findings, file.Records, file.Use, file.Path, file.Mask);
        if (study.Consent is not null && file.Use.Submitted < 0 && (file.Use.Consent >= 0 || file.Use.GuardianConsent >= 0 || file.Use.Age >= 0) && study.Waves.Any(wave => wave.Starts is null))
            throw new InputFault($"{mapping.Path}: the source tells of consent or age, and nothing says of which day. State 'submitted' in the source, or 'starts' of each wave in study.yaml.");
        var consent = study.Consent is { } rules
            ? new ConsentReader(rules, mapping, form, file.Records, file.Use, await ConsentBook.LoadAsync(connection, rules.Purpose).ConfigureAwait(false))
            : null;
        using var reader = new RowReader(
            study, mapping, form, keys, places, findings, file.Records, file.Use, answers, consent, await Tombstones.LoadAsync(connection, keys).ConfigureAwait(false));
        var seen = await SeenResponses.BeginAsync(connection, batch.SourceId).ConfigureAwait(false);
        var consents = new ConsentTable(connection, batch, study.Consent?.Purpose, mapping, findings);
        var writer = new BatchWriter(connection, batch, form, keys, places, seen, await HasPersonsAsync(connection).ConfigureAwait(false), findings, string.Join(", ", mapping.ResponseColumns), consents);
        var (rows, heldBack) = await PipeAsync(reader, file.Records, writer, options, cancellationToken).ConfigureAwait(false);
        if (rows == 0)
            throw new InputFault($"{file.Path}: the file has column headings and no rows. The export is probably cut off or filtered; export it again.");
        answers.RefuseIfDifferent();
        FaultPoints.Reach("copied");
        await consents.AddRefusalsAsync(reader.Refusals).ConfigureAwait(false);
        await seen.AddHeldBackAsync(reader.HeldBackKeys).ConfigureAwait(false);
        var gone = await seen.VanishedAsync(batch.Id, reader.Waves).ConfigureAwait(false);
        if (gone > 0)
            findings.Add(new Finding(RuleNames.VanishedRows, null, null, $"{gone} rows of earlier files of source {mapping.Id}, of waves that this file holds, are not in it; they stay. Check that the export is complete"), gone);
        options.Progress?.Report(rows);
        var counts = writer.Counts;
        return report with
        {
            Batch = batch.Id,
            Rows = rows,
            New = counts.New,
            Unchanged = counts.Unchanged,
            Changed = counts.Changed,
            HeldBack = heldBack + counts.HeldBack,
            Withdrawn = reader.Withdrawn,
            Vanished = gone,
            Findings = findings.ToList(),
            Rules = findings.Judge(rows, form.Checks),
        };
    }

    // Reading and checking goes on while the database takes the chunk before; a few chunks are all that memory holds.
    private static async Task<(int Rows, int HeldBack)> PipeAsync(
        RowReader reader, IRecordReader records, BatchWriter writer, IngestOptions options, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var chunks = Channel.CreateBounded<List<IncomingRow>>(new BoundedChannelOptions(ChunksAhead) { SingleReader = true, SingleWriter = true });
        var reading = Task.Run(() => ReadAsync(reader, records, chunks.Writer, options, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var chunk in chunks.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                await writer.WriteAsync(chunk, cancellationToken).ConfigureAwait(false);
                FaultPoints.Reach("chunk-written");
            }

            await writer.FinishAsync().ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            // Its own fault has come through the channel; after a fault of the writer it only has to end.
            await Task.WhenAny(reading).ConfigureAwait(false);
            await Task.WhenAny(writer.FinishAsync()).ConfigureAwait(false);
        }

        return await reading.ConfigureAwait(false);
    }

    private static async Task<(int Rows, int HeldBack)> ReadAsync(
        RowReader reader, IRecordReader records, ChannelWriter<List<IncomingRow>> chunks, IngestOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var (rows, heldBack) = (0, 0);
            var chunk = new List<IncomingRow>(ChunkSize);
            var letters = 0L;
            while (records.Read())
            {
                rows++;
                if (reader.Read() is { } row)
                {
                    chunk.Add(row);
                    letters += row.Answers.Letters;
                }
                else
                {
                    heldBack++;
                }

                if (chunk.Count == ChunkSize || letters > MostLetters)
                {
                    letters = 0;
                    await chunks.WriteAsync(Sorted(chunk), cancellationToken).ConfigureAwait(false);
                    chunk = new List<IncomingRow>(ChunkSize);
                }

                if (rows % ProgressEvery == 0)
                    options.Progress?.Report(rows);
            }

            await chunks.WriteAsync(Sorted(chunk), cancellationToken).ConfigureAwait(false);
            chunks.Complete();
            return (rows, heldBack - reader.Withdrawn);
        }
        catch (Exception fault)
        {
            chunks.Complete(fault);
            throw;
        }
    }

    // In the order of their keys a chunk's rows touch a few pages of each index after another, instead of all in no order.
    private static List<IncomingRow> Sorted(List<IncomingRow> chunk)
    {
        chunk.Sort((one, other) =>
        {
            var order = one.ResponseKey.AsSpan().SequenceCompareTo(other.ResponseKey);
            return order != 0 ? order : one.SourceRow.CompareTo(other.SourceRow);
        });
        return chunk;
    }

    private static Task<bool> HasPersonsAsync(NpgsqlConnection connection) =>
        connection.ExecuteScalarAsync<bool>("select exists (select 1 from identity.code)");
}
