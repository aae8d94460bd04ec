using LobResearch.Ingest.Reading;
using LobResearch.Ingest.Reading.Spss;
using LobResearch.TestKit;

namespace LobResearch.Ingest.Tests.Reading.Spss;

/// <summary>What the reference files don't have, in files of haven and PSPP; the expectations are those programs' own listings.</summary>
public sealed class SavOddFilesTests
{
    [Test]
    public async Task Read_RangeOfTexts_CountsAsMissing()
    {
        var code = (await ReadAsync("haven_ranges.zsav")).Columns[1];
        Assert.That(code.Column.Missing.TextRange, Is.EqualTo(new TextRange("zz0", "zz9")));
        Assert.That(code.UserMissing, Is.EqualTo(2), "zz1 and zz9; zza lies behind the range");
        Assert.That(code.Blank, Is.EqualTo(1));
    }

    [Test]
    public async Task Read_MissingDay_CountsAsMissing()
    {
        var day = (await ReadAsync("haven_ranges.zsav")).Columns[2];
        Assert.That((day.Type, day.UserMissing, day.Absent), Is.EqualTo((FileColumnType.Date, 1L, 1L)));
    }

    [Test]
    public async Task Read_TextWiderThanSpssWrites_IsWhole()
    {
        var summary = await ReadAsync("haven_ranges.zsav");
        Assert.That(summary.Columns.Select(column => column.Column.Name), Is.EqualTo(new[] { "id", "code", "day", "long", "score" }));
        Assert.That(summary.FirstRows[0][3], Is.EqualTo("begin " + new string('é', 20_000) + " eind"));
        Assert.That(summary.FirstRows[4][3], Is.EqualTo(new string('x', 256)));
    }

    [Test]
    public async Task Read_RangeAndValue_LeaveTheMeanToTheOthers()
    {
        var score = (await ReadAsync("haven_ranges.zsav")).Columns[4];
        Assert.That((score.Column.Missing.Low, score.Column.Missing.High), Is.EqualTo(((double?)double.NegativeInfinity, (double?)0)));
        Assert.That(score.Column.Missing.Values, Is.EqualTo(new[] { "99" }));
        Assert.That((score.UserMissing, score.Absent, score.Mean), Is.EqualTo((2L, 1L, 1.75)));
    }

    [TestCase("pspp_windows1252.sav")]
    [TestCase("big_endian.sav")]
    public async Task Read_PsppFileInEitherByteOrder_IsAsPsppLists(string file)
    {
        var summary = await ReadAsync(file);
        var columns = summary.Columns.ToDictionary(column => column.Column.Name);
        Assert.That(summary.Rows, Is.EqualTo(5));
        Assert.That(summary.Facts, Does.Contain(new FileFact("encoding", "windows-1252")).And.Contain(new FileFact("file label", "Bestand met een label: é")).And.Contain(new FileFact("weight", "gewicht"))
            .And.Contain(new FileFact("multiple-response set", "multi (Meer): b, c, counted value 1")).And.Contain(new FileFact("multiple-response set", "keus (Keuzes): a, b")));
        Assert.That(columns["naam"].Column.Label, Is.EqualTo("Naam van é ë ü €"));
        Assert.That(columns["naam"].Column.ValueLabels, Is.EqualTo(new[] { new FileValueLabel("geen", "Geen naam"), new FileValueLabel("weigert", "Wil niet zeggen") }));
        Assert.That(columns["naam"].Column.Missing.Values, Is.EqualTo(new[] { "geen", "weigert" }));
        Assert.That((columns["a"].Column.Missing.Low, columns["a"].Column.Missing.High), Is.EqualTo(((double?)double.NegativeInfinity, (double?)0)));
        Assert.That((columns["c"].Column.Missing.Low, columns["c"].Column.Missing.High), Is.EqualTo(((double?)500, (double?)double.PositiveInfinity)));
        Assert.That(columns["c"].Column.Missing.Values, Is.EqualTo(new[] { "-99" }));
        Assert.That((columns["b"].Column.Measure, columns["geslacht"].Column.Measure, columns["a"].Column.Measure), Is.EqualTo(("ordinal", "nominal", "scale")));
        Assert.That(columns.Values.Select(column => column.UserMissing), Is.EqualTo(new long[] { 0, 1, 3, 3, 1, 2, 1, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0 }));
        Assert.That(summary.FirstRows[3], Is.EqualTo(new object?[]
        {
            4.0, -7.0, -5.0, 500.0, null, "geen", "zzz", "nee", "1582-10-15", 360001.0, "9999-12-31 23:59:59", 2.0, -1.0, -2.0, -3.0, -4.0, -1.0,
        }));
    }

    private static Task<FileSummary> ReadAsync(string name) => FileSummary.OfAsync(Repository.At("tests", "ReferenceData", "readers", name), new FileFormat());
}
