using LobResearch.Analysis.Comparisons;
using LobResearch.Analysis.Runs;
using LobResearch.Charts.Catalogue;
using LobResearch.Charts.Causal;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Output;
using LobResearch.Charts.Theme;
using LobResearch.Study.Design;

namespace LobResearch.Charts.Balance;

/// <summary>How far the exposed and the others differ in each covariate, before and after weighting: a panel per component.</summary>
/// <param name="Words">Words of the run.</param>
/// <param name="Cells">The persons behind it.</param>
/// <param name="Comparisons">Both groups of each component that is told apart.</param>
/// <param name="Source">Data source, run id and program version.</param>
/// <param name="Language">Language of the words.</param>
internal sealed record BalanceContent(ComparisonWords Words, ComparisonCells Cells, IReadOnlyList<GroupComparison> Comparisons, string Source, Language Language) : IDisclosable<BalanceContent>
{
    /// <summary>From where a difference is usually no longer called small, in standard deviations (Austin 2009).</summary>
    public const double Small = 0.1;

    private WithheldCells _withheld = new([]);

    /// <inheritdoc/>
    public string Chart => "balance";

    /// <inheritdoc/>
    public string? Run => Cells.Run.Id;

    /// <inheritdoc/>
    public string? OneSchool => null;

    /// <inheritdoc/>
    public string? OneCircle => null;

    /// <inheritdoc/>
    public IReadOnlyList<CountedTable> Tables => [Cells.Groups(Comparisons)];

    /// <summary>Whether a component's numbers are withheld.</summary>
    public bool IsWithheld(GroupComparison groups) => Cells.Hides(_withheld, groups.Component);

    /// <summary>The components whose numbers may be shown.</summary>
    public IReadOnlyList<GroupComparison> Shown => [.. Comparisons.Where(groups => !IsWithheld(groups))];

    /// <summary>The covariates of what is shown, from the largest difference before weighting to the smallest.</summary>
    public IReadOnlyList<string> Covariates => [.. Shown.SelectMany(groups => groups.Covariates).GroupBy(difference => difference.Covariate)
        .OrderByDescending(group => group.Max(difference => difference.Before)).Select(group => group.Key)];

    /// <inheritdoc/>
    public BalanceContent Withhold(WithheldCells withheld) => this with { _withheld = withheld };

    /// <inheritdoc/>
    public BalanceContent WithSchools(SchoolNames names) => this;

    /// <inheritdoc/>
    public bool IsEmpty => Shown.Count == 0;

    /// <inheritdoc/>
    static IChart IDisclosable<BalanceContent>.Draw(Released<BalanceContent> released) => new BalancePlot(released);

    /// <summary>Takes what is shown from a run's rows.</summary>
    /// <param name="study">The study.</param>
    /// <param name="rows">The run's rows.</param>
    /// <param name="request">The language, and what was compared already.</param>
    public static BalanceContent Create(StudyDefinition study, AnalysedRows rows, ChartRequest request)
    {
        var words = new ComparisonWords(study, rows.Run, request.Language);
        return new BalanceContent(words, new ComparisonCells(rows.Run, rows.Counted), request.Readings.Groups(rows, "balance"), words.Source(rows), request.Language);
    }
}
