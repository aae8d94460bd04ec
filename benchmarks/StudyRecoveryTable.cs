using System.Globalization;
using LobResearch.Analysis.Effects;
using LobResearch.Analysis.Plans;
using LobResearch.Simulation.Scenarios;

namespace LobResearch.Benchmarks;

/// <summary>The recovery tables of docs/methods/effects.md, as Markdown on standard output.</summary>
internal static class StudyRecoveryTable
{
    /// <summary>Arguments: replications, what is generated (observed, null, latent, mnar), participation or offer; all may be left out.</summary>
    public static int Run(string[] arguments)
    {
        var replications = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 1_000;
        string[] kinds = arguments.Length > 1 ? [arguments[1]] : ["observed", "null", "latent", "mnar"];
        Estimand[] estimands = arguments.Length > 2 ? [Enum.Parse<Estimand>(arguments[2], ignoreCase: true)] : [Estimand.Participation, Estimand.Offer];
        foreach (var kind in kinds)
        {
            foreach (var estimand in estimands)
            {
                Console.WriteLine($"{kind}, {estimand}");
                Console.WriteLine();
                Console.WriteLine(StudyRecovery.Headings);
                foreach (var row in ScenarioRecovery.Run(kind, estimand, replications, [EffectEstimator.Unadjusted, EffectEstimator.Ancova, EffectEstimator.Mixed, .. estimand == Estimand.Participation ? new[] { EffectEstimator.Dml } : []]))
                    Console.WriteLine(row);
                Console.WriteLine();
            }
        }

        return 0;
    }
}
