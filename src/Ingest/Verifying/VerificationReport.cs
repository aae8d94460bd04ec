using System.Globalization;

namespace LobResearch.Ingest.Verifying;

/// <summary>Something stored that isn't as codebook, hash or batch say it must be.</summary>
/// <param name="Rule">What was checked.</param>
/// <param name="Batch">The batch; null when it isn't about one.</param>
/// <param name="Row">Row in the batch's file; null when it isn't about one.</param>
/// <param name="Message">What is wrong, never what the answer is.</param>
public sealed record VerificationFinding(string Rule, long? Batch, int? Row, string Message)
{
    /// <summary>One line.</summary>
    public override string ToString()
    {
        var place = string.Join(", ", new[] { Batch is null ? "" : string.Create(CultureInfo.InvariantCulture, $"batch {Batch}"), Row is null ? "" : string.Create(CultureInfo.InvariantCulture, $"row {Row}") }.Where(part => part.Length > 0));
        return place.Length == 0 ? $"{Message} [{Rule}]" : $"{place}: {Message} [{Rule}]";
    }
}

/// <summary>What a verification looked at and found.</summary>
/// <param name="Forms">Form versions compared with their codebooks.</param>
/// <param name="Batches">Batches whose counts were compared with their rows.</param>
/// <param name="Questionnaires">Questionnaires whose answers were checked, history included.</param>
/// <param name="Hashes">Questionnaires whose keyed hash was computed again; fewer when the identity key or a person's code is gone.</param>
/// <param name="Findings">What is wrong.</param>
public sealed record VerificationReport(int Forms, int Batches, long Questionnaires, long Hashes, IReadOnlyList<VerificationFinding> Findings)
{
    /// <summary>A few lines for people.</summary>
    public override string ToString() => string.Join(
        Environment.NewLine,
        Findings.Select(finding => "  " + finding).Prepend(string.Create(
            CultureInfo.InvariantCulture,
            $"{Forms} form versions, {Batches} batches, {Questionnaires} questionnaires ({Hashes} by hash): {(Findings.Count == 0 ? "all as they should be" : $"{Findings.Count} findings")}.")));
}
