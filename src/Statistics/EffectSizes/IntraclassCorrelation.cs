using System.Globalization;
using LobResearch.Statistics.Distributions;
using LobResearch.Statistics.Regression;

namespace LobResearch.Statistics.EffectSizes;

/// <summary>How alike members of a group are: one-way analysis of variance of an outcome on groups.</summary>
/// <remarks>
/// ICC(1) and ICC(2) after Bliese (2000), in Klein &amp; Kozlowski (eds.), 349–381. ICC(1) takes n0, the group size that
/// makes it unbiased for unequal groups (Snedecor &amp; Cochran 1989, section 13.7); R's <c>multilevel::ICC1</c> takes the
/// mean size instead.
/// </remarks>
/// <param name="N">Persons.</param>
/// <param name="Groups">Groups.</param>
/// <param name="N0">(N − Σn²/N) / (groups − 1).</param>
/// <param name="WeightedSize">Σn²/N, the size of the group that a random person is in.</param>
/// <param name="MeanSquareBetween">Between groups.</param>
/// <param name="MeanSquareWithin">Within groups.</param>
public sealed record IntraclassCorrelation(int N, int Groups, double N0, double WeightedSize, double MeanSquareBetween, double MeanSquareWithin)
{
    /// <summary>Groups less one.</summary>
    public int BetweenDf => Groups - 1;

    /// <summary>Persons less groups.</summary>
    public int WithinDf => N - Groups;

    /// <summary>Mean size of a group.</summary>
    public double MeanSize => (double)N / Groups;

    /// <summary>F of no difference between groups.</summary>
    public double F => MeanSquareBetween / MeanSquareWithin;

    /// <summary>Its p value.</summary>
    public double P => FisherF.UpperP(F, BetweenDf, WithinDf);

    /// <summary>ICC(1): share of the variance between groups, by n0; can be negative.</summary>
    public double Icc1 => Share(N0);

    /// <summary>ICC(1) by the mean size, as R's multilevel.</summary>
    public double Icc1ByMeanSize => Share(MeanSize);

    /// <summary>ICC(2): reliability of the groups' means.</summary>
    public double Icc2 => (MeanSquareBetween - MeanSquareWithin) / MeanSquareBetween;

    /// <summary>Interval of ICC(1), from that of F.</summary>
    /// <remarks>Exact for groups of equal size (Searle 1971, <i>Linear Models</i>, p. 414); of unequal ones n0 takes the size's place. NaN without variation within groups.</remarks>
    /// <param name="confidence">Confidence level.</param>
    public (double Lower, double Upper) Icc1Interval(double confidence = 0.95)
    {
        var (low, high) = FInterval(confidence);
        return ((low - 1) / (low + N0 - 1), (high - 1) / (high + N0 - 1));
    }

    /// <summary>Interval of ICC(2), from that of F.</summary>
    /// <inheritdoc cref="Icc1Interval"/>
    public (double Lower, double Upper) Icc2Interval(double confidence = 0.95)
    {
        var (low, high) = FInterval(confidence);
        return (1 - 1 / low, 1 - 1 / high);
    }

    /// <summary>Design effect of groups of the mean size, 1 + (n − 1) ICC(1), ICC(1) at least 0.</summary>
    public double DesignEffect => 1 + (MeanSize - 1) * Math.Max(0, Icc1);

    /// <summary>Design effect by the size of the group that a random person is in (Kish 1965).</summary>
    public double WeightedDesignEffect => 1 + (WeightedSize - 1) * Math.Max(0, Icc1);

    /// <summary>Independent persons that would tell as much of the mean.</summary>
    public double EffectiveN => N / WeightedDesignEffect;

    /// <summary>Analyses an outcome.</summary>
    /// <param name="values">One per person; none missing.</param>
    /// <param name="groups">Each person's group, as any number.</param>
    /// <exception cref="StatisticsException">Lists of different length, one group, groups of one only, or a missing value.</exception>
    public static IntraclassCorrelation OneWay(ReadOnlySpan<double> values, ReadOnlySpan<int> groups)
    {
        if (values.Length != groups.Length)
            throw new StatisticsException("There is another number of groups than of values; each value has its group.");
        var mean = SampleSummary.Of(values, "The outcome").Mean;
        var outcome = values.ToArray();
        var members = groups.ToArray().Select((group, row) => (group, row)).GroupBy(pair => pair.group).Select(group => group.Select(pair => outcome[pair.row]).ToArray()).ToList();
        if (members.Count < 2)
            throw new StatisticsException("All values are in one group; how groups differ needs two or more.");
        if (members.Count == outcome.Length)
            throw new StatisticsException("Every group has one member; how alike members are needs groups of two or more.");
        var (between, within) = (new CompensatedSum(), new CompensatedSum());
        foreach (var own in members)
        {
            var center = own.Average();
            between.AddProduct(own.Length * (center - mean), center - mean);
            foreach (var value in own)
                within.AddProduct(value - center, value - center);
        }

        var n = outcome.Length;
        var squares = members.Sum(own => (double)own.Length * own.Length) / n;
        return new IntraclassCorrelation(n, members.Count, (n - squares) / (members.Count - 1), squares, between.Value / (members.Count - 1), within.Value / (n - members.Count));
    }

    /// <summary>The analysis as text.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"ICC(1) = {Icc1:0.000}, ICC(2) = {Icc2:0.000}; F({BetweenDf}, {WithinDf}) = {F:0.00}; design effect {WeightedDesignEffect:0.00}: {N} persons in {Groups} groups tell as much as {EffectiveN:0} independent ones");

    private (double Low, double High) FInterval(double confidence)
    {
        if (confidence is not (> 0 and < 1))
            throw new StatisticsException("A confidence level lies between 0 and 1, such as 0.95.");
        if (!double.IsFinite(F))
            return (double.NaN, double.NaN);
        var tail = (1 + confidence) / 2;
        return (F / FisherF.Quantile(tail, BetweenDf, WithinDf), F * FisherF.Quantile(tail, WithinDf, BetweenDf));
    }

    private double Share(double size) => (MeanSquareBetween - MeanSquareWithin) / (MeanSquareBetween + (size - 1) * MeanSquareWithin);
}
