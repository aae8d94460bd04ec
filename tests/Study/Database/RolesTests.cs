using Dapper;
using LobResearch.Study.Database;
using LobResearch.TestKit;
using Npgsql;

namespace LobResearch.Study.Tests.Database;

/// <summary>Each login gets what its work needs and is refused the rest, by table and by column.</summary>
public sealed class RolesTests
{
    private StudyDatabase _database = null!;
    private readonly Dictionary<StudyRole, NpgsqlConnection> _logins = [];

    [OneTimeSetUp]
    public async Task LogInAsEach()
    {
        ServerForTests.RequireServer();
        _database = await StudyDatabase.OpenAsync("roles");
        await using var owner = await _database.Source.OpenConnectionAsync();
        await owner.ExecuteAsync("create view form.parents as select 1 as agree; create view sensitive.form_parents as select 1 as origin;");
        foreach (var role in Enum.GetValues<StudyRole>())
        {
            // A real login with a password, as a team's server has it.
            var password = Guid.NewGuid().ToString("N");
            await owner.ExecuteAsync($"alter role {StudyDatabase.Login(role)} password '{password}'");
            var login = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(owner.ConnectionString)
            {
                Username = StudyDatabase.Login(role),
                Password = password,
                Host = owner.Host,
                Port = owner.Port,
                Database = owner.Database,
                Pooling = false,
            }.ConnectionString);
            await login.OpenAsync();
            _logins.Add(role, login);
        }
    }

    [OneTimeTearDown]
    public async Task LogOut()
    {
        foreach (var login in _logins.Values)
            await login.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    [TestCase(StudyRole.Ingest, "select person_id, blind_index from identity.code")]
    [TestCase(StudyRole.Ingest, "select response_key, content_hash from study.questionnaire")]
    [TestCase(StudyRole.Analyst, "select answers from study.questionnaire")]
    [TestCase(StudyRole.Analyst, "select agree from form.parents")]
    [TestCase(StudyRole.Analyst, "select same_as from study.current_person")]
    [TestCase(StudyRole.Analyst, "delete from analysis.estimate")]
    [TestCase(StudyRole.Analyst, "do 'begin perform study.gather_statistics(); end'")]
    [TestCase(StudyRole.Coder, "select body from text.answer")]
    [TestCase(StudyRole.Keyholder, "select code_cipher from identity.code")]
    [TestCase(StudyRole.Keyholder, "delete from study.person")]
    [TestCase(StudyRole.Keyholder, "select person_id, wave_id, school_id from study.questionnaire")]
    public async Task Login_WhatIsItsWork_IsAllowed(StudyRole role, string statement) =>
        Assert.That(await _logins[role].ExecuteAsync(statement), Is.LessThanOrEqualTo(0));

    [TestCase(StudyRole.Ingest, "select code_cipher from identity.code")]
    [TestCase(StudyRole.Ingest, "select person_id from identity.tombstone")]
    [TestCase(StudyRole.Ingest, "select body from text.answer")]
    [TestCase(StudyRole.Ingest, "select code from sensitive.answer")]
    [TestCase(StudyRole.Ingest, "select estimate from analysis.estimate")]
    [TestCase(StudyRole.Ingest, "create table study.mine (x integer)")]
    [TestCase(StudyRole.Analyst, "select blind_index from identity.code")]
    [TestCase(StudyRole.Analyst, "select response_key from study.questionnaire")]
    [TestCase(StudyRole.Analyst, "select content_hash from study.questionnaire")]
    [TestCase(StudyRole.Analyst, "select * from study.questionnaire")]
    [TestCase(StudyRole.Analyst, "select body from text.answer")]
    [TestCase(StudyRole.Analyst, "select origin from sensitive.form_parents")]
    [TestCase(StudyRole.Analyst, "update study.questionnaire set answers = answers")]
    [TestCase(StudyRole.Analyst, "delete from study.person")]
    [TestCase(StudyRole.Coder, "select answers from study.questionnaire")]
    [TestCase(StudyRole.Coder, "select agree from form.parents")]
    [TestCase(StudyRole.Coder, "select person_id from identity.code")]
    [TestCase(StudyRole.Coder, "select code from sensitive.answer")]
    [TestCase(StudyRole.Coder, "delete from text.answer")]
    [TestCase(StudyRole.Keyholder, "select answers from study.questionnaire")]
    [TestCase(StudyRole.Keyholder, "select agree from form.parents")]
    [TestCase(StudyRole.Keyholder, "select body from text.answer")]
    [TestCase(StudyRole.Keyholder, "select code from sensitive.answer")]
    [TestCase(StudyRole.Keyholder, "select value from study.number_answer")]
    public async Task Login_WhatIsNotItsWork_IsRefused(StudyRole role, string statement)
    {
        var fault = await Assert.ThrowsAsync<PostgresException>(() => _logins[role].ExecuteAsync(statement));
        Assert.That(fault!.SqlState, Is.EqualTo(PostgresErrorCodes.InsufficientPrivilege));
    }
}
