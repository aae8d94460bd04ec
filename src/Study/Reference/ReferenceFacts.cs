using System.Reflection;
using System.Security.Cryptography;
using LobResearch.Study.Codebook;
using LobResearch.Study.Yaml;

namespace LobResearch.Study.Reference;

/// <summary>The domain's fixed facts, as the files in <c>data-schema/reference</c> give them.</summary>
/// <param name="Components">CIOS+R.</param>
/// <param name="PreconditionParts">The parts of R.</param>
/// <param name="Interventions">The four interventions.</param>
/// <param name="Practices">The telephone round of eight schools.</param>
/// <param name="Stages">The six stages of a leerkring.</param>
/// <param name="WorkMethods">Work methods by their Dutch names.</param>
public sealed record ReferenceFacts(
    IReadOnlyList<CiosComponentFact> Components,
    IReadOnlyList<(string Code, Label Name)> PreconditionParts,
    IReadOnlyList<Intervention> Interventions,
    IReadOnlyList<Practice> Practices,
    IReadOnlyList<ProcessStage> Stages,
    IReadOnlyList<string> WorkMethods)
{
    /// <summary>Reads the facts that are compiled into the program.</summary>
    /// <exception cref="InputFault">A file has faults.</exception>
    public static ReferenceFacts Load()
    {
        var faults = new FaultList();
        var components = Open("components.yaml", faults);
        var interventions = Open("interventions.yaml", faults);
        var round = Open("telephone_round.yaml", faults);
        var stages = Open("stages.yaml", faults);
        faults.ThrowIfAny();
        var facts = new ReferenceFacts(
            components!.Maps("components").Select(map => Component(map, components.Text("source"))).ToList(),
            components.Maps("parts_of_r").Select(map => (map.Text("code"), map.Label("name"))).ToList(),
            interventions!.Maps("interventions").Select(map => Intervention(map, interventions.Text("source"))).ToList(),
            round!.Maps("practices").Select(map => Practice(map, round.Int("schools"), round.Text("source"))).ToList(),
            stages!.Maps("stages").Select(map => Stage(map, stages.Text("source"))).ToList(),
            stages.Texts("work_methods").Select(text => text.Value).ToList());
        faults.ThrowIfAny();
        return facts;
    }

    /// <summary>SHA-256 over the files.</summary>
    public static byte[] ContentHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith("reference/", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var bytes = new MemoryStream();
            using var stream = assembly.GetManifestResourceStream(name)!;
            stream.CopyTo(bytes);
            hash.AppendData(bytes.ToArray());
        }

        return hash.GetHashAndReset();
    }

    private static YamlMap? Open(string file, FaultList faults)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("reference/" + file)
            ?? throw new InvalidOperationException($"reference/{file} is not in the assembly.");
        using var reader = new StreamReader(stream);
        return YamlFile.Parse(reader.ReadToEnd(), "data-schema/reference/" + file, faults);
    }

    private static CiosComponentFact Component(YamlMap map, string source)
    {
        var fact = new CiosComponentFact(
            map.Text("code"), map.OptionalInt("step"), map.Label("name"), map.Label("definition"), map.OptionalText("after"), source);
        map.RefuseOtherKeys();
        return fact;
    }

    private static Intervention Intervention(YamlMap map, string source)
    {
        var intervention = new Intervention(
            map.Text("code"), map.Text("school"), map.Text("sector"), map.Text("group"), map.Text("heading"),
            map.Texts("components").Select(text => text.Value).ToList(), map.Text("target"), map.Text("activity"), map.Text("timing"), source);
        map.RefuseOtherKeys();
        return intervention;
    }

    private static Practice Practice(YamlMap map, int schools, string source)
    {
        var total = map.OptionalInt("total");
        var cells = map.Choice<CellKnowledge>("cells");
        // Only a total of all or none tells each school's answer.
        bool? each = cells == CellKnowledge.Known ? total == schools ? true : total == 0 ? false : null : null;
        if (cells == CellKnowledge.Known && each is null)
            map.Fault("cells", "cells are known only where all schools or none said yes");
        var structural = map.Has("structural") ? map.Flag("structural") : (bool?)null;
        var practice = new Practice(
            map.Text("code"), map.OptionalText("component"), map.Label("name"), schools, total, structural, Enumerable.Repeat(each, schools).ToList(), source);
        map.RefuseOtherKeys();
        return practice;
    }

    private static ProcessStage Stage(YamlMap map, string source)
    {
        var stage = new ProcessStage(
            map.Int("number"), map.Label("name"), map.Has("within_circle") ? map.Flag("within_circle") : null, source);
        map.RefuseOtherKeys();
        return stage;
    }
}

/// <summary>What the source tells of single schools.</summary>
public enum CellKnowledge
{
    /// <summary>Each school's answer follows from the total.</summary>
    Known,

    /// <summary>How many, not which.</summary>
    TotalOnly,

    /// <summary>Nothing.</summary>
    Unknown,
}

/// <summary>A component of CIOS+R.</summary>
/// <param name="Code">C, I, O, S or R.</param>
/// <param name="Step">Place in the staircase; null for R.</param>
/// <param name="Name">Its name.</param>
/// <param name="Definition">What it is.</param>
/// <param name="After">Work that the definition follows.</param>
/// <param name="Source">Where the fact comes from.</param>
public sealed record CiosComponentFact(string Code, int? Step, Label Name, Label Definition, string? After, string Source);

/// <summary>An intervention of the brochure.</summary>
/// <param name="Code">Identifier.</param>
/// <param name="School">School or programme.</param>
/// <param name="Sector">vmbo or mbo.</param>
/// <param name="GroupKind">leerkring, or what it was instead.</param>
/// <param name="Heading">As printed.</param>
/// <param name="Components">Component codes.</param>
/// <param name="Target">Whom it reaches.</param>
/// <param name="Activity">What was done.</param>
/// <param name="Timing">When.</param>
/// <param name="Source">Where the fact comes from.</param>
public sealed record Intervention(
    string Code, string School, string Sector, string GroupKind, string Heading, IReadOnlyList<string> Components, string Target, string Activity, string Timing, string Source);

/// <summary>A practice of the telephone round.</summary>
/// <param name="Code">Identifier.</param>
/// <param name="Component">Component code; null for context.</param>
/// <param name="Name">Its name.</param>
/// <param name="SchoolsAsked">Schools in the round.</param>
/// <param name="SchoolsYes">How many said yes; null where the source gives no number.</param>
/// <param name="Structural">Whether it is structural; null where the source doesn't say.</param>
/// <param name="Cells">Per school whether it is present; null is unknown, never guessed.</param>
/// <param name="Source">Where the fact comes from.</param>
public sealed record Practice(
    string Code, string? Component, Label Name, int SchoolsAsked, int? SchoolsYes, bool? Structural, IReadOnlyList<bool?> Cells, string Source);

/// <summary>A stage of a leerkring.</summary>
/// <param name="Number">Place in the order, 1 to 6.</param>
/// <param name="Name">Its name.</param>
/// <param name="WithinCircle">Whether it takes place inside the circle; null: partly or not stated.</param>
/// <param name="Source">Where the fact comes from.</param>
public sealed record ProcessStage(int Number, Label Name, bool? WithinCircle, string Source);
