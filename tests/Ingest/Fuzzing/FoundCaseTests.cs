using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using LobResearch.Ingest.Reading;
using LobResearch.Ingest.Reading.Delimited;
using LobResearch.Ingest.Reading.Spss;
using LobResearch.Ingest.Writing.Spss;
using LobResearch.Study;
using LobResearch.TestKit;

namespace LobResearch.Ingest.Tests.Fuzzing;

/// <summary>Files that once crashed a reader, hung it, filled the memory, or were changed without a word: each as small as it can be.</summary>
public sealed class FoundCaseTests
{
    private const long Little = 48L * 1024 * 1024;
    private readonly TemporaryFolder _folder = new();

    [OneTimeTearDown]
    public void Clean() => _folder.Dispose();

    // The library follows as many further tables as the header states: 18 s and 6 GB for a file of 9.5 kB.
    [TestCase(72, int.MaxValue)]
    [TestCase(72, 5)]
    [TestCase(30, 30)]
    [TestCase(32, 20)]
    [TestCase(76, 1_000_000)]
    public void Read_XlsWithATableThatCannotBe_IsRefusedAtItsByte(int place, int value)
    {
        var bytes = File.ReadAllBytes(Repository.At("tests", "ReferenceData", "files", "xlwt.xls"));
        if (place < 40)
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(place), (short)value);
        else
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(place), value);
        if (value == 5)
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(68), 1);
        Assert.That(Refusal(Write("table.xls", bytes)), Does.Contain("at byte").And.Contain("sector"));
    }

    [Test]
    public void Read_XlsOfAnotherProgram_GivesItsRows()
    {
        var (rows, columns) = ReadAll(Repository.At("tests", "ReferenceData", "files", "xlwt.xls"));
        Assert.That(columns, Is.EqualTo(new[] { "id", "code", "steun_1", "steun_2", "gemiddelde", "datum", "begonnen", "akkoord", "opmerking" }));
        Assert.That(rows, Has.Count.EqualTo(24));
        // A formula that no office program has calculated yet has no value beside it.
        Assert.That(rows[0], Is.EqualTo(new[] { "1", "L001", "2", "4", "", "2026-09-01", "2026-09-01 09:01:00", "false", "=geen formule" }));
    }

    // Rows that aren't in the file were counted one by one.
    [TestCase("r=\"3\"", "r=\"2147483647\"", "beyond Excel's last row")]
    [TestCase("r=\"3\"", "r=\"1048577\"", "beyond Excel's last row")]
    [TestCase("r=\"B3\"", "r=\"ZZZZ3\"", "beyond Excel's last row")]
    public void Read_XlsxWithACellFarAway_IsRefused(string from, string to, string expected)
    {
        var path = WithSheet("far.xlsx", sheet => sheet.Replace(from, to, StringComparison.Ordinal));
        Assert.That(Refusal(path), Does.Contain(expected).And.Contain("sheet Blad1"));
    }

    [Test]
    public void Read_XlsxNearlyAllEmpty_IsRefusedWithItsLastCell()
    {
        var path = WithSheet("empty.xlsx", sheet => sheet.Replace("r=\"3\"", "r=\"1048576\"", StringComparison.Ordinal).Replace("r=\"B3\"", "r=\"XFD1048576\"", StringComparison.Ordinal));
        Assert.That(Refusal(path), Does.Contain("row 1048576, column XFD").And.Contain("Delete the empty rows"));
    }

    [Test]
    public void Read_XlsxWithoutSheets_SaysSo()
    {
        var path = WithPart("none.xlsx", "xl/workbook.xml", text => text[..text.IndexOf("<sheets>", StringComparison.Ordinal)] + "</workbook>");
        Assert.That(Refusal(path), Does.Contain("no sheet"));
    }

    [Test]
    public void Read_XlsxDamagedInARow_NamesSheetAndRow()
    {
        var path = WithSheet("row.xlsx", sheet => sheet.Replace("<v>2</v>", "<v>2</w>", StringComparison.Ordinal));
        Assert.That(Refusal(path), Does.Match("sheet Blad1, row \\d|not a workbook that can be read"));
    }

    [Test]
    public void Read_XlsxWithOneEndlessText_IsRefusedBeforeItIsHeld()
    {
        var path = WithSheet("text.xlsx", sheet => sheet.Replace("twee", new string('x', 20_000_000), StringComparison.Ordinal));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(Refusal(path), Does.Contain("million letters").Or.Contain("unpacks to more than"));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(Little));
    }

    [TestCase("{\"ImportId\":\"\\ud800\"}")]
    [TestCase("{\"ImportId\":\"QID1\",\"choiceId\":\"\\udc00\"}")]
    [TestCase("{\"\\ud800\":1,\"ImportId\":\"QID1\"}")]
    public void Read_QualtricsWithHalfAPairInAnImportId_DoesNotCrash(string json)
    {
        var quoted = "\"" + json.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
        var path = Write("half.csv", Encoding.UTF8.GetBytes($"Q1,Q2\nEen,Twee\n{quoted},\"{{\"\"ImportId\"\":\"\"QID2\"\"}}\"\n1,2\n"));
        Assert.That(ReadAll(path).Rows, Is.EqualTo(new[] { new[] { "1", "2" } }));
    }

    // A byte order mark put a lenient decoder in the strict one's place: damaged characters became U+FFFD without a word.
    [TestCase(false)]
    [TestCase(true)]
    public void Read_Utf16WithHalfAPair_IsRefused(bool bigEndian)
    {
        var encoding = bigEndian ? Encoding.BigEndianUnicode : Encoding.Unicode;
        byte[] half = bigEndian ? [0xD8, 0x00] : [0x00, 0xD8];
        var path = Write("half16.csv", [.. encoding.GetPreamble(), .. encoding.GetBytes("a,b\n1,"), .. half, .. encoding.GetBytes("x\n")]);
        Assert.That(Refusal(path), Does.Contain("not of the encoding"));
    }

    [Test]
    public void Read_Utf16StatedWithABigEndianMark_IsReadByItsMark()
    {
        var path = Write("mark16.csv", [.. Encoding.BigEndianUnicode.GetPreamble(), .. Encoding.BigEndianUnicode.GetBytes("a,b\n1,é\n")]);
        Assert.That(ReadAll(path, new FileFormat { Delimited = new DelimitedFormat { Encoding = TextEncoding.Utf16 } }).Rows, Is.EqualTo(new[] { new[] { "1", "é" } }));
    }

    // It was read as Windows-1252, with the mark as part of the first heading.
    [Test]
    public void Read_Utf8MarkBeforeBytesThatAreNot_NamesTheLine()
    {
        var path = Write("mark8.csv", [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes("a,b\n1,"), 0xE9, .. "\n"u8]);
        Assert.That(Refusal(path), Does.Contain("line 2 is not UTF-8"));
    }

    [Test]
    public void Read_MillionsOfCellsInOneRow_AreRefusedWithinLittleMemory()
    {
        var path = Write("cells.csv", Encoding.ASCII.GetBytes("a,b\n" + new string(',', 3_000_000) + "\n"));
        Assert.That(Refusal(path), Does.Contain("row 2").And.Contain("more than 100000 cells"));
    }

    [Test]
    public void Read_HeadingsThatSteerATerminal_AreShownByNumber()
    {
        var path = Write("steer.csv", "a\u001b[2J,a\u001b[2J\n1,2\n"u8.ToArray());
        Assert.That(Refusal(path), Does.Contain("a\\u001B[2J"));
    }

    // .NET knows UTF-7 and doesn't support it.
    [Test]
    public void Read_SavInUtf7_IsReadByItsCodePage()
    {
        var bytes = Replaced(File.ReadAllBytes(Sav([Number("a")])), "UTF-8", "UTF-7");
        using var reader = SavReader.Open(Write("utf7.sav", bytes));
        Assert.That(reader.Header.Encoding, Is.EqualTo("utf-8"));
    }

    // The second entry took the whole string for its own first segment and read past the case.
    [Test]
    public void Read_SavVeryLongStringStatedTwice_IsRefused()
    {
        var bytes = Replaced(File.ReadAllBytes(Sav([Long("LANG1"), Long("LANG2")])), "LANG2=00600", "LANG1=00600");
        Assert.That(Refusal(Write("twice.sav", bytes)), Does.Contain("at byte").And.Contain("share a segment"));
    }

    // Labels are stated once and belong to each variable that is listed: 0.3 MB that became gigabytes.
    [Test]
    public void Read_SavWithLabelsForEveryVariable_HoldsThemOnce()
    {
        var path = Write("labels.sav", Labelled(variables: 4_000, labels: 900));
        var before = GC.GetAllocatedBytesForCurrentThread();
        using (var reader = SavReader.Open(path))
            Assert.That(reader.Header.Variables[^1].ValueLabels, Has.Count.EqualTo(900));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(Little));
        Assert.That(Refusal(Write("labels.sav", Labelled(variables: 5_000, labels: 1_000))), Does.Contain("at byte").And.Contain("value labels"));
    }

    private static string Refusal(string path)
    {
        var fault = Assert.Throws<InputFault>(() => ReadAll(path))!;
        Assert.That(fault.Message, Does.StartWith(path + ":"));
        Assert.That(fault.Message.Any(char.IsControl), Is.False);
        return fault.Message;
    }

    private static (List<string[]> Rows, List<string> Columns) ReadAll(string path, FileFormat? format = null)
    {
        using var records = RecordFile.Open(path, FileFingerprint.OfAsync(path).GetAwaiter().GetResult(), format ?? new FileFormat());
        var rows = new List<string[]>();
        while (records.Read())
            rows.Add(Enumerable.Range(0, records.Columns.Count).Select(column => records.Cell(column).ToString()).ToArray());
        return (rows, records.Columns.Select(column => column.Name).ToList());
    }

    private string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(_folder.At(name), bytes);
        return _folder.At(name);
    }

    private string WithSheet(string name, Func<string, string> change) => WithPart(name, "xl/worksheets/sheet1.xml", change);

    private string WithPart(string name, string part, Func<string, string> change)
    {
        File.Delete(_folder.At(name));
        var path = new Workbook().Sheet("Blad1", [["nr", "tekst"], [1.0, "een"], [2.0, "twee"]]).Write(_folder.At(name));
        using var zip = ZipFile.Open(path, ZipArchiveMode.Update);
        string text;
        using (var reader = new StreamReader(zip.GetEntry(part)!.Open()))
            text = reader.ReadToEnd();
        zip.GetEntry(part)!.Delete();
        using var writer = new StreamWriter(zip.CreateEntry(part).Open());
        writer.Write(change(text));
        return path;
    }

    private string Sav(IReadOnlyList<SpssVariable> variables)
    {
        var path = _folder.At("made.sav");
        using var writer = SavWriter.Create(path, variables);
        writer.Next();
        writer.Complete();
        return path;
    }

    private static SpssVariable Number(string name) => new(name, 0, null, SpssFormat.Number(), SpssMissing.None, [], SpssMeasure.Unknown);

    private static SpssVariable Long(string name) => new(name, 600, null, SpssFormat.String(255), SpssMissing.None, [], SpssMeasure.Unknown);

    private static byte[] Replaced(byte[] bytes, string from, string to)
    {
        var place = bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(from));
        Assert.That(place, Is.Positive, $"the file no longer holds '{from}'");
        Encoding.ASCII.GetBytes(to).CopyTo(bytes, place);
        return bytes;
    }

    // A dictionary alone, as bytes: no writer of ours shares labels between variables.
    private static byte[] Labelled(int variables, int labels)
    {
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file, Encoding.ASCII);
        writer.Write("$FL2"u8);
        writer.Write(new byte[60]);
        foreach (var word in new[] { 2, variables, 0, 0, 0 })
            writer.Write(word);
        writer.Write(100.0);
        writer.Write(new byte[17 + 64 + 3]);
        for (var variable = 0; variable < variables; variable++)
        {
            foreach (var word in new[] { 2, 0, 0, 0, 5 << 16 | 8 << 8, 5 << 16 | 8 << 8 })
                writer.Write(word);
            writer.Write(Encoding.ASCII.GetBytes($"V{variable}".PadRight(8)));
        }

        writer.Write(3);
        writer.Write(labels);
        for (var label = 0; label < labels; label++)
        {
            writer.Write((double)label);
            writer.Write(7);
            writer.Write(0);
        }

        writer.Write(4);
        writer.Write(variables);
        for (var variable = 1; variable <= variables; variable++)
            writer.Write(variable);
        writer.Write(999);
        writer.Write(0);
        return file.ToArray();
    }
}
