using LobResearch.Simulation.Coverage;
using LobResearch.Simulation.Studies;
using LobResearch.Statistics.Advice;

namespace LobResearch.Simulation.Tests.Coverage;

/// <summary>
/// Whether the advice holds: what it calls trustworthy covers at least 92 % after Monte Carlo error, what covers more than
/// 98 % it calls conservative. The published table is made by <c>benchmarks -- few-clusters</c> with 2,000 replications.
/// </summary>
public sealed class FewClusterCoverageTests
{
    private const double Nominal = 0.95;

    private static IEnumerable<TestCaseData> Grid => new[] { 4, 8, 16 }.SelectMany(FewClusterGrid.Of).Select(design =>
        new TestCaseData(design).SetArgDisplayNames($"{design.ExposedSchools} of {design.Schools} {design.Level}, sizes 1 to {design.SizeRatio}"));

    // Three designs that pull in different directions, seconds together.
    [TestCase(8, 4, ExposureLevel.Between, 6.0)]
    [TestCase(8, 1, ExposureLevel.Between, 1.0)]
    [TestCase(8, 8, ExposureLevel.Within, 1.0)]
    public void Advice_FewReplications_Holds(int schools, int exposed, ExposureLevel level, double ratio) => Check(
        new StudyOptions { Schools = schools, ExposedSchools = exposed, Level = level, SizeRatio = ratio, Effect = 0.3, SchoolIcc = 0.05 }, replications: 150, draws: 399);

    [TestCaseSource(nameof(Grid))]
    [Category("Slow")]
    public void Advice_WholeGrid_Holds(StudyOptions design) => Check(design, replications: 1000, draws: 1999);

    [Test]
    public void Run_AnyNumberOfThreads_CountsTheSame()
    {
        var design = new StudyOptions { Schools = 6, ExposedSchools = 3, Effect = 0.3 };
        var methods = IntervalMethods.All(99);
        var (one, again) = (CoverageStudy.Run(design, methods, 20), CoverageStudy.Run(design, methods, 20));
        Assert.That(again.Select(result => (result.Method, result.Covered, result.Rejected, result.Failed)), Is.EqualTo(one.Select(result => (result.Method, result.Covered, result.Rejected, result.Failed))));
    }

    [Test]
    public void Run_OneExposedSchool_CountsWhatTheJackknifeCannotAnswer()
    {
        var result = CoverageStudy.Run(new StudyOptions { Schools = 5, ExposedSchools = 1 }, IntervalMethods.ForLeastSquares(99), 10).Single(method => method.Method == "CR3");
        Assert.That(result.Failed, Is.EqualTo(20));
        Assert.That(result.Failure, Does.Contain("can't be estimated without"));
    }

    private static void Check(StudyOptions design, int replications, int draws)
    {
        foreach (var result in CoverageStudy.Run(design, IntervalMethods.All(draws), replications))
        {
            foreach (var (trust, (samples, covered)) in result.ByTrust)
            {
                // A verdict that few samples get has too few to judge it by.
                if (samples < replications / 2)
                    continue;
                var (coverage, error) = ((double)covered / samples, 3 * Math.Sqrt(Nominal * (1 - Nominal) / samples));
                if (trust == Trust.Trustworthy)
                    Assert.That(coverage, Is.GreaterThanOrEqualTo(0.92 - error), $"{result.Method} is called trustworthy");
                else if (trust == Trust.Conservative)
                    Assert.That(coverage, Is.GreaterThanOrEqualTo(Nominal - error), $"{result.Method} is called conservative");
                if (coverage - error > 0.98)
                    Assert.That(trust, Is.EqualTo(Trust.Conservative), $"{result.Method} covers {coverage:0.000}");
            }
        }
    }
}
