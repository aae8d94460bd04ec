using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Regression;
using LobResearch.Statistics.Robust;
using LobResearch.TestKit;

namespace LobResearch.Statistics.Tests;

/// <summary>The README's C# compiles, runs, and is the code below.</summary>
public sealed class ReadmeTests
{
    [Test]
    public void Readme_Snippet_IsThisCode()
    {
        using var output = new StringWriter();
        var before = Console.Out;
        Console.SetOut(output);
        try
        {
            // begin
            var data = new ColumnSet(
            [
                new NumericColumn("support", [2.1, 2.4, 2.9, 3.1, 2.2, 2.6, 3.0, 3.4]),
                CategoricalColumn.FromText("offer", ["no", "no", "yes", "yes", "no", "no", "yes", "yes"]),
                CategoricalColumn.FromText("school", ["A", "A", "A", "B", "B", "C", "C", "C"]),
            ]);
            var fit = LeastSquares.Fit(Formula.Parse("support ~ offer"), data);
            Console.WriteLine(fit.Robust(data["school"], CovarianceType.CR2));
            // end
        }
        finally
        {
            Console.SetOut(before);
        }

        Assert.That(output.ToString(), Does.Contain("offer[yes]").And.Contain("CR2"));
        var own = Between(File.ReadAllText(Repository.At("tests", "Statistics", "ReadmeTests.cs")), "// begin\n", "            // end\n");
        Assert.That(Between(File.ReadAllText(Repository.At("README.md")), "```csharp\n", "```"), Is.EqualTo(own.Replace("\n            ", "\n", StringComparison.Ordinal).TrimStart()));
    }

    private static string Between(string text, string begin, string end)
    {
        var from = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        return text[from..text.IndexOf(end, from, StringComparison.Ordinal)];
    }
}
