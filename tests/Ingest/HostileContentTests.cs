using Dapper;
using LobResearch.Ingest.Reading.Spss;
using LobResearch.Ingest.Writing.Spss;
using LobResearch.Study;
using LobResearch.TestKit;

namespace LobResearch.Ingest.Tests;

/// <summary>What people or attackers write into cells, headings and file names is stored exactly as text or refused with its place; it never runs.</summary>
public sealed class HostileContentTests
{
    private static readonly string[] Texts =
    [
        "'); drop table study.person; --", "\" or 1=1 /*", "$$; select 1; $$", "\\.", "\\N", "\\x41", "%s%n{0}{{1}}",
        "=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(A1:A9)", "\t=1+1", "=HYPERLINK(\"http://x.invalid\",\"klik\")",
        "../../../etc/passwd", "C:\\Windows\\system32", "file:///etc/shadow", "<script>alert(1)</script>", "${jndi:ldap://x}", "{\"a\":[",
        "\u202Eשלום\u202C עולם", "مرحبا بالعالم", "👩‍👩‍👧‍👦 🇳🇱 👍🏽", "Z̸̡͙a̵͇lgo", "e\u0301 ≠ é", "\uFEFFmerkteken", "\u0007bel \u001b[31mrood", "regel een\r\nregel twee", "a\u2028b", "\uFFFF\uFFFD",
    ];

    [Test]
    public async Task RunAsync_HostileTexts_AreStoredExactly()
    {
        await using var study = await SmallStudy.CreateAsync();
        var rows = string.Concat(Texts.Select((text, index) => $"p{index},r{index},T0,A,2a,1,0,ja,1,40,,{Quoted(text)},\n"));
        var report = await study.IngestAsync(rows);
        Assert.That((report.New, report.Findings.Count), Is.EqualTo((Texts.Length, 0)), report.ToString());
        Assert.That(await BodiesAsync(study), Is.EqualTo(Texts));
    }

    [Test]
    public async Task RunAsync_HostileTextsInAWorkbook_AreStoredExactly()
    {
        // XML holds neither control characters nor U+FFFF, takes CR LF for LF, and '=' is this test's sign for a formula.
        var texts = Texts.Where(text => !text.Any(character => char.IsControl(character) || character == '\uFFFF') && !text.StartsWith('=')).ToArray();
        await using var study = await SmallStudy.CreateAsync(WithoutFormat);
        var path = new Workbook().Sheet("Blad1", [Heading(), .. texts.Select((text, index) => Row(index, text))]).Write(study.At("export.xlsx"));
        var report = await study.IngestFileAsync(path);
        Assert.That((report.New, report.Findings.Count), Is.EqualTo((texts.Length, 0)), report.ToString());
        Assert.That(await BodiesAsync(study), Is.EqualTo(texts));
    }

    [Test]
    public async Task RunAsync_HostileCodes_TouchNothingElse()
    {
        await using var study = await SmallStudy.CreateAsync();
        const string Sql = "'); delete from study.school; --";
        var report = await study.IngestAsync($"{Quoted(Sql)},{Quoted(Sql)},T0,A,{Quoted(Sql)},1,0,ja,1,40,,,\n../../x,r2,T0,A,../../x,1,0,ja,1,40,,,\np3,r3,T0,{Quoted(Sql)},2a,1,0,ja,1,40,,,\n");
        Assert.That((report.New, report.HeldBack), Is.EqualTo((2, 1)), report.ToString());
        await using var connection = await study.Database.Source.OpenConnectionAsync();
        Assert.That(await connection.QueryAsync<string>("select code from study.school"), Is.EqualTo(new[] { "A" }));
        Assert.That(await connection.QueryAsync<string>("select code from study.class_group"), Is.EquivalentTo(new[] { Sql, "../../x" }));
    }

    // What the database can't hold as it is, is refused as one cell, by row and column.
    [TestCase("a_x0000_b")]
    [TestCase("a_xD800_b")]
    [TestCase("_xDC00__xD800_")]
    public async Task RunAsync_WorkbookTextThatCannotBeStored_IsAFindingAtItsCell(string cell)
    {
        await using var study = await SmallStudy.CreateAsync(WithoutFormat);
        var path = new Workbook().Sheet("Blad1", [Heading(), Row(0, "goed"), Row(1, cell)]).Write(study.At("export.xlsx"));
        var report = await study.IngestFileAsync(path);
        Assert.That(report.New, Is.EqualTo(2));
        Assert.That(report.Findings.Select(finding => (finding.Rule, finding.Row, finding.Column)), Is.EqualTo(new[] { ("invalid-value", (int?)3, (string?)"remark") }));
    }

    [Test]
    public async Task RunAsync_WorkbookClassThatCannotBeStored_IsHeldBackAtItsCell()
    {
        await using var study = await SmallStudy.CreateAsync(WithoutFormat);
        var row = Row(0, "goed");
        row[4] = "2_xD800_";
        var report = await study.IngestFileAsync(new Workbook().Sheet("Blad1", [Heading(), row, Row(1, "goed")]).Write(study.At("export.xlsx")));
        Assert.That((report.New, report.HeldBack), Is.EqualTo((1, 1)));
        Assert.That(report.Findings.Select(finding => (finding.Row, finding.Column)), Is.EqualTo(new[] { ((int?)2, (string?)"class") }));
    }

    [Test]
    public async Task RunAsync_NulInASav_IsAFindingAtItsCell()
    {
        await using var study = await SmallStudy.CreateAsync(WithoutFormat);
        var path = study.At("export.sav");
        var variables = Heading().Select(name => new SpssVariable((string)name!, 40, null, SpssFormat.String(40), SpssMissing.None, [], SpssMeasure.Unknown)).ToList();
        using (var writer = SavWriter.Create(path, variables))
        {
            foreach (var (cell, column) in Row(0, "a\0b").Select((cell, column) => (Convert.ToString(cell, System.Globalization.CultureInfo.InvariantCulture)!, column)))
                writer.Text(column, cell);
            writer.Next();
            writer.Complete();
        }

        var report = await study.IngestFileAsync(path);
        Assert.That(report.Findings.Select(finding => (finding.Rule, finding.Row, finding.Column)), Is.EqualTo(new[] { ("invalid-value", (int?)1, (string?)"remark") }));
    }

    [Test]
    public async Task RunAsync_NulInACsv_IsRefusedWithItsRow()
    {
        await using var study = await SmallStudy.CreateAsync();
        var fault = (await Assert.ThrowsAsync<InputFault>(() => study.IngestAsync("p1,r1,T0,A,2a,1,0,ja,1,40,,goed,\np2,r2,T0,A,2a,1,0,ja,1,40,,a\0b,\n")))!;
        Assert.That(fault.Message, Does.Contain("row 3").And.Contain("NUL"));
    }

    [Test]
    public async Task RunAsync_CellOfTenMegabytes_IsStoredExactly()
    {
        await using var study = await SmallStudy.CreateAsync();
        var text = string.Concat(Enumerable.Repeat("Een lang antwoord, zonder einde. 😀\n", 300_000))[..10_000_000].TrimEnd('\uD83D');
        var report = await study.IngestAsync($"p1,r1,T0,A,2a,1,0,ja,1,40,,{Quoted(text)},\n");
        Assert.That(report.New, Is.EqualTo(1), report.ToString());
        Assert.That((await BodiesAsync(study)).Single(), Is.EqualTo(text));
    }

    [Test]
    public async Task RunAsync_CellWithoutEnd_IsRefusedWithItsRow()
    {
        await using var study = await SmallStudy.CreateAsync();
        var fault = (await Assert.ThrowsAsync<InputFault>(() => study.IngestAsync($"p1,r1,T0,A,2a,1,0,ja,1,40,,goed,\np2,r2,T0,A,2a,1,0,ja,1,40,,{Quoted(new string('x', 17_000_000))},\n")))!;
        Assert.That(fault.Message, Does.Contain("row 3").And.Contain("longer than 16 million characters"));
    }

    [Test]
    public async Task RunAsync_TwentyThousandColumns_AreRefusedInAFewLines()
    {
        await using var study = await SmallStudy.CreateAsync();
        var more = Enumerable.Range(0, 20_000).Select(index => $"kolom{index}").ToList();
        var path = study.Write("wide.csv", SmallStudy.Header.TrimEnd() + "," + string.Join(',', more) + "\np1,r1,T0,A,2a,1,0,ja,1,40,,," + new string(',', more.Count) + "\n");
        var fault = (await Assert.ThrowsAsync<InputFault>(() => study.IngestFileAsync(path)))!;
        Assert.That(fault.Message, Does.Contain("20000 columns").And.Contain("'kolom0'").And.Contain("and 19975 more"));
        Assert.That(fault.Message, Has.Length.LessThan(2_000));
    }

    [Test]
    public async Task RunAsync_TwentyThousandColumnsThatAreIgnored_AreReadPast()
    {
        var more = Enumerable.Range(0, 20_000).Select(index => $"kolom{index}").ToList();
        await using var study = await SmallStudy.CreateAsync(source => source + $"\nignore: [{string.Join(", ", more)}]\n");
        var path = study.Write("wide.csv", SmallStudy.Header.TrimEnd() + "," + string.Join(',', more) + "\np1,r1,T0,A,2a,1,0,ja,1,40,,goed,1" + string.Concat(more.Select(_ => ",=1+1")) + "\n");
        var report = await study.IngestFileAsync(path);
        Assert.That((report.New, report.ReadPastColumns.Count), Is.EqualTo((1, 20_000)));
        Assert.That(await BodiesAsync(study), Is.EqualTo(new[] { "goed" }));
    }

    [Test]
    public async Task RunAsync_HeadingsThatSteerATerminal_AreShownByNumberInReportAndDatabase()
    {
        await using var study = await SmallStudy.CreateAsync(source => source.Replace("hours: hours", "hours: \"uren\\e[2J\\u202E\"", StringComparison.Ordinal));
        var path = study.Write("steer.csv", SmallStudy.Header.Replace(",hours,", ",uren\u001b[2J\u202E,", StringComparison.Ordinal) + "p1,r1,T0,A,2a,1,0,ja,81,40,,,\n");
        var report = await study.IngestFileAsync(path);
        Assert.That(report.ToString(), Does.Contain("column uren\\u001B[2J\\u202E"));
        Assert.That(report.ToString().Contains('\u001b', StringComparison.Ordinal), Is.False);
        await using var connection = await study.Database.Source.OpenConnectionAsync();
        Assert.That(await connection.ExecuteScalarAsync<string>("select source_column from ingest.finding"), Is.EqualTo("uren\\u001B[2J\\u202E"));
    }

    [Test]
    public async Task RunAsync_FileNameWithControlCharacters_IsRefusedOnOneLine()
    {
        await using var study = await SmallStudy.CreateAsync();
        foreach (var name in new[] { "regel\nlob: alles is goed.csv", "\u001b[2J\u001b]0;titel\u0007.csv" })
        {
            var path = study.Write(name, SmallStudy.Header + "p1,r1,T0,A,2a,1,0,ja,1,40,,,\n");
            var fault = (await Assert.ThrowsAsync<InputFault>(() => study.IngestFileAsync(path)))!;
            Assert.That(fault.Message, Does.Contain("control character"));
            Assert.That(fault.Message.Any(char.IsControl), Is.False);
        }
    }

    [Test]
    public async Task RunAsync_FileNameThatTurnsTheWriting_IsShownByNumber()
    {
        await using var study = await SmallStudy.CreateAsync();
        var report = await study.IngestFileAsync(study.Write("\u202Egpj.csv", SmallStudy.Header + "p1,r1,T0,A,2a,1,0,ja,1,40,,,\n"));
        Assert.That(report.ToString(), Does.StartWith("\\u202Egpj.csv: 1 rows"));
    }

    [Test]
    public async Task RunAsync_PathThatClimbs_IsKeptAsItsLastPartOnly()
    {
        await using var study = await SmallStudy.CreateAsync();
        study.Write("export.csv", SmallStudy.Header + "p1,r1,T0,A,2a,1,0,ja,1,40,,,\n");
        await study.IngestFileAsync(study.At("sources", "..", "export.csv"));
        await using var connection = await study.Database.Source.OpenConnectionAsync();
        Assert.That(await connection.ExecuteScalarAsync<string>("select file_name from ingest.batch"), Is.EqualTo("export.csv"));
    }

    private static object?[] Heading() => SmallStudy.Header.TrimEnd().Split(',').Cast<object?>().ToArray();

    private static object?[] Row(int index, string text) => [$"p{index}", $"r{index}", "T0", "A", "2a", "1", "0", "ja", "1", "40", "", text, ""];

    // Workbooks and SPSS files state their own format.
    private static string WithoutFormat(string source) => source.Replace(SmallStudy.StatedFormat, "", StringComparison.Ordinal);

    private static string Quoted(string text) => "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    private static async Task<List<string>> BodiesAsync(SmallStudy study)
    {
        await using var connection = await study.Database.Source.OpenConnectionAsync();
        return (await connection.QueryAsync<string>(
            "select t.body from text.answer t join study.questionnaire q on q.id = t.questionnaire_id order by q.source_row")).ToList();
    }
}
