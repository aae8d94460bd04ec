using System.Globalization;
using LobResearch.Study.Codebook;
using LobResearch.Study.Database;
using static LobResearch.Analysis.Scores.TextTable;

namespace LobResearch.Analysis.Scores;

/// <summary>A report on a study's scales as a page of text.</summary>
internal static class StudyScalesText
{
    public static string Of(StudyScalesReport report)
    {
        List<string> parts = [.. report.Provenance.Banner is { } banner ? [banner] : Array.Empty<string>()];
        parts.Add($"{report.Form.Title.EnglishOrDutch} ({report.Form.Id}), {string.Join(", ", report.Waves.Select(wave => wave.Id))}{(report.By is null ? "" : ", by " + report.By)}");
        parts.Add(Reliability(report));
        parts.AddRange(report.Scales.Where(entry => entry.Group is null).GroupBy(entry => entry.Scale.Id).Select(scale => Items(scale.First())));
        parts.AddRange(report.Agreement.Select(Schools));
        if (report.Correlations is not null)
            parts.Add(report.Correlations.ToString());
        if (report.Warnings.Count > 0)
            parts.Add(string.Join(Environment.NewLine, report.Warnings.Select(warning => "! " + warning)));
        parts.Add(report.Provenance.ToString());
        return string.Join(Environment.NewLine + Environment.NewLine, parts);
    }

    /// <summary>Why answers to a scale's items are missing, in a line per item that lacks any.</summary>
    public static string Missing(ScaleAtWave entry) => string.Join(Environment.NewLine, entry.Missing.Where(item => item.Total > 0).Select(item =>
        $"missing {item.Item}: {string.Join(", ", item.Counts.Select(count => $"{Spelling.Of(count.Key)} {Whole(count.Value)}"))}").DefaultIfEmpty("no answers are missing"));

    public static string Schools(SchoolAgreement own)
    {
        var agreement = own.Agreement;
        string[] headings = ["school", "n", "scored", "complete", "mean", "sd", agreement.Index, ""];
        var rows = own.Schools.Select(school => new[]
        {
            school.School, Whole(school.Answered), Whole(school.Scored), Whole(school.Agreement.Members), Number(school.Mean), Number(school.Sd), Number(school.Agreement.Value), school.Words ?? "",
        }).Prepend(headings).ToList();
        var icc = "ICC: none, " + agreement.IccReason;
        if (agreement.Icc is { } known)
        {
            var (one, two) = (known.Icc1Interval(agreement.Confidence), known.Icc2Interval(agreement.Confidence));
            icc = $"ICC(1) {Number(known.Icc1)} {Interval(one.Lower, one.Upper)}, ICC(2) {Number(known.Icc2)} {Interval(two.Lower, two.Upper)}; {agreement.Index} median {Number(agreement.Median)}";
        }

        return string.Join(
            Environment.NewLine, $"{own.Scale.Id} {own.Scale.Title.EnglishOrDutch}, within schools at {own.Wave}{(own.SchoolYear is null ? "" : $" (school year {own.SchoolYear})")}", TextTable.Of(1, rows, hasRemark: true), "  " + icc);
    }

    private static string Reliability(StudyScalesReport report)
    {
        string[] headings = ["scale", "wave", report.Scales.Any(entry => entry.Group is not null) ? report.By! : "", "n", "persons", "scored", "complete", "mean", "sd", "alpha", string.Create(CultureInfo.InvariantCulture, $"{100 * report.Confidence:G4} % (Feldt)"), "omega", ""];
        var rows = report.Scales.Select(entry => new[]
        {
            entry.Scale.Id, entry.Wave ?? "all", entry.Group ?? "", Whole(entry.Reliability.Rows), Whole(entry.Persons), Whole(entry.Reliability.Scored), Whole(entry.Reliability.Complete), Number(entry.Reliability.Mean),
            Number(entry.Reliability.Sd), Number(entry.Reliability.Alpha), Interval(entry.Reliability.AlphaLower, entry.Reliability.AlphaUpper), Number(entry.Reliability.Omega), entry.Reliability.Reason ?? entry.Reliability.Factor.Reason ?? "",
        }).Prepend(headings).ToList();
        return TextTable.Of(3, rows, hasRemark: true);
    }

    // One table per scale, of everybody over all waves: what a wave or a group adds stands in the JSON.
    private static string Items(ScaleAtWave entry)
    {
        var reasons = entry.Missing.SelectMany(item => item.Counts.Keys).Distinct().Order().ToList();
        string[] headings = ["item", "n", "mean", "sd", "item-rest", "alpha if dropped", .. reasons.Select(reason => Words(reason))];
        var rows = entry.Reliability.Items.Select((item, place) => new[]
        {
            item.Item.ToString(), Whole(item.N), Number(item.Mean), Number(item.Sd), Number(item.ItemRest), Number(item.AlphaIfDropped),
        }.Concat(reasons.Select(reason => Whole(entry.Missing[place].Of(reason)))).ToArray()).Prepend(headings).ToList();
        return $"{entry.Scale.Id} {entry.Scale.Title.EnglishOrDutch}, {(entry.Wave is null ? "all waves" : entry.Wave)}; score: {(entry.Scale.Aggregate == Aggregate.Mean ? "mean" : "sum")} of at least {Whole(entry.Scale.MinimumItems)} of {Whole(entry.Scale.Items.Count)}, version {StudyScalesReport.ScoreVersion(entry.Scale)[..12]}" +
            Environment.NewLine + TextTable.Of(1, rows);
    }

    private static string Words(MissingClass reason) => Spelling.Of(reason).Replace('_', ' ');
}
