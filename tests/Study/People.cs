using Dapper;
using LobResearch.Study.Database;
using LobResearch.Study.Design;
using LobResearch.TestKit;
using Npgsql;

namespace LobResearch.Study.Tests;

/// <summary>Persons who have a row in every table that can hold one.</summary>
internal static class People
{
    public static async Task<StudyDatabase> StudyAsync(string code)
    {
        ServerForTests.RequireServer();
        var database = await StudyDatabase.OpenAsync(code);
        await StudyRegistry.RegisterAsync(database, StudyFolder.Load(Repository.At("data-schema", "examples", "star")));
        await using var connection = await database.Source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            insert into ingest.source (code) values ('s');
            insert into ingest.batch (source_id, form_version_id, file_name, file_hash, mapping_hash, form_hash, row_count, new_count,
              unchanged_count, changed_count, held_back_count, vanished_count, finding_count, program_version)
            values (1, 1, 'f', sha256('1'), sha256('1'), sha256('1'), 1, 1, 0, 0, 0, 0, 0, 'v'),
                   (1, 1, 'g', sha256('2'), sha256('1'), sha256('1'), 1, 1, 0, 0, 0, 0, 0, 'v');
            insert into study.link_version (version, rule, exact_count, tolerant_count, by_hand_count, waiting_count) values (1, 'r', 0, 0, 0, 0);
            """);
        return database;
    }

    /// <summary>Adds a person with two versions of a questionnaire, and all that can hang on it; linked with another person if there is one.</summary>
    public static async Task AddAsync(NpgsqlConnection connection, Guid person, string remark, Guid? linkedWith = null)
    {
        await connection.ExecuteAsync(
            """
            insert into study.person (id, role, first_batch_id) values (@person, 'student', 1);
            insert into study.questionnaire (person_id, id, form_version_id, wave_id, item_count, answers,
              source_id, response_key, content_hash, source_row, batch_id, superseded_by_batch_id)
            values (@person, nextval('study.questionnaire_id'), 1, 1, 8, array[1,2,3,4,5,6,7,-2]::smallint[], 1, sha256(@key), sha256('c'), 2, 1, 2),
                   (@person, nextval('study.questionnaire_id'), 1, 1, 8, array[1,2,3,4,5,6,7,-2]::smallint[], 1, sha256(@key), sha256('d'), 2, 2, null);
            insert into study.number_answer (person_id, questionnaire_id, form_version_id, item_ordinal, value)
              select person_id, id, 1, 4, 1.5 from study.questionnaire where person_id = @person;
            insert into study.date_answer (person_id, questionnaire_id, form_version_id, item_ordinal, value)
              select person_id, id, 1, 4, date '2020-01-01' from study.questionnaire where person_id = @person;
            insert into text.answer (person_id, questionnaire_id, form_version_id, item_ordinal, body)
              select person_id, id, 1, 4, @remark from study.questionnaire where person_id = @person;
            insert into sensitive.answer (person_id, questionnaire_id, form_version_id, item_ordinal, body)
              select person_id, id, 1, 4, @remark from study.questionnaire where person_id = @person;
            insert into identity.code (person_id, role, blind_index, index_key_id) values (@person, 'student', sha256(@key), 'k');
            insert into study.consent (person_id, purpose, text_version, given_by, given, given_on) values (@person, 'study', '1', 'self', true, '2020-01-01');
            """,
            new { person, remark, key = person.ToByteArray() });
        if (linkedWith is { } other)
        {
            await connection.ExecuteAsync(
                """
                insert into identity.link_decision (kind, one_id, other_id, verdict, rule) values ('same_person', @person, @other, 'same', 'r'), ('parent_of', @other, @person, 'same', 'r');
                insert into study.person_link (version, person_id, same_as) values (1, @person, @other), (1, @other, @person);
                insert into study.dyad (version, parent_id, student_id) values (1, @person, @other), (1, @other, @person);
                """,
                new { person, other });
        }
    }
}
