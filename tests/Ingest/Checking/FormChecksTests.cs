using LobResearch.Study;

namespace LobResearch.Ingest.Tests.Checking;

public sealed class FormChecksTests
{
    private const string Header = "code,response,school,done,seconds,a,b,c,more,tel\n";

    private const string Form =
        """
        form: parents
        version: 1
        title: {nl: Ouders}
        role: parent
        answer_scales:
          agree:
            - {code: 1, label: {nl: oneens}}
            - {code: 2, label: {nl: eens}}
        items:
          - {id: a, kind: single_choice, answers: agree, label: {nl: A}, required: true}
          - {id: b, kind: single_choice, answers: agree, label: {nl: B}}
          - {id: c, kind: single_choice, answers: agree, label: {nl: C}}
          - {id: more, kind: whole_number, minimum: 0, maximum: 9, label: {nl: Meer}, only_if: {item: a, is: [2]}}
          - {id: tel, kind: text, label: {nl: Bel mij}, identifying: true}
        scales:
          - {id: ABC, title: {nl: abc}, items: [a, -b, c]}
        checks:
          straight_lining: [{scale: ABC}]
          speeding: {below_seconds: 60}
          limits:
            out-of-range: {warn: 2, stop: 50 %}
            speeding: {warn: never}
        """;

    private const string Source =
        """
        source: export
        form: parents
        version: 1
        person: {column: code}
        response: [response]
        wave: {is: T0}
        school: {column: school}
        submitted: {column: done}
        duration: {column: seconds}
        items: {a: a, b: b, c: c, more: more, tel: tel}
        """;

    [TestCase("p1,r1,A,,90,2,1,2,3,", null, "2 1 2 3")]
    [TestCase("p1,r1,A,,90,,1,2,,", "required-blank", "-2 1 2 -1")]
    [TestCase("p1,r1,A,,90,1,1,2,,", null, "1 1 2 -1")]
    [TestCase("p1,r1,A,,90,2,1,2,,", null, "2 1 2 -2")]
    [TestCase("p1,r1,A,,90,1,1,2,3,", "off-route", "1 1 2 3")]
    [TestCase("p1,r1,A,,90,2,2,2,3,", "straight-lining", "2 2 2 3")]
    [TestCase("p1,r1,A,,90,2,,2,3,", null, "2 -2 2 3")]
    [TestCase("p1,r1,A,,59.5,2,1,2,3,", "speeding", "2 1 2 3")]
    public async Task RunAsync_Row_IsCheckedAsTheCodebookSays(string row, string? rule, string answers)
    {
        await using var study = await SmallStudy.CreateAsync(Form, Source);
        var report = await study.IngestFileAsync(study.Write("f.csv", Header + row + "\n"));
        Assert.That(report.Findings.Select(finding => finding.Rule), Is.EqualTo(rule is null ? Array.Empty<string>() : [rule]), report.ToString());
        Assert.That(await study.AnswersAsync(), Is.EqualTo(new[] { answers }));
    }

    [Test]
    public async Task RunAsync_IdentifyingItem_IsDroppedAndNeverStored()
    {
        await using var study = await SmallStudy.CreateAsync(Form, Source);
        var report = await study.IngestFileAsync(study.Write("f.csv", Header + "p1,r1,A,,90,2,1,2,3,0612345678\n"));
        Assert.That(report.DroppedColumns, Is.EqualTo(new[] { "tel" }));
        await using var connection = await study.Database.Source.OpenConnectionAsync();
        await using var count = new Npgsql.NpgsqlCommand("select count(*) from text.answer", connection);
        Assert.That(await count.ExecuteScalarAsync(), Is.Zero);
    }

    [TestCase("p1,r2,A,,90,1,1,2,,")]
    [TestCase("p2,r2,A,,90,1,1,2,,\np2,r3,A,,90,1,1,2,,")]
    public async Task RunAsync_PersonTwiceInAWave_HoldsTheSecondBack(string rows)
    {
        await using var study = await SmallStudy.CreateAsync(Form, Source);
        await study.IngestFileAsync(study.Write("f.csv", Header + "p1,r1,A,,90,2,1,2,3,\n"));
        var report = await study.IngestFileAsync(study.Write("g.csv", Header + "p1,r1,A,,90,2,1,2,3,\n" + rows + "\n"));
        Assert.That((report.Unchanged, report.HeldBack), Is.EqualTo((1, 1)), report.ToString());
        Assert.That(report.Findings.Select(finding => finding.Rule), Is.EqualTo(new[] { "duplicate-person" }));
    }

    [Test]
    public async Task RunAsync_FormThatRepeats_TakesAPersonSeveralTimes()
    {
        await using var study = await SmallStudy.CreateAsync(Form + "\nrepeats: true\n", Source);
        var report = await study.IngestFileAsync(study.Write("f.csv", Header + "p1,r1,A,,90,2,1,2,3,\np1,r2,A,,90,2,1,2,3,\n"));
        Assert.That((report.New, report.HeldBack), Is.EqualTo((2, 0)), report.ToString());
    }

    [Test]
    public async Task RunAsync_HandedInOutsideTheWave_IsHeldBackUntilTheWavesDaysAreCorrected()
    {
        await using var study = await SmallStudy.CreateAsync(Form, Source, yaml => yaml.Replace("id: T0,", "id: T0, starts: 2026-09-01, ends: 2026-09-30,", StringComparison.Ordinal));
        // Midnight in Amsterdam: the last day of the wave ends there, not in Greenwich.
        var path = study.Write("f.csv", Header + "p1,r1,A,2026-09-30 23:59:59,90,2,1,2,3,\np2,r2,A,2026-10-01 00:00:01,90,2,1,2,3,\np3,r3,A,gisteren,90,2,1,2,3,\n");
        var report = await study.IngestFileAsync(path);
        Assert.That((report.New, report.HeldBack), Is.EqualTo((1, 2)), report.ToString());
        Assert.That(report.Findings.Select(finding => (finding.Rule, finding.Row)), Is.EqualTo(new[] { ("outside-wave", (int?)3), ("bad-date", (int?)4) }));
        study.Write("study.yaml", (await File.ReadAllTextAsync(study.At("study.yaml"))).Replace("2026-09-30", "2026-10-31", StringComparison.Ordinal));
        await study.ReloadAsync();
        var again = await study.IngestFileAsync(path);
        Assert.That((again.AlreadyIn, again.New, again.Unchanged, again.HeldBack), Is.EqualTo((false, 1, 1, 1)), "the same file is another batch when the wave's days changed");
    }

    [TestCase(1, 8, "note", false)]
    [TestCase(2, 8, "warn", false)]
    [TestCase(4, 4, "stop", true)]
    public async Task RunAsync_LimitsOfARule_NoteWarnAndStop(int bad, int good, string level, bool stops)
    {
        await using var study = await SmallStudy.CreateAsync(Form, Source);
        var rows = string.Concat(Enumerable.Range(0, bad + good).Select(row => $"p{row},r{row},A,,5,2,1,2,{(row < bad ? 77 : 3)},\n"));
        var report = await study.IngestFileAsync(study.Write("f.csv", Header + rows));
        var rule = report.Rules.First(known => known.Rule == "out-of-range");
        Assert.That((rule.Rows, rule.Of, rule.Level.ToString().ToLowerInvariant()), Is.EqualTo(((long)bad, (long)(bad + good), level)));
        Assert.That(report.Rules.First(known => known.Rule == "speeding").Level.ToString(), Is.EqualTo("Note"));
        Assert.That((report.IsStopped, report.Batch is null, report.NeedsAPerson), Is.EqualTo((stops, stops, level != "note")));
        Assert.That(await study.AnswersAsync(), Has.Count.EqualTo(stops ? 0 : bad + good));
    }

    [TestCase("only_if: {item: later, is: [1]}", "no earlier item")]
    [TestCase("only_if: {item: a, is: [misschien]}", "has no answer 'misschien'")]
    [TestCase("only_if: {item: a, at_least: 1}", "earlier choice item")]
    public void Read_RoutingThatCannotBe_IsAFault(string routing, string expected)
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.yaml");
        File.WriteAllText(path, Form.Replace("only_if: {item: a, is: [2]}", routing, StringComparison.Ordinal));
        var fault = Assert.Throws<InputFault>(() => LobResearch.Study.Codebook.FormReader.Read(path))!;
        File.Delete(path);
        Assert.That(fault.Message, Does.Contain(expected));
    }
}
