using Dapper;
using LobResearch.Study;
using Npgsql;
using NpgsqlTypes;

namespace LobResearch.Ingest.Storing;

/// <summary>How many rows of a file were new, unchanged and changed.</summary>
internal sealed record RowCounts(int New, int Unchanged, int Changed);

/// <summary>
/// Writes a file's rows in chunks inside the batch's transaction: finds or makes the persons, tells new rows from
/// unchanged and changed ones, and copies in binary. Memory is bounded by the chunk, not by the file.
/// </summary>
internal sealed class BatchWriter(NpgsqlConnection connection, long batchId, int sourceId, int formVersionId, string role, string keyId)
{
    private const int ChunkSize = 4096;
    private readonly List<IncomingRow> _chunk = new(ChunkSize);
    private int _new;
    private int _unchanged;
    private int _changed;

    /// <summary>What has been written so far.</summary>
    public RowCounts Counts => new(_new, _unchanged, _changed);

    /// <summary>Takes a row; writes the chunk when it is full.</summary>
    public async Task AddAsync(IncomingRow row, CancellationToken cancellationToken)
    {
        _chunk.Add(row);
        if (_chunk.Count == ChunkSize)
            await FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes what is left.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        FaultPoints.Reach("copied");
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_chunk.Count == 0)
            return;
        var persons = await FindOrAddPersonsAsync(cancellationToken).ConfigureAwait(false);
        var toStore = await SupersedeChangedAsync().ConfigureAwait(false);
        if (toStore.Count > 0)
        {
            var ids = await ReserveIdsAsync(toStore.Count).ConfigureAwait(false);
            var stored = toStore.Select((row, index) => new Placed(row, persons[row.PersonIndex], ids[index])).ToList();
            await CopyQuestionnairesAsync(stored, cancellationToken).ConfigureAwait(false);
            await CopyNumbersAsync(stored, cancellationToken).ConfigureAwait(false);
            await CopyDatesAsync(stored, cancellationToken).ConfigureAwait(false);
            await CopyTextsAsync(stored, cancellationToken).ConfigureAwait(false);
            await CopySensitiveAsync(stored, cancellationToken).ConfigureAwait(false);
        }

        _chunk.Clear();
    }

    private async Task<Dictionary<byte[], Guid>> FindOrAddPersonsAsync(CancellationToken cancellationToken)
    {
        var indexes = _chunk.Select(row => row.PersonIndex).Distinct(ByteArrays.Equality).ToArray();
        var known = await connection.QueryAsync<(byte[] Index, Guid Person)>(
            "select blind_index, person_id from identity.code where role = @role and blind_index = any(@indexes)",
            new { role, indexes }).ConfigureAwait(false);
        var persons = known.ToDictionary(pair => pair.Index, pair => pair.Person, ByteArrays.Equality);
        var added = indexes.Where(index => !persons.ContainsKey(index)).Select(index => (Index: index, Person: Guid.NewGuid())).ToList();

        await using (var copy = await connection.BeginBinaryImportAsync(
            "copy study.person (id, role, first_batch_id) from stdin (format binary)", cancellationToken).ConfigureAwait(false))
        {
            foreach (var (_, person) in added)
            {
                await copy.StartRowAsync(cancellationToken).ConfigureAwait(false);
                await copy.WriteAsync(person, NpgsqlDbType.Uuid, cancellationToken).ConfigureAwait(false);
                await copy.WriteAsync(role, NpgsqlDbType.Text, cancellationToken).ConfigureAwait(false);
                await copy.WriteAsync(batchId, NpgsqlDbType.Bigint, cancellationToken).ConfigureAwait(false);
            }

            await copy.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }

        await using (var copy = await connection.BeginBinaryImportAsync(
            "copy identity.code (person_id, role, blind_index, key_id) from stdin (format binary)", cancellationToken).ConfigureAwait(false))
        {
            foreach (var (index, person) in added)
            {
                await copy.StartRowAsync(cancellationToken).ConfigureAwait(false);
                await copy.WriteAsync(person, NpgsqlDbType.Uuid, cancellationToken).ConfigureAwait(false);
                await copy.WriteAsync(role, NpgsqlDbType.Text, cancellationToken).ConfigureAwait(false);
                await copy.WriteAsync(index, NpgsqlDbType.Bytea, cancellationToken).ConfigureAwait(false);
                await copy.WriteAsync(keyId, NpgsqlDbType.Text, cancellationToken).ConfigureAwait(false);
                persons.Add(index, person);
            }

            await copy.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }

        return persons;
    }

    // Returns the rows to store: new ones, and changed ones whose earlier version is now marked as superseded.
    private async Task<List<IncomingRow>> SupersedeChangedAsync()
    {
        var current = (await connection.QueryAsync<(byte[] Key, byte[] Hash)>(
            """
            select response_key, content_hash from study.questionnaire
            where source_id = @sourceId and superseded_by_batch_id is null and response_key = any(@keys)
            """,
            new { sourceId, keys = _chunk.Select(row => row.ResponseKey).ToArray() }).ConfigureAwait(false))
            .ToDictionary(pair => pair.Key, pair => pair.Hash, ByteArrays.Equality);
        var toStore = new List<IncomingRow>(_chunk.Count);
        var superseded = new List<byte[]>();
        foreach (var row in _chunk)
        {
            if (!current.TryGetValue(row.ResponseKey, out var hash))
            {
                _new++;
                toStore.Add(row);
            }
            else if (hash.AsSpan().SequenceEqual(row.ContentHash))
            {
                _unchanged++;
            }
            else
            {
                _changed++;
                superseded.Add(row.ResponseKey);
                toStore.Add(row);
            }
        }

        if (superseded.Count > 0)
        {
            await connection.ExecuteAsync(
                """
                update study.questionnaire set superseded_by_batch_id = @batchId
                where source_id = @sourceId and superseded_by_batch_id is null and response_key = any(@superseded)
                """,
                new { batchId, sourceId, superseded = superseded.ToArray() }).ConfigureAwait(false);
        }

        return toStore;
    }

    private async Task<long[]> ReserveIdsAsync(int count) =>
        (await connection.QueryAsync<long>(
            "select nextval('study.questionnaire_id') from generate_series(1, @count)", new { count }).ConfigureAwait(false)).ToArray();

    private async Task CopyQuestionnairesAsync(List<Placed> rows, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            """
            copy study.questionnaire (person_id, id, form_version_id, wave_id, school_id, class_group_id, item_count, answers,
              submitted_at, source_id, response_key, content_hash, source_row, batch_id) from stdin (format binary)
            """, cancellationToken).ConfigureAwait(false);
        foreach (var (row, person, id) in rows)
        {
            await copy.StartRowAsync(cancellationToken).ConfigureAwait(false);
            await copy.WriteAsync(person, NpgsqlDbType.Uuid, cancellationToken).ConfigureAwait(false);
            await copy.WriteAsync(id, NpgsqlDbType.Bigint, cancellationToken).ConfigureAwait(false);
            await copy.WriteAsync(formVersionId, NpgsqlDbType.Integer, cancellationToken).ConfigureAwait(false);
            await copy.WriteAsync(row.WaveId, NpgsqlDbType.Integer, cancellationToken).ConfigureAwait(false);
            await WriteOrNullAsync(copy, row.SchoolId, NpgsqlDbType.Integer, cancellationToken).ConfigureAwait(false);
            await WriteOrNullAsync(copy, row.ClassGroupId, NpgsqlDbType.Integer, cancellationToken).ConfigureAwait(false);
            await copy.WriteAsync(row.Answers.Coded.Length, NpgsqlDbType.Integer, cancellationToken).ConfigureAwait(false);
            await copy.WriteAsync(row.Answers.Coded, NpgsqlDbType.Array | NpgsqlDbType.Smallint, cancellationToken).ConfigureAwait(false);
            await WriteOrNullAsync(copy, row.SubmittedAt, NpgsqlDbType.TimestampTz, cancellationToken).ConfigureAwait(false);
            await copy.WriteAsync(sourceId, NpgsqlDbType.Integer, cancellationToken).ConfigureAwait(false);
            await copy.WriteAsync(row.ResponseKey, NpgsqlDbType.Bytea, cancellationToken).ConfigureAwait(false);
            await copy.WriteAsync(row.ContentHash, NpgsqlDbType.Bytea, cancellationToken).ConfigureAwait(false);
            await copy.WriteAsync(row.SourceRow, NpgsqlDbType.Integer, cancellationToken).ConfigureAwait(false);
            await copy.WriteAsync(batchId, NpgsqlDbType.Bigint, cancellationToken).ConfigureAwait(false);
        }

        await copy.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task CopyNumbersAsync(List<Placed> rows, CancellationToken cancellationToken)
    {
        if (!rows.Exists(row => row.Row.Answers.Numbers.Count > 0))
            return;
        await using var copy = await BeginAnswersAsync("study.number_answer", "value, missing", cancellationToken).ConfigureAwait(false);
        foreach (var placed in rows)
        {
            foreach (var (ordinal, value, missing) in placed.Row.Answers.Numbers)
            {
                await StartAnswerAsync(copy, placed, ordinal, cancellationToken).ConfigureAwait(false);
                await WriteOrNullAsync(copy, value, NpgsqlDbType.Double, cancellationToken).ConfigureAwait(false);
                await WriteOrNullAsync(copy, missing, NpgsqlDbType.Smallint, cancellationToken).ConfigureAwait(false);
            }
        }

        await copy.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task CopyDatesAsync(List<Placed> rows, CancellationToken cancellationToken)
    {
        if (!rows.Exists(row => row.Row.Answers.Days.Count > 0))
            return;
        await using var copy = await BeginAnswersAsync("study.date_answer", "value, missing", cancellationToken).ConfigureAwait(false);
        foreach (var placed in rows)
        {
            foreach (var (ordinal, value, missing) in placed.Row.Answers.Days)
            {
                await StartAnswerAsync(copy, placed, ordinal, cancellationToken).ConfigureAwait(false);
                await WriteOrNullAsync(copy, value, NpgsqlDbType.Date, cancellationToken).ConfigureAwait(false);
                await WriteOrNullAsync(copy, missing, NpgsqlDbType.Smallint, cancellationToken).ConfigureAwait(false);
            }
        }

        await copy.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task CopyTextsAsync(List<Placed> rows, CancellationToken cancellationToken)
    {
        if (!rows.Exists(row => row.Row.Answers.Texts.Count > 0))
            return;
        await using var copy = await BeginAnswersAsync("text.answer", "body, missing", cancellationToken).ConfigureAwait(false);
        foreach (var placed in rows)
        {
            foreach (var (ordinal, body, missing) in placed.Row.Answers.Texts)
            {
                await StartAnswerAsync(copy, placed, ordinal, cancellationToken).ConfigureAwait(false);
                await WriteTextOrNullAsync(copy, body, cancellationToken).ConfigureAwait(false);
                await WriteOrNullAsync(copy, missing, NpgsqlDbType.Smallint, cancellationToken).ConfigureAwait(false);
            }
        }

        await copy.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task CopySensitiveAsync(List<Placed> rows, CancellationToken cancellationToken)
    {
        if (!rows.Exists(row => row.Row.Answers.Sensitive.Count > 0))
            return;
        await using var copy = await BeginAnswersAsync(
            "sensitive.answer", "option_code, code, number, day, body, missing", cancellationToken).ConfigureAwait(false);
        foreach (var placed in rows)
        {
            foreach (var answer in placed.Row.Answers.Sensitive)
            {
                await StartAnswerAsync(copy, placed, answer.ItemOrdinal, cancellationToken).ConfigureAwait(false);
                await copy.WriteAsync(answer.OptionCode, NpgsqlDbType.Smallint, cancellationToken).ConfigureAwait(false);
                await WriteOrNullAsync(copy, answer.Code, NpgsqlDbType.Smallint, cancellationToken).ConfigureAwait(false);
                await WriteOrNullAsync(copy, answer.Number, NpgsqlDbType.Double, cancellationToken).ConfigureAwait(false);
                await WriteOrNullAsync(copy, answer.Day, NpgsqlDbType.Date, cancellationToken).ConfigureAwait(false);
                await WriteTextOrNullAsync(copy, answer.Body, cancellationToken).ConfigureAwait(false);
                await WriteOrNullAsync(copy, answer.Missing, NpgsqlDbType.Smallint, cancellationToken).ConfigureAwait(false);
            }
        }

        await copy.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    private Task<NpgsqlBinaryImporter> BeginAnswersAsync(string table, string values, CancellationToken cancellationToken) =>
        connection.BeginBinaryImportAsync(
            $"copy {table} (person_id, questionnaire_id, form_version_id, item_ordinal, {values}) from stdin (format binary)",
            cancellationToken);

    private async Task StartAnswerAsync(NpgsqlBinaryImporter copy, Placed placed, short ordinal, CancellationToken cancellationToken)
    {
        await copy.StartRowAsync(cancellationToken).ConfigureAwait(false);
        await copy.WriteAsync(placed.Person, NpgsqlDbType.Uuid, cancellationToken).ConfigureAwait(false);
        await copy.WriteAsync(placed.Id, NpgsqlDbType.Bigint, cancellationToken).ConfigureAwait(false);
        await copy.WriteAsync(formVersionId, NpgsqlDbType.Integer, cancellationToken).ConfigureAwait(false);
        await copy.WriteAsync(ordinal, NpgsqlDbType.Smallint, cancellationToken).ConfigureAwait(false);
    }

    private static Task WriteOrNullAsync<T>(
        NpgsqlBinaryImporter copy, T? value, NpgsqlDbType type, CancellationToken cancellationToken) where T : struct =>
        value is { } present ? copy.WriteAsync(present, type, cancellationToken) : copy.WriteNullAsync(cancellationToken);

    private static Task WriteTextOrNullAsync(NpgsqlBinaryImporter copy, string? value, CancellationToken cancellationToken) =>
        value is null ? copy.WriteNullAsync(cancellationToken) : copy.WriteAsync(value, NpgsqlDbType.Text, cancellationToken);

    private readonly record struct Placed(IncomingRow Row, Guid Person, long Id);
}
