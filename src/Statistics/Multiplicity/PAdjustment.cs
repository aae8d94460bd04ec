using System.Globalization;

namespace LobResearch.Statistics.Multiplicity;

/// <summary>p values corrected for how many tests there are.</summary>
/// <remarks>An undefined p (NaN) stays undefined and does not count as a test, as in R's <c>p.adjust</c>.</remarks>
public static class PAdjustment
{
    /// <summary>Holm (1979), <i>Scandinavian Journal of Statistics</i> 6, 65–70: the chance of any false rejection, whatever the dependence.</summary>
    /// <param name="p">p values between 0 and 1, in any order.</param>
    /// <returns>Adjusted p values, in the same order.</returns>
    /// <exception cref="StatisticsException">A p value outside 0 to 1.</exception>
    public static double[] Holm(ReadOnlySpan<double> p)
    {
        var order = Order(p);
        var adjusted = Undefined(p.Length);
        var largest = 0.0;
        for (var rank = 0; rank < order.Length; rank++)
        {
            largest = Math.Max(largest, Math.Min(1, (order.Length - rank) * p[order[rank]]));
            adjusted[order[rank]] = largest;
        }

        return adjusted;
    }

    /// <summary>
    /// Benjamini &amp; Hochberg (1995), <i>J. R. Stat. Soc. B</i> 57, 289–300: the expected share of false ones among the rejections,
    /// for independent or positively dependent tests.
    /// </summary>
    /// <inheritdoc cref="Holm"/>
    public static double[] BenjaminiHochberg(ReadOnlySpan<double> p)
    {
        var order = Order(p);
        var adjusted = Undefined(p.Length);
        var smallest = 1.0;
        for (var rank = order.Length - 1; rank >= 0; rank--)
        {
            smallest = Math.Min(smallest, order.Length * p[order[rank]] / (rank + 1));
            adjusted[order[rank]] = smallest;
        }

        return adjusted;
    }

    private static int[] Order(ReadOnlySpan<double> p)
    {
        var values = p.ToArray();
        var wrong = Array.FindIndex(values, value => value is < 0 or > 1);
        return wrong < 0
            ? Enumerable.Range(0, values.Length).Where(index => !double.IsNaN(values[index])).OrderBy(index => values[index]).ToArray()
            : throw new StatisticsException(string.Create(CultureInfo.InvariantCulture, $"p value number {wrong + 1} is {values[wrong]}; a p value lies between 0 and 1."));
    }

    private static double[] Undefined(int length)
    {
        var values = new double[length];
        Array.Fill(values, double.NaN);
        return values;
    }
}
