using Dapper;
using LobResearch.Study.Database;
using LobResearch.Study.Design;
using LobResearch.TestKit;
using Npgsql;

namespace LobResearch.Study.Tests.Database;

/// <summary>The schema's constraints, each broken once.</summary>
public sealed class SchemaTests
{
    private StudyDatabase _database = null!;
    private NpgsqlConnection _connection = null!;

    [OneTimeSetUp]
    public async Task SetUpAsync()
    {
        ServerForTests.RequireServer();
        _database = await StudyDatabase.OpenAsync("schema_tests");
        await StudyRegistry.RegisterAsync(_database, StudyFolder.Load(Repository.At("data-schema", "examples", "star")));
        _connection = await _database.Source.OpenConnectionAsync();
        await _connection.ExecuteAsync(
            """
            insert into ingest.source (code) values ('s');
            insert into ingest.batch (source_id, form_version_id, file_name, file_hash, mapping_hash, form_hash, row_count, new_count,
              unchanged_count, changed_count, held_back_count, vanished_count, finding_count, program_version)
            values (1, 1, 'f', sha256('1'), sha256('1'), sha256('1'), 1, 1, 0, 0, 0, 0, 0, 'v');
            insert into study.person (id, role, first_batch_id) values ('00000000-0000-4000-8000-000000000001', 'student', 1);
            insert into study.school (code) values ('1'), ('2');
            insert into study.class_group (school_id, wave_id, code) values (1, 1, 'a');
            """);
    }

    [OneTimeTearDown]
    public async Task TearDownAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    [Test]
    public async Task Questionnaire_InOrder_IsAccepted()
    {
        await using var transaction = await _connection.BeginTransactionAsync();
        Assert.That(await InsertAsync(), Is.EqualTo(1));
        await transaction.RollbackAsync();
    }

    [TestCase("array[[1,2,3,4],[5,6,7,8]]::smallint[]", 8, "answers_one_dimension")]
    [TestCase("'[0:7]={1,2,3,4,5,6,7,8}'::smallint[]", 8, "answers_lower_bound_1")]
    [TestCase("array[1,2,3]::smallint[]", 8, "answers_cardinality")]
    [TestCase("array[1,2,3]::smallint[]", 3, "references_study_form_version")]
    [TestCase("array[1,2,3,4,5,6,7,null]::smallint[]", 8, "answers_without_null")]
    public Task Questionnaire_AnswersAgainstARule_AreRefused(string answers, int itemCount, string constraint) =>
        RefusedAsync(constraint, () => InsertAsync(answers, itemCount));

    [Test]
    public Task Questionnaire_ClassOfAnotherSchool_IsRefused() =>
        RefusedAsync("references_study_class_group", () => InsertAsync(school: "2", classGroup: "1"));

    [Test]
    public Task Questionnaire_ClassWithoutSchool_IsRefused() =>
        RefusedAsync("class_group_needs_school", () => InsertAsync(school: "null", classGroup: "1"));

    [Test]
    public Task Questionnaire_SecondCurrentRowOfAResponse_IsRefused() => RefusedAsync("questionnaire_one_current_row", async () =>
    {
        await InsertAsync();
        return await InsertAsync();
    });

    [TestCase("null, null", "number_or_reason")]
    [TestCase("1.5, 2", "number_or_reason")]
    [TestCase("'NaN', null", "number_is_finite")]
    [TestCase("'Infinity', null", "number_is_finite")]
    [TestCase("null, 9", "references_study_missing_reason")]
    public Task NumberAnswer_AgainstARule_IsRefused(string values, string constraint) => RefusedAsync(constraint, async () =>
    {
        await InsertAsync();
        return await InsertNumberAsync(values);
    });

    [TestCase("wave_id = 99", "references_study_wave")]
    [TestCase("school_id = 99", "references_study_school")]
    [TestCase("source_id = 99", "references_ingest_source")]
    [TestCase("batch_id = 99", "references_ingest_batch")]
    [TestCase("superseded_by_batch_id = 99", "references_ingest_batch")]
    [TestCase("form_version_id = 99", "references_study_form_version")]
    [TestCase("person_id = '00000000-0000-4000-8000-000000000099'", "key_is_fixed")]
    public Task Questionnaire_ReferringToWhatIsNotThere_IsRefused(string change, string constraint) => RefusedAsync(constraint, async () =>
    {
        await InsertAsync();
        return await _connection.ExecuteAsync("update study.questionnaire set " + change);
    });

    [TestCase("study.person", "referred_to_by_study_questionnaire")]
    [TestCase("study.school where id = 1", "class_group_school_id_fkey")]
    [TestCase("study.class_group where id = 1", "referred_to_by_study_questionnaire")]
    [TestCase("ingest.batch", "referred_to_by_study_questionnaire")]
    [TestCase("study.item where ordinal = 4", "referred_to_by_study_number_answer")]
    public Task Delete_OfWhatIsReferredTo_IsRefused(string what, string constraint) => RefusedAsync(constraint, async () =>
    {
        await InsertAsync(classGroup: "1");
        await InsertNumberAsync();
        return await _connection.ExecuteAsync("delete from " + what);
    });

    [Test]
    public Task Code_OfNoPerson_IsRefused() => RefusedAsync("references_study_person", () => _connection.ExecuteAsync(
        "insert into identity.code (person_id, role, blind_index, index_key_id) values ('00000000-0000-4000-8000-000000000099', 'student', sha256('x'), 'k')"));

    [Test]
    public async Task Delete_OfAQuestionnaire_TakesItsAnswersAlong()
    {
        await using var transaction = await _connection.BeginTransactionAsync();
        await InsertAsync();
        await InsertNumberAsync();
        await _connection.ExecuteAsync("delete from study.questionnaire");
        Assert.That(await _connection.ExecuteScalarAsync<int>("select count(*)::int from study.number_answer"), Is.Zero);
        await transaction.RollbackAsync();
    }

    [Test]
    public Task About_SecondStudy_IsRefused() =>
        RefusedAsync("about_pkey", () => _connection.ExecuteAsync("insert into study.about (code, title_nl, kind) values ('b', 'B', 'real')"));

    [Test]
    public Task About_UnknownKind_IsRefused() =>
        RefusedAsync("about_kind_known", () => _connection.ExecuteAsync("update study.about set kind = 'invented'"));

    [Test]
    public Task Batch_CountsThatDontAddUp_IsRefused() =>
        RefusedAsync("batch_counts_add_up", () => _connection.ExecuteAsync("update ingest.batch set new_count = 5"));

    [Test]
    public async Task Catalogue_EveryTableAndColumn_HasAComment()
    {
        var bare = await _connection.QueryAsync<string>(
            """
            select n.nspname || '.' || c.relname || coalesce('.' || a.attname, '')
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            where n.nspname in ('study', 'form', 'text', 'sensitive', 'identity', 'ingest', 'analysis', 'reference') and c.relkind in ('r', 'v')
              and (col_description(c.oid, a.attnum) is null or obj_description(c.oid, 'pg_class') is null)
            """);
        Assert.That(bare, Is.Empty);
    }

    [Test]
    public async Task Catalogue_KeysOfPersonsTables_CarryThePerson()
    {
        // Tables of schema identity are looked up by what is hashed from a code: of these the hash is the key.
        var without = await _connection.QueryAsync<string>(
            """
            select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind = 'r' and n.nspname <> 'identity' and exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'person_id')
              and not exists (
                select 1 from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = any(i.indkey)
                where i.indrelid = c.oid and i.indisprimary and a.attname = 'person_id')
            """);
        Assert.That(without, Is.Empty);
    }

    // Everything happens in a transaction that is rolled back, so that no test sees another's rows.
    private async Task RefusedAsync(string constraint, Func<Task<int>> statement)
    {
        using var transaction = _connection.BeginTransaction();
        var fault = await Assert.ThrowsAsync<PostgresException>(() => statement());
        transaction.Rollback();
        Assert.That(fault!.ConstraintName, Is.EqualTo(constraint));
    }

    private Task<int> InsertNumberAsync(string values = "1.5, null") => _connection.ExecuteAsync(
        $"""
        insert into study.number_answer (person_id, questionnaire_id, form_version_id, item_ordinal, value, missing)
        select person_id, id, form_version_id, 4, {values} from study.questionnaire order by id desc limit 1
        """);

    private Task<int> InsertAsync(
        string answers = "array[1,2,3,4,5,6,7,-2]::smallint[]", int itemCount = 8, string school = "1", string classGroup = "null")
    {
        return _connection.ExecuteAsync(
            $"""
            insert into study.questionnaire (person_id, id, form_version_id, wave_id, school_id, class_group_id, item_count, answers,
              source_id, response_key, content_hash, source_row, batch_id)
            values ('00000000-0000-4000-8000-000000000001', nextval('study.questionnaire_id'), 1, 1, {school}, {classGroup}, {itemCount}, {answers},
              1, sha256('r'), sha256('c'), 2, 1)
            """);
    }
}
