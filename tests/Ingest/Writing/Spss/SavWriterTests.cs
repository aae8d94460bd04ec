using System.Diagnostics;
using LobResearch.Ingest.Reading.Spss;
using LobResearch.Ingest.Writing.Spss;
using LobResearch.TestKit;

namespace LobResearch.Ingest.Tests.Writing.Spss;

/// <summary>What is written is read back by ourselves and by PSPP and haven.</summary>
public sealed class SavWriterTests
{
    private static readonly SpssVariable[] Variables =
    [
        new("id", 0, "Nummer", SpssFormat.Number(8, 0), SpssMissing.None, [], SpssMeasure.Scale),
        new(
            "steun_1", 0, "Steun – één", SpssFormat.Number(2, 0), new SpssMissing([99], 7, double.PositiveInfinity, []),
            [new(1, null, "oneens"), new(2, null, "eens"), new(99, null, "weet niet")], SpssMeasure.Ordinal),
        new("gewicht", 0, null, SpssFormat.Number(9, 3), new SpssMissing([], double.NegativeInfinity, 0, []), [], SpssMeasure.Scale),
        new("kort", 5, null, SpssFormat.String(5), SpssMissing.None with { Texts = ["nvt", "?"] }, [new(double.NaN, "ja", "Ja, zeker")], SpssMeasure.Nominal),
        new("lang", 40, "Woonplaats", SpssFormat.String(40), SpssMissing.None with { Texts = ["onbekend"] }, [new(double.NaN, "'s-Hertogenbosch", "Den Bosch")], SpssMeasure.Nominal),
        new("opmerking", 1000, "Open vraag", SpssFormat.String(1000), SpssMissing.None, [], SpssMeasure.Nominal),
        new("een_naam_van_veel_meer_dan_acht_tekens", 0, null, SpssFormat.Date, SpssMissing.None, [], SpssMeasure.Scale),
        new("een_naam_van_veel_meer_dan_acht_tekens_2", 256, null, SpssFormat.String(255), SpssMissing.None, [], SpssMeasure.Nominal),
    ];

    private static readonly string LongText = string.Concat(Enumerable.Range(0, 60).Select(index => $"zin {index:00}, één ")).TrimEnd();

    [TestCase(SpssCompression.None)]
    [TestCase(SpssCompression.Bytes)]
    [TestCase(SpssCompression.Zlib)]
    public void Write_EverythingTheFormatHolds_IsReadBack(SpssCompression compression)
    {
        using var folder = new TemporaryFolder();
        var path = folder.At("file.sav");
        WriteRows(path, compression, 1000);
        using var reader = SavReader.Open(path);
        Assert.That(reader.Header.CaseCount, Is.EqualTo(1000));
        Assert.That(reader.Header.Encoding, Is.EqualTo("utf-8"));
        Assert.That(reader.Header.Notes, Is.Empty);
        foreach (var (expected, actual) in Variables.Zip(reader.Header.Variables))
        {
            Assert.That(actual.Name, Is.EqualTo(expected.Name));
            Assert.That(actual.Width, Is.EqualTo(expected.Width), expected.Name);
            Assert.That(actual.Label, Is.EqualTo(expected.Label), expected.Name);
            Assert.That(actual.Measure, Is.EqualTo(expected.Measure), expected.Name);
            Assert.That(actual.ValueLabels, Is.EqualTo(expected.ValueLabels), expected.Name);
            Assert.That(actual.Missing.Numbers, Is.EqualTo(expected.Missing.Numbers), expected.Name);
            Assert.That(actual.Missing.Texts, Is.EqualTo(expected.Missing.Texts), expected.Name);
            Assert.That((actual.Missing.Low, actual.Missing.High), Is.EqualTo((expected.Missing.Low, expected.Missing.High)), expected.Name);
        }

        var row = 0;
        while (reader.Read())
        {
            Assert.That(reader.Number(0), Is.EqualTo(row));
            Assert.That(reader.Number(1), Is.EqualTo(row % 5 == 0 ? double.NaN : row % 4));
            Assert.That(reader.Number(2), Is.EqualTo(row / 7.0 - 50));
            Assert.That(reader.Text(3).ToString(), Is.EqualTo(row % 3 == 0 ? "" : "ja"));
            Assert.That(reader.Text(4).ToString(), Is.EqualTo("'s-Hertogenbosch"));
            Assert.That(reader.Text(5).ToString(), Is.EqualTo(row % 2 == 0 ? LongText : ""));
            Assert.That(reader.Text(7).ToString(), Is.EqualTo(new string('x', row % 257)));
            row++;
        }

        Assert.That(row, Is.EqualTo(1000));
    }

    [TestCase(SpssCompression.Bytes, "file.sav")]
    [TestCase(SpssCompression.Zlib, "file.zsav")]
    public void Write_ForPspp_IsReadByIt(SpssCompression compression, string name)
    {
        Require("pspp");
        using var folder = new TemporaryFolder();
        var path = folder.At(name);
        WriteRows(path, compression, 300);
        folder.Write("ask.sps", $"get file='{path}'.\ndisplay dictionary.\nsave translate /outfile='{folder.At("back.csv")}' /type=csv /fieldnames /cells=values.\n");
        var told = Run("pspp", "-O", "format=txt", folder.At("ask.sps"));
        Assert.That(told, Does.Contain("opmerking").And.Contain("Den Bosch").And.Contain("7 THRU"));
        Assert.That(told, Does.Not.Contain("error").And.Not.Contain("warning"));
        var lines = File.ReadAllLines(folder.At("back.csv"));
        Assert.That(lines, Has.Length.EqualTo(301));
        Assert.That(lines[0], Does.StartWith("id,steun_1,gewicht,kort,lang,opmerking,een_naam_van_veel_meer_dan_acht_tekens,"));
        Assert.That(lines[3], Does.StartWith("2,2,").And.Contain(LongText));
    }

    [TestCase(SpssCompression.None)]
    [TestCase(SpssCompression.Bytes)]
    [TestCase(SpssCompression.Zlib)]
    public void Write_ForHaven_IsReadByIt(SpssCompression compression)
    {
        Require("Rscript");
        using var folder = new TemporaryFolder();
        var path = folder.At("file.sav");
        WriteRows(path, compression, 300);
        const string Ask = "if (!requireNamespace('haven', quietly=TRUE)) quit(status=42); d <- haven::read_sav(commandArgs(TRUE)[1], user_na=TRUE); " +
            "cat(nrow(d), ncol(d), sum(is.na(d$steun_1)), nchar(d$opmerking[1]), attr(d$steun_1,'label'), attr(d$steun_1,'na_range'), names(attr(d$lang,'labels')), attr(d$kort,'na_values'), max(nchar(d[[8]])), sep='|')";
        var told = Run("Rscript", "-e", Ask, path);
        Assert.That(told, Is.EqualTo($"300|8|240|{LongText.Length}|Steun – één|7|Inf|Den Bosch|nvt|?|256").Or.EqualTo($"300|8|60|{LongText.Length}|Steun – één|7|Inf|Den Bosch|nvt|?|256"));
    }

    [Test]
    public void Dispose_BeforeTheEnd_LeavesNoFile()
    {
        using var folder = new TemporaryFolder();
        using (var writer = SavWriter.Create(folder.At("file.sav"), Variables))
            writer.Next();
        Assert.That(Directory.GetFiles(folder.Path), Is.Empty);
    }

    [Test]
    public void Create_WhatTheFormatCannotHold_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var path = folder.At("file.sav");
        Assert.Multiple(() =>
        {
            Assert.Throws<ArgumentException>(() => SavWriter.Create(path, []));
            Assert.Throws<ArgumentException>(() => SavWriter.Create(path, [Variables[0], Variables[0] with { Name = "ID" }]));
            Assert.Throws<ArgumentException>(() => SavWriter.Create(path, [Variables[0] with { Name = "1a" }]));
            Assert.Throws<ArgumentException>(() => SavWriter.Create(path, [Variables[0] with { Name = new string('a', 65) }]));
            Assert.Throws<ArgumentException>(() => SavWriter.Create(path, [Variables[3] with { Width = 40_000 }]));
            Assert.Throws<ArgumentException>(() => SavWriter.Create(path, [Variables[0] with { Missing = new SpssMissing([1, 2, 3, 4], null, null, []) }]));
        });
    }

    private static void WriteRows(string path, SpssCompression compression, int rows)
    {
        using var writer = SavWriter.Create(path, Variables, new SavWriterOptions { Compression = compression, FileLabel = "Proefbestand" });
        for (var row = 0; row < rows; row++)
        {
            writer.Number(0, row);
            if (row % 5 != 0)
                writer.Number(1, row % 4);
            writer.Number(2, row / 7.0 - 50);
            if (row % 3 != 0)
                writer.Text(3, "ja");
            writer.Text(4, "'s-Hertogenbosch");
            if (row % 2 == 0)
                writer.Text(5, LongText);
            writer.Number(6, 13_700_000_000 + row * 86_400.0);
            writer.Text(7, new string('x', row % 257));
            writer.Next();
        }

        writer.Complete();
    }

    private static void Require(string program)
    {
        if (Environment.GetEnvironmentVariable("PATH")!.Split(':').All(folder => !File.Exists(Path.Combine(folder, program))))
            Assert.Ignore($"{program} is not installed here.");
    }

    private static string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["LC_ALL"] = "C.UTF-8";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode == 42)
            Assert.Ignore("R's package haven is not installed here.");
        Assert.That(process.ExitCode, Is.Zero, output + error.Result);
        return output;
    }
}
