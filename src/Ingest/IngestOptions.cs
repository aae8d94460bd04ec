namespace LobResearch.Ingest;

/// <summary>How a file is brought in.</summary>
public sealed record IngestOptions
{
    /// <summary>Read and check everything, then leave the database as it was.</summary>
    public bool DryRun { get; init; }

    /// <summary>Told the number of rows read, now and then.</summary>
    public IProgress<int>? Progress { get; init; }
}
