namespace LobResearch.Statistics.Causal;

/// <summary>Predictions of nuisance functions that somebody else made.</summary>
internal static class GivenNuisance
{
    /// <summary>What an exposure's function is called among the roles.</summary>
    public static string Key(CausalData data, string name, int exposure) =>
        data.Roles.Exposures.Count == 1 ? name : $"{name}:{data.Roles.Exposures[exposure]}";

    /// <summary>The predictions.</summary>
    /// <exception cref="StatisticsException">They aren't there though others are.</exception>
    public static double[] Of(CausalData data, string name, int exposure)
    {
        var key = Key(data, name, exposure);
        return data.Nuisance(key)
            ?? throw new StatisticsException($"Predictions are given for {string.Join(", ", data.Roles.Nuisance.Keys)} and not for {key}, which this score needs. Give {key}=column too, or none at all.");
    }

    /// <summary>Refuses functions that the model doesn't have.</summary>
    public static void Refuse(CausalData data, params string[] names)
    {
        var known = data.Roles.Exposures.SelectMany((_, exposure) => names.Select(name => Key(data, name, exposure))).ToList();
        if (data.Roles.Nuisance.Keys.FirstOrDefault(key => !known.Contains(key)) is { } other)
            throw new StatisticsException($"There is no nuisance function '{other}' here; expected {string.Join(", ", known)}.");
    }
}
