using LobResearch.Analysis.Effects;
using LobResearch.Analysis.Frames;
using LobResearch.Analysis.Plans;
using LobResearch.Analysis.Runs;
using LobResearch.Statistics;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Separability;
using LobResearch.Study;
using LobResearch.Study.Database;

namespace LobResearch.Analysis.Comparisons;

/// <summary>The rows that a run of effects analysed, read again as they were for it, without those of persons who left since.</summary>
public sealed class AnalysedRows
{
    internal AnalysedRows(EffectRun run, EffectModel model, ColumnSet data)
    {
        bool Is(string exposure, Func<Separation, bool> wanted) => wanted(run.Report.Separability[exposure].Separation);
        (Run, Data) = (run, data);
        Model = model with
        {
            Exposures = [.. model.Exposures.Where(exposure => Is(exposure, separation => separation != Separation.NoVariation))],
            InOneSchool = [.. model.Exposures.Where(exposure => Is(exposure, separation => separation == Separation.InOneCluster))],
        };
    }

    /// <summary>The run.</summary>
    public EffectRun Run { get; }

    /// <summary>A row per person; per person and wave of a staggered offer.</summary>
    public ColumnSet Data { get; }

    /// <summary>Which columns make up the run's model, without those that all rows have alike.</summary>
    public EffectModel Model { get; }

    /// <summary>Rows that the run had and that are gone, as when persons withdrew.</summary>
    public int Gone => Run.Report.Flow[^1].All - Data.Rows;

    /// <summary>Persons in the rows, and the schools that they are of.</summary>
    public CountedGroup Counted => new(
        Effects.Models.LeastSquaresEffects.PersonsOf(Model, Data, [.. Enumerable.Range(0, Data.Rows)]), ((CategoricalColumn)Data[Model.School]).Codes.ToArray().Distinct().Count());

    /// <summary>The components whose effect the run tells from the others and from school, in the plan's order.</summary>
    /// <exception cref="InputFault">There are none.</exception>
    internal IReadOnlyList<string> Components(string picture)
    {
        var told = Run.Plan.Exposures.Where(component => Run.Report.Separability[Run.Plan.ExposureColumn(component)].IsEstimable).ToList();
        return told.Count > 0 ? told : throw new InputFault(
            $"Run {Run.Id} ({Spelling.Of(Run.Plan.Estimand)}) tells no component from the others and from school, so there are no groups to compare in a picture of {picture}. Name a run that does: 'lob chart effects --run ID' shows which.");
    }

    /// <summary>Reads them.</summary>
    /// <param name="study">The study.</param>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="InputFault">The run can't be read again, or nobody of it is left.</exception>
    public static async Task<AnalysedRows> ReadAsync(LobStudy study, EffectRun run, CancellationToken cancellationToken = default)
    {
        await using var reading = await RunReading.BeginAsync(study, run.Id, cancellationToken).ConfigureAwait(false);
        var frame = await EffectFrameReader.ReadAsync(reading.Connection, reading.Form, reading.EffectPlan(), cancellationToken).ConfigureAwait(false);
        var (model, data) = new EffectAnalysis(run.Plan, frame, run.Report.Reliability, null).AnalysedData();
        return new AnalysedRows(run, model, data);
    }

    /// <summary>Refuses rows of persons at several waves.</summary>
    /// <exception cref="InputFault">They are.</exception>
    internal void RefuseWaves(string picture)
    {
        if (Run.Plan.IsStaggered)
            throw new InputFault($"Run {Run.Id} compares schools with themselves over waves, which is no comparison of two groups of parents: the picture {picture} is of a run with one row per parent. Name such a run: --run ID.");
    }

    /// <summary>Does what can fail on these rows.</summary>
    /// <exception cref="InputFault">It failed.</exception>
    internal T Try<T>(string component, Func<T> compute)
    {
        try
        {
            return compute();
        }
        catch (Exception fault) when (fault is StatisticsException or FormulaException)
        {
            throw new InputFault($"Run {Run.Id}, component {component}: {fault.Message}");
        }
    }
}
