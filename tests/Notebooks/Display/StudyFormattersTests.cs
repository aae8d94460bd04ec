using Deedle;
using LobResearch.Notebooks.Display;
using NUnit.Framework;

namespace LobResearch.Notebooks.Tests.Display;

internal sealed class StudyFormattersTests
{
    [Test]
    public void Of_Frame_IsATableAndText()
    {
        var frame = Frame.CreateEmpty<int, string>();
        frame.AddColumn("score", new Series<int, double>([1, 2], [1.5, double.NaN]));
        frame.AddColumn("name", new Series<int, string>([1, 2], ["<a>", "b"]));
        var forms = ValueFormats.Of(frame).Forms;
        Assert.Multiple(() =>
        {
            Assert.That(forms["text/html"], Does.StartWith("<table").And.Contain("<th scope=\"col\" style=\"text-align:right\">score</th>").And.Contain("&lt;a&gt;").And.Contain(">1.500</td>"));
            Assert.That(forms["text/plain"], Is.EqualTo("   score  name\n1  1.500  <a>\n2      –  b"));
        });
    }

    [Test]
    public void Of_LongFrame_ShowsItsBeginningAndSaysSo()
    {
        var frame = Frame.CreateEmpty<int, string>();
        frame.AddColumn("x", new Series<int, double>(Enumerable.Range(0, 500), Enumerable.Range(0, 500).Select(n => n + 0.5)));
        Assert.That(ValueFormats.Of(frame).Forms["text/plain"], Does.EndWith("500 rows × 1 columns; the first 20 are shown."));
    }

    [Test]
    public void Of_RowsThatAreOnlyCounted_HaveNoNumbers_AndAColumnHasOneForm()
    {
        var frame = Frame.CreateEmpty<int, string>();
        frame.AddColumn("mean", new Series<int, double>([0, 1], [3, 3.125]));
        frame.AddColumn("n", new Series<int, double>([0, 1], [12, 7]));
        Assert.That(ValueFormats.Of(frame).Forms["text/plain"], Is.EqualTo(" mean   n\n3.000  12\n3.125   7"));
    }

    [TestCase(0.00001, "1E-5")]
    [TestCase(1234.5678, "1234.568")]
    [TestCase(3, "3")]
    public void Number_ForAReader(double value, string expected) => Assert.That(ShownTable.Number(value), Is.EqualTo(expected));

    [Test]
    public void Of_Null_SaysSo() => Assert.That(ValueFormats.Of(null).Forms, Is.EqualTo(new Dictionary<string, string> { ["text/plain"] = "<null>" }));
}
