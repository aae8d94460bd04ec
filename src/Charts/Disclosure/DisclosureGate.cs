using System.Security.Cryptography;
using LobResearch.Analysis;
using LobResearch.Charts.Output;
using LobResearch.Study;
using LobResearch.Study.Design;

namespace LobResearch.Charts.Disclosure;

/// <summary>
/// Decides what of a picture an audience may see, takes the rest out, and logs the release: the only way from content to a picture.
/// </summary>
/// <remarks>The rules and the algorithm: docs/methods/disclosure.md.</remarks>
public sealed class DisclosureGate
{
    private readonly IReleaseLog _log;
    private readonly bool _isSimulated;
    private readonly string? _school;
    private readonly IReadOnlyDictionary<string, string> _pseudonyms;

    internal DisclosureGate(IReleaseLog log, StudyKind kind, Audience audience, string? school, IReadOnlyDictionary<string, string> pseudonyms)
    {
        (_log, _isSimulated, Audience, _school, _pseudonyms) = (log, kind == StudyKind.Simulated, audience, school, pseudonyms);
    }

    /// <summary>For whom.</summary>
    public Audience Audience { get; }

    /// <summary>The code of the school that it is for; null for the other audiences.</summary>
    public string? School => _school;

    /// <summary>Opens the gate of a study.</summary>
    /// <param name="study">The study; its mark decides whether pictures say that the data are simulated.</param>
    /// <param name="audience">For whom.</param>
    /// <param name="school">The school's code, for the audience school; null for the others.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="InputFault">A school is missing, unknown or too much.</exception>
    /// <exception cref="EnvironmentFault">The database can't be reached.</exception>
    public static async Task<DisclosureGate> OpenAsync(LobStudy study, Audience audience, string? school = null, CancellationToken cancellationToken = default)
    {
        var known = study.Definition.Schools.Select(candidate => candidate.Code).ToList();
        if (audience == Audience.School && (school is null || !known.Contains(school)))
            throw new InputFault($"A picture for a school needs that school: expected --school and one of {string.Join(", ", known)}{(school is null ? "" : $", found '{school}'")}.");
        if (audience != Audience.School && school is not null && !known.Contains(school))
            throw new InputFault($"There is no school '{school}' in this study: expected one of {string.Join(", ", known)}.");
        var log = new StudyReleaseLog(study.Database);
        var pseudonyms = audience == Audience.Funder ? await log.PseudonymsAsync(known, cancellationToken).ConfigureAwait(false) : new Dictionary<string, string>();
        return new DisclosureGate(log, study.Definition.Kind, audience, audience == Audience.School ? school : null, pseudonyms);
    }

    /// <summary>Takes out what the audience may not see, draws the rest and logs it.</summary>
    /// <exception cref="InputFault">Nothing of it may be shown to this audience.</exception>
    internal async Task<ReleasedChart> ReleaseAsync<TContent>(TContent content, CancellationToken cancellationToken = default)
        where TContent : class, IDisclosable<TContent>
    {
        ReleasedChart? chart = null;
        await ReleaseAsync(
            content,
            (released, notes, withheld) =>
            {
                var picture = TContent.Draw(released);
                var svg = ChartFiles.ToSvg(picture);
                chart = new ReleasedChart(picture, content.Chart, content.Run, Audience, content.Language, svg, withheld, notes);
                return svg;
            },
            cancellationToken).ConfigureAwait(false);
        return chart!;
    }

    /// <summary>Takes out what the audience may not see of a table, and logs it.</summary>
    /// <param name="content">The table.</param>
    /// <param name="rows">The rows that are shown of what remains; what was released is known by them.</param>
    /// <param name="cancellationToken">Cancels before it is released.</param>
    /// <exception cref="InputFault">Nothing of it may be shown to this audience.</exception>
    internal async Task<Released<TContent>> ReleaseTableAsync<TContent>(TContent content, Func<Released<TContent>, IReadOnlyList<string[]>> rows, CancellationToken cancellationToken = default)
        where TContent : class, IReleasable<TContent>
    {
        Released<TContent>? kept = null;
        await ReleaseAsync(
            content,
            (released, _, _) =>
            {
                kept = released;
                return CsvText.Write(rows(released));
            },
            cancellationToken).ConfigureAwait(false);
        return kept!;
    }

    private async Task ReleaseAsync<TContent>(TContent content, Func<Released<TContent>, IReadOnlyList<string>, WithheldCells, byte[]> show, CancellationToken cancellationToken)
        where TContent : class, IReleasable<TContent>
    {
        Refuse(content.Chart, content.OneSchool, content.OneCircle);
        var named = content.WithSchools(Names);
        var tables = named.Tables;
        await _log.AppendAsync(
            tables.SelectMany(table => table.Cells).Select(cell => cell.Key.Table).Distinct(StringComparer.Ordinal).ToList(),
            earlier =>
            {
                var (withheld, notes) = Judge(content.Chart, tables, earlier);
                var remaining = withheld.Count == 0 ? named : named.Withhold(withheld);
                if (remaining.IsEmpty)
                    throw NothingLeft(content.Chart);
                var released = new Released<TContent>(remaining, Audience, _isSimulated, withheld.Count);
                return Entry(content.Chart, content.Run, tables, withheld, SHA256.HashData(show(released, notes, withheld)));
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Drawn across generated data, by the mark of the study's database; null for real data.</summary>
    public string? Banner => _isSimulated ? SimulatedWords.Banner : null;

    /// <summary>What this audience calls schools.</summary>
    internal SchoolNames Names => Audience switch
    {
        Audience.Funder => SchoolNames.Pseudonyms(_pseudonyms),
        Audience.School => SchoolNames.OnlyOwn(_school!),
        _ => SchoolNames.Own,
    };

    private void Refuse(string chart, string? oneSchool, string? oneCircle)
    {
        if (Audience == Audience.Funder && (oneSchool ?? oneCircle) is not null)
            throw new InputFault($"The chart {chart} of a single {(oneCircle is null ? "school" : "leerkring")} is not for funders. Leave --school out, or draw it for that school: --audience school.");
        if (Audience == Audience.School && oneSchool is not null && oneSchool != _school)
            throw new InputFault($"The chart {chart} of another school is not for this one. Draw it for the school itself: --audience school --school {oneSchool}.");
    }

    private static InputFault NothingLeft(string chart) => new(
        $"Nothing of the chart {chart} may be shown to this audience: behind each of its numbers stand fewer than ten persons, too few schools, or a number that was released before and differs by a few persons.");

    private Judgement Judge(string chart, IReadOnlyList<CountedTable> tables, IReadOnlyList<ReleaseEntry> earlier)
    {
        if (Audience == Audience.Thesis)
            return new Judgement(new WithheldCells([]), DisclosureRules.Differences(tables, earlier).Where(cell => cell.IsShown).Select(cell => $"{cell.Key} has {cell.Persons} persons, which differs by fewer than ten from what was released before: published both, a few persons stand out.").ToList());
        var withheld = Suppression.Of(tables, DisclosureRules.Sensitive(tables, earlier), [.. earlier.Where(entry => entry.Audience == Audience && entry.School == _school)], DisclosureRules.Unshowable(tables));
        var shown = tables.SelectMany(table => table.Cells).Where(cell => cell.IsShown && !withheld.Contains(cell.Key)).ToList();
        if (shown.Count == 0)
            throw NothingLeft(chart);
        var schools = shown.Where(cell => cell.School is not null).Select(cell => cell.School).Distinct().Count();
        if (Audience == Audience.Funder && schools == 1)
            throw new InputFault($"What may be shown of the chart {chart} is a single school's, and that is not for funders.");
        return new Judgement(withheld, withheld.Count == 0 ? [] : [$"{withheld.Count} numbers of the chart {chart} are withheld from this audience."]);
    }

    private ReleaseEntry Entry(string chart, string? run, IReadOnlyList<CountedTable> tables, WithheldCells withheld, byte[] hash) => new(
        Audience, _school, chart, run,
        [.. tables.SelectMany(table => table.Cells).Select(cell => new LoggedCell(cell.Key, cell.Persons, cell.Schools, cell.IsPublic || (cell.IsShown && !withheld.Contains(cell.Key)))).DistinctBy(cell => cell.Key)],
        [.. tables.SelectMany(table => table.Sums)], hash);

    private sealed record Judgement(WithheldCells Withheld, IReadOnlyList<string> Notes);
}
