using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;
using LobResearch.Ingest.Sheets;
using LobResearch.Ingest.Sheets.Defining;
using LobResearch.Study;
using LobResearch.TestKit;

namespace LobResearch.Ingest.Tests.Writing.Excel;

/// <summary>The templates are workbooks that office programs open, with their drop-down lists.</summary>
public sealed class SheetWorkbookTests
{
    private static IEnumerable<TestCaseData> Templates => SheetTemplates.All.Select(template => new TestCaseData(template).SetArgDisplayNames(template.Name));

    [TestCaseSource(nameof(Templates))]
    public void Write_Template_IsAValidWorkbookWithAListPerColumnOfWords(SheetTemplate template)
    {
        using var folder = new TemporaryFolder();
        var path = folder.At("sheet.xlsx");
        template.Write(path, ["A", "B"]);
        using var document = SpreadsheetDocument.Open(path, isEditable: false);
        Assert.That(new OpenXmlValidator().Validate(document).Select(fault => $"{fault.Path?.XPath}: {fault.Description}"), Is.Empty);
        var workbook = document.WorkbookPart!;
        var sheets = workbook.Workbook!.Sheets!.Elements<Sheet>().ToList();
        Assert.That(sheets.Select(sheet => sheet.Name!.Value), Is.EqualTo(template.Sheets.Select(sheet => sheet.Title).Concat(["Uitleg", "Lijsten"])));
        foreach (var definition in template.Sheets)
        {
            var part = (WorksheetPart)workbook.GetPartById(sheets.Single(sheet => sheet.Name == definition.Title).Id!.Value!);
            var rules = part.Worksheet!.Elements<DataValidations>().Single().Elements<DataValidation>().ToList();
            Assert.That(rules, Has.Count.EqualTo(definition.Columns.Count));
            for (var index = 0; index < rules.Count; index++)
            {
                var column = definition.Columns[index];
                Assert.That(rules[index].Prompt!.Value, Has.Length.InRange(1, 255));
                if (column.Words.Count > 0 || column.Kind == SheetCellKind.School)
                    Assert.That(Listed(workbook, sheets, rules[index]), Is.EqualTo(column.Words.Count > 0 ? column.Words.Select(word => word.Word) : ["A", "B"]), column.Heading);
                Assert.That(column.Explanation, Is.Not.Empty);
            }
        }
    }

    [Test]
    public void Write_ActivityOfAttendance_IsListedFromTheOtherSheet()
    {
        using var folder = new TemporaryFolder();
        SheetTemplates.Find("attendance").Write(folder.At("a.xlsx"), []);
        using var document = SpreadsheetDocument.Open(folder.At("a.xlsx"), isEditable: false);
        var rule = document.WorkbookPart!.WorksheetParts.SelectMany(part => part.Worksheet!.Descendants<DataValidation>()).First(rule => rule.Formula1?.Text.Contains("Activiteiten", StringComparison.Ordinal) == true);
        Assert.That(rule.Formula1!.Text, Is.EqualTo("'Activiteiten'!$A$2:$A$5000"));
    }

    [Test]
    public async Task Write_EmptyTemplate_IsReadAndHasNoRows()
    {
        await using var study = await SmallStudy.CreateAsync(SmallStudy.FormYaml, SmallStudy.SourceYaml, yaml => yaml + "\nconsent: {purpose: onderzoek}\n");
        foreach (var book in SheetBooks.All)
        {
            var path = study.At(book.Name + ".xlsx");
            SheetTemplates.Find(book.Name).Write(path, ["A"]);
            var fault = (await Assert.ThrowsAsync<InputFault>(() => study.IngestSheetAsync(path, book)))!;
            Assert.That(fault.Message, Does.Contain("no rows"));
        }
    }

    [Test]
    public void Write_FileThatIsThere_IsLeftAlone()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.xlsx", "filled in");
        Assert.That(() => SheetTemplates.Find("attendance").Write(path, []), Throws.TypeOf<InputFault>().With.Message.Contain("left alone"));
        Assert.That(File.ReadAllText(path), Is.EqualTo("filled in"));
    }

    [Test]
    public void Write_TextOfSeveralSheets_NamesThem()
    {
        using var folder = new TemporaryFolder();
        Assert.That(() => SheetTemplates.Find("leerkring").Write(folder.At("a.csv"), []), Throws.TypeOf<InputFault>().With.Message.Contain("leerkring-quotes"));
        SheetTemplates.Find("leerkring-quotes").Write(folder.At("q.csv"), []);
        Assert.That(File.ReadAllText(folder.At("q.csv")), Does.StartWith("citaat;groep;rol;"));
    }

    private static IEnumerable<string> Listed(WorkbookPart workbook, List<Sheet> sheets, DataValidation rule)
    {
        Assert.That(rule.Type!.Value, Is.EqualTo(DataValidationValues.List));
        var range = System.Text.RegularExpressions.Regex.Match(rule.Formula1!.Text, @"^'Lijsten'!\$([A-Z]+)\$1:\$\1\$(\d+)$");
        Assert.That(range.Success, Is.True, rule.Formula1.Text);
        var part = (WorksheetPart)workbook.GetPartById(sheets.Single(sheet => sheet.Name == "Lijsten").Id!.Value!);
        return part.Worksheet!.Descendants<Cell>().Where(cell => cell.CellReference!.Value!.TrimEnd("0123456789".ToCharArray()) == range.Groups[1].Value).Select(cell => cell.InnerText);
    }
}
