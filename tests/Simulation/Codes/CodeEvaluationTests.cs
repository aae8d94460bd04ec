using System.Diagnostics;
using System.Globalization;
using LobResearch.Simulation.Codes;

namespace LobResearch.Simulation.Tests.Codes;

/// <summary>The rule against known truth. The table of docs/methods/linking.md: dotnet test tests/Simulation --settings tests/slow.runsettings.</summary>
public sealed class CodeEvaluationTests
{
    private static readonly int[] Schemes = [4, 5, 6];

    [Test]
    public void Link_TenThousandPersonsWithOneCodeInEightWrong_LinksMostAndHardlyAnyFalsely()
    {
        var options = new CodePopulationOptions();
        var figures = CodeEvaluation.Of(CodePopulation.Generate(options), options, asIngested: false);
        TestContext.Out.WriteLine(CodeEvaluation.Head + "\n" + figures);
        Assert.Multiple(() =>
        {
            Assert.That(figures.FalseShare, Is.LessThanOrEqualTo(0.001));
            Assert.That(figures.LinkedShare, Is.GreaterThanOrEqualTo(0.88));
        });
    }

    [Test]
    [Category("Slow")]
    public void Link_SchemesAndErrorRates_PrintsTheTable()
    {
        Head("Each code an id of its own, 10 000 persons");
        foreach (var elements in Schemes)
        {
            foreach (var errors in new[] { 0, 0.06, 0.12, 0.20 })
                Print(new CodePopulationOptions { Elements = elements, CodeErrors = errors }, asIngested: false);
        }

        Head("Equal codes in a school one id, as ingest makes them");
        foreach (var elements in Schemes)
            Print(new CodePopulationOptions { Elements = elements }, asIngested: true);
        Head("The parents' element never wrong, then as often wrong as any other");
        foreach (var errors in new[] { 0, 1 })
        {
            foreach (var elements in Schemes)
                Print(new CodePopulationOptions { Elements = elements, ParentElementErrors = errors }, asIngested: false);
        }

        Head("Classes mixed anew after the summer");
        foreach (var elements in Schemes)
            Print(new CodePopulationOptions { Elements = elements, ClassKept = 0 }, asIngested: false);
    }

    [Test]
    [Category("Slow")]
    public void Link_TenSeeds_LinksFewFalselyInAll()
    {
        var figures = Enumerable.Range(1, 10).Select(seed => new CodePopulationOptions { Seed = (ulong)seed })
            .Select(options => CodeEvaluation.Of(CodePopulation.Generate(options), options, asIngested: false)).ToList();
        foreach (var one in figures.Prepend(null))
            TestContext.Out.WriteLine(one?.ToString() ?? CodeEvaluation.Head);
        var share = (double)figures.Sum(one => one.FalseLinks) / figures.Sum(one => one.FalseLinks + one.Exact + one.Tolerant);
        TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"false in all: {100 * share:0.000} %; between {100 * figures.Min(one => one.FalseShare):0.000} and {100 * figures.Max(one => one.FalseShare):0.000} %; linked between {100 * figures.Min(one => one.LinkedShare):0.0} and {100 * figures.Max(one => one.LinkedShare):0.0} %"));
        Assert.That(share, Is.LessThanOrEqualTo(0.001));
    }

    [Test]
    [Category("Slow")]
    public void Link_AcceptedQualities_KeepTheirPromise()
    {
        // What the rule calls sure to p must be true in about p of the cases: else the threshold means nothing.
        var bins = new (double From, int Pairs, double Promised, int True)[] { (0.05, 0, 0, 0), (0.5, 0, 0, 0), (0.8, 0, 0, 0), (0.95, 0, 0, 0), (0.99, 0, 0, 0), (0.999, 0, 0, 0) };
        for (var seed = 1; seed <= 5; seed++)
        {
            foreach (var (quality, isTrue) in CodeEvaluation.OneOff(CodePopulation.Generate(new CodePopulationOptions { Seed = (ulong)seed })))
            {
                var bin = Array.FindLastIndex(bins, known => known.From <= quality);
                bins[bin] = (bins[bin].From, bins[bin].Pairs + 1, bins[bin].Promised + quality, bins[bin].True + (isTrue ? 1 : 0));
            }
        }

        TestContext.Out.WriteLine("\n| quality from | pairs | mean quality | true |\n|---|---|---|---|");
        foreach (var (from, pairs, promised, isTrue) in bins)
            TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {from} | {pairs} | {100 * promised / pairs:0.00} % | {100.0 * isTrue / pairs:0.00} % |"));
        Assert.That((double)bins[^1].True / bins[^1].Pairs, Is.GreaterThanOrEqualTo(0.998));
    }

    [Test]
    [Category("Slow")]
    public void Link_HundredThousandPersons_StaysWithinTenSeconds()
    {
        var options = new CodePopulationOptions { Persons = 100_000 };
        var population = CodePopulation.Generate(options);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var allocated = GC.GetTotalAllocatedBytes();
        var figures = CodeEvaluation.Of(population, options, asIngested: false);
        Head("100 000 persons");
        TestContext.Out.WriteLine(figures.ToString());
        using var process = Process.GetCurrentProcess();
        TestContext.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{figures.Persons} persons, {figures.Codes} codes: {figures.Seconds:0.0} s of processor time, {(GC.GetTotalAllocatedBytes() - allocated) / 1e6:0} MB allocated in all, {process.PeakWorkingSet64 / 1e6:0} MB at most in the process, of which {before / 1e6:0} MB the population"));
        Assert.That(figures.FalseShare, Is.LessThanOrEqualTo(0.001));
        Assert.That(figures.Seconds, Is.LessThan(20), "Twice what it takes: machines differ.");
    }

    private static void Head(string title) => TestContext.Out.WriteLine($"\n{title}\n{CodeEvaluation.Head}");

    private static void Print(CodePopulationOptions options, bool asIngested) =>
        TestContext.Out.WriteLine(CodeEvaluation.Of(CodePopulation.Generate(options), options, asIngested).ToString());
}
