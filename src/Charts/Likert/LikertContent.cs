using LobResearch.Analysis;
using LobResearch.Analysis.Comparisons;
using LobResearch.Analysis.Scores;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Output;
using LobResearch.Charts.Page;
using LobResearch.Charts.Theme;
using LobResearch.Study;
using LobResearch.Study.Codebook;
using LobResearch.Study.Design;

namespace LobResearch.Charts.Likert;

/// <summary>How often each answer was given: bars that go left and right of a line between the lower and the higher answers.</summary>
/// <param name="Study">The study.</param>
/// <param name="Form">The form.</param>
/// <param name="Wave">The wave.</param>
/// <param name="Everybody">Those who filled the questionnaire in.</param>
/// <param name="Items">The items, under their scales in the order of the codebook.</param>
/// <param name="NotDrawn">Titles of scales that have no room.</param>
/// <param name="Language">Language of the words.</param>
internal sealed record LikertContent(
    StudyDefinition Study, Form Form, Wave Wave, CountedCell Everybody, IReadOnlyList<LikertItem> Items, IReadOnlyList<string> NotDrawn, Language Language) : IDisclosable<LikertContent>
{
    // As many as a reader takes in on one page.
    private const int MostItems = 12;

    private WithheldCells _withheld = new([]);

    /// <inheritdoc/>
    public string Chart => "likert";

    /// <inheritdoc/>
    public string? Run => null;

    /// <inheritdoc/>
    public string? OneSchool => null;

    /// <inheritdoc/>
    public string? OneCircle => null;

    /// <summary>Whether words are Dutch.</summary>
    public bool IsDutch => Language == Language.Dutch;

    /// <inheritdoc/>
    public IReadOnlyList<CountedTable> Tables
    {
        get
        {
            var (cells, sums) = (new List<CountedCell> { Everybody with { IsShown = false } }, new List<CellSum>());
            foreach (var item in Items)
            {
                cells.AddRange([.. item.Answers, item.Lower, item.Higher, item.Missing, item.Answered]);
                sums.Add(new CellSum(item.Lower.Key, [.. item.Answers.Take(item.Half).Select(cell => cell.Key)]));
                sums.Add(new CellSum(item.Higher.Key, [.. item.Answers.TakeLast(item.Half).Select(cell => cell.Key)]));
                sums.Add(new CellSum(item.Answered.Key, item.Middle is { } between ? [item.Lower.Key, between.Key, item.Higher.Key] : [item.Lower.Key, item.Higher.Key]));
                sums.Add(new CellSum(Everybody.Key, [item.Answered.Key, item.Missing.Key]));
            }

            return [new CountedTable([.. cells.DistinctBy(cell => cell.Key)], sums)];
        }
    }

    /// <summary>Whether a group's numbers are withheld.</summary>
    public bool IsWithheld(CountedCell cell) => _withheld.Contains(cell.Key);

    /// <summary>Items whose lower and higher answers may both be told.</summary>
    public IReadOnlyList<LikertItem> Told => [.. Items.Where(item => !IsWithheld(item.Lower) && !IsWithheld(item.Higher) && item.Answered.Persons > 0)];

    /// <inheritdoc/>
    public LikertContent Withhold(WithheldCells withheld) => this with { _withheld = withheld };

    /// <inheritdoc/>
    public LikertContent WithSchools(SchoolNames names) => this;

    /// <inheritdoc/>
    static IChart IDisclosable<LikertContent>.Draw(Released<LikertContent> released) => new LikertPicture(released);

    /// <summary>The finding in words, of what may be shown.</summary>
    public string Title
    {
        get
        {
            if (Told.Count == 0)
                return IsDutch ? "Wat er geantwoord is, kan hier niet getoond worden" : "What was answered can't be shown here";
            var (most, least) = (Told.MaxBy(item => item.HigherShare)!, Told.MinBy(item => item.HigherShare)!);
            var (high, low) = ($"‘{most.Label}’ ({Percent(most.HigherShare)})", $"‘{least.Label}’ ({Percent(least.HigherShare)})");
            return (Told.Count, IsDutch) switch
            {
                (1, true) => $"{Percent(most.HigherShare)} antwoordt aan de hoge kant bij ‘{most.Label}’",
                (1, false) => $"{Percent(most.HigherShare)} answer at the high end on ‘{most.Label}’",
                (_, true) => $"Het vaakst hoog geantwoord is bij {high}, het minst bij {low}",
                _ => $"High answers are most frequent on {high}, least on {low}",
            };
        }
    }

    /// <summary>What was counted.</summary>
    public string Subtitle => IsDutch
        ? $"{Study.Title.In(Language)}, {Form.Title.In(Language)}, {Wave.Title.In(Language)}. Aandeel van wie de vraag beantwoordde; n {Range()}, {Everybody.Schools} scholen."
        : $"{Study.Title.In(Language)}, {Form.Title.In(Language)}, {Wave.Title.In(Language)}. Share of those who answered the question; n {Range()}, {Everybody.Schools} schools.";

    /// <summary>How to read it, and where it comes from.</summary>
    public IEnumerable<string?> Caption(string? note)
    {
        yield return IsDutch
            ? "Links van de lijn lage antwoorden, rechts hoge. Rechts apart: zonder antwoord, ook weet niet en niet van toepassing, als aandeel van alle vragenlijsten."
            : "Low answers left of the line, high ones right. Apart at the right: without an answer, don't know and not applicable included, as a share of all questionnaires.";
        if (NotDrawn.Count > 0)
            yield return IsDutch ? $"Niet getekend: {Wording.List(NotDrawn, Language)}." : $"Not drawn: {Wording.List(NotDrawn, Language)}.";
        yield return note?.Capitalised();
        yield return SourceLines.Of(Study, Language);
    }

    /// <summary>A share as a whole percentage.</summary>
    public string Percent(double share) => Numbers.Fixed(100 * share, 0, Language) + (IsDutch ? " %" : "%");

    /// <summary>Reads and counts it.</summary>
    /// <param name="study">The study.</param>
    /// <param name="formId">The form.</param>
    /// <param name="wave">The wave.</param>
    /// <param name="language">Language of the words.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    /// <exception cref="InputFault">The form has no scale of items with a list of answers, or nobody answered it.</exception>
    public static async Task<LikertContent> CreateAsync(LobStudy study, string formId, string wave, Language language, CancellationToken cancellationToken)
    {
        var report = await new StudyScales(study).AnswersAsync(formId, wave, [], cancellationToken).ConfigureAwait(false);
        var everybody = new CountedCell(new CellKey($"{report.Form.Id} {wave} answered", wave, ""), report.Answered.Persons, report.Answered.Schools);
        var (items, left) = (new List<LikertItem>(), new List<string>());
        foreach (var scale in report.Items.GroupBy(item => item.Scale))
        {
            if (items.Count > 0 && items.Count + scale.Count() > MostItems)
                left.Add(scale.Key.Title.In(language));
            else
                items.AddRange(scale.Select(item => LikertItem.Of(report, item, everybody, language)));
        }

        return new LikertContent(study.Definition, report.Form, report.Wave, everybody, items, left, language);
    }

    private string Range()
    {
        var (least, most) = (Items.Min(item => item.Answered.Persons), Items.Max(item => item.Answered.Persons));
        // A number of those who answered tells how many didn't, where everybody's is known.
        if (Items.Any(item => IsWithheld(item.Answered) || IsWithheld(item.Missing)))
            return Numbers.Count(Everybody.Persons, Language);
        return least == most ? Numbers.Count(most, Language) : $"{Numbers.Count(least, Language)}–{Numbers.Count(most, Language)}";
    }
}

/// <summary>An item and how often each answer to it was given.</summary>
/// <param name="Scale">The scale's title.</param>
/// <param name="Id">The item's code.</param>
/// <param name="Label">What it asks.</param>
/// <param name="Options">The answers' words, from low to high.</param>
/// <param name="Answers">Those who gave each answer.</param>
/// <param name="Lower">Those who gave one of the lower half.</param>
/// <param name="Middle">Those who gave the one in the middle; null where there is none.</param>
/// <param name="Higher">Those who gave one of the higher half.</param>
/// <param name="Answered">Those who answered.</param>
/// <param name="Missing">Those who didn't.</param>
internal sealed record LikertItem(
    string Scale, string Id, string Label, IReadOnlyList<string> Options, IReadOnlyList<CountedCell> Answers,
    CountedCell Lower, CountedCell? Middle, CountedCell Higher, CountedCell Answered, CountedCell Missing)
{
    /// <summary>How many answers each half has.</summary>
    public int Half => Answers.Count / 2;

    /// <summary>Share that gave a higher answer.</summary>
    public double HigherShare => Share(Higher);

    /// <summary>A group's share of those who answered.</summary>
    public double Share(CountedCell cell) => Answered.Persons == 0 ? 0 : (double)cell.Persons / Answered.Persons;

    /// <summary>Takes an item's counts.</summary>
    public static LikertItem Of(ItemAnswersReport report, ItemAnswers item, CountedCell everybody, Language language)
    {
        // As in the map of missing answers: the same group has the same key.
        var (wave, table) = (report.Wave.Id, $"{report.Form.Id} {report.Wave.Id} item {item.Item.Id}");
        var (options, half) = (item.Item.Answers!.Options, item.Counts.Count / 2);
        CountedCell Together(string column, IEnumerable<CountedGroup> groups) =>
            // Schools may be the same ones: at least as many as in the largest of the groups.
            new(new CellKey(table, wave, column), groups.Sum(group => group.Persons), groups.Select(group => group.Schools).DefaultIfEmpty(0).Max());
        var answers = item.Counts.Select((group, place) => new CountedCell(new CellKey(table, wave, FormattableString.Invariant($"answer {options[place].Code}")), group.Persons, group.Schools)).ToList();
        return new LikertItem(
            item.Scale.Title.In(language).Capitalised(), item.Item.Id, item.Item.Label.In(language).TrimEnd('.').Capitalised(), [.. options.Select(option => option.Label.In(language))],
            answers, Together("lower", item.Counts.Take(half)), answers.Count % 2 == 1 ? answers[half] : null, Together("higher", item.Counts.TakeLast(half)),
            new CountedCell(new CellKey(table, wave, "answered"), item.Counts.Sum(group => group.Persons), everybody.Schools) { IsShown = false },
            new CountedCell(new CellKey(table, wave, "missing"), item.Missing.Persons, item.Missing.Schools));
    }
}
