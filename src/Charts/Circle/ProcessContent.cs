using LobResearch.Analysis;
using LobResearch.Analysis.Circles;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Output;
using LobResearch.Charts.Page;
using LobResearch.Charts.Theme;
using LobResearch.Study;
using LobResearch.Study.Design;
using LobResearch.Study.Reference;

namespace LobResearch.Charts.Circle;

/// <summary>The leerkring over its six stages: sessions held, and what groups made of the work methods.</summary>
/// <param name="Study">The study.</param>
/// <param name="Circles">How many circles have sessions.</param>
/// <param name="Members">Their members.</param>
/// <param name="Stages">The six stages, and sessions without a stage where there are any.</param>
/// <param name="Language">Language of the words.</param>
internal sealed record ProcessContent(StudyDefinition Study, int Circles, CountedCell Members, IReadOnlyList<ProcessRow> Stages, Language Language) : IDisclosable<ProcessContent>
{
    private WithheldCells _withheld = new([]);

    /// <inheritdoc/>
    public string Chart => "process";

    /// <inheritdoc/>
    public string? Run => null;

    /// <inheritdoc/>
    public string? OneSchool => null;

    /// <inheritdoc/>
    public string? OneCircle => Circles == 1 ? "one" : null;

    /// <summary>Whether words are Dutch.</summary>
    public bool IsDutch => Language == Language.Dutch;

    /// <inheritdoc/>
    public IReadOnlyList<CountedTable> Tables => [CountedTable.Of(Stages.Select(row => row.Members).Append(Members))];

    /// <summary>The stages whose numbers may be shown.</summary>
    public IReadOnlyList<ProcessRow> Shown => [.. Stages.Where(row => !IsWithheld(row))];

    /// <summary>Whether a stage's numbers are withheld.</summary>
    public bool IsWithheld(ProcessRow row) => _withheld.Contains(row.Members.Key);

    /// <inheritdoc/>
    public ProcessContent Withhold(WithheldCells withheld) => this with { _withheld = withheld };

    /// <inheritdoc/>
    public ProcessContent WithSchools(SchoolNames names) => this;

    /// <inheritdoc/>
    static IChart IDisclosable<ProcessContent>.Draw(Released<ProcessContent> released) => new ProcessPicture(released);

    /// <summary>The finding in words, of what may be shown.</summary>
    public string Title
    {
        get
        {
            var (all, well) = (Shown.Sum(row => row.Counts.Verdicts), Shown.Sum(row => row.Counts.WorkedWell));
            var (allWords, wellWords) = (Numbers.Count(all, Language), Numbers.Count(well, Language));
            return (all, IsDutch) switch
            {
                (0, true) => Shown.Count == 0 ? "Hoe de leerkringen verliepen, kan hier niet getoond worden" : "Groepen hebben nog geen werkvorm beoordeeld",
                (0, false) => Shown.Count == 0 ? "How the leerkringen went can't be shown here" : "Groups have not judged any work method yet",
                (_, true) => $"Van {allWords} keer dat een groep een werkvorm beoordeelde, werkte die {wellWords} keer goed",
                _ => $"Of {allWords} times that a group judged a work method, it worked well {wellWords} times",
            };
        }
    }

    /// <summary>What was counted.</summary>
    public string Subtitle
    {
        get
        {
            var members = _withheld.Contains(Members.Key) ? WithheldWords.Short(Language) : Numbers.Count(Members.Persons, Language);
            return IsDutch
                ? $"{Study.Title.In(Language)}. {Circles} {(Circles == 1 ? "groep" : "groepen")} (leerkring, werkgroep of focusgroep), {members} leden, {Members.Schools} {(Members.Schools == 1 ? "school" : "scholen")}. Balk: het oordeel van de groep als geheel over elke werkvorm."
                : $"{Study.Title.In(Language)}. {Circles} {(Circles == 1 ? "group" : "groups")} (leerkring, working group or focus group), {members} members, {Members.Schools} {(Members.Schools == 1 ? "school" : "schools")}. Bar: what the group as a whole made of each work method.";
        }
    }

    /// <summary>What the published source tells of verdicts, and where the numbers come from.</summary>
    public IEnumerable<string?> Caption(string? note)
    {
        yield return IsDutch
            ? $"Of een werkvorm werkte, is het oordeel van wie meedeed; het zegt niets over gevolgen. Over eerdere groepen meldt {Facts.Source}: {Published()}."
            : $"Whether a work method worked is the verdict of those who took part; it tells nothing of consequences. Of earlier groups {Facts.Source} tells: {Published()}.";
        yield return note?.Capitalised();
        yield return SourceLines.Of(Study, Language);
    }

    // What the source gives: amounts in words, not which methods they are.
    private string Published() => Wording.List([.. ReferenceFacts.Load().MethodVerdicts.Select(fact => (fact.Amount, fact.Verdict, IsDutch) switch
    {
        ("most", "worked_well", true) => "de meeste werkvormen werkten goed",
        ("most", "worked_well", false) => "most work methods worked well",
        ("a_few", "divided", true) => "enkele verdeelden de groep",
        ("a_few", "divided", false) => "a few divided the group",
        ("one", "did_not_catch_on", _) => $"{(IsDutch ? "één" : "one")} {fact.Detail?.In(Language)}",
        _ => $"{fact.Amount}: {fact.Verdict}",
    })], Language);

    private static ProcessStage Facts => ReferenceFacts.Load().Stages[0];

    /// <summary>Reads and counts it.</summary>
    /// <param name="study">The study.</param>
    /// <param name="language">Language of the words.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    /// <exception cref="InputFault">No session of a leerkring has come in.</exception>
    public static async Task<ProcessContent> CreateAsync(LobStudy study, Language language, CancellationToken cancellationToken)
    {
        var process = await CircleProcess.ReadAsync(study, cancellationToken).ConfigureAwait(false);
        return Of(study.Definition, process, language);
    }

    /// <summary>Takes what is shown from counts.</summary>
    public static ProcessContent Of(StudyDefinition study, CircleProcess process, Language language)
    {
        var rows = ReferenceFacts.Load().Stages.Select(stage => Row(
            $"{stage.Number} {stage.Name.In(language)}", Place(stage.Place, language), stage.Number, process.Stages.FirstOrDefault(own => own.Stage == stage.Number))).ToList();
        if (process.Stages.FirstOrDefault(own => own.Stage is null) is { } unknown)
            rows.Add(Row(language == Language.Dutch ? "Stadium niet genoteerd" : "Stage not noted", "", null, unknown));
        return new ProcessContent(study, process.Circles, new CountedCell(new CellKey("circle members", "all", ""), process.Members.Persons, process.Members.Schools), rows, language);
    }

    private static ProcessRow Row(string label, string place, int? stage, StageOfCircles? counts)
    {
        counts ??= new StageOfCircles(stage, 0, 0, new Analysis.Comparisons.CountedGroup(0, 0), 0, 0, 0, 0);
        return new ProcessRow(label, place, counts, new CountedCell(
            new CellKey("circle members", stage is { } number ? FormattableString.Invariant($"stage {number}") : "no stage", ""), counts.Members.Persons, counts.Members.Schools)
        { IsPublic = counts.Sessions == 0 });
    }

    private static string Place(string? place, Language language) => (place, language == Language.Dutch) switch
    {
        ("inside", true) => "in de leerkring",
        ("inside", false) => "in the leerkring",
        ("both", true) => "deels erbuiten",
        ("both", false) => "partly outside it",
        _ => "",
    };
}

/// <summary>A stage.</summary>
/// <param name="Label">Its number and name.</param>
/// <param name="Place">Where it takes place; empty where the source doesn't say.</param>
/// <param name="Counts">Sessions and verdicts.</param>
/// <param name="Members">The members behind them.</param>
internal sealed record ProcessRow(string Label, string Place, StageOfCircles Counts, CountedCell Members);
