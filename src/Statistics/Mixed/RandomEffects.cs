namespace LobResearch.Statistics.Mixed;

/// <summary>Predicted effects (BLUPs) of one grouping factor's levels.</summary>
/// <param name="Group">The grouping factor.</param>
/// <param name="Terms">Names of the q effects.</param>
/// <param name="Levels">Names of the groups.</param>
/// <param name="Values">Levels × q: the conditional means of b given the outcome.</param>
/// <param name="StandardDeviations">Levels × q: conditional standard deviations given the outcome and the estimated parameters.</param>
public sealed record RandomEffects(string Group, IReadOnlyList<string> Terms, IReadOnlyList<string> Levels, double[,] Values, double[,] StandardDeviations)
{
    /// <summary>The effect of a level.</summary>
    /// <exception cref="StatisticsException">There is no such level or effect.</exception>
    public double this[string level, string term]
    {
        get
        {
            int row = Levels.ToList().IndexOf(level), column = Terms.ToList().IndexOf(term);
            return row >= 0 && column >= 0
                ? Values[row, column]
                : throw new StatisticsException($"{Group} has no effect '{term}' of a level '{level}'.");
        }
    }

    /// <summary>How many levels of how many effects.</summary>
    public override string ToString() => $"{Group}: {string.Join(", ", Terms)} of {Levels.Count} levels";
}
