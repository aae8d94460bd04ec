using LobResearch.Charts.Forest;
using LobResearch.Charts.Output;
using LobResearch.TestKit;

namespace LobResearch.Charts.Tests.Output;

/// <summary>Files that are the same, byte for byte, whenever the chart is.</summary>
public sealed class ChartFilesTests
{
    [Test]
    public void Save_Twice_GivesTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        var first = ChartFiles.Save(Content.Chart(), folder.At("one"), "chart");
        // Others in between move every counter of the drawing library.
        ChartFiles.ToSvg(Content.Plot(Content.Of(LobResearch.Charts.Theme.Language.English)));
        var second = ChartFiles.Save(Content.Chart(), folder.At("two"), "chart");
        AssertSame(first, second);
    }

    [Test]
    public void Save_NameThatLeadsElsewhere_IsRefused()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "../chart", "sub/chart", "..\\chart", "/chart", "chart\n", "\u001b[2J", "" })
            Assert.Throws<ArgumentException>(() => ChartFiles.Save(Content.Chart(), folder.At("inside"), name));
        Assert.That(Directory.EnumerateFileSystemEntries(folder.Path), Is.Empty);
    }

    [Test]
    public void Save_CsvOfTextsThatBeginLikeFormulas_RunsNothing()
    {
        using var folder = new TemporaryFolder();
        var rows = new[] { "=1+1", "+1+1", "-geen", "@SUM(A1)" }.Select(label => Content.Row(label, -5.3, -7.9, -2.7, 1234, 40)).ToArray();
        var files = ChartFiles.Save(Content.Chart(Content.Of(rows: rows)), folder.Path, "chart");
        var lines = File.ReadAllLines(files.Single(file => file.EndsWith(".csv", StringComparison.Ordinal)));
        Assert.That(lines.Skip(1).Select(line => line.Split(',')[1]), Is.EqualTo(new[] { "'=1+1", "'+1+1", "'-geen", "'@SUM(A1)" }));
        Assert.That(lines[1], Does.EndWith("-5.3,-7.9,-2.7,1234,40,"));
    }

    [Test]
    public void Save_OnManyThreads_GivesTheSameBytes()
    {
        var png = ChartFiles.ToPng(Content.Plot());
        var svg = ChartFiles.ToSvg(Content.Plot());
        Parallel.For(0, 8, _ =>
        {
            Assert.That(ChartFiles.ToPng(Content.Plot()).AsSpan().SequenceEqual(png), Is.True);
            Assert.That(ChartFiles.ToSvg(Content.Plot()).AsSpan().SequenceEqual(svg), Is.True);
        });
    }

    [Test]
    public void Save_UnderAnotherCulture_GivesTheSameBytes()
    {
        var before = Thread.CurrentThread.CurrentCulture;
        var svg = ChartFiles.ToSvg(Content.Plot());
        try
        {
            foreach (var culture in new[] { "nl-NL", "tr-TR", "ar-SA" })
            {
                Thread.CurrentThread.CurrentCulture = System.Globalization.CultureInfo.GetCultureInfo(culture);
                Assert.That(ChartFiles.ToSvg(Content.Plot()).AsSpan().SequenceEqual(svg), Is.True, culture);
            }
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = before;
        }
    }

    [Test]
    public void Save_Csv_HoldsTheNumbersBehindThePicture()
    {
        using var folder = new TemporaryFolder();
        var files = ChartFiles.Save(Content.Chart(), folder.Path, "chart");
        var lines = File.ReadAllLines(files.Single(file => file.EndsWith(".csv", StringComparison.Ordinal)));
        Assert.That(lines[0], Is.EqualTo("group,label,estimate,lower,upper,n,clusters,reason"));
        Assert.That(lines[1], Is.EqualTo("Onzekerheid per klas,Leerjaar 1,5.3,2.9,7.7,1234,40,"));
    }

    [Test]
    public void Save_FolderThatCannotBe_IsAnIOFault()
    {
        using var folder = new TemporaryFolder();
        folder.Write("file", "");
        Assert.That(() => ChartFiles.Save(Content.Chart(), folder.At("file"), "chart"), Throws.InstanceOf<IOException>());
    }

    private static void AssertSame(IEnumerable<string> first, IEnumerable<string> second)
    {
        foreach (var (one, other) in first.Zip(second))
            Assert.That(File.ReadAllBytes(one).AsSpan().SequenceEqual(File.ReadAllBytes(other)), Is.True, one);
    }
}
