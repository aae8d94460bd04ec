using System.Globalization;
using Dapper;
using LobResearch.Study;

namespace LobResearch.Analysis.Runs;

/// <summary>What is otherwise than when a run was done, of all that its numbers depend on.</summary>
/// <param name="ProgramThen">The program by which it was done.</param>
/// <param name="ProgramNow">This program.</param>
/// <param name="ProcessorThen">The processor on which it was done.</param>
/// <param name="ProcessorNow">This processor.</param>
/// <param name="PersonsThen">Persons whose questionnaires it read; null for runs of before this was kept.</param>
/// <param name="PersonsNow">Those of them who are left.</param>
/// <param name="RefusedSince">Those who are left out since they refuse by now.</param>
/// <param name="WithdrawnQuestionnaires">Filled-in questionnaires of its batches, earlier versions included, that went with persons who withdrew since.</param>
/// <param name="TakenBack">Its batches that were taken back since.</param>
/// <param name="SameData">Whether what is read is the same; null when an other program told what it read, so that this can't be said.</param>
public sealed record RunChange(
    string ProgramThen, string ProgramNow, string ProcessorThen, string ProcessorNow, int? PersonsThen, int PersonsNow, int RefusedSince, int WithdrawnQuestionnaires,
    IReadOnlyList<long> TakenBack, bool? SameData)
{
    /// <summary>Persons who withdrew since; null when that can't be told apart from batches that were taken back, or wasn't kept.</summary>
    public int? WithdrawnPersons => TakenBack.Count > 0 || PersonsThen is null ? null : PersonsThen - PersonsNow - RefusedSince;

    /// <summary>Whether somebody whom the run read is no longer there.</summary>
    public bool SomebodyLeft => RefusedSince > 0 || WithdrawnQuestionnaires > 0 || TakenBack.Count > 0 || PersonsThen > PersonsNow;

    /// <summary>Each change as a sentence.</summary>
    public IReadOnlyList<string> Words()
    {
        var words = new List<string>();
        if (WithdrawnPersons > 0)
            words.Add($"{Persons(WithdrawnPersons.Value)} withdrew since, with {Number(WithdrawnQuestionnaires)} questionnaires; {Number(PersonsNow)} of {Number(PersonsThen!.Value)} are left");
        else if (WithdrawnQuestionnaires > 0)
            words.Add($"{Number(WithdrawnQuestionnaires)} questionnaires of its batches went since with persons who withdrew; {Number(PersonsNow)} persons are left");
        if (RefusedSince > 0)
            words.Add($"{Persons(RefusedSince)} left out who {(RefusedSince == 1 ? "refuses" : "refuse")} by now");
        if (TakenBack.Count > 0)
            words.Add($"{(TakenBack.Count == 1 ? "batch" : "batches")} {string.Join(", ", TakenBack)} of the run {(TakenBack.Count == 1 ? "was" : "were")} taken back since");
        if (ProgramThen != ProgramNow)
            words.Add($"done by program {ProgramThen}, now by {ProgramNow}");
        if (ProcessorThen != ProcessorNow)
            words.Add($"done on {ProcessorThen}, now on {ProcessorNow}");
        if (SameData == false && !SomebodyLeft)
            words.Add("what is read is not what the run read: the days of the study's waves, or rows in the database, were changed");
        return words;
    }

    internal static async Task<RunChange> ReadAsync(RunReading reading, DataState now, IReadOnlyList<string> waves)
    {
        var run = reading.Run;
        var (removed, dataHash) = await reading.Connection.QuerySingleAsync<(int Removed, byte[] DataHash)>(
            """
            select (select coalesce(sum(m.questionnaires), 0)::int from analysis.run_batch b join ingest.batch_removal m on m.batch_id = b.batch_id where b.run_id = r.id), r.data_hash
            from analysis.run r where r.id = @Id
            """,
            new { run.Id }).ConfigureAwait(false);
        var takenBack = (await reading.Connection.QueryAsync<long>(
            "select b.id from analysis.run_batch r join ingest.batch b on b.id = r.batch_id where r.run_id = @Id and b.undone_at is not null order by b.id", new { run.Id }).ConfigureAwait(false)).ToList();
        return new RunChange(
            run.ProgramVersion, ProgramVersion.Current, run.Processor, RunRecord.Processor(), run.Persons, now.Persons,
            await DataState.RefusedSinceAsync(reading.Connection, run.FormId, waves).ConfigureAwait(false), Math.Max(0, removed - run.Removed), takenBack,
            run.ProgramVersion == ProgramVersion.Current ? dataHash.AsSpan().SequenceEqual(now.Hash) : null);
    }

    private static string Persons(int count) => count == 1 ? "1 person" : Number(count) + " persons";

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
