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
            insert into study.activity (code, kind, held_on, components, batch_id, source_row) values ('welkom', 'welcome_meeting', '2020-01-01', array['C'], 1, 2);
            insert into study.learning_circle (code, kind, batch_id, source_row) values ('kring', 'learning_circle', 1, 2);
            insert into study.circle_session (circle_code, number, place, batch_id, source_row) values ('kring', 1, 'inside', 1, 2);
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
            insert into study.attendance (person_id, activity_code, invited, presence, source, batch_id, source_row)
              values (@person, 'welkom', 'yes', 'unknown', 'register', 1, 2);
            insert into study.circle_member (person_id, circle_code, role, ring, batch_id, source_row) values (@person, 'kring', 'student', 'inner', 1, 2);
            insert into study.session_evaluation (person_id, circle_code, session_number, heard, batch_id, source_row) values (@person, 'kring', 1, 3, 1, 2);
            insert into study.circle_evaluation (person_id, circle_code, process, yields, future_value, batch_id, source_row)
              values (@person, 'kring', array[1,2,3,4,1], array[1,2,3,4,1], array[1,2,3,4,1], 1, 2);
            insert into study.method_rating (person_id, circle_code, session_number, work_method, rating, batch_id, source_row)
              values (@person, 'kring', 1, 'tekenen', 3, 1, 2);
            insert into study.earlier_row (table_name, whose, superseded_by_batch_id, content) values ('study.attendance', @person, 2, '{}');
            insert into text.earlier_row (table_name, whose, superseded_by_batch_id, content) values ('text.quote', @person, 2, jsonb_build_object('body', @remark));
            insert into text.circle_evaluation_answer (person_id, circle_code, best, content_hash, batch_id, source_row)
              values (@person, 'kring', @remark, sha256('h'), 1, 2);
            insert into text.quote (code, speaker_role, speaker_id, source, body, consent_to_publish, publish, content_hash, batch_id, source_row)
              values (left('q' || @person::text, 40), 'student', @person, 'bron', @remark, 'no', false, sha256('h'), 1, 2);
            """,
            new { person, remark, key = person.ToByteArray() });
        if (linkedWith is { } other)
        {
            await connection.ExecuteAsync(
                """
                insert into identity.link_decision (kind, one_id, other_id, verdict, rule) values ('same_person', @person, @other, 'same', 'r'), ('parent_of', @other, @person, 'same', 'r');
                insert into identity.link_pair (version, kind, one_id, other_id, rule) values (1, 'same_person', @person, @other, 'r'), (1, 'parent_of', @other, @person, 'r');
                insert into study.person_link (version, person_id, same_as) values (1, @person, @other), (1, @other, @person);
                insert into study.dyad (version, parent_id, student_id) values (1, @person, @other), (1, @other, @person);
                """,
                new { person, other });
        }
    }
}
