using ArchUnitNET.Domain;
using ArchUnitNET.Fluent;
using ArchUnitNET.Loader;
using ArchUnitNET.NUnit;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace LobResearch.Architecture.Tests;

/// <summary>The arrows of the house: who may know whom.</summary>
public sealed class DependencyTests
{
    private static readonly string[] Projects = ["Study", "Ingest", "Statistics", "Analysis", "Simulation", "Charts", "Notebooks", "Cli"];

    // Direct and through others.
    private static readonly Dictionary<string, string[]> MayKnow = new(StringComparer.Ordinal)
    {
        ["Study"] = [],
        ["Statistics"] = [],
        ["Ingest"] = ["Study"],
        ["Analysis"] = ["Study", "Statistics"],
        ["Simulation"] = ["Study", "Ingest", "Statistics"],
        ["Charts"] = ["Analysis", "Study", "Statistics"],
        ["Notebooks"] = ["Charts", "Ingest", "Analysis", "Study", "Statistics"],
        ["Cli"] = ["Study", "Ingest", "Statistics", "Analysis", "Simulation", "Charts", "Notebooks"],
    };

    private static readonly HashSet<(string Project, string Type)> WayIn = [("Analysis", "LobStudy"), ("Notebooks", "NotebookStudy"), ("Notebooks", "ExampleStudy")];

    private static readonly ArchUnitNET.Domain.Architecture House = new ArchLoader()
        .LoadAssemblies(Projects.Select(project => System.Reflection.Assembly.Load(project == "Cli" ? "lob" : "LobResearch." + project)).ToArray())
        .Build();

    private static IEnumerable<TestCaseData> Forbidden => Projects.SelectMany(from => Projects
        .Where(to => to != from && !MayKnow[from].Contains(to)).Select(to => new TestCaseData(from, to)));

    [TestCaseSource(nameof(Forbidden))]
    public void Project_KnowsOnlyWhatItMay(string from, string to) =>
        Types().That().ResideInNamespaceMatching($@"^LobResearch\.{from}(\.|$)")
            .Should().NotDependOnAny(Types().That().ResideInNamespaceMatching($@"^LobResearch\.{to}(\.|$)"))
            .Check(House);

    [TestCaseSource(nameof(Projects))]
    public void Project_HasTypesInItsNamespaceOnly(string project)
    {
        var assembly = System.Reflection.Assembly.Load(project == "Cli" ? "lob" : "LobResearch." + project);
        var own = assembly.GetTypes().Where(type => type.Namespace?.StartsWith("LobResearch", StringComparison.Ordinal) == true).ToList();
        Assert.That(own, Is.Not.Empty);
        // One 'using LobResearch;' is all that a notebook needs.
        own.RemoveAll(type => type.Namespace == "LobResearch" && WayIn.Contains((project, type.DeclaringType?.Name ?? type.Name)));
        Assert.That(own.Select(type => type.Namespace), Has.All.Matches<string>(name => name is not null && (name == "LobResearch." + project || name.StartsWith($"LobResearch.{project}.", StringComparison.Ordinal))));
    }

    [TestCase("Statistics", "Npgsql")]
    [TestCase("Statistics", "Dapper")]
    [TestCase("Statistics", "ScottPlot")]
    [TestCase("Charts", "Npgsql")]
    [TestCase("Charts", "Dapper")]
    public void Project_DoesNotReference(string project, string library) =>
        Assert.That(
            System.Reflection.Assembly.Load("LobResearch." + project).GetReferencedAssemblies().Select(name => name.Name), Has.None.EqualTo(library));

    [Test]
    public void Forbidden_IsNotEmpty() => Assert.That(Forbidden.Count(), Is.EqualTo(35));
}
