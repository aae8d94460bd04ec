using System.Globalization;
using System.Text;

namespace LobResearch.Statistics.Measurement;

/// <summary>A scale's reliability as text for a terminal.</summary>
internal static class ReliabilityText
{
    public static string Of(ScaleReliability scale)
    {
        var text = new StringBuilder();
        var several = scale.Key.Items.Count > 1;
        text.AppendLine(CultureInfo.InvariantCulture, $"{scale.Label}: {Count(scale.Key.Items.Count, "item")}; {Count(scale.Rows, "row")}, {scale.Scored} scored, {scale.Complete} complete{(several ? ", which alpha, omega and items are of" : "")}");
        text.AppendLine(CultureInfo.InvariantCulture, $"score  mean {Number(scale.Mean)}, sd {Number(scale.Sd)} ({(scale.Key.Score == ScaleScore.Mean ? "mean of the answered items" : "sum, missing items at the mean of the answered")}, at least {100 * scale.Key.MinimumAnswered:0.#} % of them)");
        if (!several)
            return text.Append("one item has no alpha and no omega").ToString();
        text.AppendLine(CultureInfo.InvariantCulture, $"alpha  {Number(scale.Alpha)}, {100 * scale.Confidence:G4} % interval {Number(scale.AlphaLower)} to {Number(scale.AlphaUpper)} (Feldt); standardised {Number(scale.StandardisedAlpha)}, pairwise {Number(scale.Pairwise.Alpha)}");
        text.AppendLine(CultureInfo.InvariantCulture, $"omega  {Number(scale.Omega)}{(scale.Factor.Reason is { } why ? $" ({why})" : "")}; mean correlation between items {Number(scale.InterItem.Mean)}");
        if (scale.Reason is { } reason)
            text.AppendLine(CultureInfo.InvariantCulture, $"       undefined where there is a dash: {reason}");
        var width = Math.Max(4, scale.Items.Max(item => item.Item.ToString().Length));
        text.Append(CultureInfo.InvariantCulture, $"{"item".PadRight(width)}  {"n",7}  {"mean",7}  {"sd",7}  {"item-rest",9}  alpha if dropped");
        foreach (var item in scale.Items)
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"{item.Item.ToString().PadRight(width)}  {item.N,7}  {Number(item.Mean),7}  {Number(item.Sd),7}  {Number(item.ItemRest),9}  {Number(item.AlphaIfDropped),16}");
        return text.ToString();
    }

    /// <summary>Three decimals; a dash for an undefined number.</summary>
    public static string Number(double value) => double.IsNaN(value) ? "–" : value.ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>A p value; very small ones by their bound.</summary>
    public static string P(double p) => p < 0.0001 ? "p < 0.0001" : double.IsNaN(p) ? "p –" : string.Create(CultureInfo.InvariantCulture, $"p = {p:0.0000}");

    public static string Count(int number, string what) => string.Create(CultureInfo.InvariantCulture, $"{number} {what}{(number == 1 ? "" : "s")}");
}
