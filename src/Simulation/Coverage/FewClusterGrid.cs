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

    /// <summary>The table's head, in Markdown.</summary>
    public static string Head(IEnumerable<IIntervalMethod> methods)
    {
        var names = methods.Select(method => method.Name).ToList();
        return $"| G | exposed | where | sizes | {string.Join(" | ", names)} |\n|---|---|---|---|{string.Concat(names.Select(_ => "---|"))}";
    }

    /// <summary>
    /// A line of the table: per method coverage, rejection rate and the verdict of most samples (T, C, N). A dash where the method
    /// has no answer; * where it has none on some samples.
    /// </summary>
    public static string Line(StudyOptions design, IEnumerable<MethodCoverage> results) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {design.Schools} | {design.ExposedSchools} | {(design.Level == ExposureLevel.Between ? "between" : "within")} | {(design.SizeRatio > 1 ? "1 to 6" : "equal")} | {string.Join(" | ", results.Select(Cell))} |");

    private static string Cell(MethodCoverage result)
    {
        if (result.ByTrust.Count == 0)
            return "–";
        var verdict = result.ByTrust.MaxBy(pair => pair.Value.Samples).Key switch { Trust.Trustworthy => "T", Trust.Conservative => "C", _ => "N" };
        return string.Create(CultureInfo.InvariantCulture, $"{100 * result.CoverageWithEffect:0.0} / {100 * result.RejectionRate:0.0} {verdict}{(result.Failed > 0 ? "\\*" : "")}");
    }
}
