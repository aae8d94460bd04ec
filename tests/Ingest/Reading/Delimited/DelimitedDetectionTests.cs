using System.Text;
using LobResearch.Ingest.Reading;
using LobResearch.Ingest.Reading.Delimited;
using LobResearch.TestKit;

namespace LobResearch.Ingest.Tests.Reading.Delimited;

/// <summary>How text files are written is found from the whole of what was looked at, and can be stated otherwise.</summary>
public sealed class DelimitedDetectionTests
{
    [Test]
    public async Task Read_LineThatStatesTheSeparator_IsNoHeading()
    {
        var summary = await ReadAsync("sep=|\r\na|b\r\n1,5|x;y\r\n");
        Assert.That(summary.Columns.Select(column => column.Column.Name), Is.EqualTo(new[] { "a", "b" }));
        Assert.That(summary.FirstRows, Is.EqualTo(new[] { new object?[] { 1.5, "x;y" } }));
    }

    [Test]
    public async Task Read_OneColumnOfTexts_IsNotSplitAtTheirCommas()
    {
        var summary = await ReadAsync("naam\nJan, Piet\nKlaas\n");
        Assert.That(summary.FirstRows.Select(row => row.Single()), Is.EqualTo(new[] { "Jan, Piet", "Klaas" }));
    }

    [Test]
    public async Task Read_DecimalCommaFarDown_IsFound()
    {
        var summary = await ReadAsync("id;x\n" + string.Concat(Enumerable.Range(0, 1500).Select(row => $"{row};{row}\n")) + "1500;3,5\n");
        Assert.That(summary.Columns[1].Type, Is.EqualTo(FileColumnType.Numeric));
        Assert.That(summary.Columns[1].Mean, Is.EqualTo((1499 * 750 + 3.5) / 1501).Within(1e-9));
    }

    [Test]
    public async Task Read_ListsOfCodes_AreNoDecimals()
    {
        var summary = await ReadAsync("id\tlist\tx\n1\t1,4\t2.5\n2\t1,2,4\t3\n3\t2\t4\n4\t1,4\t5\n5\t2,4\t6\n");
        Assert.That(summary.Columns.Select(column => column.Type), Is.EqualTo(new[] { FileColumnType.Numeric, FileColumnType.String, FileColumnType.Numeric }));
    }

    [Test]
    public async Task Read_OtherDecimalMark_IsTold()
    {
        var summary = await ReadAsync("a;b\n1.5;1,5\n2.5;2\n3.5;3\n", new DelimitedFormat { DecimalMark = '.' });
        Assert.That(summary.Columns[1].Notes, Has.One.Contains("only if the decimal mark is ','"));
    }

    [Test]
    public async Task Read_MostlyNumbers_TellsHowMany()
    {
        var summary = await ReadAsync("a,b\n1,1\n2,2\n3,geen\n");
        Assert.That(summary.Columns[1].Type, Is.EqualTo(FileColumnType.String));
        Assert.That(summary.Columns[1].Notes, Is.EqualTo(new[] { "2 of 3 cells are numbers, the others are text" }));
    }

    [TestCase("utf-8", ',', "\n")]
    [TestCase("utf-8", ';', "\r\n")]
    [TestCase("utf-16", '\t', "\r\n")]
    [TestCase("utf-16BE", '|', "\n")]
    [TestCase("utf-16LE", ';', "\r")]
    [TestCase("windows-1252", ';', "\r")]
    public async Task Read_AnyWriting_GivesTheSameCells(string encoding, char separator, string lineEnd)
    {
        using var folder = new TemporaryFolder();
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var text = string.Join(separator, "id", "naam", "x") + lineEnd + string.Join(separator, "1", $"\"Zoë {separator} \"\"€\"\"\r\nregel\"", "2") + lineEnd;
        await File.WriteAllBytesAsync(folder.At("file.csv"), Encoding.GetEncoding(encoding).GetBytes(text));
        var summary = await FileSummary.OfAsync(folder.At("file.csv"), new FileFormat());
        Assert.That(summary.FirstRows, Is.EqualTo(new[] { new object?[] { 1.0, $"Zoë {separator} \"€\"\r\nregel", 2.0 } }));
    }

    private static async Task<FileSummary> ReadAsync(string text, DelimitedFormat? stated = null)
    {
        using var folder = new TemporaryFolder();
        return await FileSummary.OfAsync(folder.Write("file.csv", text), new FileFormat { Delimited = stated ?? new DelimitedFormat() });
    }
}
