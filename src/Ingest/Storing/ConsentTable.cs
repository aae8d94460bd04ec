using Dapper;
using LobResearch.Ingest.Checking;
using LobResearch.Ingest.Mapping;
using LobResearch.Study.Codebook;
using Npgsql;

namespace LobResearch.Ingest.Storing;

/// <summary>Keeps what a file tells of consent for the study's purpose; null for a study that asks for none.</summary>
internal sealed class ConsentTable(NpgsqlConnection connection, Batch batch, string? purpose, SourceMapping mapping, FindingList findings)
{
    /// <summary>Keeps what the rows of a chunk tell.</summary>
    public async Task AddAsync(List<Placed> rows)
    {
        if (purpose is null)
            return;
        var told = rows.SelectMany(placed => new[]
        {
            (placed.Person, By: "self", Given: placed.Row.Consent.Self, Version: mapping.Consent?.TextVersion, On: placed.Row.Day),
            (placed.Person, By: "guardian", Given: placed.Row.Consent.Guardian, Version: mapping.GuardianConsent?.TextVersion, On: placed.Row.Day),
        }).Where(consent => consent.Given is not null).ToList();
        if (told.Count == 0)
            return;
        await connection.ExecuteAsync(
            """
            insert into study.consent (person_id, purpose, text_version, given_by, given, given_on, batch_id)
            select person_id, @purpose, text_version, given_by, given, given_on, @Id
            from unnest(@persons, @versions, @by, @given, @days::date[]) t (person_id, text_version, given_by, given, given_on)
            on conflict do nothing
            """,
            new
            {
                purpose,
                batch.Id,
                persons = told.Select(consent => consent.Person).ToArray(),
                versions = told.Select(consent => consent.Version).ToArray(),
                by = told.Select(consent => consent.By).ToArray(),
                given = told.Select(consent => consent.Given!.Value).ToArray(),
                days = told.Select(consent => consent.On.ToDateTime(TimeOnly.MinValue)).ToArray(),
            }).ConfigureAwait(false);
    }

    /// <summary>Keeps what persons who are known refused in this file, and finds those of whom answers are stored.</summary>
    public async Task AddRefusalsAsync(IReadOnlyList<Refusal> refusals)
    {
        if (refusals.Count == 0 || purpose is null)
            return;
        var told = refusals.SelectMany(refusal => new[]
        {
            (refusal.PersonIndex, By: "self", Given: refusal.Told.Self, Version: mapping.Consent?.TextVersion, refusal.Day, refusal.Row),
            (refusal.PersonIndex, By: "guardian", Given: refusal.Told.Guardian, Version: mapping.GuardianConsent?.TextVersion, refusal.Day, refusal.Row),
        }).Where(word => word.Given is false).ToList();
        var rows = await connection.QueryAsync<int>(
            """
            with told as (
              select c.person_id, t.version, t.by, t.day, t.source_row
              from unnest(@indexes, @versions, @by, @days::date[], @rows) t (blind_index, version, by, day, source_row)
              join identity.code c on c.blind_index = t.blind_index),
            kept as (
              insert into study.consent (person_id, purpose, text_version, given_by, given, given_on, batch_id, source_row)
              select distinct on (person_id, version, by, day) person_id, @purpose, version, by, false, day, @Id, source_row from told
              on conflict (person_id, purpose, text_version, given_by, given_on) do update set given = false, batch_id = excluded.batch_id, source_row = excluded.source_row
                where study.consent.given)
            select distinct source_row from told t
            where exists (select 1 from study.questionnaire q where q.person_id = t.person_id) order by 1
            """,
            new
            {
                purpose,
                batch.Id,
                indexes = told.Select(word => word.PersonIndex).ToArray(),
                versions = told.Select(word => word.Version).ToArray(),
                by = told.Select(word => word.By).ToArray(),
                days = told.Select(word => word.Day.ToDateTime(TimeOnly.MinValue)).ToArray(),
                rows = told.Select(word => word.Row).ToArray(),
            }).ConfigureAwait(false);
        foreach (var row in rows)
        {
            findings.Add(new Finding(
                RuleNames.RefusedWithAnswers, row, null, "consent was refused, and answers of this person are stored; no analysis reads them any more. Take them out with 'lob withdraw'"));
        }
    }
}
