using LobResearch.Statistics.Bootstrap;
using LobResearch.Statistics.Distributions;
using LobResearch.Statistics.Mixed;
using LobResearch.Statistics.Randomisation;
using LobResearch.Statistics.Results;
using LobResearch.Statistics.Robust;

namespace LobResearch.Simulation.Coverage;

/// <summary>The methods for few clusters.</summary>
public static class IntervalMethods
{
    /// <summary>Those of <see cref="ForLeastSquares"/> and <see cref="ForMixedModels"/>.</summary>
    /// <param name="draws">Draws of the bootstraps and permutations.</param>
    public static IReadOnlyList<IIntervalMethod> All(int draws) => [.. ForLeastSquares(draws), .. ForMixedModels()];

    /// <summary>The mixed model's own errors by Satterthwaite and by Kenward and Roger, and CR2 of it.</summary>
    public static IReadOnlyList<IIntervalMethod> ForMixedModels() =>
    [
        new Mixed("mixed model, Satterthwaite", fit => fit.Coefficients),
        new Mixed("mixed model, Kenward–Roger", fit => fit.Inference(DegreesOfFreedomMethod.KenwardRoger).Coefficients),
        new Mixed("mixed model, CR2", fit => fit.Robust()),
    ];

    /// <summary>Those that start from least squares, from the most naive on.</summary>
    /// <param name="draws">Draws of the bootstraps and permutations.</param>
    public static IReadOnlyList<IIntervalMethod> ForLeastSquares(int draws) =>
    [
        new Classical(),
        new Robust("CR1", CovarianceType.CR1, WithGroups: true),
        new Robust("CR2", CovarianceType.CR2, WithGroups: false),
        new Robust("CR3", CovarianceType.CR3, WithGroups: false),
        new Wild(WildWeights.Rademacher, draws),
        new Wild(WildWeights.Webb, draws),
        new Permutation(draws),
    ];

    private sealed class Classical : IIntervalMethod
    {
        public string Name => "classical";

        public (double P, string? Failure) Test(Sample sample, double effect)
        {
            var coefficient = sample.Fit.Coefficients[sample.Term];
            return (StudentT.TwoSidedP((coefficient.Estimate - effect) / coefficient.StandardError, coefficient.DegreesOfFreedom), coefficient.Reason);
        }
    }

    // CR1 is tried as it is commonly used, with G − 1 degrees of freedom; CR2 and CR3 with Satterthwaite's.
    private sealed record Robust(string Name, CovarianceType Type, bool WithGroups) : IIntervalMethod
    {
        public (double P, string? Failure) Test(Sample sample, double effect)
        {
            var table = sample.Fit.Robust(sample.Data[sample.Cluster], Type);
            var coefficient = table[sample.Term];
            var df = WithGroups ? table.Clusters!.Value - 1 : coefficient.DegreesOfFreedom;
            return (StudentT.TwoSidedP((coefficient.Estimate - effect) / coefficient.StandardError, df), coefficient.Reason);
        }
    }

    private sealed record Wild(WildWeights Weights, int Draws) : IIntervalMethod
    {
        public string Name => $"wild bootstrap, {Weights}";

        public (double P, string? Failure) Test(Sample sample, double effect)
        {
            var options = new WildBootstrapOptions { Weights = Weights, Draws = Draws, Seed = sample.Seed, Null = effect, Interval = false, Threads = 1 };
            var result = WildClusterBootstrap.Test(sample.Fit, sample.Data[sample.Cluster], sample.Term, options);
            return (result.P, result.Reason);
        }
    }

    private sealed record Mixed(string Name, Func<MixedModelFit, CoefficientTable> Table) : IIntervalMethod
    {
        public (double P, string? Failure) Test(Sample sample, double effect)
        {
            var coefficient = Table(sample.Mixed)[sample.Term];
            return (StudentT.TwoSidedP((coefficient.Estimate - effect) / coefficient.StandardError, coefficient.DegreesOfFreedom), coefficient.Reason);
        }
    }

    private sealed record Permutation(int Draws) : IIntervalMethod
    {
        public string Name => "randomisation";

        public (double P, string? Failure) Test(Sample sample, double effect)
        {
            var options = new RandomisationOptions
            {
                Mechanism = AssignmentMechanism.Complete,
                Draws = Draws,
                MostAssignments = Math.Max(2000, Draws),
                Seed = sample.Seed,
                Null = effect,
                Interval = false,
            };
            return (RandomisationTest.Test(sample.Fit, sample.Data[sample.Cluster], sample.Term, options).P, null);
        }
    }
}
