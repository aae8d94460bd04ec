using System.Globalization;
using System.Text;
using LobResearch.Analysis.Effects;
using LobResearch.Study;
using LobResearch.Study.Database;

namespace LobResearch.Analysis.Runs;

/// <summary>How an estimate that was done over stands to the stored one.</summary>
public enum RerunVerdict
{
    /// <summary>The same bits.</summary>
    Identical,

    /// <summary>The same within 1e-10 of itself.</summary>
    Same,

    /// <summary>Another number.</summary>
    Differs,

    /// <summary>It was there and isn't now, or the other way round.</summary>
    Missing,
}

/// <summary>An estimate, then and now.</summary>
/// <param name="Verdict">How they stand to each other.</param>
/// <param name="Then">As it is stored; null when it wasn't there.</param>
/// <param name="Now">As it is estimated now on the data of then; null when it isn't there.</param>
public sealed record RerunEstimate(RerunVerdict Verdict, StoredEstimate? Then, StoredEstimate? Now);

/// <summary>A run that was done over on the data as they were for it.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Plan">Its plan.</param>
/// <param name="Kind">real or simulated.</param>
/// <param name="RunAt">When it was done, UTC.</param>
/// <param name="Change">What is otherwise than then.</param>
/// <param name="Estimates">Its estimates, in its order.</param>
public sealed record Rerun(string RunId, string Plan, string Kind, DateTime RunAt, RunChange Change, IReadOnlyList<RerunEstimate> Estimates)
{
    /// <summary>Whether every number came out the same.</summary>
    public bool IsSame => Estimates.All(estimate => estimate.Verdict is RerunVerdict.Identical or RerunVerdict.Same);

    /// <summary>Does a run over: its plan as it was, on its batches, its links and its codebook. Stores nothing.</summary>
    /// <param name="study">The study.</param>
    /// <param name="idOrBeginning">The run's id, or enough of its beginning.</param>
    /// <param name="progress">Told what takes time.</param>
    /// <param name="cancellationToken">Stops between models.</param>
    /// <exception cref="InputFault">No such run, or the data that are left can't answer its plan.</exception>
    public static async Task<Rerun> RunAsync(LobStudy study, string idOrBeginning, IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        await using var reading = await RunReading.BeginAsync(study, idOrBeginning, cancellationToken).ConfigureAwait(false);
        var (run, connection) = (reading.Run, reading.Connection);
        var stored = await StoredEstimate.ReadAsync(connection, run.Id).ConfigureAwait(false);
        IEnumerable<EffectEstimate> estimates;
        RunChange change;
        if (run.IsOfEffects)
        {
            var plan = reading.EffectPlan();
            change = await RunChange.ReadAsync(reading, await DataState.ReadAsync(connection, plan).ConfigureAwait(false), plan.Waves).ConfigureAwait(false);
            var report = await EffectRunStore.EstimateAsync(connection, reading.Form, plan, progress, cancellationToken).ConfigureAwait(false);
            estimates = report.Effects.Select(effect => EffectRows.Of(effect, plan));
        }
        else
        {
            var plan = reading.AnalysisPlan();
            change = await RunChange.ReadAsync(reading, await DataState.ReadAsync(connection, plan).ConfigureAwait(false), plan.Waves).ConfigureAwait(false);
            progress?.Report("models");
            estimates = await new EffectEstimation(plan, reading.Form).RunAsync(connection, null, cancellationToken).ConfigureAwait(false);
        }

        return new Rerun(run.Id, run.Plan, Spelling.Of(study.Definition.Kind), run.RunAt, change, Paired(stored, estimates.Select(StoredEstimate.Of).ToList()));
    }

    private static List<RerunEstimate> Paired(IReadOnlyList<StoredEstimate> then, List<StoredEstimate> now)
    {
        var left = now.ToList();
        var pairs = new List<RerunEstimate>();
        foreach (var stored in then)
        {
            var found = left.Find(estimate => estimate.Key == stored.Key);
            if (found is not null)
                left.Remove(found);
            pairs.Add(new RerunEstimate(Judge(stored, found), stored, found));
        }

        return [.. pairs, .. left.Select(estimate => new RerunEstimate(RerunVerdict.Missing, null, estimate))];
    }

    private static RerunVerdict Judge(StoredEstimate then, StoredEstimate? now) => now is null ? RerunVerdict.Missing
        : then.Numbers.Equal(now.Numbers) ? RerunVerdict.Identical
        : then.Numbers.Near(now.Numbers) ? RerunVerdict.Same : RerunVerdict.Differs;

    /// <summary>A line per estimate, then what explains differences.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        if (Kind == "simulated")
            text.AppendLine("*** gesimuleerde gegevens / simulated data: no finding about real people ***");
        text.AppendLine(CultureInfo.InvariantCulture, $"run {RunId} of {Plan}, done on {RunAt:yyyy-MM-dd HH:mm} UTC, done over on the data as of then");
        var rows = Estimates.Select(Cells).Prepend(["", "effect of", "by", "then", "se", "n", "now", "se", "n", ""]).ToList();
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
            text.AppendLine("  " + string.Join("  ", row.Select((cell, column) => column is < 3 or 9 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).TrimEnd());
        var differ = Estimates.Count(estimate => estimate.Verdict is RerunVerdict.Differs or RerunVerdict.Missing);
        text.AppendLine(CultureInfo.InvariantCulture, $"{Estimates.Count - differ} of {Estimates.Count} estimates are the same{(differ == 0 ? "" : Change.SomebodyLeft ? "; the others were estimated anew on who is left" : "")}.");
        foreach (var word in Change.Words())
            text.AppendLine("since then: " + word);
        if (differ > 0 && Change.Words().Count == 0)
            text.AppendLine("since then: nothing that is kept track of changed, so the stored numbers themselves were changed");
        return text.ToString().TrimEnd();
    }

    private static string[] Cells(RerunEstimate estimate)
    {
        var (of, then, now) = ((estimate.Then ?? estimate.Now)!, estimate.Then?.Numbers, estimate.Now?.Numbers);
        var what = string.Join(", ", new[] { of.Exposure, of.Level, of.Subgroup }.OfType<string>());
        if (of.Role == "primary" && estimate.Then?.Level is not null)
            what = $"{of.Outcome} {of.Wave}: {what}";
        return
        [
            of.Role switch { "primary" => "primary", "sensitivity" => "beside", _ => "groups" }, what, of.Level is null ? of.Estimator : $"{of.Estimator}, {of.Cluster}",
            Number(then?.Estimate), Number(then?.StandardError), Whole(then?.Persons), Number(now?.Estimate), Number(now?.StandardError), Whole(now?.Persons),
            estimate.Verdict switch
            {
                RerunVerdict.Identical => "the same bits",
                RerunVerdict.Same => "the same within 1e-10",
                RerunVerdict.Missing => then is null ? "wasn't there" : "isn't there now",
                _ => "differs",
            },
        ];
    }

    private static string Number(double? value) => value is not { } number || double.IsNaN(number) ? "-" : number.ToString("0.000000", CultureInfo.InvariantCulture);

    private static string Whole(int? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "-";
}
