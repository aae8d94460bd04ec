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
    public IReadOnlyList<CountedTable> Tables => [.. Curves.SelectMany(curve => new[] { CellsOf(curve).Groups([(curve.Component, curve.Exposed, curve.Others, curve.Schools)]), Parts(curve) })];

    /// <summary>Whether a component's numbers are withheld, whole.</summary>
    public bool IsWithheld(DoseComparison curve) => CellsOf(curve).Hides(_withheld, curve.Component);

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

    // Who attended, but not how much, is in pictures of both groups and not in this one: then this one's groups have names of their own.
    private ComparisonCells CellsOf(DoseComparison curve) => curve.Unknown.Persons == 0 ? Cells : Cells with { Known = curve.IsHours ? "hours" : "sessions" };

    private CountedTable Parts(DoseComparison curve)
    {
        var exposed = CellsOf(curve).Exposed(curve.Component);
        var bins = curve.Density.Select(bin => new CountedCell(Key(curve, bin), bin.Persons.Persons, bin.Persons.Schools)).ToList();
        var sum = new CellSum(exposed, [.. bins.Select(bin => bin.Key)]);
        if (curve.Unknown.Persons == 0)
            return new CountedTable(bins, [sum]);
        var (attended, unknown) = (Cells.Exposed(curve.Component), ComparisonCells.Part(Cells.Exposed(curve.Component), "dose unknown"));
        return new CountedTable(
            [
                .. bins, new CountedCell(unknown, curve.Unknown.Persons, curve.Unknown.Schools) { IsShown = false },
                new CountedCell(attended, curve.Exposed.Persons + curve.Unknown.Persons, Math.Max(curve.Exposed.Schools, curve.Unknown.Schools)) { IsShown = false },
            ],
            [sum, new CellSum(attended, [exposed, unknown])]);
    }

    private CellKey Key(DoseComparison curve, DoseBin bin) =>
        ComparisonCells.Part(CellsOf(curve).Exposed(curve.Component), string.Create(CultureInfo.InvariantCulture, $"{(curve.IsHours ? "hours" : "sessions")} {bin.From:0.##}"));
}
