using System.Xml.Linq;
using LobResearch.Charts.Forest;
using LobResearch.Charts.Output;
using LobResearch.Charts.Theme;
using SkiaSharp;

namespace LobResearch.Charts.Tests.Forest;

/// <summary>What a forest plot shows, in numbers, words and pixels.</summary>
public sealed class ForestPlotTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [TestCase(Language.Dutch, "5,30 [2,90; 7,70]", "1.234", "95%-BI")]
    [TestCase(Language.English, "5.30 [2.90, 7.70]", "1,234", "95% CI")]
    public void Draw_Svg_HoldsEstimateIntervalAndCountsAsText(Language language, string estimate, string count, string heading)
    {
        var words = Words(Content.Plot(Content.Of(language)));
        Assert.That(words, Has.Some.Contains(estimate));
        Assert.That(words, Has.Some.EqualTo(count));
        Assert.That(words, Has.Some.Contains(heading));
        Assert.That(words, Has.Some.Contains("Run 0123"));
        Assert.That(words, Has.Some.EqualTo("Leerjaar 1"));
    }

    [Test]
    public void Draw_Svg_HoldsEachTickOnce()
    {
        var words = Words(Content.Plot());
        Assert.That(words.Count(word => word == "0"), Is.EqualTo(1));
        Assert.That(words.Count(word => word == "8"), Is.EqualTo(1));
    }

    [Test]
    public void Draw_Png_HasTextAlsoWithoutInstalledFonts()
    {
        // The title's line holds dark pixels only if its letters were drawn; the font comes from the assembly.
        using var picture = SKBitmap.Decode(ChartFiles.ToPng(Content.Plot()));
        var dark = 0;
        for (var y = 40; y < 90; y++)
        {
            for (var x = 40; x < picture.Width - 40; x++)
                dark += picture.GetPixel(x, y).Red < 100 ? 1 : 0;
        }

        Assert.That(dark, Is.GreaterThan(500));
    }

    [Test]
    public void Draw_RowWithoutEstimate_ShowsItsReason()
    {
        var plot = Content.Plot(Content.Of(Language.English, Content.Row("Grade 1", 1, 0.5, 1.5, 10, 4), Content.Row("Grade 2", double.NaN, double.NaN, double.NaN, 12, 1, "one cluster only")));
        Assert.That(string.Join(' ', Words(plot)), Does.Contain("one cluster only"));
        Assert.That(plot.AltText, Does.Contain("Grade 2: one cluster only"));
        Assert.That(plot.Data[2][2..5], Is.EqualTo(new[] { "", "", "" }));
    }

    [TestCase(1)]
    [TestCase(60)]
    public void Draw_OneOrManyRows_ShowsEach(int rows)
    {
        var plot = Content.Plot(Content.Of(Language.English, Enumerable.Range(1, rows).Select(index => Content.Row($"Row {index}", index, index - 1.5, index + 1.5, 100, 10)).ToArray()));
        var words = Words(plot);
        Assert.That(Enumerable.Range(1, rows).Select(index => $"Row {index}"), Is.SubsetOf(words));
        Assert.That(plot.Height, Is.GreaterThan(rows * 20));
    }

    [Test]
    public void Draw_LabelsWithMarkup_AreTextAndNothingElse()
    {
        var plot = Content.Plot(Content.Of(Language.Dutch, Content.Row("<script>alert(1)</script> & \"x\" \u0007", 1, 0, 2, 10, 4)));
        var document = XDocument.Parse(System.Text.Encoding.UTF8.GetString(ChartFiles.ToSvg(plot)));
        Assert.That(document.Descendants().Where(element => element.Name.LocalName == "script"), Is.Empty);
        Assert.That(string.Join(' ', Words(plot)), Does.Contain("<script>"));
    }

    [Test]
    public void Draw_LongDutchLabel_StaysInsideThePage()
    {
        var label = string.Join(' ', Enumerable.Repeat("loopbaanondersteuningsgesprekkencyclus", 6));
        var plot = Content.Plot(Content.Of(Language.Dutch, Content.Row(label, 1, 0, 2, 10, 4)));
        using var picture = SKBitmap.Decode(ChartFiles.ToPng(plot));
        // Nothing but paper in the outermost pixels.
        for (var y = 0; y < picture.Height; y++)
        {
            Assert.That(picture.GetPixel(picture.Width - 4, y), Is.EqualTo(picture.GetPixel(0, 0)));
            Assert.That(picture.GetPixel(4, y), Is.EqualTo(picture.GetPixel(0, 0)));
        }
    }

    [Test]
    public void Create_NoRows_IsRefused() =>
        Assert.Throws<ArgumentException>(() => _ = Content.Plot(Content.Of() with { Groups = [] }));

    [Test]
    public void Draw_Banner_IsShown() =>
        Assert.That(Words(Content.Plot(isSimulated: true)), Has.Some.EqualTo("gesimuleerde gegevens / simulated data"));

    [Test]
    public void AltText_TellsEveryRow()
    {
        var text = Content.Plot().AltText;
        Assert.That(text, Does.Contain("Leerjaar 1: 5,30 [2,90; 7,70], n = 1.234").And.Contain("Leerjaar 2"));
    }

    private static List<string> Words(ForestPlot plot) =>
        XDocument.Parse(System.Text.Encoding.UTF8.GetString(ChartFiles.ToSvg(plot))).Descendants(Svg + "text").Select(text => text.Value.Trim()).ToList();
}
