using System.Text;

namespace LobResearch.Study.Tests;

/// <summary>What a spreadsheet makes of the program's CSV files.</summary>
public sealed class CsvLineTests
{
    [TestCase("=1+1", "'=1+1")]
    [TestCase("+1+1", "'+1+1")]
    [TestCase("@SUM(A1)", "'@SUM(A1)")]
    [TestCase("\tx", "'\tx")]
    [TestCase("\r=1", "'\r=1")]
    [TestCase("\n=1", "'\n=1")]
    [TestCase("-geen", "'-geen")]
    [TestCase("-1+1", "'-1+1")]
    [TestCase("＝1+1", "'＝1+1")]
    [TestCase("-Infinity", "'-Infinity")]
    [TestCase("\t5", "'\t5")]
    [TestCase("-2.5", "-2.5")]
    [TestCase("+31", "+31")]
    [TestCase("-1e-5", "-1e-5")]
    [TestCase("gewoon", "gewoon")]
    [TestCase("", "")]
    public void Neutralised_TextForASpreadsheet_RunsNothing(string text, string expected) =>
        Assert.That(FormulaGuard.Neutralised(text), Is.EqualTo(expected));

    [Test]
    public void Append_CellsOfAllKinds_AreQuotedWhereNeededAndNeutralised()
    {
        var text = new StringBuilder();
        CsvLine.Append(text, ["a", "b,c", "\"d\"", "=1", "=\"x\",1", "-3", "e\nf"]);
        Assert.That(text.ToString(), Is.EqualTo("a,\"b,c\",\"\"\"d\"\"\",'=1,\"'=\"\"x\"\",1\",-3,\"e\nf\"\n"));
    }

    [Test]
    public void Append_AllQuoted_NeutralisesInsideTheQuotes()
    {
        var text = new StringBuilder();
        CsvLine.Append(text, ["a", "@b"], "\r\n", quoteAll: true);
        Assert.That(text.ToString(), Is.EqualTo("\"a\",\"'@b\"\r\n"));
    }
}
