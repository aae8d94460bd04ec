namespace LobResearch.Simulation.Scenarios.Files;

/// <summary>A file of a generated study, and how it comes in.</summary>
/// <param name="Path">Within the study's folder, with slashes.</param>
/// <param name="Verb">survey, attendance, leerkring or consent: <c>lob ingest VERB</c>.</param>
/// <param name="Source">The source that maps it; null for a sheet.</param>
public sealed record SimulatedFile(string Path, string Verb, string? Source)
{
    /// <summary>The command that brings it in.</summary>
    public string Command(string study) => $"lob ingest {Verb} {study}/{Path} --study {study}{(Source is null ? "" : $" --source {Source}")}";
}
