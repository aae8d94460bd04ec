namespace LobResearch.Analysis;

/// <summary>What stands above every table of generated data.</summary>
internal static class SimulatedData
{
    public const string Banner = "*** gesimuleerde gegevens / simulated data: no finding about real people ***";
}
