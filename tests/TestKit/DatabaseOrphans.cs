using System.Globalization;
using Npgsql;

namespace LobResearch.TestKit;

/// <summary>Rows of a study database that lack what they belong to, or are there twice. Asked of the rows themselves, not of the constraints.</summary>
public static class DatabaseOrphans
{
    private const string Question =
        """
        with answer as (
          select 'number' as kind, person_id, questionnaire_id, item_ordinal, -1::smallint as option_code from study.number_answer
          union all select 'date', person_id, questionnaire_id, item_ordinal, -1 from study.date_answer
          union all select 'text', person_id, questionnaire_id, item_ordinal, -1 from text.answer
          union all select 'sensitive', person_id, questionnaire_id, item_ordinal, option_code from sensitive.answer
        ), current as (
          select q.*, v.form_id from study.questionnaire q join study.form_version v on v.id = q.form_version_id
          where q.superseded_by_batch_id is null
        ), counted as (
          select b.*,
            (select count(*) from study.questionnaire q where q.batch_id = b.id) as stored,
            (select count(*) from study.questionnaire q where q.superseded_by_batch_id = b.id) as superseded,
            (select count(*) from ingest.finding f where f.batch_id = b.id) as found
          from ingest.batch b where b.undone_at is null
        )
        select * from (
          select 'questionnaires without a person', count(*) from study.questionnaire q where not exists (select 1 from study.person p where p.id = q.person_id)
          union all select 'questionnaires without a batch', count(*) from study.questionnaire q where not exists (select 1 from ingest.batch b where b.id = q.batch_id)
          union all select 'questionnaires superseded by no batch', count(*) from study.questionnaire q
            where q.superseded_by_batch_id is not null and not exists (select 1 from ingest.batch b where b.id = q.superseded_by_batch_id)
          union all select 'persons without a code', count(*) from study.person p where not exists (select 1 from identity.code c where c.person_id = p.id)
          union all select 'persons without a questionnaire', count(*) from study.person p where not exists (select 1 from study.questionnaire q where q.person_id = p.id)
          union all select 'persons without a batch', count(*) from study.person p where not exists (select 1 from ingest.batch b where b.id = p.first_batch_id)
          union all select 'codes without a person', count(*) from identity.code c where not exists (select 1 from study.person p where p.id = c.person_id)
          union all select 'codes that are there twice', count(*) from (select 1 from identity.code group by blind_index having count(*) > 1) d
          union all select 'answers without a questionnaire', count(*) from answer a
            where not exists (select 1 from study.questionnaire q where q.person_id = a.person_id and q.id = a.questionnaire_id)
          union all select 'answers that are there twice', count(*) from (
            select 1 from answer group by kind, person_id, questionnaire_id, item_ordinal, option_code having count(*) > 1) d
          union all select 'responses that are there twice', count(*) from (select 1 from current group by source_id, response_key having count(*) > 1) d
          union all select 'second questionnaires of a person in a wave', count(*) from (select 1 from current group by person_id, wave_id, form_id having count(*) > 1) d
          union all select 'batches without rows', count(*) from counted where row_count = 0
          union all select 'batches of which rows are missing or too many', count(*) from counted where stored <> new_count + changed_count
          union all select 'batches that superseded other rows than they say', count(*) from counted where superseded <> changed_count
          union all select 'batches of which findings are missing or too many', count(*) from counted where found <> finding_count
          union all select 'batches of the same content', count(*) from (
            select 1 from counted group by file_hash, mapping_hash, form_hash having count(*) > 1) d
          union all select 'findings without a batch', count(*) from ingest.finding f where not exists (select 1 from ingest.batch b where b.id = f.batch_id)
          union all select 'sources without a batch', count(*) from ingest.source s where not exists (select 1 from ingest.batch b where b.source_id = s.id)
          union all select 'classes without a questionnaire', count(*) from study.class_group g where not exists (select 1 from study.questionnaire q where q.class_group_id = g.id)
        ) question (what, number) where number > 0
        """;

    /// <summary>A line for each kind of orphan or duplicate that occurs; none in a sound database.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(NpgsqlConnection connection)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Question;
        await using var reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
        var found = new List<string>();
        while (await reader.ReadAsync().ConfigureAwait(false))
            found.Add(string.Create(CultureInfo.InvariantCulture, $"{reader.GetInt64(1)} {reader.GetString(0)}"));
        return found;
    }
}
