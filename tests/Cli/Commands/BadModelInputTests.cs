using System.Globalization;
using System.Text.Json;
using LobResearch.TestKit;

namespace LobResearch.Cli.Tests.Commands;

/// <summary>Data that no model can be fitted on, through <c>lob fit ols</c> and <c>lob fit lmm</c>: one clear message each.</summary>
public sealed class BadModelInputTests
{
    private const string Fixed = "y ~ x";
    private const string Mixed = "y ~ x + (1 | school)";

    [TestCase("ols", Fixed, "constant", "'y' is 3 on every used row")]
    [TestCase("lmm", Mixed, "constant", "'y' is 3 on every used row")]
    [TestCase("ols", "y ~ nobody", "", "no column 'nobody'")]
    [TestCase("lmm", "y ~ x + (nobody | school)", "", "no column 'nobody'")]
    [TestCase("ols", "y ~ one", "", "'one' has only one level (all)")]
    [TestCase("lmm", "y ~ x + (1 | one)", "", "'one' has one level (all)")]
    [TestCase("ols", Fixed, "NaN", "'x' holds numbers, and 'NaN' in data row 2")]
    [TestCase("lmm", Mixed, "NaN", "'x' holds numbers, and 'NaN' in data row 2")]
    [TestCase("ols", Fixed, "Inf", "'Inf' in data row 2")]
    [TestCase("lmm", Mixed, "-Inf", "'-Inf' in data row 2")]
    [TestCase("ols", Fixed, "1e400", "'1e400' in data row 2")]
    [TestCase("ols", Fixed, "NA", "leave the cell empty")]
    [TestCase("ols", "x ~ y", "NaN", "'x' holds numbers, and 'NaN' in data row 2")]
    [TestCase("ols", "text ~ x", "", "'text' holds categories ('low' in data row 1)")]
    [TestCase("lmm", "text ~ x + (1 | school)", "", "'text' holds categories ('low' in data row 1)")]
    [TestCase("ols", "y ~ row + x", "", "13 coefficients and 12 rows: more parameters than rows")]
    [TestCase("lmm", "y ~ row + x + (1 | school)", "", "13 fixed effects and 12 rows: too few rows")]
    [TestCase("lmm", "y ~ x + (1 | row)", "", "as many levels as there are rows")]
    [TestCase("lmm", "y ~ x + (level | school)", "", "level is constant within each group")]
    [TestCase("ols", "y ~ empty", "", "most is missing in empty")]
    [TestCase("lmm", "y ~ x + (1 | empty)", "", "most is missing in empty")]
    [TestCase("ols", Fixed, "headings", "no rows")]
    [TestCase("lmm", Mixed, "headings", "no rows")]
    [TestCase("lmm", Mixed, "nothing", "empty")]
    [TestCase("ols", Fixed, "one row", "Only one row")]
    [TestCase("ols", Fixed, "", "All weights in 'w0' are zero", "w0")]
    [TestCase("lmm", Mixed, "", "All weights in 'w0' are zero", "w0")]
    [TestCase("ols", Fixed, "", "data row 3 of negative is negative", "negative")]
    [TestCase("lmm", Mixed, "", "data row 3 of negative is negative", "negative")]
    [TestCase("ols", Fixed, "", "'text' hold categories", "text")]
    public async Task Fit_DataThatCannotBeFitted_IsOneClearMessage(string verb, string formula, string change, string expected, string? weights = null)
    {
        using var folder = new TemporaryFolder();
        string[] arguments = ["fit", verb, "--data", folder.Write("data.csv", Csv(change)), "--formula", formula, .. weights is null ? Array.Empty<string>() : ["--weights", weights]];
        var result = await LobProcess.RunAsync(folder.Path, arguments);
        Assert.That(result.ExitCode, Is.EqualTo(2), result.Error);
        Assert.That(result.Error, Does.StartWith("lob: ").And.Contain(expected));
        Assert.That(result.Error.Trim().Split('\n'), Has.Length.EqualTo(1), "one line");
        Assert.That(result.Output, Is.Empty);
    }

    [TestCase("ols", "y ~ x + twice + level + three")]
    [TestCase("lmm", "y ~ x + twice + level + three + (1 | school)")]
    public async Task Fit_CollinearTerms_AreDroppedAndListed(string verb, string formula)
    {
        var document = await FitAsync(verb, formula, "");
        Assert.That(document.GetProperty("dropped").EnumerateArray().Select(name => name.GetString()), Is.EqualTo(new[] { "twice", "three" }));
        Assert.That(document.GetProperty("warnings").EnumerateArray().Select(text => text.GetString()), Has.Some.EqualTo("twice, three: combinations of other columns, dropped"));
    }

    [TestCase("y ~ row", "as many coefficients as rows")]
    [TestCase("twice ~ x", "explain the outcome but for rounding")]
    public async Task Fit_WithoutResiduals_GivesEstimatesAndAWarning(string formula, string expected)
    {
        var document = await FitAsync("ols", formula, "");
        Assert.That(document.GetProperty("coefficients")[0].GetProperty("estimate").ValueKind, Is.EqualTo(JsonValueKind.Number));
        Assert.That(document.GetProperty("warnings").EnumerateArray().Select(text => text.GetString()), Has.Some.Contains(expected));
    }

    private static async Task<JsonElement> FitAsync(string verb, string formula, string change)
    {
        using var folder = new TemporaryFolder();
        var result = await LobProcess.RunAsync(folder.Path, "fit", verb, "--data", folder.Write("data.csv", Csv(change)), "--formula", formula, "--json");
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        return await Schemas.CheckAsync("fit", result.Output);
    }

    // Twelve pupils in four schools, with one thing wrong.
    private static string Csv(string change)
    {
        const string headings = "y,x,twice,level,three,school,one,text,row,empty,w0,negative\n";
        double[] y = [2, 1, 4, 3, 7, 5, 8, 6, 10, 9, 12, 13];
        var rows = Enumerable.Range(0, 12).Select(row =>
        {
            var x = change is "NaN" or "Inf" or "-Inf" or "1e400" or "NA" && row == 1 ? change : ((row * 7 + 2) % 12).ToString(CultureInfo.InvariantCulture);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{(change == "constant" ? 3 : y[row])},{x},{2 * ((row * 7 + 2) % 12)},{row / 3 % 3},3,s{row / 3},all,{(row % 2 == 0 ? "low" : "high")},p{row},,0,{(row == 2 ? -1 : 1)}");
        });
        return change switch
        {
            "nothing" => "",
            "headings" => headings,
            "one row" => headings + rows.First() + "\n",
            _ => headings + string.Join('\n', rows) + "\n",
        };
    }
}
