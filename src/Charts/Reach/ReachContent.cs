using LobResearch.Analysis.Effects;
using LobResearch.Analysis.Plans;
using LobResearch.Analysis.Runs;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Output;
using LobResearch.Charts.Page;
using LobResearch.Charts.Report;
using LobResearch.Charts.Theme;
using LobResearch.Study.Design;
using LobResearch.Study.Reference;

namespace LobResearch.Charts.Reach;

/// <summary>Whom the study reached: parents at each step from invitation to analysis, and who of them took part in what.</summary>
internal sealed record ReachContent : IDisclosable<ReachContent>
{
    private readonly StudyDefinition _study;
    private readonly EffectRun _run;

    /// <summary>Takes the steps of a run.</summary>
    public ReachContent(StudyDefinition study, EffectRun run, Language language) => (_study, _run, Flow) = (study, run, new FlowContent(run, study.Schools.Count, language));

    /// <summary>The counts.</summary>
    public FlowContent Flow { get; private init; }

    /// <inheritdoc/>
    public string Chart => "reach";

    /// <inheritdoc/>
    public string? Run => _run.Id;

    /// <inheritdoc/>
    public Language Language => Flow.Language;

    /// <inheritdoc/>
    public string? OneSchool => null;

    /// <inheritdoc/>
    public string? OneCircle => null;

    /// <inheritdoc/>
    public IReadOnlyList<CountedTable> Tables => Flow.Tables;

    /// <inheritdoc/>
    public ReachContent Withhold(WithheldCells withheld) => this with { Flow = Flow.Withhold(withheld) };

    /// <inheritdoc/>
    public ReachContent WithSchools(SchoolNames names) => this with { Flow = Flow.WithSchools(names) };

    /// <inheritdoc/>
    static IChart IDisclosable<ReachContent>.Draw(Released<ReachContent> released) => new ReachPicture(released);

    /// <summary>Bars under headings: the steps, then who took part in each component.</summary>
    public IReadOnlyList<ReachGroup> Groups
    {
        get
        {
            var dutch = Language == Language.Dutch;
            var steps = new ReachGroup(dutch ? "Een ouder …" : "A parent …", [.. Flow.Stages.Select(stage => new ReachBar(StageWords.Of(stage, _study, Language), [Flow.Parents(stage)]))]);
            // What a step before any questionnaire knows is who was on the lists; then who of them is left at the end.
            var ends = new[] { Flow.Stages[0], Flow.Stages[^1] };
            var heading = (_run.Plan.Estimand, dutch) switch
            {
                (Estimand.Offer, true) => $"Hun school bood het aan: {StageWords.Of(ends[0], _study, Language)} → {StageWords.Of(ends[1], _study, Language)}",
                (Estimand.Offer, false) => $"Their school offered it: {StageWords.Of(ends[0], _study, Language)} → {StageWords.Of(ends[1], _study, Language)}",
                (_, true) => $"Kwam naar een activiteit met …: {StageWords.Of(ends[0], _study, Language)} → {StageWords.Of(ends[1], _study, Language)}",
                _ => $"Came to an activity with …: {StageWords.Of(ends[0], _study, Language)} → {StageWords.Of(ends[1], _study, Language)}",
            };
            var components = ReferenceFacts.Load().Components.ToDictionary(component => component.Code, component => component.Name.In(Language), StringComparer.Ordinal);
            var came = new ReachGroup(heading, [.. ends[0].Exposed.Zip(ends[1].Exposed).Select(pair => new ReachBar(
                components.TryGetValue(pair.First.Component, out var title) ? title : pair.First.Component, [Flow.Exposed(ends[0], pair.First), Flow.Exposed(ends[1], pair.Second)]))]);
            return _run.Plan.Estimand == Estimand.Offer ? [steps] : [steps, came];
        }
    }

    /// <summary>The finding in words, of what may be shown.</summary>
    public string Title
    {
        get
        {
            var (first, last, dutch) = (Flow.Stages[0], Flow.Stages[^1], Language == Language.Dutch);
            return (Flow.Parents(first), Flow.Parents(last), dutch) switch
            {
                ({ } all, { } left, true) => $"{Numbers.Count(left, Language)} ouders tellen mee in de analyse; {Numbers.Count(all, Language)} stonden op een lijst",
                ({ } all, { } left, false) => $"{Numbers.Count(left, Language)} parents are analysed; {Numbers.Count(all, Language)} were on a list",
                (_, { } left, true) => $"{Numbers.Count(left, Language)} ouders tellen mee in de analyse",
                (_, { } left, false) => $"{Numbers.Count(left, Language)} parents are analysed",
                (_, _, true) => "Hoeveel ouders meetellen, is afgeschermd",
                _ => "How many parents are analysed is withheld",
            };
        }
    }

    /// <summary>What was counted.</summary>
    public string Subtitle
    {
        get
        {
            var title = _study.Title.In(Language);
            return Language == Language.Dutch
                ? $"{title}. Aantal ouders per stap, {_study.Schools.Count} scholen. Wie niet op een lijst stond of niet antwoordde, kan anders zijn dan wie wel meetelt."
                : $"{title}. Number of parents per step, {_study.Schools.Count} schools. Those who were on no list or didn't answer may differ from those who are analysed.";
        }
    }

    /// <summary>Data source and run.</summary>
    public string Source => SourceLines.Of(_study, _run.Id, _run.ProgramVersion, Language);
}

/// <summary>Bars under a heading, on an axis of their own.</summary>
/// <param name="Heading">What they have in common.</param>
/// <param name="Bars">The bars.</param>
internal sealed record ReachGroup(string Heading, IReadOnlyList<ReachBar> Bars);

/// <summary>A bar, and within it those who are left at a later step.</summary>
/// <param name="Label">What it counts.</param>
/// <param name="Counts">Persons at the step, then at later ones; null where withheld.</param>
internal sealed record ReachBar(string Label, IReadOnlyList<int?> Counts);
