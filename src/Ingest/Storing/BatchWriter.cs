using Dapper;
using LobResearch.Ingest.Checking;
using LobResearch.Ingest.Identity;
using LobResearch.Study;
using LobResearch.Study.Codebook;
using LobResearch.Study.Database;
using Npgsql;

namespace LobResearch.Ingest.Storing;

/// <summary>How many rows of a file were new, unchanged, changed, and held back as duplicates.</summary>
internal sealed record RowCounts(int New, int Unchanged, int Changed, int HeldBack);

/// <summary>
/// Writes a file's rows in chunks inside the batch's transaction: finds or makes the persons, tells new rows from
/// unchanged and changed ones, and copies in binary. Memory is bounded by the chunk, not by the file.
/// </summary>
internal sealed class BatchWriter(
    NpgsqlConnection connection, Batch batch, Form form, KeyRing keys, Places places, SeenResponses seen, bool hasEarlierPersons, FindingList findings, string responseColumns,
    ConsentTable consents)
{
    private readonly BinaryCopyBuffer _persons = new();
    private readonly BinaryCopyBuffer _codes = new();
    private readonly BinaryCopyBuffer _questionnaires = new();
    private readonly KeyFilter _addedPersons = new();
    private readonly string _role = Spelling.Of(form.Role);
    private readonly AnswerTables _answers = new(connection, batch.FormVersionId);
    private readonly RandomIds _ids = new();
    private Task _underWay = Task.CompletedTask;
    private int _new;
    private int _unchanged;
    private int _changed;
    private int _heldBack;

    /// <summary>What has been written so far.</summary>
    public RowCounts Counts => new(_new, _unchanged, _changed, _heldBack);

    /// <summary>Writes a chunk of rows.</summary>
    public async Task WriteAsync(List<IncomingRow> chunk, CancellationToken cancellationToken)
    {
        var once = await WithoutDuplicatesAsync(chunk, cancellationToken).ConfigureAwait(false);
        var known = await KnownPersonsAsync(once).ConfigureAwait(false);
        var single = form.Repeats || (known.Count == 0 && IsOnePersonPerRow(once)) ? once : await WithoutSecondQuestionnairesAsync(once, known).ConfigureAwait(false);
        var toStore = await SupersedeChangedAsync(single, known).ConfigureAwait(false);
        if (toStore.Count == 0)
            return;
        var added = NewPersons(toStore, known);
        await FinishAsync().ConfigureAwait(false);
        // Ids follow the file's order, whatever the order of writing.
        var (firstRow, lastRow) = (toStore.Min(row => row.SourceRow), toStore.Max(row => row.SourceRow));
        var firstId = await ReserveIdsAsync(lastRow - firstRow + 1).ConfigureAwait(false);
        var stored = new List<Placed>(toStore.Count);
        foreach (var row in toStore)
        {
            int? school = row.School is null ? null : await places.SchoolAsync(row.School).ConfigureAwait(false);
            int? classGroup = row.ClassGroup is null ? null : await places.ClassGroupAsync(school!.Value, row.WaveId, row.ClassGroup).ConfigureAwait(false);
            stored.Add(new Placed(row, known[row.PersonIndex], firstId + row.SourceRow - firstRow, school, classGroup));
        }

        await CopyAsync(added, stored, cancellationToken).ConfigureAwait(false);
        if (stored.TrueForAll(row => row.Row.Answers.HasCodedOnly))
            return;
        await FinishAsync().ConfigureAwait(false);
        await _answers.WriteAsync(stored, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until the server has taken what was written last: it works on that while the next chunk is prepared.</summary>
    public async Task FinishAsync()
    {
        var last = _underWay;
        _underWay = Task.CompletedTask;
        await last.ConfigureAwait(false);
    }

    // Of a response that occurs twice in one file only the first is stored.
    private async Task<List<IncomingRow>> WithoutDuplicatesAsync(List<IncomingRow> chunk, CancellationToken cancellationToken)
    {
        var doubtful = seen.MayHaveOccurred(chunk.ConvertAll(row => row.ResponseKey));
        if (doubtful.Length > 0 || !seen.IsFirstFile)
            await FinishAsync().ConfigureAwait(false);
        var earlier = await seen.KnownAsync(doubtful, cancellationToken).ConfigureAwait(false);
        var once = new List<IncomingRow>(chunk.Count);
        var again = new List<IncomingRow>();
        // Sorted by key and then by row, so what occurs twice stands side by side.
        byte[] last = [];
        foreach (var row in chunk)
        {
            var occurred = row.ResponseKey.AsSpan().SequenceEqual(last) || earlier.Contains(row.ResponseKey);
            (occurred ? again : once).Add(row);
            last = row.ResponseKey;
        }

        HoldBack(
            again, RuleNames.DuplicateResponse, responseColumns,
            "the same response occurs earlier in this file; the later row was held back. Remove one of them in the survey tool");
        await seen.AddAsync(once.Select(row => row.ResponseKey), cancellationToken).ConfigureAwait(false);
        return once;
    }

    private async Task<Dictionary<byte[], Guid>> KnownPersonsAsync(List<IncomingRow> rows)
    {
        var indexes = rows.Select(row => row.PersonIndex).Where(index => hasEarlierPersons || _addedPersons.MayHold(index)).Distinct(ByteArrays.Equality).ToArray();
        if (indexes.Length == 0)
            return new Dictionary<byte[], Guid>(ByteArrays.Equality);
        await FinishAsync().ConfigureAwait(false);
        var known = await connection.QueryAsync<(byte[] Index, Guid Person)>(
            """
            select k.blind_index, c.person_id from unnest(@indexes) k (blind_index)
            cross join lateral (select person_id from identity.code where blind_index = k.blind_index limit 1) c
            """,
            new { indexes }).ConfigureAwait(false);
        return known.ToDictionary(pair => pair.Index, pair => pair.Person, ByteArrays.Equality);
    }

    private static bool IsOnePersonPerRow(List<IncomingRow> rows)
    {
        var persons = new HashSet<byte[]>(rows.Count, ByteArrays.Equality);
        return rows.TrueForAll(row => persons.Add(row.PersonIndex));
    }

    // A person fills a form in once per wave: of two responses the one that came first stays, and somebody has to choose.
    private async Task<List<IncomingRow>> WithoutSecondQuestionnairesAsync(List<IncomingRow> rows, Dictionary<byte[], Guid> known)
    {
        await FinishAsync().ConfigureAwait(false);
        var there = await QuestionnairesOfAsync(known.Values).ConfigureAwait(false);
        var first = new Dictionary<(byte[] Person, int Wave), IncomingRow>(rows.Count, PersonAndWave.Equality);
        foreach (var row in rows)
        {
            if (!first.TryAdd((row.PersonIndex, row.WaveId), row) && row.SourceRow < first[(row.PersonIndex, row.WaveId)].SourceRow)
                first[(row.PersonIndex, row.WaveId)] = row;
        }

        var single = new List<IncomingRow>(rows.Count);
        var second = new List<IncomingRow>();
        foreach (var row in rows)
        {
            var isSecond = !ReferenceEquals(first[(row.PersonIndex, row.WaveId)], row) ||
                (known.TryGetValue(row.PersonIndex, out var person) && there[(person, row.WaveId)].Any(key => !key.AsSpan().SequenceEqual(row.ResponseKey)));
            (isSecond ? second : single).Add(row);
        }

        HoldBack(
            second, RuleNames.DuplicatePerson, null,
            $"this person has another questionnaire of form {form.Id} in this wave; the row was held back. Remove one of them in the survey tool, or correct the code or the wave");
        return single;
    }

    private void HoldBack(List<IncomingRow> rows, string rule, string? column, string message)
    {
        _heldBack += rows.Count;
        foreach (var row in rows.OrderBy(row => row.SourceRow))
            findings.Add(new Finding(rule, row.SourceRow, column, message));
    }

    private async Task<ILookup<(Guid Person, int Wave), byte[]>> QuestionnairesOfAsync(IReadOnlyCollection<Guid> persons)
    {
        if (persons.Count == 0)
            return Array.Empty<byte[]>().ToLookup(_ => (Guid.Empty, 0));
        // Those of this source that hold the same response are the same questionnaire; of another source they never are.
        var rows = await connection.QueryAsync<(Guid Person, int Wave, byte[] Key)>(
            """
            select q.person_id, q.wave_id, case when q.source_id = @SourceId then q.response_key else ''::bytea end
            from unnest(@persons) p (id)
            cross join lateral (
              select * from study.questionnaire q
              where q.person_id = p.id and q.superseded_by_batch_id is null offset 0) q
            join study.form_version v on v.id = q.form_version_id
            join study.form f on f.id = v.form_id
            where f.code = @Id
            """,
            new { batch.SourceId, form.Id, persons = persons.ToArray() }).ConfigureAwait(false);
        return rows.ToLookup(row => (row.Person, row.Wave), row => row.Key);
    }

    // Gives those of the rows' persons who aren't there an id, and notes it among the known ones.
    private List<(IncomingRow Row, Guid Id)> NewPersons(List<IncomingRow> rows, Dictionary<byte[], Guid> persons)
    {
        persons.EnsureCapacity(persons.Count + rows.Count);
        var added = new List<IncomingRow>(rows.Count);
        foreach (var row in rows)
        {
            if (persons.TryAdd(row.PersonIndex, Guid.Empty))
                added.Add(row);
        }

        // Random ids, given out in ascending order: rows are in the order of their keys, so both indexes grow side by side.
        var ids = _ids.Ascending(added.Count);
        for (var index = 0; index < ids.Length; index++)
        {
            persons[added[index].PersonIndex] = ids[index];
            _addedPersons.Add(added[index].PersonIndex);
        }

        return added.Zip(ids).ToList();
    }

    // While the server works on one table's rows, the next table's are written and their codes encrypted.
    private async Task CopyAsync(List<(IncomingRow Row, Guid Id)> added, List<Placed> stored, CancellationToken cancellationToken)
    {
        WritePersons(added);
        var codes = Task.Run(() => WriteCodes(added), cancellationToken);
        var questionnaires = codes.ContinueWith(_ => WriteQuestionnaires(stored), cancellationToken, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
        try
        {
            if (added.Count > 0)
            {
                await SendAsync("copy study.person (id, role, first_batch_id) from stdin (format binary)", _persons, cancellationToken).ConfigureAwait(false);
                await codes.ConfigureAwait(false);
                await SendAsync("copy identity.code (person_id, role, blind_index, index_key_id, code_cipher, code_key_id, scope) from stdin (format binary)", _codes, cancellationToken).ConfigureAwait(false);
            }

            await consents.AddAsync(stored).ConfigureAwait(false);
            await codes.ConfigureAwait(false);
            await questionnaires.ConfigureAwait(false);
            _underWay = SendAsync(
                """
                copy study.questionnaire (person_id, id, form_version_id, wave_id, school_id, class_group_id, item_count, answers,
                  submitted_at, source_id, response_key, content_hash, source_row, batch_id) from stdin (format binary)
                """,
                _questionnaires,
                cancellationToken);
        }
        finally
        {
            // Nothing may go on writing into the buffers; its own fault has come through above.
            await Task.WhenAny(questionnaires).ConfigureAwait(false);
        }
    }

    private void WritePersons(List<(IncomingRow Row, Guid Id)> added)
    {
        _persons.Begin();
        foreach (var (_, id) in added)
        {
            _persons.Row(3);
            _persons.Uuid(id);
            _persons.Text(_role);
            _persons.Int64(batch.Id);
        }

        _persons.End();
    }

    private void WriteCodes(List<(IncomingRow Row, Guid Id)> added)
    {
        _codes.Begin();
        foreach (var (row, id) in added)
        {
            _codes.Row(7);
            _codes.Uuid(id);
            _codes.Text(_role);
            _codes.Bytes(row.PersonIndex);
            _codes.Text(keys.IndexKeyId);
            _codes.Bytes(keys.Encrypt(id, _role, row.PersonCode));
            _codes.Text(keys.CodeKeyId);
            _codes.Text(row.Scope);
        }

        _codes.End();
    }

    private void WriteQuestionnaires(List<Placed> stored)
    {
        _questionnaires.Begin();
        foreach (var (row, person, id, school, classGroup) in stored)
        {
            _questionnaires.Row(14);
            _questionnaires.Uuid(person);
            _questionnaires.Int64(id);
            _questionnaires.Int32(batch.FormVersionId);
            _questionnaires.Int32(row.WaveId);
            _questionnaires.Int32OrNull(school);
            _questionnaires.Int32OrNull(classGroup);
            _questionnaires.Int32(row.Answers.Coded.Length);
            _questionnaires.Smallints(row.Answers.Coded);
            _questionnaires.Moment(row.SubmittedAt);
            _questionnaires.Int32(batch.SourceId);
            _questionnaires.Bytes(row.ResponseKey);
            _questionnaires.Bytes(row.ContentHash);
            _questionnaires.Int32(row.SourceRow);
            _questionnaires.Int64(batch.Id);
        }

        _questionnaires.End();
    }

    private async Task SendAsync(string copy, BinaryCopyBuffer rows, CancellationToken cancellationToken)
    {
        await using var stream = await connection.BeginRawBinaryCopyAsync(copy, cancellationToken).ConfigureAwait(false);
        await stream.WriteAsync(rows.Written, cancellationToken).ConfigureAwait(false);
    }

    // Returns the rows to store: new ones, and changed ones whose earlier version is now marked as superseded.
    private async Task<List<IncomingRow>> SupersedeChangedAsync(List<IncomingRow> rows, Dictionary<byte[], Guid> persons)
    {
        if (seen.IsFirstFile)
        {
            _new += rows.Count;
            return rows;
        }

        await FinishAsync().ConfigureAwait(false);
        var current = (await connection.QueryAsync<(byte[] Key, byte[] Hash, Guid Person)>(
            """
            select k.response_key, q.content_hash, q.person_id from unnest(@keys) k (response_key)
            cross join lateral (
              select content_hash, person_id from study.questionnaire
              where source_id = @SourceId and superseded_by_batch_id is null and response_key = k.response_key limit 1) q
            """,
            new { batch.SourceId, keys = rows.Select(row => row.ResponseKey).ToArray() }).ConfigureAwait(false))
            .ToDictionary(stored => stored.Key, stored => (stored.Hash, stored.Person), ByteArrays.Equality);
        var toStore = new List<IncomingRow>(rows.Count);
        var superseded = new List<byte[]>();
        foreach (var row in rows)
        {
            if (!current.TryGetValue(row.ResponseKey, out var stored))
            {
                _new++;
                toStore.Add(row);
            }
            else if (stored.Hash.AsSpan().SequenceEqual(row.ContentHash) && persons.TryGetValue(row.PersonIndex, out var person) && person == stored.Person)
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
                update study.questionnaire q set superseded_by_batch_id = @Id
                from unnest(@superseded) k (response_key)
                cross join lateral (
                  select person_id, id from study.questionnaire
                  where source_id = @SourceId and superseded_by_batch_id is null and response_key = k.response_key limit 1) old
                where q.person_id = old.person_id and q.id = old.id
                """,
                new { batch.Id, batch.SourceId, superseded = superseded.ToArray() }).ConfigureAwait(false);
        }

        return toStore;
    }

    // Batches come one after another, so nobody else takes ids meanwhile.
    private Task<long> ReserveIdsAsync(int count) => connection.ExecuteScalarAsync<long>(
        "select setval('study.questionnaire_id', nextval('study.questionnaire_id') + @count - 1) - @count + 1", new { count });
}
