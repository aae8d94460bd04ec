using LobResearch.Statistics.Measurement;
using LobResearch.Study.Codebook;

namespace LobResearch.Analysis.Scores;

/// <summary>A scale's reliability at a wave or over all waves, of everybody or of a group.</summary>
/// <param name="Scale">The scale, as the codebook has it.</param>
/// <param name="Wave">The wave; null for all that were asked for and answered.</param>
/// <param name="Group">The group; null for everybody.</param>
/// <param name="Persons">Persons; over several waves fewer than questionnaires.</param>
/// <param name="Reliability">The numbers; rows are questionnaires.</param>
/// <param name="Missing">Item by item, why answers are missing.</param>
public sealed record ScaleAtWave(Scale Scale, string? Wave, string? Group, int Persons, ScaleReliability Reliability, IReadOnlyList<ItemMissing> Missing)
{
    /// <summary>The scale's key.</summary>
    public ScaleKey Key => Reliability.Key;

    internal static ScaleAtWave Of(Scale scale, ScaleKey key, string? wave, string? group, ScaleFrame frame, IReadOnlyList<ScaleRow> rows, double confidence)
    {
        var where = string.Join(" ", new[] { wave, group }.OfType<string>());
        return new ScaleAtWave(
            scale, wave, group, rows.Select(row => row.Person).Distinct().Count(),
            Statistics.Measurement.Reliability.Of(key, frame.Columns(key, rows), confidence) with { Group = where.Length == 0 ? null : where }, frame.Missing(key, rows));
    }

    /// <summary>The numbers as a table, item by item, with why answers are missing.</summary>
    public override string ToString() => Reliability + Environment.NewLine + StudyScalesText.Missing(this);
}
