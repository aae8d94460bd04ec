using System.Globalization;
using System.Text;
using Deedle;

namespace LobResearch.Statistics.Results;

/// <summary>Coefficients with their uncertainty, as one kind of standard error gives them.</summary>
/// <param name="Covariance">classical, CR0, CR1, CR1S, CR2.</param>
/// <param name="Cluster">What errors are clustered by; null for classical ones.</param>
/// <param name="Clusters">Number of clusters; null for classical ones.</param>
/// <param name="Confidence">Confidence level of the intervals.</param>
/// <param name="Coefficients">In the design's order, without dropped columns.</param>
/// <param name="Matrix">Covariance matrix of the coefficients, row by row.</param>
/// <param name="Warnings">What a reader of any coefficient must know.</param>
public sealed record CoefficientTable(
    string Covariance, string? Cluster, int? Clusters, double Confidence, IReadOnlyList<Coefficient> Coefficients, double[,] Matrix, IReadOnlyList<string> Warnings)
{
    /// <summary>A coefficient by its term.</summary>
    /// <exception cref="StatisticsException">There is none of that name.</exception>
    public Coefficient this[string term] => Coefficients.FirstOrDefault(coefficient => coefficient.Term == term)
        ?? throw new StatisticsException($"There is no coefficient '{term}'; there are {string.Join(", ", Coefficients.Take(20).Select(coefficient => coefficient.Term))}.");

    /// <summary>Terms with fewer than four degrees of freedom, whose intervals are not trustworthy.</summary>
    public IReadOnlyList<string> TermsWithFewDegrees =>
        Coefficients.Where(coefficient => coefficient.DegreesOfFreedom < FewDegrees).Select(coefficient => coefficient.Term).ToList();

    /// <summary>What a reader of one coefficient must know.</summary>
    public IReadOnlyList<string> WarningsFor(string term) => TermsWithFewDegrees.Contains(term, StringComparer.Ordinal)
        ? [.. Warnings, $"{term}: {FewDegreesWarning}"]
        : Warnings;

    /// <summary>All warnings, also those of single terms.</summary>
    public IReadOnlyList<string> AllWarnings => TermsWithFewDegrees is { Count: > 0 } terms
        ? [.. Warnings, $"{string.Join(", ", terms)}: {FewDegreesWarning}"]
        : Warnings;

    private const double FewDegrees = 4;
    private const string FewDegreesWarning = "fewer than 4 degrees of freedom, its interval is not trustworthy";

    /// <summary>One row per coefficient, for notebooks.</summary>
    public Frame<string, string> ToFrame()
    {
        var terms = Coefficients.Select(coefficient => coefficient.Term).ToList();
        return Frame.FromColumns(new[]
        {
            Column("estimate", coefficient => coefficient.Estimate),
            Column("se", coefficient => coefficient.StandardError),
            Column("df", coefficient => coefficient.DegreesOfFreedom),
            Column("statistic", coefficient => coefficient.Statistic),
            Column("p", coefficient => coefficient.P),
            Column("lower", coefficient => coefficient.Lower),
            Column("upper", coefficient => coefficient.Upper),
        });

        KeyValuePair<string, Series<string, double>> Column(string name, Func<Coefficient, double> value) =>
            new(name, new Series<string, double>(terms, Coefficients.Select(value)));
    }

    /// <summary>The table as text, with the standard errors' kind below it.</summary>
    public override string ToString()
    {
        var rows = Coefficients
            .Select(c => new[] { c.Term, Number(c.Estimate), Number(c.StandardError), Number(c.DegreesOfFreedom), Number(c.Statistic), Probability(c.P), Number(c.Lower), Number(c.Upper) })
            .Prepend(["", "estimate", "se", "df", "t", "p", "lower", "upper"])
            .ToList();
        var widths = Enumerable.Range(0, 8).Select(column => rows.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            var cells = row.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]));
            text.AppendJoin("  ", cells).AppendLine();
        }

        text.Append(CultureInfo.InvariantCulture, $"standard errors: {Covariance}");
        if (Cluster is not null)
            text.Append(CultureInfo.InvariantCulture, $", clustered by {Cluster} ({Clusters} clusters)");
        foreach (var warning in AllWarnings)
            text.AppendLine().Append("note: ").Append(warning);
        return text.ToString();
    }

    /// <summary>A number as tables show it.</summary>
    internal static string Number(double value) => double.IsNaN(value) ? "-" : value.ToString("G6", CultureInfo.InvariantCulture);

    /// <summary>A p value as tables show it.</summary>
    internal static string Probability(double p) =>
        double.IsNaN(p) ? "-" : p < 1e-4 ? p.ToString("0.0e+0", CultureInfo.InvariantCulture) : p.ToString("0.0000", CultureInfo.InvariantCulture);
}
