using System.Globalization;
using LobResearch.Ingest.Checking;

namespace LobResearch.Ingest;

/// <summary>What bringing a file in did, or would do.</summary>
/// <param name="Source">The source.</param>
/// <param name="File">The file's name without its folder.</param>
/// <param name="Batch">The batch; null for a dry run.</param>
/// <param name="AlreadyIn">Whether the same file, mapping and codebook were in already, so that nothing was done.</param>
/// <param name="DryRun">Whether the database was left alone on purpose.</param>
/// <param name="Rows">Data rows in the file.</param>
/// <param name="New">Rows that were not there before.</param>
/// <param name="Unchanged">Rows that were there, equal.</param>
/// <param name="Changed">Rows that superseded earlier ones.</param>
/// <param name="HeldBack">Rows not stored.</param>
/// <param name="Vanished">Rows of earlier files that this one no longer holds.</param>
/// <param name="Findings">What a person should look at.</param>
public sealed record IngestReport(
    string Source,
    string File,
    long? Batch,
    bool AlreadyIn,
    bool DryRun,
    int Rows,
    int New,
    int Unchanged,
    int Changed,
    int HeldBack,
    int Vanished,
    IReadOnlyList<Finding> Findings)
{
    /// <summary>A few lines for people.</summary>
    public override string ToString()
    {
        var head = AlreadyIn
            ? string.Create(CultureInfo.InvariantCulture, $"{File}: already in as batch {Batch}; 0 new rows.")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{File}: {Rows} rows, {New} new, {Unchanged} unchanged, {Changed} changed, {HeldBack} held back, {Vanished} vanished; " +
                $"{(DryRun ? "a dry run, nothing stored" : $"batch {Batch}")}.");
        return string.Join(Environment.NewLine, Findings.Select(finding => $"  {File}, {finding}").Prepend(head));
    }
}

/// <summary>How a file is brought in.</summary>
public sealed record IngestOptions
{
    /// <summary>Read and check everything, then leave the database as it was.</summary>
    public bool DryRun { get; init; }

    /// <summary>Told the number of rows read, now and then.</summary>
    public IProgress<int>? Progress { get; init; }
}
