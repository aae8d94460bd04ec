using LobResearch.Statistics.Formulas;

namespace LobResearch.Statistics.Tests.Formulas;

/// <summary>What formulas mean, as R's <c>terms</c> expands them.</summary>
public sealed class FormulaTests
{
    [TestCase("y ~ x", "x", true)]
    [TestCase("y ~ a + b", "a b", true)]
    [TestCase("y ~ a * b", "a b a:b", true)]
    [TestCase("y ~ a * b * c", "a b c a:b a:c b:c a:b:c", true)]
    [TestCase("y ~ a:b + a", "a a:b", true)]
    [TestCase("y ~ (a + b + c)^2", "a b c a:b a:c b:c", true)]
    [TestCase("y ~ a / b", "a a:b", true)]
    [TestCase("y ~ a * b - a", "b a:b", true)]
    [TestCase("y ~ a + a", "a", true)]
    [TestCase("y ~ a:b + b:a", "a:b", true)]
    [TestCase("y ~ 0 + a", "a", false)]
    [TestCase("y ~ a - 1", "a", false)]
    [TestCase("y ~ -1 + a + 1", "a", true)]
    [TestCase("y ~ a + 0", "a", false)]
    [TestCase("y ~ 1", "", true)]
    [TestCase("log(y) ~ I(x^2) + log(x) + factor(g)", "I(x^2) log(x) factor(g)", true)]
    [TestCase("y ~ `a name` + x.1 + _x", "a name x.1 _x", true)]
    [TestCase("y~a+b:c", "a b:c", true)]
    public void Parse_FixedPart_ExpandsAsR(string text, string terms, bool hasIntercept)
    {
        var formula = Formula.Parse(text);
        Assert.That(string.Join(' ', formula.Terms.Select(term => string.Join(':', term.Variables.Select(variable => variable.Label)))), Is.EqualTo(terms));
        Assert.That(formula.HasIntercept, Is.EqualTo(hasIntercept));
    }

    [TestCase("y ~ x + (1 | g)", 1)]
    [TestCase("y ~ x + (1 + x | g) + (1 | h)", 2)]
    [TestCase("y ~ x + (0 + x || g)", 1)]
    public void Parse_RandomTerms_AreKeptApart(string text, int count)
    {
        var formula = Formula.Parse(text);
        Assert.That(formula.RandomTerms, Has.Count.EqualTo(count));
        Assert.That(formula.Terms, Has.Count.EqualTo(1));
    }

    [TestCase("", "~")]
    [TestCase("y", "~")]
    [TestCase("y ~", "")]
    [TestCase("~ x", "")]
    [TestCase("y ~ x +", "")]
    [TestCase("y ~ (x", "")]
    [TestCase("y ~ x)", "")]
    [TestCase("y ~ x ~ z", "")]
    [TestCase("y ~ sin(x)", "sin")]
    [TestCase("y ~ `x", "")]
    [TestCase("y ~ x # z", "#")]
    [TestCase("y ~ (a + b)^x", "")]
    public void Parse_Fault_SaysWhatAndWhere(string text, string named)
    {
        var fault = Assert.Throws<FormulaException>(() => Formula.Parse(text))!;
        Assert.That(fault.Message, Does.Contain(named));
        Assert.That(fault.Message, Has.Length.GreaterThan(20));
    }

    [Test]
    public void Parse_TooMuch_IsAFaultAndNotACrash()
    {
        string[] texts =
        [
            "y ~ " + new string('(', 100_000) + "x" + new string(')', 100_000),
            "y ~ I(" + new string('-', 100_000) + "x)",
            "y ~ I(x" + string.Concat(Enumerable.Repeat("^2", 100_000)) + ")",
            "y ~ " + string.Join(" * ", Enumerable.Range(0, 40).Select(index => "x" + index)),
            "y ~ (" + string.Join(" + ", Enumerable.Range(0, 40).Select(index => "x" + index)) + ")^9",
        ];
        foreach (var text in texts)
            Assert.Throws<FormulaException>(() => Formula.Parse(text), text[..20]);
    }
}
