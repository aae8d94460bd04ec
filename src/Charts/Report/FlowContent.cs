using LobResearch.Analysis.Effects;
using LobResearch.Analysis.Runs;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Forest;
using LobResearch.Charts.Theme;
using LobResearch.Study.Database;

namespace LobResearch.Charts.Report;

/// <summary>How many parents are left at each step of a run, of all and by exposure. A withheld count is null.</summary>
internal sealed record FlowContent : IReleasable<FlowContent>
{
    private const string All = EffectCells.All;
    private readonly EffectRun _run;
    private readonly int _schools;
    private WithheldCells _withheld = new([]);

    /// <summary>Takes the steps of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="schools">Schools of the study.</param>
    /// <param name="language">Language of the words.</param>
    public FlowContent(EffectRun run, int schools, Language language) => (_run, _schools, Language) = (run, schools, language);

    /// <inheritdoc/>
    public string Chart => "report-flow";

    /// <inheritdoc/>
    public string? Run => _run.Id;

    /// <inheritdoc/>
    public Language Language { get; }

    /// <inheritdoc/>
    public string? OneSchool => null;

    /// <inheritdoc/>
    public string? OneCircle => null;

    /// <summary>The steps.</summary>
    public IReadOnlyList<FlowStage> Stages => _run.Report.Flow;

    /// <summary>Parents at a step; null when that is withheld.</summary>
    public int? Parents(FlowStage stage) => Shown(stage, All, stage.All);

    /// <summary>Exposed parents at a step; null where withheld.</summary>
    public int? Exposed(FlowStage stage, FlowExposure exposure) => Shown(stage, Exposed(exposure.Component, "yes"), exposure.Yes);

    /// <inheritdoc/>
    public IReadOnlyList<CountedTable> Tables
    {
        get
        {
            var (cells, sums) = (new List<CountedCell>(), new List<CellSum>());
            foreach (var stage in Stages)
            {
                cells.Add(new CountedCell(Key(stage, All), stage.All, _schools));
                foreach (var exposure in stage.Exposed)
                {
                    var (yes, no, unknown) = (Key(stage, Exposed(exposure.Component, "yes")), Key(stage, Exposed(exposure.Component, "no")), Key(stage, Exposed(exposure.Component, "unknown")));
                    cells.AddRange(new CountedCell(yes, exposure.Yes, ExposedSchools(exposure.Component)), new CountedCell(no, exposure.No, _schools) { IsShown = false }, new CountedCell(unknown, exposure.Unknown, _schools) { IsShown = false });
                    sums.Add(new CellSum(Key(stage, All), [yes, no, unknown]));
                }
            }

            foreach (var (whole, part) in Nested())
                Rest(whole, part, cells, sums);
            return [new CountedTable([.. cells], sums), Beside(cells)];
        }
    }

    /// <inheritdoc/>
    public FlowContent Withhold(WithheldCells withheld) => this with { _withheld = withheld };

    /// <inheritdoc/>
    public FlowContent WithSchools(SchoolNames names) => this;

    // Invited ⊂ registered, both ⊂ either wave, analysed ⊂ both: who is left out between two steps follows from the counts.
    private IEnumerable<(FlowStage Whole, FlowStage Part)> Nested()
    {
        if (Find("in an attendance register") is { } registered && Find("invited") is { } invited)
            yield return (registered, invited);
        var (both, analysed) = (Find("answered both"), Find("analysed:"));
        if (both is null)
            yield break;
        foreach (var wave in new[] { _run.Plan.BaselineWave, _run.Plan.OutcomeWave })
        {
            if (Stages.FirstOrDefault(stage => stage.Stage == $"answered {wave}") is { } answered)
                yield return (answered, both);
        }

        if (analysed is not null)
            yield return (both, analysed);
    }

    private void Rest(FlowStage whole, FlowStage part, List<CountedCell> cells, List<CellSum> sums)
    {
        Leftover(All, whole.All, part.All, _schools);
        foreach (var (of, in_) in whole.Exposed.Zip(part.Exposed))
        {
            Leftover(Exposed(of.Component, "yes"), of.Yes, in_.Yes, ExposedSchools(of.Component));
            Leftover(Exposed(of.Component, "no"), of.No, in_.No, _schools);
        }

        void Leftover(string column, int all, int some, int schools)
        {
            var rest = EffectCells.Rest(_run, whole, part, column);
            cells.Add(new CountedCell(rest, all - some, schools) { IsShown = false });
            sums.Add(new CellSum(Key(whole, column), [Key(part, column), rest]));
        }
    }

    // The forest plot tells how many are analysed: the same persons under another name.
    private CountedTable Beside(List<CountedCell> listed)
    {
        var beside = EffectCells.Analysed(_run);
        var known = listed.Select(cell => cell.Key).ToHashSet();
        return beside with { Cells = [.. beside.Cells.Where(cell => !known.Contains(cell.Key))] };
    }

    private int? Shown(FlowStage stage, string column, int persons) => _withheld.Contains(Key(stage, column)) ? null : persons;

    private int ExposedSchools(string component) => _run.Report.Separability[_run.Plan.ExposureColumn(component)].ExposedClusters;

    private FlowStage? Find(string beginning) => EffectCells.Find(_run, beginning);

    private CellKey Key(FlowStage stage, string column) => EffectCells.Of(_run, stage, column);

    // Whether a school offers something isn't whether a parent came.
    private string Exposed(string component, string answer) => $"{Spelling.Of(_run.Plan.Estimand)} {component} {answer}";
}
