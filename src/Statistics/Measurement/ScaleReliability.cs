using Deedle;

namespace LobResearch.Statistics.Measurement;

/// <summary>How reliably a scale measures, in all rows or in those of a group. NaN is undefined, with <see cref="Reason"/>.</summary>
/// <param name="Key">The scale.</param>
/// <param name="Group">The group, as text; null for all rows.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Scored">Rows with a score.</param>
/// <param name="Complete">Rows with every item answered: those that all but <paramref name="Mean"/>, <paramref name="Sd"/> and <paramref name="Pairwise"/> are of.</param>
/// <param name="Mean">Of the scores.</param>
/// <param name="Sd">Of the scores.</param>
/// <param name="MeanComplete">Of the scores of complete rows.</param>
/// <param name="SdComplete">Of the scores of complete rows.</param>
/// <param name="Alpha">Cronbach's alpha of the items' sum.</param>
/// <param name="AlphaLower">Lower end of its interval after Feldt.</param>
/// <param name="AlphaUpper">Upper end.</param>
/// <param name="Confidence">Confidence level of the interval.</param>
/// <param name="StandardisedAlpha">Alpha of the sum of standardised items.</param>
/// <param name="Lambda6">Guttman's λ6.</param>
/// <param name="StandardErrorOfMeasurement">sd·√(1 − alpha), of the items' sum.</param>
/// <param name="InterItem">Correlations between items.</param>
/// <param name="Eigenvalues">Of the correlations, the largest first; empty when undefined.</param>
/// <param name="Factor">One factor behind the items, and omega.</param>
/// <param name="Items">Each item, in the key's order.</param>
/// <param name="Pairwise">The same from pairwise covariances.</param>
/// <param name="Reason">Why numbers are NaN; null when none is for a reason of the whole scale.</param>
public sealed record ScaleReliability(
    ScaleKey Key, string? Group, int Rows, int Scored, int Complete, double Mean, double Sd, double MeanComplete, double SdComplete,
    double Alpha, double AlphaLower, double AlphaUpper, double Confidence, double StandardisedAlpha, double Lambda6, double StandardErrorOfMeasurement,
    InterItemCorrelations InterItem, IReadOnlyList<double> Eigenvalues, OneFactorFit Factor, IReadOnlyList<ItemStatistics> Items, PairwiseReliability Pairwise, string? Reason)
{
    /// <summary>Omega of the items' sum; NaN with the factor's own reason.</summary>
    public double Omega => Factor.Omega;

    /// <summary>The scale, and the group if there is one.</summary>
    public string Label => Group is null ? Key.Name : $"{Key.Name} · {Group}";

    /// <summary>What a reader must know, in words.</summary>
    public IReadOnlyList<string> Warnings => ReliabilityWarnings.Of(this);

    /// <summary>One row per item, for notebooks.</summary>
    public Frame<string, string> ToFrame()
    {
        var names = Items.Select(item => item.Item.ToString()).ToList();
        return Frame.FromColumns(new[]
        {
            Column("n", item => item.N),
            Column("mean", item => item.Mean),
            Column("sd", item => item.Sd),
            Column("itemRest", item => item.ItemRest),
            Column("alphaIfDropped", item => item.AlphaIfDropped),
        });

        KeyValuePair<string, Series<string, double>> Column(string name, Func<ItemStatistics, double> value) => new(name, new Series<string, double>(names, Items.Select(value)));
    }

    /// <summary>The numbers as a table.</summary>
    public override string ToString() => ReliabilityText.Of(this);
}

/// <summary>An item within its scale, reversed where the key says so. NaN is undefined, with <paramref name="Reason"/>.</summary>
/// <param name="Item">The item.</param>
/// <param name="N">Rows that answered it.</param>
/// <param name="Mean">Over rows that answered every item.</param>
/// <param name="Sd">Over those rows.</param>
/// <param name="MeanAnswered">Over all <paramref name="N"/> rows.</param>
/// <param name="SdAnswered">Over those rows.</param>
/// <param name="ItemRest">Correlation with the sum of the other items.</param>
/// <param name="ItemTotal">Correlation with the sum of all, which the item itself raises.</param>
/// <param name="AlphaIfDropped">Alpha of the other items.</param>
/// <param name="StandardisedAlphaIfDropped">Standardised alpha of the other items.</param>
/// <param name="SquaredMultipleCorrelation">With the other items.</param>
/// <param name="Reason">Why a number is NaN; null when none is.</param>
public sealed record ItemStatistics(
    ScaleItem Item, int N, double Mean, double Sd, double MeanAnswered, double SdAnswered, double ItemRest, double ItemTotal, double AlphaIfDropped, double StandardisedAlphaIfDropped,
    double SquaredMultipleCorrelation, string? Reason);

/// <summary>Correlations between the items of a scale; NaN when an item doesn't vary or there is only one.</summary>
/// <param name="Mean">Mean of the correlations.</param>
/// <param name="Median">Median.</param>
/// <param name="Minimum">Lowest.</param>
/// <param name="Maximum">Highest.</param>
public sealed record InterItemCorrelations(double Mean, double Median, double Minimum, double Maximum)
{
    internal static InterItemCorrelations Of(IReadOnlyList<double> correlations)
    {
        if (correlations.Count == 0 || correlations.Any(double.IsNaN))
            return new InterItemCorrelations(double.NaN, double.NaN, double.NaN, double.NaN);
        var sorted = correlations.Order().ToList();
        var median = (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
        return new InterItemCorrelations(sorted.Average(), median, sorted[0], sorted[^1]);
    }
}

/// <summary>Reliability from covariances of which each takes all rows that answered both items, as R's <c>psych::alpha</c>.</summary>
/// <remarks>Such covariances are of different rows, and need not be those of any data: alpha can leave its bounds.</remarks>
/// <param name="N">Rows with any answer.</param>
/// <param name="Alpha">Cronbach's alpha.</param>
/// <param name="StandardError">Of alpha.</param>
/// <param name="StandardisedAlpha">Alpha of standardised items.</param>
/// <param name="Lambda6">Guttman's λ6.</param>
/// <param name="AverageCorrelation">Mean correlation between items.</param>
/// <param name="Mean">Of the means of the answered items, however few.</param>
/// <param name="Sd">Of those means.</param>
/// <param name="ItemRest">Per item, correlation with the sum of the others.</param>
/// <param name="AlphaIfDropped">Per item, alpha of the others.</param>
/// <param name="Reason">Why a number is NaN; null when none is.</param>
public sealed record PairwiseReliability(
    int N, double Alpha, double StandardError, double StandardisedAlpha, double Lambda6, double AverageCorrelation, double Mean, double Sd,
    IReadOnlyList<double> ItemRest, IReadOnlyList<double> AlphaIfDropped, string? Reason);
