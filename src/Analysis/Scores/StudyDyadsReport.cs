using Deedle;
using LobResearch.Statistics.Measurement;
using LobResearch.Study.Codebook;

namespace LobResearch.Analysis.Scores;

/// <summary>How far parent and student agree on a scale at a wave.</summary>
/// <param name="Scale">The scale, as the first form's codebook has it.</param>
/// <param name="Wave">The wave.</param>
/// <param name="Students">Students in the pairs; fewer than pairs when both parents answered.</param>
/// <param name="Agreement">ICC(A,1), ICC(C,1) and r, with intervals.</param>
public sealed record DyadsAtWave(Scale Scale, string Wave, int Students, DyadAgreement Agreement);

/// <summary>How far parents and students agree on a study's scales.</summary>
/// <param name="First">The first form.</param>
/// <param name="Second">The second form.</param>
/// <param name="Linked">Dyads by the newest links, whether they answered or not.</param>
/// <param name="Agreement">Per wave and scale.</param>
/// <param name="Confidence">Confidence level of the intervals.</param>
/// <param name="Provenance">Where the numbers come from.</param>
/// <param name="Notes">What a reader must know.</param>
public sealed record StudyDyadsReport(
    Form First, Form Second, int Linked, IReadOnlyList<DyadsAtWave> Agreement, double Confidence, ScoresProvenance Provenance, IReadOnlyList<string> Notes)
{
    // Reports of the same behaviour that correlate less are commonly kept apart.
    private const double Weak = 0.5;

    /// <summary>One row per scale and wave, for notebooks.</summary>
    public Frame<string, string> ToFrame()
    {
        var names = Agreement.Select(own => $"{own.Scale.Id} {own.Wave}").ToList();
        return Frame.FromColumns(new[]
        {
            Column("pairs", own => own.Pairs),
            Column("r", own => own.Correlation),
            Column("rLower", own => own.CorrelationLower),
            Column("rUpper", own => own.CorrelationUpper),
            Column("iccA1", own => own.Absolute?.Estimate ?? double.NaN),
            Column("iccA1Lower", own => own.Absolute?.Lower ?? double.NaN),
            Column("iccA1Upper", own => own.Absolute?.Upper ?? double.NaN),
            Column("difference", own => own.Difference),
        });

        KeyValuePair<string, Series<string, double>> Column(string name, Func<DyadAgreement, double> value) =>
            new(name, new Series<string, double>(names, Agreement.Select(own => value(own.Agreement))));
    }

    /// <summary>The report as a page of text.</summary>
    public override string ToString() => StudyDyadsText.Of(this);

    /// <summary>Whether the two reports may be taken for one outcome, in words.</summary>
    internal static string TwoOutcomes(string first, string second, IReadOnlyList<DyadsAtWave> agreement)
    {
        var known = agreement.Select(own => own.Agreement.Correlation).Where(r => !double.IsNaN(r)).Order().ToList();
        if (known.Count == 0)
            return $"what {first} and {second} report are two outcomes, not one: analyse them apart";
        var range = known.Count == 1 ? FormattableString.Invariant($"r {known[0]:0.00}") : FormattableString.Invariant($"r from {known[0]:0.00} to {known[^1]:0.00}");
        return known[^1] < Weak
            ? $"{first} and {second} agree weakly ({range}; .2 to .4 is usual for reports of one behaviour): two outcomes, not one. Analyse them apart, without averaging"
            : $"{first} and {second}: {range}, where .2 to .4 is usual. Reports of one behaviour by two persons are two outcomes, not one: analyse them apart";
    }
}
