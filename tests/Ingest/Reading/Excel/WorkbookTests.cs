using LobResearch.Ingest.Reading;
using LobResearch.TestKit;

namespace LobResearch.Ingest.Tests.Reading.Excel;

/// <summary>A workbook of openpyxl; the expectations are its own reading.</summary>
public sealed class WorkbookTests
{
    private static readonly Lazy<Task<FileSummary>> Summary = new(() => FileSummary.OfAsync(Repository.At("tests", "ReferenceData", "readers", "errors_times.xlsx"), new FileFormat()));

    [TestCase("fout", 2)]
    [TestCase("formule", 3)]
    public async Task Read_ErrorsAndFormulasWithoutValue_AreTold(string name, int cells)
    {
        var column = await ColumnAsync(name);
        Assert.That(column.Blank, Is.EqualTo(cells));
        Assert.That(column.Notes, Has.One.StartsWith($"{cells} cells hold an error of the spreadsheet"));
    }

    [Test]
    public async Task Read_TimesAndDurations_AreSeconds()
    {
        var rows = (await Summary.Value).FirstRows;
        Assert.That((await ColumnAsync("tijd")).Type, Is.EqualTo(FileColumnType.Duration));
        Assert.That(rows.Select(row => row[2]), Is.EqualTo(new object?[] { 49500.0, 0.0, 86399.0 }));
        Assert.That((await ColumnAsync("duur")).Type, Is.EqualTo(FileColumnType.Duration));
        Assert.That(rows.Select(row => row[3]), Is.EqualTo(new object?[] { 93780.0, 300.0, null }));
    }

    [Test]
    public async Task Read_SeveralKindsInOneColumn_AreCounted()
    {
        Assert.That((await ColumnAsync("gemengd")).Notes, Is.EqualTo(new[] { "1 cell holds a number, 1 cell holds true or false, 1 cell holds text (1 of them numbers stored as text)" }));
        Assert.That((await ColumnAsync("datum")).Notes, Is.EqualTo(new[] { "1 cell holds a date, 2 cells hold text (1 of them dates stored as text)" }));
        Assert.That((await ColumnAsync("deel")).Mean, Is.EqualTo(0.375));
    }

    [Test]
    public async Task Read_HiddenSheet_IsPassedOverAndTold() =>
        Assert.That((await Summary.Value).Facts, Does.Contain(new FileFact("sheet", "Antwoorden")).And.Contain(new FileFact("hidden sheet, not read", "Sheet")));

    [TestCase("1")]
    [TestCase("true")]
    [TestCase(" true ")]
    public async Task Read_DaysCountedFrom1904_AreThoseOfTheSheet(string stated)
    {
        using var folder = new TemporaryFolder();
        var path = new Workbook { From1904 = true, Says1904 = stated }.Sheet("Blad1", [
            ["dag", "moment", new DateTime(2026, 9, 2)],
            [new DateTime(2026, 9, 1), new DateTime(2026, 9, 1, 13, 30, 0), 1.0],
            [new DateTime(1904, 1, 15), null, 2.0],
        ]).Write(folder.At("dagen.xlsx"));
        var summary = await FileSummary.OfAsync(path, new FileFormat());
        Assert.That(summary.FirstRows, Is.EqualTo(new[] { new object?[] { "2026-09-01", "2026-09-01 13:30:00", 1.0 }, ["1904-01-15", null, 2.0] }));
        Assert.That(summary.Columns[2].Column.Name, Is.EqualTo("2026-09-02"));
    }

    private static async Task<ColumnSummary> ColumnAsync(string name) => (await Summary.Value).Columns.Single(column => column.Column.Name == name);
}
