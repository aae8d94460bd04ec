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
    public IReadOnlyList<CountedTable> Tables =>
    [
        Cells.Groups(Curves.Select(curve => (curve.Component, curve.Exposed, curve.Others, curve.Schools))),
        .. Curves.Select(curve => new CountedTable(
            [.. curve.Density.Select(bin => new CountedCell(Key(curve, bin), bin.Persons.Persons, bin.Persons.Schools))], [new CellSum(Cells.Exposed(curve.Component), [.. curve.Density.Select(bin => Key(curve, bin))])])),
    ];

    /// <summary>Whether a component's numbers are withheld, whole.</summary>
    public bool IsWithheld(DoseComparison curve) => Cells.Hides(_withheld, curve.Component);

    /// <summary>The components whose numbers may be shown.</summary>
    public IReadOnlyList<DoseComparison> Shown => [.. Curves.Where(curve => !IsWithheld(curve))];

    /// <summary>How many persons have about that dose; null when that is withheld.</summary>
    public int? Persons(DoseComparison curve, DoseBin bin) => IsWithheld(curve) || _withheld.Contains(Key(curve, bin)) ? null : bin.Persons.Persons;

    /// <inheritdoc/>
    public DoseContent Withhold(WithheldCells withheld) => this with { _withheld = withheld };

    /// <inheritdoc/>
    public DoseContent WithSchools(SchoolNames names) => this;

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

    private CellKey Key(DoseComparison curve, DoseBin bin) =>
        ComparisonCells.Part(Cells.Exposed(curve.Component), string.Create(CultureInfo.InvariantCulture, $"{(curve.IsHours ? "hours" : "sessions")} {bin.From:0.##}"));
}
