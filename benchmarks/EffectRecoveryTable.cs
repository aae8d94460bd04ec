using System.Globalization;
using LobResearch.Simulation.Confounding;

namespace LobResearch.Benchmarks;

/// <summary>The tables of docs/methods/double-machine-learning.md, as Markdown on standard output.</summary>
internal static class EffectRecoveryTable
{
    /// <summary>Arguments: replications, learner, clusters (0, 8 or 16), and how much covariates decide of exposure; all may be left out.</summary>
    public static int Run(string[] arguments)
    {
        var replications = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 500;
        var learner = arguments.Length > 1 ? arguments[1] : "lightgbm";
        int[] sizes = arguments.Length > 2 ? [int.Parse(arguments[2], CultureInfo.InvariantCulture)] : [0, 8, 16];
        double? selection = arguments.Length > 3 ? double.Parse(arguments[3], CultureInfo.InvariantCulture) : null;
        foreach (var (clusters, byCluster) in sizes.SelectMany(size => size == 0 ? [(0, false)] : new[] { (size, false), (size, true) }))
        {
            Console.WriteLine(clusters == 0 ? "independent rows" : $"{clusters} clusters, exposure {(byCluster ? "between" : "within")}");
            Console.WriteLine("| estimator | samples | failed | bias | spread | mean error | coverage |");
            Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- |");
            var design = ConfoundingOptions.Of(clusters, byCluster);
            foreach (var row in EffectRecovery.Run(selection is { } share ? design with { Selection = share } : design, learner, replications))
                Console.WriteLine(row);
        }

        return 0;
    }
}
