using Dapper;
using LobResearch.Study;
using LobResearch.TestKit;

namespace LobResearch.Ingest.Tests;

public sealed class SurveyIngestTests
{
    private const string Good = "p1,r1,T0,A,2a,1,0,ja,3.5,40,1980-05-06,\"een, opmerking\",1\np2,r2,T0,A,2a,0,1,nee,,-99,,,\n";
    private const string OfLaterWave = "p1,r3,T1,A,2a,1,0,ja,3.5,40,,,\np2,r4,T1,A,2a,0,1,nee,,-99,,,\n";

    [Test]
    public async Task RunAsync_GoodFile_StoresEachAnswerWhereItBelongs()
    {
        await using var study = await SmallStudy.CreateAsync();
        var report = await study.IngestAsync(Good);
        await using var connection = await study.Database.Source.OpenConnectionAsync();
        var answers = (await connection.QueryAsync<short[]>("select answers from study.questionnaire order by source_row")).ToList();
        Assert.Multiple(() =>
        {
            Assert.That((report.Rows, report.New, report.HeldBack), Is.EqualTo((2, 2, 0)));
            Assert.That(report.Findings, Is.Empty, report.ToString());
            // agree, which_1, which_2, age, later: −1 not shown, −2 blank, −3 invalid, −4 refused.
            Assert.That(answers[0], Is.EqualTo(new short[] { 2, 1, 0, 40, -1 }));
            Assert.That(answers[1], Is.EqualTo(new short[] { 1, 0, 1, -4, -1 }));
        });
        Assert.That(await connection.QueryAsync<(double?, short?)>("select value, missing from study.number_answer join study.questionnaire on id = questionnaire_id order by source_row"), Is.EqualTo(new (double?, short?)[] { (3.5, null), (null, 2) }));
        Assert.That(await connection.QueryAsync<DateTime?>("select value from study.date_answer join study.questionnaire on id = questionnaire_id order by source_row"), Is.EqualTo(new DateTime?[] { new(1980, 5, 6), null }));
        Assert.That(await connection.QueryAsync<string?>("select body from text.answer join study.questionnaire on id = questionnaire_id order by source_row"), Is.EqualTo(new[] { "een, opmerking", null }));
        Assert.That(await connection.QueryAsync<(short?, short?)>("select code, missing from sensitive.answer join study.questionnaire on id = questionnaire_id order by source_row"), Is.EqualTo(new (short?, short?)[] { (1, null), (null, 2) }));
    }

    [Test]
    public async Task RunAsync_MissingCodeWithAZeroFraction_IsThatReason()
    {
        await using var study = await SmallStudy.CreateAsync();
        var report = await study.IngestAsync("p1,r1,T0,A,2a,1,0,ja,-99.0,-99.0,,,\n");
        Assert.That(report.Findings, Is.Empty, report.ToString());
        Assert.That(await study.AnswersAsync(), Is.EqualTo(new[] { "2 1 0 -4 -1" }));
        Assert.That(await study.AskAsync("value, missing) from study.number_answer"), Is.EqualTo(new[] { "4" }));
    }

    [Test]
    public async Task RunAsync_SameFileTwice_ChangesNothingAndSaysSo()
    {
        await using var study = await SmallStudy.CreateAsync();
        var first = await study.IngestAsync(Good);
        var second = await study.IngestAsync(Good);
        Assert.That(second.AlreadyIn, Is.True);
        Assert.That(second.Batch, Is.EqualTo(first.Batch));
        Assert.That(second.ToString(), Does.Contain("0 new rows"));
        Assert.That(await CountAsync(study, "study.questionnaire"), Is.EqualTo(2));
        Assert.That(await CountAsync(study, "ingest.batch"), Is.EqualTo(1));
    }

    [Test]
    public async Task RunAsync_ReExport_SkipsSupersedesAddsAndNamesTheVanished()
    {
        await using var study = await SmallStudy.CreateAsync();
        await study.IngestAsync(Good + "p3,r3,T0,A,2a,0,0,ja,1,30,,,\n");
        var report = await study.IngestAsync(Good.Replace("3.5,40", "3.5,41", StringComparison.Ordinal) + "p4,r4,T0,A,2a,0,0,ja,1,30,,,\n");
        Assert.That((report.New, report.Unchanged, report.Changed, report.Vanished), Is.EqualTo((1, 1, 1, 1)), report.ToString());
        Assert.That(report.Findings.Select(finding => finding.Rule), Is.EqualTo(new[] { "vanished-rows" }));
        await using var connection = await study.Database.Source.OpenConnectionAsync();
        var history = await connection.QueryAsync<(short, long, long?)>(
            "select answers[4], batch_id, superseded_by_batch_id from study.questionnaire where source_row = 2 order by id");
        Assert.That(history, Is.EqualTo(new (short, long, long?)[] { (40, 1, 2), (41, 2, null) }));
        Assert.That(await connection.ExecuteScalarAsync<int>("select count(*)::int from form.parents"), Is.EqualTo(4), "the view shows current rows");
    }

    [Test]
    public async Task RunAsync_FileOfAnotherWave_MakesNothingVanish()
    {
        await using var study = await SmallStudy.CreateAsync();
        await study.IngestAsync(Good);
        var report = await study.IngestAsync(OfLaterWave);
        Assert.That((report.New, report.Vanished), Is.EqualTo((2, 0)), report.ToString());
        Assert.That(report.Findings, Is.Empty);
    }

    [Test]
    public async Task RunAsync_ReExportOfOneOfTwoWaves_NamesWhatVanishedOfThatWave()
    {
        await using var study = await SmallStudy.CreateAsync();
        await study.IngestAsync(Good);
        await study.IngestAsync(OfLaterWave);
        var report = await study.IngestAsync(Good[..(Good.IndexOf('\n', StringComparison.Ordinal) + 1)]);
        Assert.That((report.Unchanged, report.Vanished), Is.EqualTo((1, 1)), report.ToString());
        Assert.That(report.Findings.Select(finding => finding.Rule), Is.EqualTo(new[] { "vanished-rows" }));
    }

    [Test]
    public async Task RunAsync_ReExportOfBothWaves_NamesWhatVanishedOfBoth()
    {
        await using var study = await SmallStudy.CreateAsync();
        await study.IngestAsync(Good);
        await study.IngestAsync(OfLaterWave);
        var report = await study.IngestAsync(string.Concat((Good + OfLaterWave).Split('\n').Where(row => row.Contains(",r1,", StringComparison.Ordinal) || row.Contains(",r3,", StringComparison.Ordinal)).Select(row => row + "\n")));
        Assert.That((report.Unchanged, report.Vanished), Is.EqualTo((2, 2)), report.ToString());
    }

    [Test]
    public async Task RunAsync_WaveWhoseRowsAreAllHeldBack_StillOccursInTheFile()
    {
        await using var study = await SmallStudy.CreateAsync();
        await study.IngestAsync(Good);
        var report = await study.IngestAsync("p1,r1,T0,B,2a,1,0,ja,3.5,40,,,\n" + OfLaterWave);
        Assert.That((report.HeldBack, report.Vanished), Is.EqualTo((1, 1)), report.ToString());
    }

    [Test]
    public async Task RunAsync_SourceOfOneWave_ComparesThatWave()
    {
        await using var study = await SmallStudy.CreateAsync(source => source.Replace("wave: {column: wave}", "wave: {is: T1}\nignore: [wave]", StringComparison.Ordinal));
        await study.IngestAsync(Good);
        var report = await study.IngestAsync(Good[..(Good.IndexOf('\n', StringComparison.Ordinal) + 1)]);
        Assert.That((report.Unchanged, report.Vanished), Is.EqualTo((1, 1)), report.ToString());
    }

    [Test]
    public async Task RunAsync_SamePersonInTwoWaves_IsOnePerson()
    {
        await using var study = await SmallStudy.CreateAsync();
        await study.IngestAsync("p1,r1,T0,A,2a,1,0,ja,3.5,40,,,\np1,r2,T1,A,2a,1,0,ja,3.5,40,,,\n");
        Assert.That(await CountAsync(study, "study.person"), Is.EqualTo(1));
        Assert.That(await CountAsync(study, "study.questionnaire"), Is.EqualTo(2));
    }

    [Test]
    public async Task RunAsync_StudyTables_HoldNoCode()
    {
        await using var study = await SmallStudy.CreateAsync();
        await study.IngestAsync("ZEERGEHEIM77,RESPONSE88,T0,A,2a,1,0,ja,3.5,40,,,\n");
        await using var connection = await study.Database.Source.OpenConnectionAsync();
        var tables = await connection.QueryAsync<string>(
            "select format('%I.%I', table_schema, table_name) from information_schema.tables where table_schema in ('study', 'identity', 'ingest', 'text', 'sensitive') and table_type = 'BASE TABLE'");
        foreach (var table in tables)
        {
            var found = await connection.ExecuteScalarAsync<long>($"select count(*) from {table} t where t::text like '%ZEERGEHEIM77%' or t::text like '%RESPONSE88%'");
            Assert.That(found, Is.Zero, table);
        }
    }

    [TestCase("p1,r1,T0,A,2a,1,0,ja,81,40,,,\n", "out-of-range", "hours")]
    [TestCase("p1,r1,T0,A,2a,1,0,ja,veel,40,,,\n", "invalid-value", "hours")]
    [TestCase("p1,r1,T0,A,2a,1,0,ja,1,40.5,,,\n", "invalid-value", "age")]
    [TestCase("p1,r1,T0,A,2a,1,0,ja,1,40,6-5-1980,,\n", "invalid-value", "born")]
    public async Task RunAsync_InvalidCell_BecomesItsMissingReasonAndAFinding(string row, string rule, string column)
    {
        await using var study = await SmallStudy.CreateAsync();
        var report = await study.IngestAsync(row);
        Assert.That(report.New, Is.EqualTo(1));
        Assert.That(report.Findings.Select(finding => (finding.Rule, finding.Row, finding.Column)), Is.EqualTo(new[] { (rule, (int?)2, (string?)column) }));
    }

    [TestCase(",r1,T0,A,2a,1,0,ja,1,40,,,\n", "no-person-code", "code")]
    [TestCase("p1,r1,T7,A,2a,1,0,ja,1,40,,,\n", "unknown-wave", "wave")]
    [TestCase("p1,r1,T0,B,2a,1,0,ja,1,40,,,\n", "unknown-school", "school")]
    public async Task RunAsync_RowThatCannotBePlaced_IsHeldBackWithAFinding(string row, string rule, string column)
    {
        await using var study = await SmallStudy.CreateAsync();
        var report = await study.IngestAsync(row + "p2,r2,T0,A,2a,1,0,ja,1,40,,,\n");
        Assert.That((report.New, report.HeldBack), Is.EqualTo((1, 1)));
        Assert.That(report.Findings.Select(finding => (finding.Rule, finding.Row, finding.Column)), Is.EqualTo(new[] { (rule, (int?)2, (string?)column) }));
    }

    [Test]
    public async Task RunAsync_SameResponseTwiceInAFile_HoldsTheSecondBack()
    {
        await using var study = await SmallStudy.CreateAsync();
        var report = await study.IngestAsync("p1,r1,T0,A,2a,1,0,ja,1,40,,,\np1,r1,T0,A,2a,1,0,nee,1,40,,,\n");
        Assert.That((report.New, report.HeldBack), Is.EqualTo((1, 1)));
        Assert.That(report.Findings[0].Rule, Is.EqualTo("duplicate-response"));
    }

    [TestCaseSource(nameof(BadFiles))]
    public async Task RunAsync_FileThatCannotBeUsed_IsRefusedAndChangesNothing(string text, string[] expected)
    {
        await using var study = await SmallStudy.CreateAsync();
        await study.IngestAsync(Good);
        var before = await SnapshotAsync(study);
        var path = study.Write("bad.csv", text);
        var fault = (await Assert.ThrowsAsync<InputFault>(() => study.IngestFileAsync(path)))!;
        foreach (var part in expected)
            Assert.That(fault.Message, Does.Contain(part));
        Assert.That(fault.Message, Does.StartWith(path));
        Assert.That(fault.Message, Does.Not.Contain("GEHEIM"), "a message never quotes a cell");
        Assert.That(await SnapshotAsync(study), Is.EqualTo(before));
    }

    [Test]
    public async Task RunAsync_WrongEncoding_NamesTheLine()
    {
        await using var study = await SmallStudy.CreateAsync();
        var path = study.At("latin.csv");
        await File.WriteAllBytesAsync(path, System.Text.Encoding.Latin1.GetBytes(SmallStudy.Header + "p1,r1,T0,A,2a,1,0,ja,1,40,,één,\n"));
        var fault = (await Assert.ThrowsAsync<InputFault>(() => study.IngestFileAsync(path)))!;
        Assert.That(fault.Message, Does.Contain("line 2 is not UTF-8"));
        Assert.That(fault.Message, Does.Contain("windows1252"));
        Assert.That(await CountAsync(study, "study.questionnaire"), Is.Zero);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task RunAsync_EncodingSeparatorAndDecimalComma_AreTakenAsStatedOrFound(bool stated)
    {
        await using var study = await SmallStudy.CreateAsync(source => source.Replace(
            SmallStudy.StatedFormat, stated ? "format: {separator: \";\", decimal: \",\", encoding: windows1252}" : "", StringComparison.Ordinal));
        var path = study.At("latin.csv");
        await File.WriteAllBytesAsync(path, System.Text.Encoding.Latin1.GetBytes(SmallStudy.Header.Replace(',', ';') + "p1;r1;T0;A;2a;1;0;ja;3,5;40;;één;\n"));
        await study.IngestFileAsync(path);
        await using var connection = await study.Database.Source.OpenConnectionAsync();
        Assert.That(await connection.ExecuteScalarAsync<string>("select body from text.answer"), Is.EqualTo("één"));
        Assert.That(await connection.ExecuteScalarAsync<double>("select value from study.number_answer"), Is.EqualTo(3.5));
    }

    [Test]
    public async Task RunAsync_DryRun_StoresNothing()
    {
        await using var study = await SmallStudy.CreateAsync();
        var before = await SnapshotAsync(study);
        var report = await study.IngestAsync(Good, new IngestOptions { DryRun = true });
        Assert.That((report.New, report.Batch), Is.EqualTo((2, (long?)null)));
        Assert.That(await SnapshotAsync(study), Is.EqualTo(before));
    }

    [Test]
    public async Task RunAsync_UnknownColumn_IsRefusedUntilItIsIgnoredByName()
    {
        await using var study = await SmallStudy.CreateAsync();
        var path = study.Write("wider.csv", SmallStudy.Header.TrimEnd() + ",new,E-mail\n" + "p1,r1,T0,A,2a,1,0,ja,1,40,,,,x,a@b.nl\n");
        var fault = (await Assert.ThrowsAsync<InputFault>(() => study.IngestFileAsync(path)))!;
        Assert.That(fault.Message, Does.Contain("'new'").And.Contain("ignore").And.Not.Contain("E-mail"));

        await using var ignoring = await SmallStudy.CreateAsync(source => source + "\nignore: [new]\n");
        var report = await ignoring.IngestFileAsync(path);
        Assert.That(report.ReadPastColumns, Is.EqualTo(new[] { "new" }));
        Assert.That(report.DroppedColumns, Is.EqualTo(new[] { "E-mail" }), "dropped without being asked, and listed");
    }

    [Test]
    public async Task RunAsync_OtherIdentityKey_IsRefused()
    {
        await using var study = await SmallStudy.CreateAsync();
        await study.IngestAsync(Good);
        study.DeleteKeys();
        var lost = (await Assert.ThrowsAsync<EnvironmentFault>(() => study.IngestAsync(Good + "p3,r3,T0,A,2a,1,0,ja,1,40,,,\n")))!;
        Assert.That(lost.Message, Does.Contain("missing"));
        Environment.SetEnvironmentVariable("LOB_INDEX_KEY", Convert.ToBase64String(new byte[32]));
        try
        {
            var other = (await Assert.ThrowsAsync<EnvironmentFault>(() => study.IngestAsync(Good + "p3,r3,T0,A,2a,1,0,ja,1,40,,,\n")))!;
            Assert.That(other.Message, Does.Contain("stands under"));
        }
        finally
        {
            Environment.SetEnvironmentVariable("LOB_INDEX_KEY", null);
        }
    }

    private static IEnumerable<TestCaseData> BadFiles()
    {
        yield return new TestCaseData("", new[] { "empty" }).SetArgDisplayNames("empty file");
        yield return new TestCaseData(SmallStudy.Header, new[] { "no rows" }).SetArgDisplayNames("headings only");
        yield return new TestCaseData(
            SmallStudy.Header.Replace(",hours", ",uren", StringComparison.Ordinal) + "p1,r1,T0,A,2a,1,0,ja,1,40,,GEHEIM,\n", new[] { "row 1", "hours" }).SetArgDisplayNames("missing column");
        yield return new TestCaseData("GEHEIM,b,c\n1,2,3\n", new[] { "another form", "--source" }).SetArgDisplayNames("another form");
        yield return new TestCaseData(
            SmallStudy.Header + "p1,r1,T0,A,2a,1,0,ja,1,40,,,\np2,r2,T0,A,2a,1,0,GEHEIM,1,40,,,\n", new[] { "row 3", "column agree", "nee, ja", "new version" }).SetArgDisplayNames("unknown code");
        yield return new TestCaseData(
            SmallStudy.Header + "p1,r1,T0,A,2a,1,0,ja,\"3,5\",40,,,\n", new[] { "row 2", "column hours", "decimal" }).SetArgDisplayNames("decimal comma");
        yield return new TestCaseData(
            SmallStudy.Header + "p1,r1,T0,A,2a,1,0,ja,1,40,,,\np2,r2,T0,A,GEHEIM", new[] { "row 3", "5 cells", "cut off" }).SetArgDisplayNames("truncated in a row");
        yield return new TestCaseData(
            SmallStudy.Header + "p1,r1,T0,A,2a,1,0,ja,1,40,,\"GEHEIM", new[] { "row 2", "quote" }).SetArgDisplayNames("truncated in quotes");
        yield return new TestCaseData(
            SmallStudy.Header.Replace(',', ';') + "p1;r1;T0;A;2a;1;0;ja;1;40;;;\n", new[] { "separator" }).SetArgDisplayNames("another separator");
        yield return new TestCaseData(
            SmallStudy.Header.Replace("remark", "hours", StringComparison.Ordinal) + "p1,r1,T0,A,2a,1,0,ja,1,40,,,\n", new[] { "'hours' 2 times" }).SetArgDisplayNames("doubled heading");
    }

    private static async Task<int> CountAsync(SmallStudy study, string table)
    {
        await using var connection = await study.Database.Source.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<int>($"select count(*)::int from {table}");
    }

    private static async Task<string> SnapshotAsync(SmallStudy study)
    {
        await using var connection = await study.Database.Source.OpenConnectionAsync();
        return await DatabaseSnapshot.TakeAsync(connection);
    }

    [Test]
    public async Task RunAsync_EditThatIsTakenBack_ComesInOnceMore()
    {
        await using var study = await SmallStudy.CreateAsync();
        const string Before = "p1,r1,T0,A,2a,1,0,ja,3.5,40,,,\n";
        await study.IngestAsync(Before);
        var stored = await study.AnswersAsync();
        Assert.That((await study.IngestAsync(Before.Replace(",ja,", ",nee,", StringComparison.Ordinal))).Changed, Is.EqualTo(1));
        var back = await study.IngestAsync(Before);
        Assert.That((back.AlreadyIn, back.Changed), Is.EqualTo((false, 1)), "the very first file again, since the edit was taken back");
        Assert.That(await study.AnswersAsync(), Is.EqualTo(stored));
        Assert.That((await study.IngestAsync(Before)).AlreadyIn);
    }
}
