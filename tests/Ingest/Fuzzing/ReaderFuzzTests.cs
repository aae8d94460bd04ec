using System.Globalization;

namespace LobResearch.Ingest.Tests.Fuzzing;

/// <summary>
/// Damaged files end in rows or in the readers' own fault, which names the file and the place, with bounded work and memory.
/// A case is its reader and its number, so that any can be read again: <c>dotnet test --settings tests/slow.runsettings --
/// 'TestRunParameters.Parameter(name="first", value="4711")' 'TestRunParameters.Parameter(name="count", value="1")'</c>.
/// </summary>
[Category("Rough")]
public sealed class ReaderFuzzTests
{
    private const int Few = 2_000;
    private const int Many = 100_000;
    private const long MostMemory = 500L * 1024 * 1024;

    private static IEnumerable<TestCaseData> Targets => FuzzTargets.All.Select(target => new TestCaseData(target).SetArgDisplayNames(target.Name));

    [TestCaseSource(nameof(Targets))]
    public void Read_DamagedFiles_EndInRowsOrInAFault(object target) => Check(new FuzzRun((FuzzTarget)target).Run(0, Few));

    [Category("Slow")]
    [TestCaseSource(nameof(Targets))]
    public void Read_ManyDamagedFiles_EndInRowsOrInAFault(object target)
    {
        var count = new FuzzRun((FuzzTarget)target).Run(Parameter("first", 0), Parameter("count", Many));
        TestContext.Progress.WriteLine(count.ToString());
        Check(count);
        Assert.That(count.PeakMemory, Is.LessThan(MostMemory), count.ToString());
    }

    private static void Check(FuzzCount count)
    {
        TestContext.Out.WriteLine(count.ToString());
        Assert.Multiple(() =>
        {
            Assert.That(count.Defects, Is.Empty, string.Join(Environment.NewLine, count.Defects));
            // Otherwise the damage no longer reaches what it is meant for.
            Assert.That(count.Refused, Is.Positive);
        });
    }

    private static int Parameter(string name, int otherwise) =>
        int.Parse(TestContext.Parameters.Get(name, otherwise.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);
}
