using System.Globalization;
using static LobResearch.Analysis.Scores.TextTable;

namespace LobResearch.Analysis.Scores;

/// <summary>A report on parents and students as a page of text.</summary>
internal static class StudyDyadsText
{
    public static string Of(StudyDyadsReport report)
    {
        List<string> parts = [.. report.Provenance.Banner is { } banner ? [banner] : Array.Empty<string>()];
        parts.Add($"{report.First.Id} and {report.Second.Id}: {Whole(report.Linked)} dyads by links version {Whole(report.Provenance.LinkVersion ?? 0)}");
        var level = string.Create(CultureInfo.InvariantCulture, $"{100 * report.Confidence:G4} %");
        string[] headings = ["scale", "wave", "dyads", "one only", "students", report.First.Id, report.Second.Id, "difference", "ICC(A,1)", level, "r", level, ""];
        var rows = report.Agreement.Select(own =>
        {
            var agreement = own.Agreement;
            return new[]
            {
                own.Scale.Id, own.Wave, Whole(agreement.Pairs), Whole(agreement.Unpaired), Whole(own.Students), Number(agreement.FirstMean), Number(agreement.SecondMean), Number(agreement.Difference),
                Number(agreement.Absolute?.Estimate ?? double.NaN), Interval(agreement.Absolute?.Lower ?? double.NaN, agreement.Absolute?.Upper ?? double.NaN),
                Number(agreement.Correlation), Interval(agreement.CorrelationLower, agreement.CorrelationUpper), agreement.Reason ?? "",
            };
        }).Prepend(headings).ToList();
        parts.Add(TextTable.Of(2, rows, hasRemark: true));
        parts.Add(string.Join(Environment.NewLine, report.Notes.Select(note => "! " + note)));
        parts.Add(report.Provenance.ToString());
        return string.Join(Environment.NewLine + Environment.NewLine, parts);
    }
}
