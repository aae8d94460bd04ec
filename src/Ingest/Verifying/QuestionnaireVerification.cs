using System.Globalization;
using Dapper;
using LobResearch.Ingest.Identity;
using LobResearch.Ingest.Storing;
using LobResearch.Study.Codebook;
using Npgsql;

namespace LobResearch.Ingest.Verifying;

/// <summary>Goes through all questionnaires page by page: each answer by its codebook, each row by its keyed hash.</summary>
internal sealed class QuestionnaireVerification(
    NpgsqlConnection connection, Dictionary<int, Form> forms, KeyRing? key, bool textsAreGone, List<VerificationFinding> findings) : IDisposable
{
    private const int PageSize = 2000;
    private readonly Dictionary<int, FormRules> _rules = forms.ToDictionary(form => form.Key, form => new FormRules(form.Value, textsAreGone));
    private readonly Dictionary<int, ContentHash> _hashes = key is null ? [] : forms
        // What was hashed with its open answers can't be hashed again without them.
        .Where(form => !(textsAreGone && form.Value.Items.Any(item => item.Kind == ItemKind.Text)))
        .ToDictionary(form => form.Key, form => new ContentHash(key!, form.Value.Version));
    private (Guid Person, long Id) _last = (Guid.Empty, 0);

    /// <summary>How many were checked.</summary>
    public long Checked { get; private set; }

    /// <summary>Of how many the hash was computed again.</summary>
    public long Hashed { get; private set; }

    /// <summary>Checks the next page; false when there is none.</summary>
    public async Task<bool> NextPageAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var rows = (await connection.QueryAsync<StoredRow>(
            """
            select q.person_id as Person, q.id as Id, q.form_version_id as FormVersionId, w.code as Wave, s.code as School, g.code as ClassGroup,
                   q.answers as Answers, q.submitted_at as SubmittedAt, q.content_hash as Hash, q.batch_id as Batch, q.source_row as SourceRow
            from study.questionnaire q
            join study.wave w on w.id = q.wave_id
            left join study.school s on s.id = q.school_id
            left join study.class_group g on g.id = q.class_group_id
            where (q.person_id, q.id) > (@Person, @Id) order by q.person_id, q.id limit @PageSize
            """,
            new { _last.Person, _last.Id, PageSize }).ConfigureAwait(false)).ToList();
        if (rows.Count == 0)
            return false;
        var page = new { first = rows[0].Person, firstId = rows[0].Id, last = rows[^1].Person, lastId = rows[^1].Id };
        var numbers = await AnswersAsync<StoredValue<double>>("study.number_answer", "value as Value").ConfigureAwait(false);
        var days = await AnswersAsync<StoredValue<DateTime>>("study.date_answer", "value::timestamp as Value").ConfigureAwait(false);
        var texts = await AnswersAsync<StoredBody>("text.answer", "body as Body").ConfigureAwait(false);
        var sensitive = await AnswersAsync<StoredSensitive>("sensitive.answer", "option_code as OptionCode, code as Code, number as Number, day::timestamp as Day, body as Body").ConfigureAwait(false);
        foreach (var row in rows)
        {
            if (_rules.TryGetValue(row.FormVersionId, out var rules))
                Check(row, rules, Sheet(row, rules, numbers[row.Id], days[row.Id], texts[row.Id], sensitive[row.Id]));
            Checked++;
        }

        _last = (rows[^1].Person, rows[^1].Id);
        return true;

        async Task<ILookup<long, T>> AnswersAsync<T>(string table, string values) where T : IAnswerOf =>
            (await connection.QueryAsync<T>(
                $"""
                select questionnaire_id as QuestionnaireId, item_ordinal as Ordinal, missing as Missing, {values} from {table}
                where (person_id, questionnaire_id) between (@first, @firstId) and (@last, @lastId) order by item_ordinal
                """,
                page).ConfigureAwait(false)).ToLookup(answer => answer.QuestionnaireId);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var hash in _hashes.Values)
            hash.Dispose();
    }

    private static AnswerSheet Sheet(
        StoredRow row, FormRules rules, IEnumerable<StoredValue<double>> numbers, IEnumerable<StoredValue<DateTime>> days, IEnumerable<StoredBody> texts, IEnumerable<StoredSensitive> sensitive)
    {
        var sheet = new AnswerSheet(row.Answers.Length);
        row.Answers.CopyTo(sheet.Coded, 0);
        foreach (var answer in numbers)
            sheet.Add(new StoredAnswer<double>(answer.Ordinal, answer.Value, answer.Missing));
        foreach (var answer in days)
            sheet.Add(new StoredAnswer<DateOnly>(answer.Ordinal, answer.Value is { } day ? DateOnly.FromDateTime(day) : null, answer.Missing));
        foreach (var answer in texts)
            sheet.Add(new StoredText(answer.Ordinal, answer.Body, answer.Missing));
        foreach (var answer in sensitive.OrderBy(answer => answer.Ordinal).ThenBy(answer => rules.OptionPlace(answer.Ordinal, answer.OptionCode)))
        {
            sheet.Add(new SensitiveAnswer(
                answer.Ordinal, answer.OptionCode, answer.Code, answer.Number, answer.Day is { } day ? DateOnly.FromDateTime(day) : null, answer.Body, answer.Missing));
        }

        return sheet;
    }

    private void Check(StoredRow row, FormRules rules, AnswerSheet sheet)
    {
        foreach (var item in rules.Broken(sheet))
            findings.Add(new VerificationFinding("answer-not-in-codebook", row.Batch, row.SourceRow, $"item {item} holds what its codebook doesn't allow"));
        if (!_hashes.TryGetValue(row.FormVersionId, out var content))
            return;
        Hashed++;
        var hash = content.Of(row.Wave, row.School, row.ClassGroup, row.SubmittedAt, sheet);
        if (!hash.AsSpan().SequenceEqual(row.Hash))
            findings.Add(new VerificationFinding("content-hash", row.Batch, row.SourceRow, string.Create(CultureInfo.InvariantCulture, $"questionnaire {row.Id} is not what was stored: its hash differs. Restore it from a backup, or take the batch back and bring its file in again")));
    }

    private interface IAnswerOf
    {
        long QuestionnaireId { get; }
    }

    private sealed record StoredRow
    {
        public Guid Person { get; init; }

        public long Id { get; init; }

        public int FormVersionId { get; init; }

        public string Wave { get; init; } = "";

        public string? School { get; init; }

        public string? ClassGroup { get; init; }

        public short[] Answers { get; init; } = [];

        public DateTime? SubmittedAt { get; init; }

        public byte[] Hash { get; init; } = [];

        public long Batch { get; init; }

        public int SourceRow { get; init; }
    }

    private sealed record StoredValue<T>(long QuestionnaireId, short Ordinal, short? Missing, T? Value) : IAnswerOf where T : struct;

    private sealed record StoredBody(long QuestionnaireId, short Ordinal, short? Missing, string? Body) : IAnswerOf;

    private sealed record StoredSensitive(long QuestionnaireId, short Ordinal, short? Missing, short OptionCode, short? Code, double? Number, DateTime? Day, string? Body) : IAnswerOf;
}
