using System.Globalization;

namespace LobResearch.Statistics.Measurement;

/// <summary>What a reader of a scale's numbers must know, in words.</summary>
internal static class ReliabilityWarnings
{
    private const int FewRows = 30;

    public static IReadOnlyList<string> Of(ScaleReliability scale)
    {
        var warnings = new List<string>();
        foreach (var item in scale.Items.Where(item => item.ItemRest < 0))
        {
            warnings.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{scale.Label}: item {item.Item.Column} goes against the others (item-rest correlation {item.ItemRest:0.00}); probably {(item.Item.Reversed ? "reversed and shouldn't be" : "not reversed")}"));
        }

        if (scale.Alpha < 0)
            warnings.Add($"{scale.Label}: alpha is negative, the items don't measure one thing as they are keyed");
        if (scale.Factor.Heywood is { } heywood)
            warnings.Add($"{scale.Label}: a Heywood case, the residual variance of {scale.Key.Items[heywood].Column} ends at 0; omega is not to be trusted");
        if (scale.Factor is { Reason: null, Converged: false })
            warnings.Add($"{scale.Label}: the search for the factor's loadings didn't end; omega is not to be trusted");
        if (scale.Reason is null && scale.Complete < FewRows)
            warnings.Add(string.Create(CultureInfo.InvariantCulture, $"{scale.Label}: {scale.Complete} complete rows are few; see the interval before alpha"));
        return warnings;
    }
}
