using System.Collections;
using System.Globalization;
using System.Text;
using Deedle;
using static LobResearch.Statistics.Results.CoefficientTable;

namespace LobResearch.Statistics.EffectSizes;

/// <summary>A model's coefficients in standard deviations.</summary>
/// <param name="Coefficients">In the design's order, without the intercept.</param>
/// <param name="Confidence">Confidence level of the intervals.</param>
public sealed record StandardisedTable(IReadOnlyList<StandardisedCoefficient> Coefficients, double Confidence) : IReadOnlyList<StandardisedCoefficient>
{
    /// <summary>Number of coefficients.</summary>
    public int Count => Coefficients.Count;

    /// <summary>A coefficient by its place.</summary>
    public StandardisedCoefficient this[int index] => Coefficients[index];

    /// <summary>One row per coefficient, for notebooks.</summary>
    public Frame<string, string> ToFrame()
    {
        var terms = Coefficients.Select(coefficient => coefficient.Term).ToList();
        return Frame.FromColumns(new[]
        {
            Column("perDeviation", coefficient => coefficient.PerDeviation),
            Column("lower", coefficient => coefficient.Lower),
            Column("upper", coefficient => coefficient.Upper),
            Column("perUnit", coefficient => coefficient.PerUnit),
        });

        KeyValuePair<string, Series<string, double>> Column(string name, Func<StandardisedCoefficient, double> value) =>
            new(name, new Series<string, double>(terms, Coefficients.Select(value)));
    }

    /// <summary>The coefficients as a table.</summary>
    public override string ToString()
    {
        var width = Coefficients.Select(coefficient => coefficient.Term.Length).DefaultIfEmpty().Max();
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"standardised coefficients (standard deviations of the outcome per standard deviation, {100 * Confidence:G4} % interval; per unit)");
        foreach (var own in Coefficients)
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"{own.Term.PadRight(width)}  {Number(own.PerDeviation),11}  {Number(own.Lower)} to {Number(own.Upper)}; {Number(own.PerUnit)}");
        return text.ToString();
    }

    /// <inheritdoc/>
    public IEnumerator<StandardisedCoefficient> GetEnumerator() => Coefficients.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
