using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using LobResearch.Ingest.Reading;
using LobResearch.Study;
using LobResearch.TestKit;

namespace LobResearch.Ingest.Tests.Reading;

/// <summary>CSV, Excel and survey tools' files against pandas' reading of them.</summary>
public sealed class FileSummaryTests
{
    private static readonly JsonElement Expected =
        JsonDocument.Parse(File.ReadAllText(Repository.At("tests", "ReferenceData", "files", "expected_csv_xlsx.json")).Replace(": NaN", ": null", StringComparison.Ordinal)).RootElement.GetProperty("files");

    [TestCase("dutch")]
    [TestCase("bom")]
    [TestCase("utf16")]
    [TestCase("lime_codes")]
    [TestCase("lime_full")]
    [TestCase("qualtrics_numeric.csv")]
    [TestCase("qualtrics_labels.csv")]
    [TestCase("qualtrics_numeric.tsv")]
    [TestCase("xlsx")]
    public async Task OfAsync_FileOfAnotherProgram_EqualsPandas(string id)
    {
        var expected = Expected.GetProperty(id);
        var summary = await FileSummary.OfAsync(At(expected.GetProperty("file").GetString()!), new FileFormat());
        Assert.That(summary.Rows, Is.EqualTo(expected.GetProperty("n_rows").GetInt64()));
        var columns = expected.GetProperty("columns").EnumerateArray().ToList();
        Assert.That(summary.Columns.Select(column => column.Column.Name), Is.EqualTo(columns.Select(column => column.GetProperty("name").GetString())));
        foreach (var (column, index) in columns.Select((column, index) => (column, index)))
        {
            var actual = summary.Columns[index];
            var what = actual.Column.Name;
            Assert.That(actual.Absent + actual.Blank, Is.EqualTo(column.GetProperty("n_missing").GetInt64()), what);
            if (column.GetProperty("mean") is { ValueKind: JsonValueKind.Number } mean)
            {
                Assert.That(actual.Type, Is.EqualTo(FileColumnType.Numeric), what);
                Assert.That(actual.Mean, Is.EqualTo(mean.GetDouble()).Within(1e-12 * Math.Abs(mean.GetDouble())), what);
            }

            foreach (var (value, row) in column.GetProperty("first_values").EnumerateArray().Select((value, row) => (value, row)))
                Assert.That(Plain(summary.FirstRows[row][index]), Is.EqualTo(Plain(value)), $"{what} row {row + 1}");
        }
    }

    [TestCase("qualtrics_numeric.csv")]
    [TestCase("qualtrics_labels.csv")]
    public async Task OfAsync_Qualtrics_KeysOnImportId(string id)
    {
        var expected = Expected.GetProperty(id);
        var summary = await FileSummary.OfAsync(At(id), new FileFormat());
        foreach (var column in summary.Columns.Select(column => column.Column))
        {
            Assert.That(column.Label, Is.EqualTo(expected.GetProperty("question_text").GetProperty(column.Name).GetString()));
            Assert.That(expected.GetProperty("import_id").GetProperty(column.Name).GetString(), Does.Contain($"\"{column.Key!.Split('#')[0]}\""));
        }

        Assert.That(summary.Facts, Does.Contain(new FileFact("written by", "Qualtrics")).And.Contain(new FileFact("rows of headings", "3")));
    }

    [Test]
    public async Task OfAsync_Workbook_EqualsOpenxlsx()
    {
        var expected = JsonDocument.Parse(File.ReadAllText(At("expected_spss_xlsx.json"))).RootElement.GetProperty("files").GetProperty("xlsx");
        var summary = await FileSummary.OfAsync(At("survey_openxlsx.xlsx"), new FileFormat());
        Assert.That(summary.Rows, Is.EqualTo(expected.GetProperty("n_rows").GetInt64()));
        foreach (var (column, index) in expected.GetProperty("columns").EnumerateArray().Select((column, index) => (column, index)))
        {
            var actual = summary.Columns[index];
            Assert.That(actual.Column.Name, Is.EqualTo(column.GetProperty("name").GetString()));
            Assert.That(actual.Absent + actual.Blank, Is.EqualTo(column.GetProperty("n_missing").GetInt64()), actual.Column.Name);
            foreach (var (value, row) in column.GetProperty("first_values").EnumerateArray().Select((value, row) => (value, row)))
            {
                // openxlsx gives moments as serial numbers.
                var shown = summary.FirstRows[row][index];
                if (actual.Type == FileColumnType.DateTime && value.ValueKind == JsonValueKind.Number)
                    shown = DateTime.Parse((string)shown!, CultureInfo.InvariantCulture).ToOADate();
                if (shown is double number && value.ValueKind == JsonValueKind.Number)
                    Assert.That(number, Is.EqualTo(value.GetDouble()).Within(1e-9 * Math.Abs(value.GetDouble())), $"{actual.Column.Name} row {row + 1}");
                else
                    Assert.That(Plain(shown), Is.EqualTo(Plain(value)), $"{actual.Column.Name} row {row + 1}");
            }
        }
    }

    [TestCase("\"\",\"a\",\"b\"\n\"1\",2,3\n", "column 1|a|b", "column without a heading: column 1")]
    [TestCase("a,a,b\n1,2,3\n", "a|a (2)|b", "heading that stands there already: a (2)")]
    [TestCase("a,a (2),a\n1,2,3\n", "a|a (2)|a (3)", "heading that stands there already: a (3)")]
    public async Task OfAsync_HeadingsLeftOutOrDoubled_AreFilledInAndTold(string text, string names, string fact)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("r.csv", text);
        var summary = await FileSummary.OfAsync(path, new FileFormat());
        Assert.That(string.Join('|', summary.Columns.Select(column => column.Column.Name)), Is.EqualTo(names));
        Assert.That(summary.Facts.Select(told => $"{told.Name}: {told.Value}"), Does.Contain(fact));
        Assert.That(summary.Rows, Is.EqualTo(1));
        var fingerprint = await FileFingerprint.OfAsync(path);
        Assert.That(() => RecordFile.Open(path, fingerprint, new FileFormat()), Throws.TypeOf<InputFault>().With.Message.Contains("Give each column a name of its own"), "strict where it is stored");
    }

    [TestCase("A1:B1", "a|a (2)|b")]
    [TestCase("B1:C1", "column A|a|a (2)")]
    public async Task OfAsync_HeadingMergedOverTwoColumns_CountsForBoth(string merged, string names)
    {
        using var folder = new TemporaryFolder();
        object?[] headings = merged == "A1:B1" ? ["a", null, "b"] : [null, "a"];
        var path = new Workbook().Sheet("Blad1", [headings, [1.0, 2.0, 3.0]], merged: [merged]).Write(folder.At("m.xlsx"));
        var summary = await FileSummary.OfAsync(path, new FileFormat());
        Assert.That(string.Join('|', summary.Columns.Select(column => column.Column.Name)), Is.EqualTo(names));
        Assert.That(summary.FirstRows, Is.EqualTo(new[] { new object?[] { 1.0, 2.0, 3.0 } }));
    }

    [Test]
    public async Task OfAsync_FirstSheetEmpty_TakesTheNextAndTellsOfTheOthers()
    {
        using var folder = new TemporaryFolder();
        var path = new Workbook().Sheet("Leeg", []).Sheet("Data", [["a"], [1.0]]).Sheet("Meer", [["b"], [2.0]]).Write(folder.At("s.xlsx"));
        var summary = await FileSummary.OfAsync(path, new FileFormat());
        Assert.That(summary.Columns.Select(column => column.Column.Name), Is.EqualTo(new[] { "a" }));
        Assert.That(summary.Facts, Does.Contain(new FileFact("sheet", "Data")).And.Contain(new FileFact("empty sheet, not read", "Leeg")).And.Contain(new FileFact("other sheet, not read", "Meer")));
        var fingerprint = await FileFingerprint.OfAsync(path);
        Assert.That(() => RecordFile.Open(path, fingerprint, new FileFormat()), Throws.TypeOf<InputFault>().With.Message.Contains("sheet Leeg is empty"), "strict where it is stored");
    }

    [TestCase("data.sav")]
    [TestCase("data.ZSAV")]
    public void OfAsync_NamedAsSpssAndNoSuchFile_IsRefused(string name)
    {
        using var folder = new TemporaryFolder();
        Assert.That(() => FileSummary.OfAsync(folder.Write(name, "a,b\n1,2\n"), new FileFormat()), Throws.TypeOf<InputFault>().With.Message.Contains("no SPSS system file"));
    }

    [Test]
    public void OfAsync_Folder_IsSaidToBeOne()
    {
        using var folder = new TemporaryFolder();
        Assert.That(() => FileSummary.OfAsync(folder.Path, new FileFormat()), Throws.TypeOf<InputFault>().With.Message.Contains("is a folder"));
    }

    [Test]
    public void OfAsync_OpenDocument_SaysWhatToSaveItAs()
    {
        using var folder = new TemporaryFolder();
        using (var zip = ZipFile.Open(folder.At("blad.ods"), ZipArchiveMode.Create))
        using (var writer = new StreamWriter(zip.CreateEntry("mimetype", CompressionLevel.NoCompression).Open()))
            writer.Write("application/vnd.oasis.opendocument.spreadsheet");
        Assert.That(() => FileSummary.OfAsync(folder.At("blad.ods"), new FileFormat()), Throws.TypeOf<InputFault>().With.Message.Contains("OpenDocument").And.Message.Contains(".xlsx or CSV"));
    }

    private static string At(string name) => Repository.At("tests", "ReferenceData", "files", name);

    private static object? Plain(object? value) => value switch
    {
        JsonElement { ValueKind: JsonValueKind.Null } => null,
        JsonElement { ValueKind: JsonValueKind.Number } number => number.GetDouble(),
        JsonElement { ValueKind: JsonValueKind.True } => true,
        JsonElement { ValueKind: JsonValueKind.False } => false,
        JsonElement text => Moment(text.GetString()!),
        string text => Moment(text),
        _ => value,
    };

    // A day may be written in the file's own way.
    private static string Moment(string text) =>
        DateTime.TryParseExact(text, ["dd-MM-yyyy", "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)
            ? moment.ToString("s", CultureInfo.InvariantCulture)
            : text;
}
