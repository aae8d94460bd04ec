using LobResearch.Analysis.Scores;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Output;
using LobResearch.Charts.Page;
using LobResearch.Charts.Theme;
using LobResearch.Study;
using LobResearch.Study.Codebook;
using LobResearch.Study.Design;

namespace LobResearch.Charts.Missing;

/// <summary>Which answers are missing: items of a form's scales by wave, the share of questionnaires without an answer.</summary>
/// <param name="Finding">The finding in words, of what may be shown.</param>
/// <param name="Subtitle">What was counted.</param>
/// <param name="Source">Where the numbers come from.</param>
/// <param name="Columns">The waves' titles.</param>
/// <param name="Groups">Items under their scales.</param>
/// <param name="Language">Language of the words.</param>
internal sealed record MissingMapContent(
    Func<IReadOnlyList<MissingRow>, string> Finding, string Subtitle, string Source, IReadOnlyList<string> Columns, IReadOnlyList<MissingGroup> Groups, Language Language) : IDisclosable<MissingMapContent>
{
    /// <summary>The finding in words.</summary>
    public string Title => Finding([.. Groups.SelectMany(group => group.Rows)]);

    /// <inheritdoc/>
    public string Chart => "missingness";

    /// <inheritdoc/>
    public string? Run => null;

    /// <inheritdoc/>
    public string? OneSchool => null;

    /// <inheritdoc/>
    public string? OneCircle => null;

    /// <inheritdoc/>
    public IReadOnlyList<CountedTable> Tables
    {
        get
        {
            var (cells, sums) = (new Dictionary<CellKey, CountedCell>(), new List<CellSum>());
            foreach (var cell in Groups.SelectMany(group => group.Rows).SelectMany(row => row.Cells).OfType<MissingCell>())
            {
                cells.TryAdd(cell.Everybody.Key, cell.Everybody with { IsShown = false });
                cells.TryAdd(cell.Missing.Key, cell.Missing);
                var answered = cell.Missing.Key with { Column = "answered" };
                if (cells.TryAdd(answered, new CountedCell(answered, cell.Everybody.Persons - cell.Missing.Persons, cell.Everybody.Schools) { IsShown = false }))
                    sums.Add(new CellSum(cell.Everybody.Key, [cell.Missing.Key, answered]));
            }

            return [new CountedTable([.. cells.Values], sums)];
        }
    }

    /// <inheritdoc/>
    public MissingMapContent Withhold(WithheldCells withheld) => this with
    {
        Groups = [.. Groups.Select(group => group with
        {
            Rows = [.. group.Rows.Select(row => row with { Cells = [.. row.Cells.Select(cell => cell is not null && withheld.Contains(cell.Missing.Key) ? cell with { IsWithheld = true } : cell)] })],
        })],
    };

    /// <inheritdoc/>
    public MissingMapContent WithSchools(SchoolNames names) => this;

    /// <inheritdoc/>
    static IChart IDisclosable<MissingMapContent>.Draw(Released<MissingMapContent> released) => new MissingMap(released);

    /// <summary>Takes what is shown from a report on a form's scales.</summary>
    /// <param name="study">The study.</param>
    /// <param name="report">By school.</param>
    /// <param name="language">Language of the words.</param>
    public static MissingMapContent Of(StudyDefinition study, StudyScalesReport report, Language language)
    {
        var (dutch, several) = (language == Language.Dutch, report.Waves.Count > 1);
        var entries = report.Scales.Where(entry => !several || entry.Wave is not null).Select(entry => entry with { Wave = entry.Wave ?? report.Waves[0].Id }).ToList();
        var groups = entries.Where(entry => entry.Group is null).GroupBy(entry => entry.Scale.Id).Select(scale => new MissingGroup(
            scale.First().Scale.Title.In(language).Capitalised(),
            [.. scale.First().Scale.Items.Select(item => new MissingRow(
                report.Form.Items.First(candidate => candidate.Id == item.ItemId).Label.In(language), item.ItemId,
                [.. report.Waves.Select(wave => Cell(report, entries, scale.Key, item.ItemId, wave.Id))]))])).ToList();
        return new MissingMapContent(
            rows => Told(rows, language),
            dutch ? $"{study.Title.In(language)}, {report.Form.Title.In(language)}. Aandeel van de ingevulde vragenlijsten zonder bruikbaar antwoord, per item en meting, om welke reden ook."
                : $"{study.Title.In(language)}, {report.Form.Title.In(language)}. Share of questionnaires without a usable answer, per item and wave, for whatever reason.",
            SourceLines.Of(study, language), [.. report.Waves.Select(wave => wave.Title.In(language))], groups, language);
    }

    private static MissingCell? Cell(StudyScalesReport report, List<ScaleAtWave> entries, string scale, string item, string wave)
    {
        var own = entries.Where(entry => entry.Scale.Id == scale && entry.Wave == wave).ToList();
        if (own.FirstOrDefault(entry => entry.Group is null) is not { } all || all.Persons == 0)
            return null;
        var schools = own.Where(entry => entry.Group is not null).ToList();
        var (missing, everybody) = (Of(all, item), $"{report.Form.Id} {wave}");
        return new MissingCell(
            new CountedCell(new CellKey($"{everybody} item {item}", wave, "missing"), Total(missing), schools.Count(entry => Total(Of(entry, item)) > 0)),
            new CountedCell(new CellKey($"{everybody} answered", wave, ""), all.Persons, schools.Count(entry => entry.Persons > 0)),
            missing?.Counts.OrderByDescending(count => count.Value).ThenBy(count => count.Key).Select(count => (MissingClass?)count.Key).FirstOrDefault());

        static ItemMissing? Of(ScaleAtWave entry, string item) => entry.Missing.FirstOrDefault(candidate => candidate.Item == item);

        static int Total(ItemMissing? missing) => missing?.Total ?? 0;
    }

    /// <summary>The finding in words.</summary>
    internal static string Told(IReadOnlyList<MissingRow> rows, Language language)
    {
        var shown = rows.SelectMany(row => row.Cells.OfType<MissingCell>().Where(cell => !cell.IsWithheld).Select(cell => (row.Label, cell.Share))).ToList();
        if (shown.Count == 0)
            return language == Language.Dutch ? "Hoeveel antwoorden ontbreken, is hier niet te tonen" : "How many answers are missing can't be shown here";
        var (label, share) = shown.MaxBy(cell => cell.Share);
        return language == Language.Dutch
            ? $"Het meest ontbreekt ‘{label}’: bij {Numbers.Fixed(100 * share, 0, language)} % van de vragenlijsten"
            : $"Most often missing is ‘{label}’: in {Numbers.Fixed(100 * share, 0, language)}% of the questionnaires";
    }
}

/// <summary>The items of a scale.</summary>
/// <param name="Heading">The scale's title.</param>
/// <param name="Rows">Its items.</param>
internal sealed record MissingGroup(string Heading, IReadOnlyList<MissingRow> Rows);

/// <summary>An item at each wave.</summary>
/// <param name="Label">What it asks.</param>
/// <param name="Item">Its code.</param>
/// <param name="Cells">A cell per wave; null where nobody was asked.</param>
internal sealed record MissingRow(string Label, string Item, IReadOnlyList<MissingCell?> Cells);

/// <summary>An item at a wave.</summary>
/// <param name="Missing">Those without an answer.</param>
/// <param name="Everybody">Those who filled the questionnaire in.</param>
/// <param name="Reason">The most frequent reason; null for none.</param>
internal sealed record MissingCell(CountedCell Missing, CountedCell Everybody, MissingClass? Reason)
{
    /// <summary>Whether its number may not be shown.</summary>
    public bool IsWithheld { get; init; }

    /// <summary>Share of questionnaires without an answer.</summary>
    public double Share => (double)Missing.Persons / Everybody.Persons;
}
