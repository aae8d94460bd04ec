using System.Globalization;
using LobResearch.Analysis.Comparisons;
using LobResearch.Charts.Catalogue;
using LobResearch.Charts.Causal;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Output;
using LobResearch.Charts.Theme;
using LobResearch.Study.Design;

namespace LobResearch.Charts.Overlap;

/// <summary>How the probability of exposure is distributed among the exposed and the others: a panel per component.</summary>
/// <param name="Words">Words of the run.</param>
/// <param name="Cells">The persons behind it.</param>
/// <param name="Comparisons">Both groups of each component that is told apart.</param>
/// <param name="Source">Data source, run id and program version.</param>
/// <param name="Language">Language of the words.</param>
internal sealed record OverlapContent(ComparisonWords Words, ComparisonCells Cells, IReadOnlyList<GroupComparison> Comparisons, string Source, Language Language) : IDisclosable<OverlapContent>
{
    /// <summary>Within these bounds persons of both groups are comparable (Crump et al. 2009, <i>Biometrika</i> 96, 187–199).</summary>
    public static (double Low, double High) Comparable => (0.1, 0.9);

    private WithheldCells _withheld = new([]);

    /// <inheritdoc/>
    public string Chart => "overlap";

    /// <inheritdoc/>
    public string? Run => Cells.Run.Id;

    /// <inheritdoc/>
    public string? OneSchool => null;

    /// <inheritdoc/>
    public string? OneCircle => null;

    /// <inheritdoc/>
    public IReadOnlyList<CountedTable> Tables => [Cells.Groups(Comparisons), .. Comparisons.Select(Bins)];

    /// <summary>Whether a component's numbers are withheld, whole.</summary>
    public bool IsWithheld(GroupComparison groups) => Cells.Hides(_withheld, groups.Component);

    /// <summary>How many of a bin's exposed, or others, there are; null when that is withheld.</summary>
    public int? Persons(GroupComparison groups, ProbabilityBin bin, bool exposed) => IsWithheld(groups) || _withheld.Contains(Key(groups, bin, exposed)) ? null : exposed ? bin.Exposed.Persons : bin.Others.Persons;

    /// <summary>The share of a component's persons with a probability at which both groups are comparable; null when a withheld bin would follow from it.</summary>
    public double? ComparableShare(GroupComparison groups) => groups.Bins.Any(bin => Persons(groups, bin, true) is null || Persons(groups, bin, false) is null)
        ? null
        : groups.Bins.Where(bin => bin.From >= Comparable.Low - 1e-9 && bin.To <= Comparable.High + 1e-9).Sum(bin => bin.Exposed.Persons + bin.Others.Persons) / (double)groups.Persons;

    /// <inheritdoc/>
    public OverlapContent Withhold(WithheldCells withheld) => this with { _withheld = withheld };

    /// <inheritdoc/>
    public OverlapContent WithSchools(SchoolNames names) => this;

    /// <inheritdoc/>
    public bool IsEmpty => Comparisons.All(IsWithheld);

    /// <inheritdoc/>
    static IChart IDisclosable<OverlapContent>.Draw(Released<OverlapContent> released) => new OverlapPlot(released);

    /// <summary>Takes what is shown from a run's rows.</summary>
    /// <param name="study">The study.</param>
    /// <param name="rows">The run's rows.</param>
    /// <param name="request">The language, and what was compared already.</param>
    public static OverlapContent Create(StudyDefinition study, AnalysedRows rows, ChartRequest request)
    {
        var words = new ComparisonWords(study, rows.Run, request.Language);
        return new OverlapContent(words, new ComparisonCells(rows.Run, rows.Counted), request.Readings.Groups(rows, "overlap"), words.Source(rows), request.Language);
    }

    private CountedTable Bins(GroupComparison groups) => new(
        [.. groups.Bins.SelectMany(bin => new[] { Cell(groups, bin, true), Cell(groups, bin, false) })],
        [new CellSum(Cells.Exposed(groups.Component), [.. groups.Bins.Select(bin => Key(groups, bin, true))]), new CellSum(Cells.Others(groups.Component), [.. groups.Bins.Select(bin => Key(groups, bin, false))])]);

    private CountedCell Cell(GroupComparison groups, ProbabilityBin bin, bool exposed)
    {
        var group = exposed ? bin.Exposed : bin.Others;
        return new CountedCell(Key(groups, bin, exposed), group.Persons, group.Schools);
    }

    private CellKey Key(GroupComparison groups, ProbabilityBin bin, bool exposed) =>
        ComparisonCells.Part(exposed ? Cells.Exposed(groups.Component) : Cells.Others(groups.Component), string.Create(CultureInfo.InvariantCulture, $"probability {bin.From:0.0}"));
}
