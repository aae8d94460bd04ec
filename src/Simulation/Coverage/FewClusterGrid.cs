using System.Globalization;
using LobResearch.Simulation.Studies;
using LobResearch.Statistics.Advice;

namespace LobResearch.Simulation.Coverage;

/// <summary>The designs on which methods for few clusters are judged.</summary>
public static class FewClusterGrid
{
    /// <summary>
    /// 1, 2, 3 and half of the schools exposed, between and within schools, sizes equal and 1 to 6; within schools also all
    /// of them. ICC .05, an effect of 0.3 standard deviations.
    /// </summary>
    /// <param name="schools">Number of schools.</param>
    public static IEnumerable<StudyOptions> Of(int schools) =>
        from level in new[] { ExposureLevel.Between, ExposureLevel.Within }
        from exposed in (level == ExposureLevel.Between ? new[] { 1, 2, 3, schools / 2 } : [1, 2, 3, schools / 2, schools]).Distinct()
        where exposed <= schools / 2 || exposed == schools
        from ratio in new[] { 1.0, 6.0 }
        select new StudyOptions { Schools = schools, ExposedSchools = exposed, Level = level, SizeRatio = ratio, Effect = 0.3, SchoolIcc = 0.05 };

    /// <summary>A line of the table.</summary>
    public static string Line(StudyOptions design, MethodCoverage result) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {design.Schools} | {design.ExposedSchools} | {(design.Level == ExposureLevel.Between ? "between" : "within")} | {(design.SizeRatio > 1 ? "1 to 6" : "equal")} | {result.Method} | {Percent(result.CoverageWithEffect)} | {Percent(result.RejectionRate)} | {result.Failed} | {Advice(result)} |");

    // The verdict of most samples, and the coverage where it holds when that is "trustworthy".
    private static string Advice(MethodCoverage result)
    {
        if (result.ByTrust.Count == 0)
            return "–";
        var (trust, (samples, covered)) = result.ByTrust.MaxBy(pair => pair.Value.Samples);
        var name = trust switch { Trust.Trustworthy => "trustworthy", Trust.Conservative => "conservative", _ => "neither" };
        return result.ByTrust.Count == 1 ? name : $"{name} ({Percent((double)samples / result.ByTrust.Values.Sum(value => value.Samples))} % of the samples, covers {Percent((double)covered / samples)})";
    }

    private static string Percent(double share) => double.IsNaN(share) ? "–" : (100 * share).ToString("0.0", CultureInfo.InvariantCulture);
}
