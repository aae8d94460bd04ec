using Dapper;
using LobResearch.Analysis.Scores;
using LobResearch.Simulation.Scenarios;
using LobResearch.Study;
using LobResearch.Study.Codebook;

namespace LobResearch.Analysis.Tests.Scores;

/// <summary>Scales of a generated study, held against what the database says in SQL of its own.</summary>
public sealed class StudyScalesTests
{
    // Variances in another order of rows: a few units in the last place.
    private const double Tolerance = 1e-12;

    // Who answers a wave twice counts with the last one.
    private const string Parents = "(select distinct on (person_id, wave) * from form.parent order by person_id, wave, submitted_at desc nulls last) p";

    private const string SupItems = "sup_1, sup_2, sup_3, sup_4, sup_5, sup_6";

    [Test]
    public async Task Report_Parents_IsWhatTheDatabaseSays()
    {
        var generated = await GeneratedStudy.CrossedAsync();
        var report = await new StudyScales(generated.Study).ReportAsync("parent");
        var sup = report.Scales.Where(entry => entry.Scale.Id == "SUP").ToList();
        Assert.That(sup.Select(entry => entry.Wave), Is.EqualTo(new[] { null, "T0", "T1", "T2", "T3" }));
        foreach (var entry in sup)
        {
            var where = entry.Wave is null ? "true" : $"wave = '{entry.Wave}'";
            Assert.That(entry.Reliability.Rows, Is.EqualTo(await generated.AskAsync<int>($"select count(*)::int from {Parents} where {where}")), entry.Wave);
            Assert.That(entry.Reliability.Complete, Is.EqualTo(await generated.AskAsync<int>($"select count(*)::int from {Parents} where {where} and num_nulls({SupItems}) = 0")));
            foreach (var item in entry.Missing)
            {
                var asked = await generated.AskAsync<string>($"select string_agg(reason || n, ' ' order by reason) from (select {item.Item}__missing as reason, count(*) as n from {Parents} where {where} and {item.Item} is null group by 1) m");
                Assert.That(string.Join(' ', item.Counts.Select(count => Study.Database.Spelling.Of(count.Key) + count.Value).Order(StringComparer.Ordinal)), Is.EqualTo(asked), item.Item);
            }
        }

        var parts = string.Join(" + ", SupItems.Split(", ").Select(item => $"var_samp({item}::numeric)"));
        var alpha = await generated.AskAsync<double>($"select (6.0/5 * (1 - ({parts}) / var_samp(({SupItems.Replace(", ", " + ", StringComparison.Ordinal)})::numeric)))::double precision from {Parents} where wave = 'T0' and num_nulls({SupItems}) = 0");
        var first = sup.Single(entry => entry.Wave == "T0").Reliability;
        Assert.That(first.Alpha, Is.EqualTo(alpha).Within(Tolerance));
        Assert.That(first.AlphaLower, Is.LessThan(alpha));
        Assert.That(first.Omega, Is.InRange(0.7, 0.9));
        Assert.That(sup[0].Persons, Is.LessThan(sup[0].Reliability.Rows));
    }

    [Test]
    public async Task Report_ShortWave_SaysWhatWasNotShownThere()
    {
        var report = await new StudyScales((await GeneratedStudy.CrossedAsync()).Study).ReportAsync("parent");
        Assert.That(report.Scales.Where(entry => entry.Scale.Id == "EFF").Select(entry => entry.Wave), Is.EqualTo(new[] { null, "T0", "T2", "T3" }));
        Assert.That(report.Notes, Has.Some.EqualTo("INT, LOE, EFF, ROLE: nobody answered at T1, where its items weren't shown"));
        Assert.That(report.ToString(), Does.StartWith("*** gesimuleerde gegevens / simulated data").And.Contain("EFF Self-efficacy, all waves; score: mean of at least 4 of 5, version ")
            .And.Contain("-eff_3").And.Contain("links version 1").And.Contain("4 batches of parent version 1"));
        Assert.That(report.ToFrame().RowKeys, Does.Contain("SUP all").And.Contain("SUP T1"));
    }

    [TestCase("school", 16)]
    [TestCase("education", 5)]
    public async Task Report_ByGroup_SplitsTheRows(string by, int groups)
    {
        var report = await new StudyScales((await GeneratedStudy.CrossedAsync()).Study).ReportAsync("parent", new StudyScalesOptions { Scales = ["SUP"], Waves = ["T0"], By = by });
        var (whole, parts) = (report.Scales[0], report.Scales.Skip(1).ToList());
        Assert.That(parts, Has.Count.EqualTo(groups));
        var outside = report.Notes.Where(note => note.Contains($"without {by}")).Select(note => int.Parse(note.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)).SingleOrDefault();
        Assert.That(parts.Sum(part => part.Reliability.Rows) + outside, Is.EqualTo(whole.Reliability.Rows));
        Assert.That(parts.Select(part => part.Group), Is.Unique.And.All.Not.Null);
    }

    [Test]
    public async Task Report_Teams_AreMeansAndAgreementPerSchoolAndWave()
    {
        var generated = await GeneratedStudy.CrossedAsync();
        var report = await new StudyScales(generated.Study).ReportAsync("team", new StudyScalesOptions { Agreement = "school" });
        Assert.That(report.Agreement.Select(own => (own.Scale.Id, own.Wave)), Is.EqualTo(
            new[] { "VIS", "DRA", "INTEG", "FAC" }.SelectMany(scale => new[] { (scale, "T0"), (scale, "T2") })));
        Assert.That(report.Agreement.Select(own => own.SchoolYear).Distinct().Single(), Does.Match(@"^\d{4}/\d\d$"));
        var own = report.Agreement.Single(agreement => agreement is { Scale.Id: "FAC", Wave: "T2" });
        await using var connection = await generated.Study.Database.Source.OpenConnectionAsync();
        var expected = (await connection.QueryAsync<(string School, int Complete, double Mean, double? Variance)>(
            """
            select school, (count(*) filter (where num_nulls(fac_1, fac_2, fac_3) = 0))::int,
              avg((coalesce(fac_1, 0) + coalesce(fac_2, 0) + coalesce(fac_3, 0))::double precision / num_nonnulls(fac_1, fac_2, fac_3)) filter (where num_nonnulls(fac_1, fac_2, fac_3) >= 2),
              ((var_samp(fac_1) filter (where num_nulls(fac_1, fac_2, fac_3) = 0) + var_samp(fac_2) filter (where num_nulls(fac_1, fac_2, fac_3) = 0) + var_samp(fac_3) filter (where num_nulls(fac_1, fac_2, fac_3) = 0)) / 3)::double precision
            from form.team where wave = 'T2' group by school order by school collate "C"
            """)).ToList();
        Assert.That(own.Schools.Select(school => (school.School, school.Agreement.Members)), Is.EqualTo(expected.Select(row => (row.School, row.Complete))));
        foreach (var (school, row) in own.Schools.Zip(expected))
        {
            Assert.That(school.Mean, Is.EqualTo(row.Mean).Within(Tolerance), row.School);
            // Four answers, so (16 − 1)/12; three items.
            if (row.Variance / 1.25 is { } ratio)
                Assert.That(school.Agreement.Value, Is.EqualTo(3 * (1 - ratio) / (3 * (1 - ratio) + ratio)).Within(Tolerance), row.School);
        }

        Assert.That(own.Agreement.Icc!.Icc1, Is.GreaterThan(0.05), "schools differ as they were generated to");
        Assert.That(own.ToString(), Does.Contain("within schools at T2 (school year").And.Contain("ICC(1)").And.Contain("r_wg(j)"));
    }

    [Test]
    public async Task Dyads_ParentsAndStudents_AreThoseOfTheNewestLinks()
    {
        var generated = await GeneratedStudy.CrossedAsync();
        var report = await new StudyScales(generated.Study).DyadsAsync();
        Assert.That(report.Agreement.Select(own => (own.Wave, own.Scale.Id)), Is.EqualTo(new[] { "T0", "T2" }.SelectMany(wave => new[] { (wave, "SUP"), (wave, "ACT"), (wave, "INT"), (wave, "LOE") })));
        const string Score = "case when num_nonnulls(sup_1, sup_2, sup_3, sup_4, sup_5, sup_6) >= 4 then (coalesce(sup_1, 0) + coalesce(sup_2, 0) + coalesce(sup_3, 0) + coalesce(sup_4, 0) + coalesce(sup_5, 0) + coalesce(sup_6, 0))::double precision / num_nonnulls(sup_1, sup_2, sup_3, sup_4, sup_5, sup_6) end";
        await using var connection = await generated.Study.Database.Source.OpenConnectionAsync();
        var (pairs, r, difference) = await connection.QuerySingleAsync<(int, double, double)>(
            $"""
            with p as (select distinct on (person_id) person_id, {Score} as s from form.parent where wave = 'T2' order by person_id, submitted_at desc),
                 s as (select person_id, {Score} as s from form.student where wave = 'T2')
            select count(*)::int, corr(p.s, s.s), avg(p.s - s.s)
            from study.dyad d join p on p.person_id = d.parent_id join s on s.person_id = d.student_id
            where d.version = (select max(version) from study.link_version) and p.s is not null and s.s is not null
            """);
        var sup = report.Agreement.Single(own => own is { Wave: "T2", Scale.Id: "SUP" });
        Assert.That(sup.Agreement.Pairs, Is.EqualTo(pairs).And.GreaterThan(50));
        Assert.That(sup.Agreement.Correlation, Is.EqualTo(r).Within(Tolerance));
        Assert.That(sup.Agreement.Difference, Is.EqualTo(difference).Within(Tolerance));
        Assert.That(sup.Students, Is.LessThanOrEqualTo(pairs));
        Assert.That(report.ToString(), Does.StartWith("***").And.Contain("two outcomes, not one").And.Contain("ICC(A,1)").And.Contain("links version"));
        Assert.That(report.Notes, Has.Some.StartsWith("T1, T3: only one of the two forms has questionnaires"));

        var turned = (await new StudyScales(generated.Study).DyadsAsync("student", "parent", new StudyScalesOptions { Waves = ["T2"], Scales = ["SUP"] })).Agreement.Single().Agreement;
        Assert.That((turned.Pairs, turned.First), Is.EqualTo((pairs, "student")));
        Assert.That(turned.Difference, Is.EqualTo(-difference).Within(Tolerance));
        Assert.That(turned.Absolute!.Estimate, Is.EqualTo(sup.Agreement.Absolute!.Estimate).Within(Tolerance));
    }

    [TestCase("parents", "has no form 'parents'; expected", "Did you mean 'parent'?")]
    [TestCase("parent", "has no scale 'SUPP'; expected SUP, ACT", "Did you mean 'SUP'?", "SUPP")]
    [TestCase("parent", "'sup_1' is an item, not a scale; it is part of SUP", "", "sup_1")]
    [TestCase("parent", "has no wave 'T9'; expected T0, T1, T2 or T3", "", "SUP", "T9")]
    [TestCase("team", "no questionnaires of form team at T1 yet, only those of T0, T2", "lob ingest survey FILE", "VIS", "T1")]
    [TestCase("parent", "There are no groups 'class'; expected school, wave", "education", "SUP", "T0", "class")]
    [TestCase("parent", "'parent_age' has no list of answers to group by", "expected school", "SUP", "T0", "parent_age")]
    [TestCase("parent", "is special-category data, which scales are not reported by", "", "SUP", "T0", "home_language")]
    [TestCase("parent", "Nobody answered scale EFF of form parent at T1, where its items weren't shown", "", "EFF", "T1")]
    [TestCase("parent", "Nobody answered scale EFF of form parent at T1, where its items weren't shown, but at T0; leave the wave out", "", "EFF", "T0 T1")]
    [TestCase("circle_session", "no questionnaires of form circle_session yet", "lob ingest survey FILE")]
    public async Task Report_WhatIsNotThere_IsRefusedInOneLine(string form, string what, string advice, string? scale = null, string? waves = null, string? by = null)
    {
        var study = (await GeneratedStudy.CrossedAsync()).Study;
        var options = new StudyScalesOptions { Scales = scale is null ? [] : [scale], Waves = waves?.Split(' ') ?? [], By = by };
        Assert.That(
            async () => await new StudyScales(study).ReportAsync(form, options),
            Throws.TypeOf<InputFault>().With.Message.Contains(what).And.Message.Contains(advice).And.Message.Not.Contains("\n"));
    }

    [TestCase("parent", "team", "expected a form that parents fill in and one that students fill in")]
    [TestCase("parent", "student", "Form student has no scale 'EFF'; scales of both forms are SUP, ACT, INT, LOE", "EFF")]
    [TestCase("parent", "student", "no questionnaires of form student at T1 yet", "SUP", "T1")]
    [TestCase("parent", "pupil", "has no form 'pupil'")]
    public async Task Dyads_WhatIsNotThere_IsRefusedInOneLine(string first, string second, string what, string? scale = null, string? wave = null)
    {
        var study = (await GeneratedStudy.CrossedAsync()).Study;
        var options = new StudyScalesOptions { Scales = scale is null ? [] : [scale], Waves = wave is null ? [] : [wave] };
        Assert.That(async () => await new StudyScales(study).DyadsAsync(first, second, options), Throws.TypeOf<InputFault>().With.Message.Contains(what).And.Message.Not.Contains("\n"));
    }

    [Test]
    public async Task Report_FirstWaveOnly_NamesWhatHasToComeIn()
    {
        await using var first = await GeneratedStudy.CreateAsync(
            "firstwave", new ScenarioOptions { Scenario = Scenario.Crossed, Seed = 6, Parents = 320 },
            folder =>
            {
                var path = Path.Combine(folder, "codebooks", "parent.yaml");
                File.WriteAllText(path, File.ReadAllText(path).Replace("checks:", "  - {id: ONE, title: {nl: een}, items: [sup_1], minimum_answered: 1}\nchecks:", StringComparison.Ordinal));
            },
            file => file.Path is "files/consent.csv" or "files/parents_T0.csv");
        var scales = new StudyScales(first.Study);
        Assert.That(async () => await scales.ReportAsync("parent", new StudyScalesOptions { Waves = ["T2"] }), Throws.TypeOf<InputFault>().With.Message.Contains("at T2 yet, only those of T0"));
        Assert.That(async () => await scales.ReportAsync("student"), Throws.TypeOf<InputFault>().With.Message.Contains("no questionnaires of form student yet"));
        Assert.That(async () => await scales.ReportAsync("parent", new StudyScalesOptions { Scales = ["ONE"] }), Throws.TypeOf<InputFault>().With.Message.Contains("Scale ONE has one item, sup_1"));
        Assert.That(async () => await scales.DyadsAsync(), Throws.TypeOf<InputFault>().With.Message.Contains("lob link run"));
        var report = await scales.ReportAsync("parent");
        Assert.That(report.Notes, Has.Some.Contains("two or more items: ONE"));
        Assert.That(report.Scales.Select(entry => entry.Wave).Distinct(), Is.EqualTo(new[] { "T0" }), "one wave is not over all waves too");
        Assert.That(report.Correlations!.Scales, Does.Contain("SUP").And.Contain("EXP_S"));
    }

    [Test]
    public void ScoreVersion_AnotherReversal_IsAnother()
    {
        var scale = LobStudy.Find("lob").NewestForm("parent")!.Scales.Single(own => own.Id == "EFF");
        var other = scale with { Items = [.. scale.Items.Select(item => item with { Reversed = false })] };
        Assert.That(StudyScalesReport.ScoreVersion(scale), Does.Match("^[0-9a-f]{64}$").And.Not.EqualTo(StudyScalesReport.ScoreVersion(other)));
        Assert.That(StudyScalesReport.ScoreVersion(scale with { MinimumAnswered = 2m / 3 }), Is.EqualTo(StudyScalesReport.ScoreVersion(scale)), "0.667 is two thirds");
        Assert.That(StudyScalesReport.ScoreVersion(scale with { Aggregate = Aggregate.Sum }), Is.Not.EqualTo(StudyScalesReport.ScoreVersion(scale)));
    }
}
