using System.Globalization;
using LobResearch.Analysis.Comparisons;
using LobResearch.Charts.Causal;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Output;
using LobResearch.Charts.Theme;
using LobResearch.Study.Design;

namespace LobResearch.Charts.Dose;

/// <summary>What goes with attending more, against attending nothing: a panel per component.</summary>
/// <param name="Words">Words of the run.</param>
/// <param name="Cells">The persons behind it.</param>
/// <param name="Curves">A curve per component.</param>
/// <param name="Axis">The outcome, in words.</param>
/// <param name="Source">Data source, run id and program version.</param>
/// <param name="Language">Language of the words.</param>
internal sealed record DoseContent(ComparisonWords Words, ComparisonCells Cells, IReadOnlyList<DoseComparison> Curves, string Axis, string Source, Language Language) : IDisclosable<DoseContent>
{
    private WithheldCells _withheld = new([]);

    /// <inheritdoc/>
    public string Chart => "dose";

    /// <inheritdoc/>
    public string? Run => Cells.Run.Id;

    /// <inheritdoc/>
    public string? OneSchool => null;

    /// <inheritdoc/>
    public string? OneCircle => null;

    /// <inheritdoc/>
    public IReadOnlyList<CountedTable> Tables => [.. Curves.SelectMany(curve => new[] { Cells.Groups([(curve.Component, Attended(curve), curve.Others, curve.Schools)]), Parts(curve) })];

    /// <summary>Whether a component's numbers are withheld, whole.</summary>
    public bool IsWithheld(DoseComparison curve) => Cells.Hides(_withheld, curve.Component);

    /// <summary>The components whose numbers may be shown.</summary>
    public IReadOnlyList<DoseComparison> Shown => [.. Curves.Where(curve => !IsWithheld(curve))];

    /// <summary>How many persons have about that dose; null when that is withheld.</summary>
    public int? Persons(DoseComparison curve, DoseBin bin) => IsWithheld(curve) || _withheld.Contains(Key(curve, bin)) ? null : bin.Persons.Persons;

    /// <summary>How many attended, of whom it isn't known how much; null when that is withheld: then how many the curve rests on is too.</summary>
    public int? Unknown(DoseComparison curve) =>
        curve.Unknown.Persons == 0 ? 0
        : _withheld.Contains(UnknownKey(curve)) || curve.Density.Any(bin => Persons(curve, bin) is null) ? null : curve.Unknown.Persons;

    /// <summary>All who attended, also those of whom it isn't known how much: the same group as in pictures of both groups.</summary>
    public static CountedGroup Attended(DoseComparison curve) => new(curve.Exposed.Persons + curve.Unknown.Persons, Math.Max(curve.Exposed.Schools, curve.Unknown.Schools));

    /// <inheritdoc/>
    public DoseContent Withhold(WithheldCells withheld) => this with { _withheld = withheld };

    /// <inheritdoc/>
    public DoseContent WithSchools(SchoolNames names) => this;

    /// <inheritdoc/>
    public bool IsEmpty => Shown.Count == 0;

    /// <inheritdoc/>
    static IChart IDisclosable<DoseContent>.Draw(Released<DoseContent> released) => new DosePlot(released);

    /// <summary>Takes what is shown from a run's rows.</summary>
    /// <param name="study">The study.</param>
    /// <param name="rows">The run's rows.</param>
    /// <param name="language">Language of the words.</param>
    public static DoseContent Create(StudyDefinition study, AnalysedRows rows, Language language)
    {
        var (words, plan) = (new ComparisonWords(study, rows.Run, language), rows.Run.Plan);
        var outcome = study.NewestForm(plan.FormId)!.Scales.First(scale => scale.Id == plan.Outcome).Title.In(language);
        return new DoseContent(words, new ComparisonCells(rows.Run, rows.Counted), DoseComparison.Of(rows), $"{outcome} ({plan.OutcomeWave})", words.Source(rows), language);
    }

    // Those of whom it isn't known how much are what is left of a group that other pictures tell of: few of them, and a bar is withheld.
    private CountedTable Parts(DoseComparison curve)
    {
        var bins = curve.Density.Select(bin => new CountedCell(Key(curve, bin), bin.Persons.Persons, bin.Persons.Schools)).ToList();
        if (curve.Unknown.Persons > 0)
            bins.Add(new CountedCell(UnknownKey(curve), curve.Unknown.Persons, curve.Unknown.Schools) { IsShown = false });
        return new CountedTable(bins, [new CellSum(Cells.Exposed(curve.Component), [.. bins.Select(bin => bin.Key)])]);
    }

    private CellKey UnknownKey(DoseComparison curve) => ComparisonCells.Part(Cells.Exposed(curve.Component), $"{Unit(curve)} unknown");

    private CellKey Key(DoseComparison curve, DoseBin bin) =>
        ComparisonCells.Part(Cells.Exposed(curve.Component), string.Create(CultureInfo.InvariantCulture, $"{Unit(curve)} {bin.From:0.##}"));

    private static string Unit(DoseComparison curve) => curve.IsHours ? "hours" : "sessions";
}
