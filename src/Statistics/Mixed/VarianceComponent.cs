using System.Globalization;
using System.Text;

namespace LobResearch.Statistics.Mixed;

/// <summary>How the effects of one random term spread over its groups.</summary>
/// <param name="Group">The grouping factor, or <c>Residual</c>.</param>
/// <param name="Terms">Names of the effects; empty for the residual.</param>
/// <param name="StandardDeviations">One per effect, in units of the outcome per unit of the effect's column.</param>
/// <param name="Correlations">q × q; null for the residual; NaN beside an effect without variance.</param>
public sealed record VarianceComponent(string Group, IReadOnlyList<string> Terms, IReadOnlyList<double> StandardDeviations, double[,]? Correlations)
{
    /// <summary>The covariance of two effects.</summary>
    /// <param name="i">Place in <see cref="Terms"/>.</param>
    /// <param name="j">Place in <see cref="Terms"/>.</param>
    public double Covariance(int i, int j) => i == j
        ? StandardDeviations[i] * StandardDeviations[i]
        : StandardDeviations[i] == 0 || StandardDeviations[j] == 0 ? 0 : Correlations![i, j] * StandardDeviations[i] * StandardDeviations[j];

    /// <summary>One line per effect: group, effect, standard deviation, correlations with those before.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        for (var i = 0; i < StandardDeviations.Count; i++)
        {
            if (i > 0)
                text.AppendLine();
            var name = Terms.Count > 0 ? $"{Group}  {Terms[i]}" : Group;
            text.Append(CultureInfo.InvariantCulture, $"{name.PadRight(32)} sd {StandardDeviations[i]:G6}");
            for (var j = 0; j < i; j++)
                text.Append(CultureInfo.InvariantCulture, $"{(j == 0 ? "  corr " : " ")}{Correlations![i, j]:0.000}");
        }

        return text.ToString();
    }

    /// <summary>From σ and the rows of Λ of one term.</summary>
    internal static VarianceComponent Of(string group, IReadOnlyList<string> terms, double[] lambda, double sigma)
    {
        var q = terms.Count;
        var sd = new double[q];
        var correlations = new double[q, q];
        for (var i = 0; i < q; i++)
            sd[i] = Math.Sqrt(Dot(i, i));
        for (var i = 0; i < q; i++)
        {
            for (var j = 0; j < q; j++)
                correlations[i, j] = i == j ? 1 : Math.Clamp(Dot(i, j) / (sd[i] * sd[j]), -1, 1);
        }

        return new VarianceComponent(group, terms, [.. sd.Select(value => sigma * value)], correlations);

        double Dot(int i, int j)
        {
            var sum = 0.0;
            for (var k = 0; k < q; k++)
                sum += lambda[i * q + k] * lambda[j * q + k];
            return sum;
        }
    }
}
