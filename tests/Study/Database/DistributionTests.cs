using Dapper;
using LobResearch.Study.Database;
using LobResearch.TestKit;
using Npgsql;

namespace LobResearch.Study.Tests.Database;

/// <summary>
/// Citus' rules for tables that are spread by person: the person in every key and unique index, and in every reference from one such
/// table to another. Nothing is spread yet; these rules keep it possible (docs/growth.md).
/// </summary>
public sealed class DistributionTests
{
    // What breaks a rule on purpose, and why. Each has to be mended before the tables are spread, and stands in docs/growth.md.
    private static readonly Dictionary<string, string> Exceptions = new(StringComparer.Ordinal)
    {
        ["study.questionnaire: unique index questionnaire_one_current_row lacks person_id"] = "a response is one questionnaire, whoever's code it bears: that is told by all persons' rows",
        ["study.person_link: foreign key person_link_same_as_fkey to study.person doesn't match person_id"] = "it joins two ids, and only one of them can be the place",
        ["study.dyad: foreign key dyad_parent_id_fkey to study.person from a table that isn't spread"] = "parent and student are two persons",
        ["study.dyad: foreign key dyad_student_id_fkey to study.person from a table that isn't spread"] = "parent and student are two persons",
        ["study.earlier_row: foreign key earlier_row_whose_fkey to study.person from a table that isn't spread"] = "history also of rows that are nobody's",
        ["text.earlier_row: foreign key earlier_row_whose_fkey to study.person from a table that isn't spread"] = "history also of rows that are nobody's",
        ["text.quote: foreign key quote_speaker_id_fkey to study.person from a table that isn't spread"] = "a quote's speaker may be unknown",
        ["identity.link_decision: foreign key link_decision_one_id_fkey to study.person from a table that isn't spread"] = "identity stays on one server",
        ["identity.link_decision: foreign key link_decision_other_id_fkey to study.person from a table that isn't spread"] = "identity stays on one server",
        ["identity.link_pair: foreign key link_pair_one_id_fkey to study.person from a table that isn't spread"] = "identity stays on one server",
        ["identity.link_pair: foreign key link_pair_other_id_fkey to study.person from a table that isn't spread"] = "identity stays on one server",
    };

    // Triggers on tables that are spread look at their own shard only. These functions would have to change or to go.
    private static readonly string[] TriggerFunctions =
    [
        "ingest.keep_earlier_row", // writes history, which isn't spread
        "study.delete_answers", // the same person's answers
        "study.refuse_misplaced_questionnaires", // looks into tables that every server would hold
        "study.refuse_new_key", // looks at the row alone
        "study.refuse_orphans", // also asks whether identity.code knows the person
        "study.refuse_unknown_persons", // the same person
        "study.refuse_unknown_references", // the same person, and tables that every server would hold
    ];

    private StudyDatabase _database = null!;
    private NpgsqlConnection _connection = null!;

    [OneTimeSetUp]
    public async Task OpenAsync()
    {
        ServerForTests.RequireServer();
        _database = await StudyDatabase.OpenAsync("distribution");
        _connection = await _database.Source.OpenConnectionAsync();
    }

    [OneTimeTearDown]
    public async Task CloseAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    [Test]
    public async Task Schema_TablesOfPersons_KeepTheRulesForSpreadingByPerson() =>
        Assert.That(await ViolationsAsync(), Is.EquivalentTo(Exceptions.Keys), "a table of persons carries person_id in each key; what can't is listed with its reason, here and in docs/growth.md");

    [Test]
    public async Task Schema_TriggersOfPersons_AreThoseThatAreKnown() =>
        Assert.That(
            await _connection.QueryAsync<string>(
                PersonTables +
                """
                select distinct p.proname_space || '.' || p.proname from person_table t
                join pg_trigger g on g.tgrelid = t.oid and not g.tgisinternal
                join (select f.oid, f.proname, s.nspname as proname_space from pg_proc f join pg_namespace s on s.oid = f.pronamespace) p on p.oid = g.tgfoid
                order by 1
                """),
            Is.EqualTo(TriggerFunctions));

    [TestCase("create table study.probe (id bigint primary key, person_id uuid not null)", "study.probe: unique index probe_pkey lacks person_id")]
    [TestCase("create table study.probe (person_id uuid not null, n integer)", "study.probe: no primary key")]
    [TestCase("create table study.probe (person_id uuid, n integer unique, primary key (person_id, n))", "study.probe: unique index probe_n_key lacks person_id")]
    [TestCase("create table study.probe (person_id uuid, n integer, primary key (person_id, n)); create unique index probe_some on study.probe (n) where n > 0", "study.probe: unique index probe_some lacks person_id")]
    [TestCase("create table study.probe (person_id uuid, n integer, other uuid references study.person, primary key (person_id, n))", "study.probe: foreign key probe_other_fkey to study.person doesn't match person_id")]
    [TestCase("create table study.probe (n integer primary key, who uuid references study.person)", "study.probe: foreign key probe_who_fkey to study.person from a table that isn't spread")]
    [TestCase("create table study.probe (person_id uuid, n bytea references identity.tombstone, primary key (person_id, n))", "study.probe: foreign key probe_n_fkey to identity.tombstone, which stays on one server")]
    [TestCase("create table study.probe (person_id uuid, n integer generated always as identity, primary key (person_id, n))", "study.probe: column n counts with less than bigint")]
    [TestCase("create table study.probe (person_id uuid, n serial, primary key (person_id, n))", "study.probe: column n counts with less than bigint")]
    public async Task Schema_TableThatBreaksARule_IsNamed(string table, string expected)
    {
        await using var transaction = await _connection.BeginTransactionAsync();
        await _connection.ExecuteAsync(table);
        Assert.That((await ViolationsAsync()).Except(Exceptions.Keys), Is.EqualTo(new[] { expected }));
        await transaction.RollbackAsync();
    }

    [TestCase("create table study.probe (person_id uuid references study.person on delete cascade, n bigint generated always as identity, primary key (person_id, n))")]
    [TestCase("create table study.probe (person_id uuid, questionnaire_id bigint, wave_id integer references study.wave, primary key (questionnaire_id, person_id), foreign key (questionnaire_id, person_id) references study.questionnaire (id, person_id))")]
    public async Task Schema_TableThatKeepsTheRules_IsAccepted(string table)
    {
        await using var transaction = await _connection.BeginTransactionAsync();
        await _connection.ExecuteAsync("alter table study.questionnaire add unique (id, person_id)");
        await _connection.ExecuteAsync(table);
        Assert.That(await ViolationsAsync(), Is.EquivalentTo(Exceptions.Keys));
        await transaction.RollbackAsync();
    }

    // Persons themselves are spread by their id; what tells who they are stays on one server.
    private const string PersonTables =
        """
        with person_table as (
          select c.oid, n.nspname || '.' || c.relname as name, a.attnum as key, a.attname as key_name
          from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
          where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema', 'identity')
            and (a.attname = 'person_id' or (c.oid = 'study.person'::regclass and a.attname = 'id'))
        )
        """ + "\n";

    private async Task<List<string>> ViolationsAsync() => (await _connection.QueryAsync<string>(
        PersonTables +
        """
        select t.name || ': no primary key' from person_table t where not exists (select 1 from pg_index i where i.indrelid = t.oid and i.indisprimary)
        union all
        select t.name || ': unique index ' || c.relname || ' lacks ' || t.key_name
        from person_table t join pg_index i on i.indrelid = t.oid and (i.indisunique or i.indisexclusion) join pg_class c on c.oid = i.indexrelid
        where not t.key = any (i.indkey::smallint[])
        union all
        select t.name || ': foreign key ' || k.conname || ' to ' || o.name || ' doesn''t match ' || t.key_name
        from person_table t join pg_constraint k on k.conrelid = t.oid and k.contype = 'f' join person_table o on o.oid = k.confrelid
        where not exists (select 1 from unnest(k.conkey, k.confkey) pair (here, there) where pair.here = t.key and pair.there = o.key)
        union all
        select n.nspname || '.' || c.relname || ': foreign key ' || k.conname || ' to ' || o.name || ' from a table that isn''t spread'
        from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace join person_table o on o.oid = k.confrelid
        where k.contype = 'f' and k.conrelid not in (select oid from person_table)
        union all
        select t.name || ': foreign key ' || k.conname || ' to ' || n.nspname || '.' || c.relname || ', which stays on one server'
        from person_table t join pg_constraint k on k.conrelid = t.oid and k.contype = 'f' join pg_class c on c.oid = k.confrelid join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'identity'
        union all
        select t.name || ': foreign key ' || k.conname || ' would empty ' || t.key_name
        from person_table t join pg_constraint k on k.conrelid = t.oid and k.contype = 'f'
        where (k.confdeltype in ('n', 'd') or k.confupdtype in ('n', 'd')) and t.key = any (k.conkey)
        union all
        select t.name || ': column ' || a.attname || ' counts with less than bigint'
        from person_table t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped and a.atttypid <> 'bigint'::regtype
        left join pg_attrdef d on d.adrelid = t.oid and d.adnum = a.attnum
        where a.attidentity <> '' or pg_get_expr(d.adbin, d.adrelid) like 'nextval(%'
        """)).ToList();
}
