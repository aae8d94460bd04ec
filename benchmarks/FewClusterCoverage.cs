using System.Globalization;
using LobResearch.Simulation.Coverage;
using LobResearch.Simulation.Studies;

namespace LobResearch.Benchmarks;

/// <summary>The coverage table of docs/methods/few-clusters.md: one line per design, as Markdown on standard output.</summary>
internal static class FewClusterCoverage
{
    /// <summary>Arguments: schools (4, 8, 16), replications, designs of that size to pass over, part of the names of the only methods; all may be left out.</summary>
    public static int Run(string[] arguments)
    {
        int[] sizes = arguments.Length > 0 ? [int.Parse(arguments[0], CultureInfo.InvariantCulture)] : [4, 8, 16];
        var replications = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 2000;
        var passed = arguments.Length > 2 ? int.Parse(arguments[2], CultureInfo.InvariantCulture) : 0;
        var methods = IntervalMethods.All(draws: 1999).Where(method => arguments.Length <= 3 || method.Name.Contains(arguments[3], StringComparison.Ordinal)).ToList();
        Console.WriteLine(FewClusterGrid.Head(methods));
        foreach (var design in sizes.SelectMany(size => FewClusterGrid.Of(size).Skip(passed)))
            Console.WriteLine(FewClusterGrid.Line(design, CoverageStudy.Run(design, methods, replications)));
        return 0;
    }
}
