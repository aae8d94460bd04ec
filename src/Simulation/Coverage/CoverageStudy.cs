using LobResearch.Simulation.Studies;
using LobResearch.Statistics;
using LobResearch.Statistics.Advice;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Regression;

namespace LobResearch.Simulation.Coverage;

/// <summary>How often a method's nominal 95 % intervals hold the truth, and how often it rejects what is true.</summary>
/// <param name="Method">Its name.</param>
/// <param name="Covered">Samples with an effect whose interval holds it.</param>
/// <param name="Rejected">Samples without an effect where 0 is rejected.</param>
/// <param name="Failed">Samples, of both kinds together, on which the method gives no answer.</param>
/// <param name="Replications">Samples of each kind.</param>
/// <param name="Failure">The first reason for having no answer.</param>
public sealed record MethodCoverage(string Method, int Covered, int Rejected, int Failed, int Replications, string? Failure)
{
    /// <summary>Samples of both kinds that the method answers and whose true value it doesn't reject, as a share of those it answers.</summary>
    /// <remarks>NaN when it answers none.</remarks>
    public double Coverage => Answered == 0 ? double.NaN : (double)(Covered + (Replications - Rejected - FailedWithout)) / Answered;

    /// <summary>Monte Carlo standard error of <see cref="Coverage"/>.</summary>
    public double Error => Math.Sqrt(Coverage * (1 - Coverage) / Answered);

    /// <summary>Samples, of both kinds, that this method answers and the advice calls it trustworthy, conservative, neither on.</summary>
    public required IReadOnlyDictionary<Trust, (int Samples, int Covered)> ByTrust { get; init; }

    /// <summary>Of the failed ones, those without an effect.</summary>
    public int FailedWithout { get; init; }

    /// <summary>Samples without an effect where 0 is rejected, as a share of those the method answers.</summary>
    public double RejectionRate => (double)Rejected / (Replications - FailedWithout);

    /// <summary>Samples with an effect whose interval holds it, as a share of those the method answers.</summary>
    public double CoverageWithEffect => (double)Covered / (Replications - (Failed - FailedWithout));

    private int Answered => (2 * Replications) - Failed;
}

/// <summary>Tries methods on many samples of one design, half of them with an effect and half without.</summary>
public static class CoverageStudy
{
    private const double Level = 0.05;

    /// <summary>Runs all replications; the same options give the same counts on any number of threads.</summary>
    /// <param name="design">The study; its effect is the one that the first half has.</param>
    /// <param name="methods">What to try.</param>
    /// <param name="replications">Samples with and as many without an effect.</param>
    public static IReadOnlyList<MethodCoverage> Run(StudyOptions design, IReadOnlyList<IIntervalMethod> methods, int replications)
    {
        var outcomes = new (double P, string? Failure, Trust Trust)[2, replications, methods.Count];
        Parallel.For(0, 2 * replications, index =>
        {
            var (kind, replication) = (index % 2, index / 2);
            var study = SimulatedStudy.Generate(kind == 0 ? design : design with { Effect = 0, Seed = design.Seed + 1 }, replication);
            var sample = Analysed(study, design, (ulong)index);
            // Here schools are exposed by lot, so the mechanism is known.
            var advice = FewClusterAdvice.For(sample.Fit, sample.Data[sample.Cluster], sample.Term, Facts(sample, design));
            for (var method = 0; method < methods.Count; method++)
            {
                var (p, failure) = Tested(methods[method], sample, study.Truth.Population);
                outcomes[kind, replication, method] = (p, failure, advice.Verdicts.FirstOrDefault(verdict => verdict.Method == methods[method].Name)?.Trust ?? Trust.Neither);
            }
        });
        return methods.Select((method, at) => Summary(method.Name, at, outcomes, replications)).ToList();
    }

    /// <summary>The analysis of a study: exposure between schools as it is, exposure within schools beside a mean per school.</summary>
    public static Sample Analysed(SimulatedStudy study, StudyOptions design, ulong seed)
    {
        var formula = Formula.Parse(design.Level == ExposureLevel.Between ? "score_T1 ~ exposed" : "score_T1 ~ exposed + school");
        return new Sample(study.Columns, formula, LeastSquares.Fit(formula, study.Columns), "exposed", "school", seed);
    }

    private static AdviceFacts Facts(Sample sample, StudyOptions design) =>
        (AdviceFacts.Of(sample.Mixed, sample.Term, sample.Cluster)) with { MechanismDeclared = design.Selection == 0 };

    private static (double P, string? Failure) Tested(IIntervalMethod method, Sample sample, double effect)
    {
        try
        {
            return method.Test(sample, effect);
        }
        catch (StatisticsException fault)
        {
            return (double.NaN, fault.Message);
        }
    }

    private static MethodCoverage Summary(string name, int method, (double P, string? Failure, Trust Trust)[,,] outcomes, int replications)
    {
        var (covered, rejected, failedWith, failedWithout) = (0, 0, 0, 0);
        string? failure = null;
        for (var replication = 0; replication < replications; replication++)
        {
            var (with, without) = (outcomes[0, replication, method], outcomes[1, replication, method]);
            failedWith += double.IsNaN(with.P) ? 1 : 0;
            failedWithout += double.IsNaN(without.P) ? 1 : 0;
            covered += with.P > Level ? 1 : 0;
            rejected += without.P <= Level ? 1 : 0;
            failure ??= double.IsNaN(with.P) ? with.Failure : double.IsNaN(without.P) ? without.Failure : null;
        }

        return new MethodCoverage(name, covered, rejected, failedWith + failedWithout, replications, failure) { FailedWithout = failedWithout, ByTrust = ByTrust(method, outcomes) };
    }

    private static Dictionary<Trust, (int Samples, int Covered)> ByTrust(int method, (double P, string? Failure, Trust Trust)[,,] outcomes)
    {
        var counts = new Dictionary<Trust, (int Samples, int Covered)>();
        for (var kind = 0; kind < 2; kind++)
        {
            for (var replication = 0; replication < outcomes.GetLength(1); replication++)
            {
                var outcome = outcomes[kind, replication, method];
                if (double.IsNaN(outcome.P))
                    continue;
                var (samples, covered) = counts.GetValueOrDefault(outcome.Trust);
                counts[outcome.Trust] = (samples + 1, covered + (outcome.P > Level ? 1 : 0));
            }
        }

        return counts;
    }
}
