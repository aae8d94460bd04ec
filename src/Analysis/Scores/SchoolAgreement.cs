using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Measurement;
using LobResearch.Study.Codebook;
using LobResearch.Study.Design;

namespace LobResearch.Analysis.Scores;

/// <summary>A scale aggregated per school at a wave: each school's mean, and whether its members agree enough for one.</summary>
/// <param name="Scale">The scale, as the codebook has it.</param>
/// <param name="Wave">The wave.</param>
/// <param name="SchoolYear">School year that the wave starts in, such as 2026/27; null when the wave has no date.</param>
/// <param name="Schools">Each school.</param>
/// <param name="Agreement">r_wg of each school, ICC(1) and ICC(2) over schools.</param>
public sealed record SchoolAgreement(Scale Scale, string Wave, string? SchoolYear, IReadOnlyList<SchoolMean> Schools, GroupAgreement Agreement)
{
    // Below it, means of groups are usually called too unreliable to compare: LeBreton & Senter (2008), Organizational Research Methods 11, 815–852.
    private const double Reliable = 0.70;

    /// <summary>What a reader of the schools' means must know, in words.</summary>
    public IReadOnlyList<string> Words
    {
        get
        {
            var words = new List<string>(Agreement.Warnings);
            if (Agreement.Icc is not { } icc)
                return words;
            if (icc.Icc1Interval(Agreement.Confidence).Lower <= 0)
                words.Add(FormattableString.Invariant($"{Scale.Id} at {Wave}: schools are not shown to differ (the interval of ICC(1) holds 0)"));
            if (icc.Icc2 < Reliable)
                words.Add(FormattableString.Invariant($"{Scale.Id} at {Wave}: ICC(2) {icc.Icc2:0.00} is below {Reliable:0.00}, too unreliable to rank schools by their means"));
            return words;
        }
    }

    internal static SchoolAgreement Of(Scale scale, ScaleKey key, Wave wave, ScaleFrame frame, List<ScaleRow> rows, double confidence)
    {
        var columns = frame.Columns(key, rows);
        var agreement = GroupAgreement.Of(key, columns, ScaleFrame.School, confidence) with { By = "school" };
        var scores = ScaleScores.Of(key, columns).Values.ToArray();
        var means = agreement.Groups.Select(group => SchoolMean.Of(
            group, Enumerable.Range(0, rows.Count).Where(row => rows[row].School == group.Group).Select(row => scores[row]).ToList())).ToList();
        return new SchoolAgreement(scale, wave.Id, YearOf(wave), means, agreement);
    }

    /// <summary>The table of schools, and what it is worth.</summary>
    public override string ToString() => StudyScalesText.Schools(this);

    // A Dutch school year begins on 1 August.
    private static string? YearOf(Wave wave)
    {
        if (wave.Starts is not { } day)
            return null;
        var first = day.Month >= 8 ? day.Year : day.Year - 1;
        return FormattableString.Invariant($"{first}/{(first + 1) % 100:00}");
    }
}

/// <summary>A school's mean on a scale, and how far its members agree. NaN is undefined.</summary>
/// <param name="School">The school.</param>
/// <param name="Answered">Questionnaires.</param>
/// <param name="Scored">Those with a score, which the mean is of.</param>
/// <param name="Mean">Mean score.</param>
/// <param name="Sd">Standard deviation of the scores.</param>
/// <param name="Agreement">r_wg, of those who answered every item.</param>
public sealed record SchoolMean(string School, int Answered, int Scored, double Mean, double Sd, WithinGroupAgreement Agreement)
{
    // A choice, not a law: with fewer, one answer changes r_wg and the mean much.
    private const int Few = 5;

    /// <summary>How far members agree, in the words of LeBreton and Senter (2008, table 3), and whether they are few; null when all is well.</summary>
    public string? Words
    {
        get
        {
            var few = Agreement.Members < Few ? FormattableString.Invariant($"only {Agreement.Members} answered every item") : null;
            var low = Agreement.Value switch
            {
                double.NaN => few is null ? Agreement.Reason : null,
                < 0 => "members differ more than by chance",
                <= 0.30 => "no agreement",
                <= 0.50 => "weak agreement",
                < 0.70 => "moderate agreement",
                _ => null,
            };
            return few is null && low is null ? null : string.Join("; ", new[] { few, low }.OfType<string>());
        }
    }

    internal static SchoolMean Of(WithinGroupAgreement agreement, List<double> scores)
    {
        var known = scores.Where(score => !double.IsNaN(score)).Order().ToList();
        var mean = known.Count == 0 ? double.NaN : known.Sum() / known.Count;
        var sd = known.Count < 2 ? double.NaN : Math.Sqrt(known.Sum(score => (score - mean) * (score - mean)) / (known.Count - 1));
        return new SchoolMean(agreement.Group, scores.Count, known.Count, mean, sd, agreement);
    }
}
