using Deedle;
using LobResearch.Statistics.Measurement;
using LobResearch.Study.Codebook;
using LobResearch.Study.Design;

namespace LobResearch.Analysis.Scores;

/// <summary>Reliability of a form's scales by wave and group, and agreement within schools.</summary>
/// <param name="Form">The form version that scores.</param>
/// <param name="Keys">The scales' keys, as its codebook says.</param>
/// <param name="Waves">The waves that were read.</param>
/// <param name="By">What groups are of; null for none.</param>
/// <param name="Scales">Scale by scale: over all waves when there are several, then per wave; each first of everybody, then per group.</param>
/// <param name="Agreement">Scale by scale and wave by wave; empty unless asked for.</param>
/// <param name="Correlations">Between the scores of one wave; null for several waves or one scale.</param>
/// <param name="Confidence">Confidence level of intervals.</param>
/// <param name="Provenance">Where the numbers come from.</param>
/// <param name="Notes">What a reader must know of the rows.</param>
public sealed record StudyScalesReport(
    Form Form, IReadOnlyList<ScaleKey> Keys, IReadOnlyList<Wave> Waves, string? By, IReadOnlyList<ScaleAtWave> Scales, IReadOnlyList<SchoolAgreement> Agreement,
    ScaleCorrelations? Correlations, double Confidence, ScoresProvenance Provenance, IReadOnlyList<string> Notes)
{
    /// <summary>All that a reader must know: notes, then what is said of everybody's numbers and of schools' means. What is said of single groups stands with them.</summary>
    public IReadOnlyList<string> Warnings =>
        [.. Notes, .. Scales.Where(entry => entry.Group is null).SelectMany(entry => entry.Reliability.Warnings), .. Agreement.SelectMany(own => own.Words)];

    /// <summary>The version of a scale's score: SHA-256, in hex, over its items, their reversal, mean or sum, and how many must be answered.</summary>
    /// <param name="scale">A scale of the form.</param>
    public static string ScoreVersion(Scale scale) => Convert.ToHexStringLower(Runs.LockParts.ScoringOf([scale]));

    /// <summary>One row per scale, wave and group, for notebooks.</summary>
    public Frame<string, string> ToFrame()
    {
        var names = Scales.Select(entry => string.Join(" ", new[] { entry.Scale.Id, entry.Wave ?? "all", entry.Group }.OfType<string>())).ToList();
        return Frame.FromColumns(new[]
        {
            Column("n", entry => entry.Reliability.Rows),
            Column("nScored", entry => entry.Reliability.Scored),
            Column("nComplete", entry => entry.Reliability.Complete),
            Column("alpha", entry => entry.Reliability.Alpha),
            Column("alphaLower", entry => entry.Reliability.AlphaLower),
            Column("alphaUpper", entry => entry.Reliability.AlphaUpper),
            Column("omega", entry => entry.Reliability.Omega),
            Column("mean", entry => entry.Reliability.Mean),
            Column("sd", entry => entry.Reliability.Sd),
        });

        KeyValuePair<string, Series<string, double>> Column(string name, Func<ScaleAtWave, double> value) => new(name, new Series<string, double>(names, Scales.Select(value)));
    }

    /// <summary>The report as a page of text.</summary>
    public override string ToString() => StudyScalesText.Of(this);
}
