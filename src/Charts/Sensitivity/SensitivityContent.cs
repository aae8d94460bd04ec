using LobResearch.Analysis.Comparisons;
using LobResearch.Analysis.Effects;
using LobResearch.Analysis.Runs;
using LobResearch.Charts.Causal;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Forest;
using LobResearch.Charts.Output;
using LobResearch.Charts.Theme;
using LobResearch.Study.Design;

namespace LobResearch.Charts.Sensitivity;

/// <summary>What an unmeasured cause would do to each component's adjusted effect, by how strong it is: a panel per component.</summary>
/// <param name="Words">Words of the run.</param>
/// <param name="Effects">Run that it is drawn of.</param>
/// <param name="Causes">Per component what such a cause would do.</param>
/// <param name="Source">Data source, run id and program version.</param>
/// <param name="Language">Language of the words.</param>
internal sealed record SensitivityContent(ComparisonWords Words, EffectRun Effects, IReadOnlyList<HiddenCause> Causes, string Source, Language Language) : IDisclosable<SensitivityContent>
{
    private WithheldCells _withheld = new([]);

    /// <inheritdoc/>
    public string Chart => "sensitivity";

    /// <inheritdoc/>
    public string? Run => Effects.Id;

    /// <inheritdoc/>
    public string? OneSchool => null;

    /// <inheritdoc/>
    public string? OneCircle => null;

    /// <inheritdoc/>
    public IReadOnlyList<CountedTable> Tables => [CountedTable.Of(Causes.Select(Cell)), EffectCells.Analysed(Effects)];

    /// <summary>Whether a component's numbers are withheld.</summary>
    public bool IsWithheld(HiddenCause cause) => _withheld.Contains(Cell(cause).Key);

    /// <summary>The components whose numbers may be shown.</summary>
    public IReadOnlyList<HiddenCause> Shown => [.. Causes.Where(cause => !IsWithheld(cause))];

    /// <inheritdoc/>
    public SensitivityContent Withhold(WithheldCells withheld) => this with { _withheld = withheld };

    /// <inheritdoc/>
    public SensitivityContent WithSchools(SchoolNames names) => this;

    /// <inheritdoc/>
    public bool IsEmpty => Shown.Count == 0;

    /// <inheritdoc/>
    static IChart IDisclosable<SensitivityContent>.Draw(Released<SensitivityContent> released) => new SensitivityPlot(released);

    /// <summary>Takes what is shown from a run's rows.</summary>
    /// <param name="study">The study.</param>
    /// <param name="rows">The run's rows.</param>
    /// <param name="language">Language of the words.</param>
    public static SensitivityContent Create(StudyDefinition study, AnalysedRows rows, Language language)
    {
        var words = new ComparisonWords(study, rows.Run, language);
        return new SensitivityContent(words, rows.Run, HiddenCause.Of(rows), words.Source(rows), language);
    }

    private CountedCell Cell(HiddenCause cause) => EffectForest.Cell(
        Effects, Effects.Report.Effects.First(effect => effect is { Role: EffectRole.Primary, Subgroup: null } && effect.Component == cause.Component)) with
    { Persons = cause.Persons, Schools = cause.Schools };
}
