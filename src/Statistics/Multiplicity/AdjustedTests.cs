using System.Collections;
using System.Globalization;
using System.Text;
using Deedle;
using LobResearch.Statistics.Results;
using static LobResearch.Statistics.Results.CoefficientTable;

namespace LobResearch.Statistics.Multiplicity;

/// <summary>A family of tests with p values alone and among the others.</summary>
/// <param name="Method">Holm, Benjamini–Hochberg or Romano–Wolf.</param>
/// <param name="Tests">In the order of the hypotheses.</param>
public sealed record AdjustedTests(string Method, IReadOnlyList<AdjustedTest> Tests) : IReadOnlyList<AdjustedTest>
{
    /// <summary>The name that <see cref="PAdjustment.Holm"/> goes by.</summary>
    public const string Holm = "Holm";

    /// <summary>The name that <see cref="PAdjustment.BenjaminiHochberg"/> goes by.</summary>
    public const string BenjaminiHochberg = "Benjamini–Hochberg";

    /// <summary>The name that <see cref="RomanoWolf"/> goes by.</summary>
    public const string RomanoWolfName = "Romano–Wolf";

    /// <summary>Number of tests.</summary>
    public int Count => Tests.Count;

    /// <summary>A test by its place.</summary>
    public AdjustedTest this[int index] => Tests[index];

    /// <summary>A test by its coefficient.</summary>
    /// <exception cref="StatisticsException">There is none of that name.</exception>
    public AdjustedTest this[string term] => Tests.FirstOrDefault(test => test.Term == term)
        ?? throw new StatisticsException($"There is no test of '{term}'; there are {string.Join(", ", Tests.Select(test => test.Term))}.");

    /// <summary>Adjusts the p values of a table's coefficients.</summary>
    /// <param name="table">Whatever its standard errors.</param>
    /// <param name="terms">The family; one or more.</param>
    /// <param name="method"><see cref="Holm"/> or <see cref="BenjaminiHochberg"/>.</param>
    /// <exception cref="StatisticsException">No terms, an unknown one, or another method.</exception>
    public static AdjustedTests Of(CoefficientTable table, IReadOnlyList<string> terms, string method)
    {
        if (terms.Count == 0)
            throw new StatisticsException("There are no hypotheses to adjust; name one or more.");
        var coefficients = terms.Select(term => table[term]).ToList();
        var p = coefficients.Select(coefficient => coefficient.P).ToArray();
        var adjusted = method switch
        {
            Holm => PAdjustment.Holm(p),
            BenjaminiHochberg => PAdjustment.BenjaminiHochberg(p),
            _ => throw new StatisticsException($"'{method}' does not adjust a table's p values; expected {Holm} or {BenjaminiHochberg}."),
        };
        return new AdjustedTests(method, coefficients.Select((coefficient, index) => new AdjustedTest(coefficient.Term, coefficient.Statistic, p[index], adjusted[index])).ToList());
    }

    /// <summary>One row per test, for notebooks.</summary>
    public Frame<string, string> ToFrame()
    {
        var terms = Tests.Select(test => test.Term).ToList();
        return Frame.FromColumns(new[]
        {
            Column("statistic", test => test.Statistic),
            Column("p", test => test.P),
            Column("adjustedP", test => test.AdjustedP),
        });

        KeyValuePair<string, Series<string, double>> Column(string name, Func<AdjustedTest, double> value) =>
            new(name, new Series<string, double>(terms, Tests.Select(value)));
    }

    /// <summary>The family as a table.</summary>
    public override string ToString()
    {
        var width = Tests.Max(test => test.Term.Length);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"p values adjusted for {Tests.Count} tests ({Method})");
        foreach (var test in Tests)
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"{test.Term.PadRight(width)}  t {Number(test.Statistic),9}  p {Probability(test.P)}  adjusted {Probability(test.AdjustedP)}");
        return text.ToString();
    }

    /// <inheritdoc/>
    public IEnumerator<AdjustedTest> GetEnumerator() => Tests.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
