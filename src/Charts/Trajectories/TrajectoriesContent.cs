using LobResearch.Analysis;
using LobResearch.Analysis.Frames;
using LobResearch.Analysis.Scores;
using LobResearch.Charts.Catalogue;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Output;
using LobResearch.Charts.Page;
using LobResearch.Charts.Theme;
using LobResearch.Study;
using LobResearch.Study.Codebook;
using LobResearch.Study.Design;
using LobResearch.Study.Reference;

namespace LobResearch.Charts.Trajectories;

/// <summary>The outcome over the waves, in schools with and without an offer of each component.</summary>
/// <remarks>Each school's mean has one vote; the interval is Student's t over the schools' means. Nothing is adjusted for.</remarks>
/// <param name="Study">The study.</param>
/// <param name="Form">The form.</param>
/// <param name="Scale">The scale that is followed: the form's first.</param>
/// <param name="Waves">The waves, in order.</param>
/// <param name="Panels">A panel per component that some schools offered and others didn't.</param>
/// <param name="NotDrawn">Components that all schools or none offered.</param>
/// <param name="Audience">For whom.</param>
/// <param name="Language">Language of the words.</param>
internal sealed record TrajectoriesContent(
    StudyDefinition Study, Form Form, Scale Scale, IReadOnlyList<Wave> Waves, IReadOnlyList<TrajectoryPanel> Panels, IReadOnlyList<string> NotDrawn, Audience Audience, Language Language)
    : IDisclosable<TrajectoriesContent>
{
    private WithheldCells _withheld = new([]);

    /// <inheritdoc/>
    public string Chart => "trajectories";

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
            var (cells, sums) = (new Dictionary<CellKey, CountedCell>(), new List<CellSum>());
            foreach (var panel in Panels)
            {
                foreach (var (with, without) in panel.With.Points.Zip(panel.Without.Points))
                {
                    var all = new CellKey(with.Cell.Key.Table, "all", "");
                    cells.TryAdd(all, new CountedCell(all, with.Cell.Persons + without.Cell.Persons, with.Cell.Schools + without.Cell.Schools) { IsShown = false });
                    (cells[with.Cell.Key], cells[without.Cell.Key]) = (with.Cell, without.Cell);
                    sums.Add(new CellSum(all, [with.Cell.Key, without.Cell.Key]));
                    foreach (var point in new[] { with, without }.Where(point => point.Schools.Count > 0))
                    {
                        foreach (var school in point.Schools)
                            cells.TryAdd(school.Cell.Key, school.Cell);
                        sums.Add(new CellSum(point.Cell.Key, [.. point.Schools.Select(school => school.Cell.Key)]));
                    }
                }
            }

            return [new CountedTable([.. cells.Values], sums)];
        }
    }

    /// <summary>Whether a mean is withheld.</summary>
    public bool IsWithheld(CountedCell cell) => _withheld.Contains(cell.Key);

    /// <inheritdoc/>
    public TrajectoriesContent Withhold(WithheldCells withheld) => this with { _withheld = withheld };

    /// <inheritdoc/>
    public TrajectoriesContent WithSchools(SchoolNames names) => this;

    /// <inheritdoc/>
    static IChart IDisclosable<TrajectoriesContent>.Draw(Released<TrajectoriesContent> released) => new TrajectoriesPicture(released);

    /// <summary>The lowest and highest score that there can be; an interval isn't drawn further.</summary>
    public (double Low, double High) Range
    {
        get
        {
            var codes = Scale.Items.SelectMany(member => Form.Items.First(item => item.Id == member.ItemId).Answers?.Options.Select(option => (double)option.Code) ?? []).ToList();
            return codes.Count == 0 || Scale.Aggregate != Aggregate.Mean ? (double.NegativeInfinity, double.PositiveInfinity) : (codes.Min(), codes.Max());
        }
    }

    /// <summary>Every mean of a condition that may be shown.</summary>
    public IEnumerable<TrajectoryPoint> Shown => Panels.SelectMany(panel => panel.With.Points.Concat(panel.Without.Points)).Where(point => point.Cell.Persons > 0 && !IsWithheld(point.Cell));

    /// <summary>The finding in words, of what may be shown.</summary>
    public string Title
    {
        get
        {
            var (scale, wave) = (Scale.Title.In(Language), Waves[^1].Id);
            if (!Shown.Any())
                return IsDutch ? $"Hoe {scale.ToLowerInvariant()} verliep, kan hier niet getoond worden" : $"How {scale.ToLowerInvariant()} developed can't be shown here";
            var compared = Panels.Where(panel => !IsWithheld(panel.With.Points[^1].Cell) && !IsWithheld(panel.Without.Points[^1].Cell)).ToList();
            var (higher, lower) = (compared.Where(panel => panel.Difference.Sign() > 0).Select(panel => panel.Name).ToList(), compared.Where(panel => panel.Difference.Sign() < 0).Select(panel => panel.Name).ToList());
            if (!compared.Exists(panel => double.IsFinite(panel.Difference.StandardError)))
                return IsDutch ? $"{scale.Capitalised()} per meting; voor een vergelijking zijn er te weinig scholen" : $"{scale.Capitalised()} per wave; there are too few schools to compare";
            if (higher.Count + lower.Count == 0)
                return IsDutch ? $"{scale.Capitalised()}: scholen met en zonder aanbod zijn bij {wave} niet te onderscheiden" : $"{scale.Capitalised()}: schools with and without the offer can't be told apart at {wave}";
            var parts = new List<string>();
            if (higher.Count > 0)
                parts.Add((IsDutch ? "hoger op scholen met aanbod van " : "higher in schools that offer ") + Wording.List(higher, Language));
            if (lower.Count > 0)
                parts.Add((IsDutch ? "lager op scholen met aanbod van " : "lower in schools that offer ") + Wording.List(lower, Language));
            return $"{scale.Capitalised()} {(IsDutch ? "ligt bij" : "is at")} {wave} {string.Join("; ", parts)}";
        }
    }

    /// <summary>What was compared.</summary>
    public string Subtitle => IsDutch
        ? $"{Study.Title.In(Language)}, {Form.Title.In(Language)}. Gemiddelde van schoolgemiddelden, {Waves.Count} {(Waves.Count == 1 ? "meting" : "metingen")}. Zonder correctie: scholen verschilden al vooraf, dus dit is geen effect."
        : $"{Study.Title.In(Language)}, {Form.Title.In(Language)}. Mean of schools' means, {Waves.Count} {(Waves.Count == 1 ? "wave" : "waves")}. Nothing is adjusted for: schools differed before, so this is no effect.";

    /// <summary>How to read it, and where it comes from.</summary>
    public IEnumerable<string?> Caption(string? note)
    {
        var lines = Audience == Audience.Thesis ? IsDutch ? " Dunne lijnen: scholen." : " Thin lines: schools." : "";
        yield return IsDutch
            ? $"Dicht: scholen met aanbod; open: zonder. Streep: 95%-interval over scholen (t, aantal scholen min één).{lines}"
            : $"Filled: schools with the offer; open: without. Bar: 95% interval over schools (t, number of schools less one).{lines}";
        yield return string.Join("; ", Waves.Select(wave => wave.Title.In(Language))) + ".";
        if (NotDrawn.Count > 0)
            yield return IsDutch ? $"Niet getekend, want alle scholen of geen boden het aan: {Wording.List(NotDrawn, Language)}." : $"Not drawn, since all schools or none offered it: {Wording.List(NotDrawn, Language)}.";
        yield return note?.Capitalised();
        yield return SourceLines.Of(Study, Language);
    }

    /// <summary>Reads and computes it.</summary>
    /// <param name="study">The study.</param>
    /// <param name="request">The form, and for whom: single schools are drawn for the thesis only.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    /// <exception cref="InputFault">The form has no scale, nobody answered it, or no component is offered by some schools and not by others.</exception>
    public static async Task<TrajectoriesContent> CreateAsync(LobStudy study, ChartRequest request, CancellationToken cancellationToken)
    {
        var form = study.Definition.NewestForm(request.Form!);
        if (form is null || form.Scales.Count == 0)
            throw new InputFault($"Form {request.Form} has no scales, so there is nothing to follow over waves. Name another: --form.");
        var report = await new StudyScales(study).ReportAsync(form.Id, new StudyScalesOptions { By = "school", Scales = [form.Scales[0].Id] }, cancellationToken).ConfigureAwait(false);
        return Of(study.Definition, report, await SchoolOffers.ReadAsync(study, cancellationToken).ConfigureAwait(false), request);
    }

    /// <summary>Takes what is shown from schools' means and what they offered.</summary>
    public static TrajectoriesContent Of(StudyDefinition study, StudyScalesReport report, IReadOnlyList<SchoolOffer> offers, ChartRequest request)
    {
        // With several waves there is a line over all of them too, which is none of them.
        var means = report.Scales.Where(entry => entry.Group is not null && entry.Reliability.Scored > 0 && (entry.Wave is not null || report.Waves.Count == 1))
            .Select(entry => new SchoolAtWave(entry.Group!, entry.Wave ?? report.Waves[0].Id, entry.Reliability.Scored, entry.Reliability.Mean)).ToList();
        var schools = means.Select(mean => mean.School).Distinct(StringComparer.Ordinal).ToList();
        var before = report.Waves[^1].Starts;
        var (panels, left) = (new List<TrajectoryPanel>(), new List<string>());
        foreach (var component in ReferenceFacts.Load().Components.Where(component => component.Step is not null))
        {
            var name = $"{component.Code} {component.Name.In(request.Language)}";
            var offering = offers.Where(offer => offer.Component == component.Code && (before is null || offer.First < before)).Select(offer => offer.School).ToHashSet(StringComparer.Ordinal);
            if (schools.All(offering.Contains) || !schools.Any(offering.Contains))
            {
                left.Add(name);
                continue;
            }

            Trajectory Of(bool isOffered) => new([.. report.Waves.Select(wave => TrajectoryPoint.Of(
                $"{report.Form.Id} {wave.Id} scored {report.Scales[0].Scale.Id}", $"{component.Code} {(isOffered ? "offered" : "not offered")} before {report.Waves[^1].Id}",
                [.. means.Where(mean => mean.Wave == wave.Id && offering.Contains(mean.School) == isOffered)], request.Audience == Audience.Thesis))]);
            panels.Add(new TrajectoryPanel(name, component.Code, Of(isOffered: true), Of(isOffered: false)));
        }

        if (panels.Count == 0)
            throw new InputFault("No component is offered by some schools and not by others before the last wave, so there are no groups of schools to follow. Bring in the activities: lob ingest attendance FILE.");
        return new TrajectoriesContent(study, report.Form, report.Scales[0].Scale, report.Waves, panels, left, request.Audience, request.Language);
    }
}
