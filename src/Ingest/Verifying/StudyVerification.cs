using System.Globalization;
using Dapper;
using LobResearch.Ingest.Identity;
using LobResearch.Study;
using LobResearch.Study.Codebook;
using LobResearch.Study.Database;
using LobResearch.Study.Design;
using LobResearch.Study.Server;
using Npgsql;

namespace LobResearch.Ingest.Verifying;

/// <summary>Checks everything that is stored against its codebook, its hashes and its batches. Reads only, in constant memory.</summary>
public sealed class StudyVerification(StudyDatabase database, StudyDefinition study, LobHome home)
{
    private const int MostFindings = 1000;

    /// <summary>Checks it.</summary>
    /// <param name="progress">Told the number of questionnaires checked, now and then.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<VerificationReport> RunAsync(IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        // One picture of the database, whatever comes in meanwhile.
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
        await connection.ExecuteAsync("set transaction read only").ConfigureAwait(false);
        var findings = new List<VerificationFinding>();
        var forms = await FormsAsync(connection, findings).ConfigureAwait(false);
        var batches = await BatchesAsync(connection, findings).ConfigureAwait(false);
        await ReferencesAsync(connection, findings).ConfigureAwait(false);
        var (questionnaires, hashes) = await QuestionnairesAsync(connection, forms, findings, progress, cancellationToken).ConfigureAwait(false);
        var shown = findings.Count <= MostFindings
            ? findings
            : [.. findings.Take(MostFindings), new VerificationFinding("more", null, null, string.Create(CultureInfo.InvariantCulture, $"{findings.Count - MostFindings} more findings are not listed"))];
        return new VerificationReport(forms.Count, batches, questionnaires, hashes, shown);
    }

    private async Task<Dictionary<int, Form>> FormsAsync(NpgsqlConnection connection, List<VerificationFinding> findings)
    {
        var forms = new Dictionary<int, Form>();
        var stored = await connection.QueryAsync<(int Id, string Form, int Version, byte[] Hash)>(
            "select v.id, f.code, v.version, v.content_hash from study.form_version v join study.form f on f.id = v.form_id order by f.code, v.version").ConfigureAwait(false);
        foreach (var (id, code, version, hash) in stored)
        {
            var form = study.FindForm(code, version);
            if (form is null)
            {
                findings.Add(new VerificationFinding("codebook-gone", null, null, $"form {code} version {version} is in the database, and its codebook is not in {study.Folder}/codebooks. Put the file back"));
                continue;
            }

            if (!form.ContentHash.AsSpan().SequenceEqual(hash))
                findings.Add(new VerificationFinding("codebook-changed", null, null, $"form {code} version {version}: the codebook is another one than what the answers were stored under"));
            foreach (var difference in await StoredForm.DifferencesAsync(connection, id, form).ConfigureAwait(false))
                findings.Add(new VerificationFinding("form-tables", null, null, $"form {code} version {version}: {difference}"));
            forms[id] = form;
        }

        return forms;
    }

    private static async Task<int> BatchesAsync(NpgsqlConnection connection, List<VerificationFinding> findings)
    {
        var batches = (await connection.QueryAsync<(long Id, int Stored, long Found, bool Undone, int Findings, long FoundFindings)>(
            """
            select b.id, case when b.kind = 'survey' then b.new_count + b.changed_count - coalesce(r.questionnaires, 0) else 0 end, coalesce(q.n, 0), b.undone_at is not null, b.finding_count, (select count(*) from ingest.finding f where f.batch_id = b.id)
            from ingest.batch b
            left join (select batch_id, count(*) as n from study.questionnaire group by batch_id) q on q.batch_id = b.id
            left join ingest.batch_removal r on r.batch_id = b.id
            order by b.id
            """).ConfigureAwait(false)).ToList();
        foreach (var batch in batches)
        {
            var expected = batch.Undone ? 0 : batch.Stored;
            if (batch.Found != expected)
                findings.Add(new VerificationFinding("batch-counts", batch.Id, null, string.Create(CultureInfo.InvariantCulture, $"{expected} questionnaires were stored, {batch.Found} are there")));
            if (batch.Findings != batch.FoundFindings)
                findings.Add(new VerificationFinding("batch-counts", batch.Id, null, string.Create(CultureInfo.InvariantCulture, $"{batch.Findings} findings were stored, {batch.FoundFindings} are there")));
        }

        return batches.Count;
    }

    // What triggers and constraints keep out, counted all the same: they can be switched off.
    private static async Task ReferencesAsync(NpgsqlConnection connection, List<VerificationFinding> findings)
    {
        foreach (var (what, sql) in References)
        {
            var count = await connection.ExecuteScalarAsync<long>(sql).ConfigureAwait(false);
            if (count > 0)
                findings.Add(new VerificationFinding("orphans", null, null, string.Create(CultureInfo.InvariantCulture, $"{count} {what}")));
        }
    }

    private async Task<(long Questionnaires, long Hashes)> QuestionnairesAsync(
        NpgsqlConnection connection, Dictionary<int, Form> forms, List<VerificationFinding> findings, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        using var key = await KeysAsync(connection, findings).ConfigureAwait(false);
        var textsAreGone = await connection.ExecuteScalarAsync<bool>("select exists (select 1 from ingest.retention where what = 'open_answers')").ConfigureAwait(false);
        using var verification = new QuestionnaireVerification(connection, forms, key, textsAreGone, findings);
        while (await verification.NextPageAsync(cancellationToken).ConfigureAwait(false))
            progress?.Report((int)Math.Min(int.MaxValue, verification.Checked));
        return (verification.Checked, verification.Hashed);
    }

    private async Task<KeyRing?> KeysAsync(NpgsqlConnection connection, List<VerificationFinding> findings)
    {
        // Keys that were destroyed because their time was over are no finding.
        if (!await connection.ExecuteScalarAsync<bool>("select exists (select 1 from study.questionnaire) and not exists (select 1 from ingest.retention where what = 'codes')").ConfigureAwait(false))
            return null;
        try
        {
            return await KeyRing.OpenAsync(connection, home, study.Id).ConfigureAwait(false);
        }
        catch (EnvironmentFault fault)
        {
            findings.Add(new VerificationFinding("identity-key", null, null, fault.Message + " Hashes were not checked."));
            return null;
        }
    }

    private static readonly (string What, string Sql)[] References =
    [
        ("questionnaires of persons that are not there", "select count(*) from study.questionnaire q where not exists (select 1 from study.person p where p.id = q.person_id)"),
        ("persons of whom nothing is known", "select count(*) from study.person p where not exists (select 1 from study.person_batch b where b.person_id = p.id)"),
        ("codes of persons that are not there", "select count(*) from identity.code c where not exists (select 1 from study.person p where p.id = c.person_id)"),
        ("questionnaires of waves that are not there", "select count(*) from study.questionnaire q where not exists (select 1 from study.wave w where w.id = q.wave_id)"),
        ("questionnaires of schools that are not there", "select count(*) from study.questionnaire q where school_id is not null and not exists (select 1 from study.school s where s.id = q.school_id)"),
        ("questionnaires of batches that are not there", "select count(*) from study.questionnaire q where not exists (select 1 from ingest.batch b where b.id = q.batch_id)"),
        ("questionnaires whose answers don't have the form's length", "select count(*) from study.questionnaire q where not exists (select 1 from study.form_version v where v.id = q.form_version_id and v.item_count = cardinality(q.answers))"),
        ("responses with more than one current questionnaire", "select count(*) from (select 1 from study.questionnaire where superseded_by_batch_id is null group by source_id, response_key having count(*) > 1) d"),
        ("responses with no current questionnaire", "select count(*) from (select 1 from study.questionnaire group by source_id, response_key having count(*) filter (where superseded_by_batch_id is null) = 0) d"),
        ("numbers of questionnaires that are not there", Orphans("study.number_answer")),
        ("dates of questionnaires that are not there", Orphans("study.date_answer")),
        ("open answers of questionnaires that are not there", Orphans("text.answer")),
        ("special-category answers of questionnaires that are not there", Orphans("sensitive.answer")),
    ];

    private static string Orphans(string table) =>
        $"select count(*) from {table} a where not exists (select 1 from study.questionnaire q where q.person_id = a.person_id and q.id = a.questionnaire_id)";
}
