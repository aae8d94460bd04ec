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
/// <param name="CircleRoles">Who belongs to a leerkring and who stands around it.</param>
/// <param name="MethodVerdicts">What groups made of the work methods: totals only.</param>
/// <param name="CircleFindings">What was evaluated at the end, the reported qualities, and what came of it.</param>
/// <param name="Quotes">Quotes in the source.</param>
public sealed record ReferenceFacts(
    IReadOnlyList<CiosComponentFact> Components,
    IReadOnlyList<(string Code, Label Name)> PreconditionParts,
    IReadOnlyList<Intervention> Interventions,
    IReadOnlyList<Practice> Practices,
    IReadOnlyList<ProcessStage> Stages,
    IReadOnlyList<string> WorkMethods,
    IReadOnlyList<CircleRole> CircleRoles,
    IReadOnlyList<MethodVerdict> MethodVerdicts,
    IReadOnlyList<CircleFinding> CircleFindings,
    IReadOnlyList<PublishedQuote> Quotes)
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
        var circle = Open("leerkring.yaml", faults);
        faults.ThrowIfAny();
        var source = circle!.Text("source");
        var facts = new ReferenceFacts(
            components!.Maps("components").Select(map => Component(map, components.Text("source"))).ToList(),
            components.Maps("parts_of_r").Select(map => (map.Text("code"), map.Label("name"))).ToList(),
            interventions!.Maps("interventions").Select(map => Intervention(map, interventions.Text("source"))).ToList(),
            round!.Maps("practices").Select(map => Practice(map, round.Int("schools"), round.Text("source"))).ToList(),
            stages!.Maps("stages").Select(map => Stage(map, stages.Text("source"))).ToList(),
            stages.Texts("work_methods").Select(text => text.Value).ToList(),
            circle.Maps("roles").Select(map => Role(map, source)).ToList(),
            circle.Maps("verdicts").Select(map => Verdict(map, source)).ToList(),
            [.. Findings(circle, "evaluated", "evaluated", source), .. Findings(circle, "qualities", "quality", source), .. Findings(circle, "results", "result", source)],
            circle.Maps("quotes").Select(map => Quote(map, source)).ToList());
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
            map.Int("number"), map.Label("name"), map.OptionalText("place"), source);
        map.RefuseOtherKeys();
        return stage;
    }

    private static CircleRole Role(YamlMap map, string source)
    {
        var role = new CircleRole(map.Text("code"), map.Text("part"), map.Label("name"), source);
        map.RefuseOtherKeys();
        return role;
    }

    private static MethodVerdict Verdict(YamlMap map, string source)
    {
        var verdict = new MethodVerdict(map.Text("verdict"), map.Text("amount"), map.Has("detail") ? map.Label("detail") : null, source);
        map.RefuseOtherKeys();
        return verdict;
    }

    private static IEnumerable<CircleFinding> Findings(YamlMap circle, string key, string kind, string source) => circle.Maps(key).Select(map =>
    {
        var finding = new CircleFinding(kind, map.Text("code"), map.Label("name"), source);
        map.RefuseOtherKeys();
        return finding;
    });

    private static PublishedQuote Quote(YamlMap map, string source)
    {
        var quote = new PublishedQuote(map.Text("code"), map.Text("role"), map.Label("about"), map.OptionalText("body"), map.Text("consent_to_publish"), source);
        map.RefuseOtherKeys();
        return quote;
    }
}

/// <summary>Who belongs to a leerkring, or stands around it.</summary>
/// <param name="Code">Identifier.</param>
/// <param name="Part">member, companion or wider_ring.</param>
/// <param name="Name">Its name.</param>
/// <param name="Source">Where the fact comes from.</param>
public sealed record CircleRole(string Code, string Part, Label Name, string Source);

/// <summary>What groups made of the work methods. The source gives totals only.</summary>
/// <param name="Verdict">worked_well, divided or did_not_catch_on.</param>
/// <param name="Amount">Of how many methods: most, a_few or one.</param>
/// <param name="Detail">What the source adds; null for nothing.</param>
/// <param name="Source">Where the fact comes from.</param>
public sealed record MethodVerdict(string Verdict, string Amount, Label? Detail, string Source);

/// <summary>Something about the evaluation of a leerkring at its end.</summary>
/// <param name="Kind">evaluated, quality or result.</param>
/// <param name="Code">Identifier.</param>
/// <param name="Name">In words.</param>
/// <param name="Source">Where the fact comes from.</param>
public sealed record CircleFinding(string Kind, string Code, Label Name, string Source);

/// <summary>A quote in a published source.</summary>
/// <param name="Code">Identifier.</param>
/// <param name="SpeakerRole">Role of who said it.</param>
/// <param name="About">What it is about.</param>
/// <param name="Body">The words; null without recorded consent to publish.</param>
/// <param name="ConsentToPublish">yes, no or unknown.</param>
/// <param name="Source">Where it stands.</param>
public sealed record PublishedQuote(string Code, string SpeakerRole, Label About, string? Body, string ConsentToPublish, string Source);

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
/// <param name="Place">inside the circle, outside it, or both (partly the one, partly the other); null: the source doesn't say.</param>
/// <param name="Source">Where the fact comes from.</param>
public sealed record ProcessStage(int Number, Label Name, string? Place, string Source);
