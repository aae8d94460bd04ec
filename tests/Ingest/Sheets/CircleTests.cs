using Dapper;
using LobResearch.Ingest.Sheets;
using LobResearch.Study.Codebook;
using Npgsql;

namespace LobResearch.Ingest.Tests.Sheets;

/// <summary>A leerkring: members, sessions, evaluations, work methods, plans and quotes.</summary>
public sealed class CircleTests
{
    private static readonly DateTime Day = new(2026, 10, 12);

    // For files that leave nothing behind.
    private SmallStudy _empty = null!;

    [OneTimeSetUp]
    public async Task SetUpAsync() => _empty = await SmallStudy.CreateAsync();

    [OneTimeTearDown]
    public async Task TearDownAsync()
    {
        if (_empty is not null)
            await _empty.DisposeAsync();
    }

    private static (string, object?[][])[] Sheets(string quote = "We draaien mee met de zon.", object? consent = null, object? redacted = null, object? publish = null) =>
    [
        ("Groepen", [["kring-A", "leerkring", "A", Day, null]]),
        ("Leden", [["kring-A", "ouder", "A", "p1", null, null, null], ["kring-A", "leraar", "A", "t1", "binnen", null, null], ["kring-A", "onderzoeker", "A", "o1", "buiten", null, null]]),
        ("Bijeenkomsten", [["kring-A", 1.0, Day, 1.0, "binnen", 120.0], ["kring-A", 2.0, Day.AddDays(21), 5.0, "buiten", null]]),
        ("Evaluatie bijeenkomst", [["kring-A", 1.0, "ouder", "A", "p1", 4.0, 3.0, 3.0, null, 2.0, 1.0]]),
        ("Eindevaluatie", [["kring-A", "ouder", "A", "p1", 4.0, 3.0, null, 2.0, 1.0, 4.0, 4.0, 4.0, 4.0, 4.0, 1.0, 2.0, 3.0, 4.0, null, "het gesprek", "mail mij: jan@voorbeeld.nl"]]),
        ("Werkvormen", [["kring-A", 1.0, "ouder", "A", "p1", "tekenen", 4.0]]),
        ("Groepsoordeel", [["kring-A", 1.0, "tekenen", "werkte goed"], ["kring-A", 1.0, "collages", null]]),
        ("Plannen en besluiten", [["kring-A", 1.0, "plan", Day, "O", null, "Elke mentor geeft een thuisopdracht."]]),
        ("Citaten", [["c01", "kring-A", "leraar", "A", "t1", "verslag 1", quote, consent, redacted, publish]]),
        ("Citaatcodes", [["c01", "gelijkwaardigheid", "MV"], ["c01", "sfeer", "KB"]]),
    ];

    [Test]
    public async Task RunAsync_WholeWorkbook_FillsEachTable()
    {
        await using var study = await SmallStudy.CreateAsync();
        var report = await study.IngestSheetAsync(SheetBooks.Leerkring, Sheets());
        Assert.That(report.Findings.Select(finding => (finding.Rule, finding.Sheet, finding.Column)), Is.EqualTo(new[] { (RuleNames.MaskedText, "Eindevaluatie", "wat kan beter") }), report.ToString());
        Assert.That((report.Rows, report.New), Is.EqualTo((15, 15)));
        foreach (var (question, expected) in new[]
        {
            ("code, kind, starts) from study.learning_circle", "kring-A|learning_circle|2026-10-12"),
            ("string_agg(m.role || ' ' || p.role || ' ' || ring, ', ' order by m.source_row)) from study.circle_member m join study.person p on p.id = m.person_id", "parent parent inner, teacher teacher inner, researcher researcher wider"),
            ("string_agg(number || ' ' || stage || ' ' || place, ', ' order by number)) from study.circle_session", "1 1 inside, 2 5 outside"),
            ("atmosphere, equality, alignment, coalesce(heard::text, 'NULL'), progress, role_clarity) from study.session_evaluation", "4|3|3|NULL|2|1"),
            ("process, yields, future_value) from study.circle_evaluation", "{4,3,NULL,2,1}|{4,4,4,4,4}|{1,2,3,4,NULL}"),
            ("best, better) from text.circle_evaluation_answer", "het gesprek|mail mij: [weggelaten]"),
            ("work_method, rating) from study.method_rating", "tekenen|4"),
            ("string_agg(work_method || ' ' || verdict, ', ' order by source_row)) from study.method_verdict", "tekenen worked_well, collages unknown"),
            ("d.kind, components, carried_out, w.body) from study.circle_decision d join text.circle_decision_wording w using (circle_code, number)", "plan|{O}|unknown|Elke mentor geeft een thuisopdracht."),
            ("speaker_role, source, body, consent_to_publish, publish, speaker_id is not null) from text.quote", "teacher|verslag 1|We draaien mee met de zon.|unknown|f|t"),
            ("string_agg(code || ' ' || coder, ', ' order by source_row)) from text.quote_code", "gelijkwaardigheid MV, sfeer KB"),
        })
            Assert.That(await study.AskAsync(question), Is.EqualTo(new[] { expected }), question);
    }

    [TestCase("ja", null, "ja", true)]
    [TestCase(null, "MV", "ja", true)]
    [TestCase("nee", "MV", "ja", true)]
    [TestCase("ja", "MV", "ja", false)]
    [TestCase("nee", null, "nee", false)]
    public async Task RunAsync_QuoteToPublish_NeedsConsentAndRedaction(string? consent, string? redacted, string publish, bool isStopped)
    {
        var report = await _empty.IngestSheetAsync(SheetBooks.Leerkring, new IngestOptions { DryRun = true }, Sheets(consent: consent, redacted: redacted, publish: publish));
        Assert.That(report.IsStopped, Is.EqualTo(isStopped), report.ToString());
        Assert.That(report.Findings.Any(finding => finding is { Rule: SheetRules.Contradiction, Sheet: "Citaten", Row: 2, Column: "publiceren" }), Is.EqualTo(isStopped));
    }

    [TestCase("publish = true")]
    [TestCase("publish = true, consent_to_publish = 'yes'")]
    [TestCase("publish = true, redacted_by = 'MV'")]
    public async Task Quote_PublishedWithoutConsentOrRedaction_IsRefusedByTheTable(string change)
    {
        await using var connection = await _empty.Database.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync(
            """
            insert into ingest.source (code) values ('x');
            insert into ingest.batch (source_id, kind, file_name, file_hash, mapping_hash, form_hash, row_count, new_count, unchanged_count, changed_count,
              held_back_count, vanished_count, finding_count, program_version)
            select id, 'leerkring', 'f', sha256('1'), sha256('1'), sha256('1'), 0, 0, 0, 0, 0, 0, 0, 'v' from ingest.source where code = 'x';
            insert into text.quote (code, speaker_role, source, body, consent_to_publish, publish, content_hash, batch_id, source_row)
            select 'c', 'teacher', 's', 'b', 'unknown', false, sha256('1'), max(id), 1 from ingest.batch;
            """);
        var fault = (await Assert.ThrowsAsync<PostgresException>(() => connection.ExecuteAsync("update text.quote set " + change)))!;
        Assert.That(fault.ConstraintName, Is.EqualTo("published_quote_is_redacted_with_consent"));
    }

    [Test]
    public async Task RunAsync_ChangedTexts_SupersedeAndComeBack()
    {
        await using var study = await SmallStudy.CreateAsync();
        await study.IngestSheetAsync(SheetBooks.Leerkring, Sheets());
        var changed = Sheets("Anders gezegd.");
        changed[7].Item2[0][6] = "Twee thuisopdrachten.";
        changed[4].Item2[0][4] = 1.0;
        var report = await study.IngestSheetAsync(SheetBooks.Leerkring, changed);
        Assert.That((report.New, report.Unchanged, report.Changed), Is.EqualTo((0, 12, 3)), report.ToString());
        Assert.That(await study.AskAsync("(select body from text.quote), (select body from text.circle_decision_wording), (select process[1] from study.circle_evaluation))"), Is.EqualTo(new[] { "Anders gezegd.|Twee thuisopdrachten.|1" }));
        var undone = await new BatchUndo(study.Database, study.Definition).RunAsync(report.Batch!.Value);
        Assert.That((undone.Removed, undone.Persons), Is.EqualTo((0, 0)), undone.ToString());
        Assert.That(
            await study.AskAsync("(select body from text.quote), (select body from text.circle_decision_wording), (select process[1] from study.circle_evaluation), (select count(*) from text.earlier_row))"),
            Is.EqualTo(new[] { "We draaien mee met de zon.|Elke mentor geeft een thuisopdracht.|4|0" }));
    }

    [Test]
    public async Task RunAsync_SessionThatIsNotThere_IsNamedWithRowAndColumn()
    {
        var sheets = Sheets();
        sheets[3].Item2[0][1] = 9.0;
        var report = await _empty.IngestSheetAsync(SheetBooks.Leerkring, sheets);
        Assert.That(report.Findings.Where(finding => finding.Rule == SheetRules.UnknownReference).Select(finding => (finding.Sheet, finding.Row, finding.Column)),
            Is.EqualTo(new (string?, int?, string?)[] { ("Evaluatie bijeenkomst", 2, "bijeenkomst") }), report.ToString());
    }

    // Brings files in and takes them back with no more rights than the login has, and never reads a quote.
    [Test]
    public async Task RunAsync_AsTheIngestLogin_NeedsNoRightToReadTexts()
    {
        await using var study = await SmallStudy.CreateAsync();
        await using var limited = await study.AsRoleAsync("lob_ingest");
        var first = await limited.IngestSheetAsync(SheetBooks.Leerkring, Sheets());
        Assert.That(first.New, Is.EqualTo(15), first.ToString());
        var second = await limited.IngestSheetAsync(SheetBooks.Leerkring, Sheets("Anders gezegd."));
        Assert.That(second.Changed, Is.EqualTo(1), second.ToString());
        var undone = await new BatchUndo(limited.Database, study.Definition).RunAsync(second.Batch!.Value);
        Assert.That(undone.Restored, Is.EqualTo(1));
        foreach (var table in new[] { "text.quote", "text.circle_decision_wording", "text.circle_evaluation_answer", "text.earlier_row" })
        {
            var fault = (await Assert.ThrowsAsync<PostgresException>(() => limited.ExecuteAsync("select * from " + table)))!;
            Assert.That(fault.SqlState, Is.EqualTo(PostgresErrorCodes.InsufficientPrivilege), table);
        }
    }

    [TestCase("lob_analyst", "study.attendance, study.exposure, study.circle_member, study.practice_cell", "text.quote", "study.earlier_row", "identity.code")]
    [TestCase("lob_coder", "text.quote, text.quote_code, text.circle_evaluation_answer, study.circle_session", "study.attendance", "text.earlier_row", "identity.code")]
    [TestCase("lob_keyholder", "identity.code", "text.quote", "study.session_evaluation", "study.earlier_row")]
    public async Task Rights_OfARole_AreThoseOfItsWork(string role, string reads, params string[] refused)
    {
        await using var limited = await _empty.AsRoleAsync(role);
        foreach (var table in reads.Split(", "))
            await limited.ExecuteAsync($"select * from {table}");
        foreach (var table in refused)
        {
            var fault = (await Assert.ThrowsAsync<PostgresException>(() => limited.ExecuteAsync("select * from " + table)))!;
            Assert.That(fault.SqlState, Is.EqualTo(PostgresErrorCodes.InsufficientPrivilege), table);
        }
    }
}
