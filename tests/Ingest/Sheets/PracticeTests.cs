using LobResearch.Ingest.Sheets;
using LobResearch.Study.Reference;

namespace LobResearch.Ingest.Tests.Sheets;

/// <summary>A round along schools: totals apart from cells, unknown kept unknown.</summary>
public sealed class PracticeTests
{
    private static readonly object?[] Round = ["2016-zuid", "Telefonische rondgang Rotterdam Zuid", 2016.0, 8.0, "brochure 2016"];

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

    [Test]
    public async Task RunAsync_EightSchoolRound_IsWhatTheReferenceHolds()
    {
        await using var study = await SmallStudy.CreateAsync();
        var practices = ReferenceFacts.Load().Practices;
        var report = await study.IngestSheetAsync(
            SheetBooks.Practice,
            ("Rondgangen", [Round]),
            ("Totalen", practices.Select(practice => new object?[]
            {
                "2016-zuid", practice.Code, practice.Name.Dutch, practice.Component, practice.SchoolsYes is { } yes ? (double)yes : null, Word(practice.Structural),
            }).ToArray()),
            ("Scholen", practices.SelectMany(practice => practice.Cells.Select((cell, index) => new object?[] { "2016-zuid", practice.Code, index + 1.0, Word(cell), null })).ToArray()));
        Assert.That((report.New, report.Findings.Count), Is.EqualTo((1 + 9 + 72, 0)), report.ToString());
        Assert.That(
            await study.AskAsync(
                """
                (select count(*) from study.practice_total t full join reference.practice p on p.code = t.practice
                  where row(t.schools_yes, t.structural, t.component_code) is distinct from row(p.schools_yes, p.structural, p.component_code)),
                (select count(*) from study.practice_cell c full join reference.practice_cell p on p.practice_code = c.practice and p.school_number = c.school_number
                  where c.present is distinct from p.present),
                (select count(*) from study.practice_cell where present is null))
                """),
            Is.EqualTo(new[] { "0|0|40" }));
    }

    private static string? Word(bool? value) => value switch { true => "ja", false => "nee", null => null };

    [TestCase("aantal talks")]
    [TestCase("Gemiddelde-toets")]
    [TestCase("totaal")]
    public async Task RunAsync_PracticeNamedLikeATotal_IsAPractice(string practice)
    {
        var report = await _empty.IngestSheetAsync(
            SheetBooks.Practice, new IngestOptions { DryRun = true },
            ("Rondgangen", [Round]),
            ("Totalen", [["2016-zuid", practice, "een praktijk", "O", 4.0, null]]));
        Assert.That((report.New, report.Findings.Count), Is.EqualTo((2, 0)), report.ToString());
    }

    [Test]
    public async Task RunAsync_RowOfTotals_NamesTheColumnThatSaysSo()
    {
        var report = await _empty.IngestSheetAsync(
            SheetBooks.Practice, new IngestOptions { DryRun = true },
            ("Rondgangen", [Round]),
            ("Totalen", [["2016-zuid", "open-dagen", "open dagen", "O", 4.0, null], ["2016-zuid", "Totaal:", null, null, 4.0, null]]));
        Assert.That(report.Findings.Select(finding => (finding.Rule, finding.Row, finding.Column)), Is.EqualTo(new (string, int?, string?)[] { (SheetRules.TotalRow, 3, "praktijk") }), report.ToString());
    }

    [TestCase(9.0, null, "Totalen", "aantal ja")]
    [TestCase(0.0, "ja", "Scholen", "aanwezig")]
    [TestCase(8.0, "nee", "Scholen", "aanwezig")]
    [TestCase(4.0, "ja", null, null)]
    [TestCase(null, "ja", null, null)]
    public async Task RunAsync_TotalAgainstSchools_IsAFinding(double? total, string? cell, string? sheet, string? column)
    {
        var report = await _empty.IngestSheetAsync(
            SheetBooks.Practice, new IngestOptions { DryRun = true },
            ("Rondgangen", [Round]),
            ("Totalen", [["2016-zuid", "open-dagen", "open dagen", "O", total, null]]),
            ("Scholen", [["2016-zuid", "open-dagen", 3.0, cell, null]]));
        Assert.That(report.Findings.Select(finding => (finding.Sheet, finding.Column)), Is.EqualTo(sheet is null ? [] : new[] { (sheet, column) }), report.ToString());
        Assert.That(report.IsStopped, Is.EqualTo(sheet is not null));
    }
}
