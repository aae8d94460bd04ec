using Dapper;
using LobResearch.Analysis.Plans;
using LobResearch.Study;
using LobResearch.Study.Codebook;
using LobResearch.Study.Design;
using LobResearch.Study.Yaml;
using Npgsql;

namespace LobResearch.Analysis.Runs;

/// <summary>A run as it is stored: what it needs to be done over.</summary>
internal sealed record StoredRun(
    string Id, string Plan, string PlanText, string FormId, int FormVersion, byte[] FormHash, string ProgramVersion, string Processor, string Label, string? LabelReason,
    int Removed, int? Persons, long? LastBatch, DateTime RunAt)
{
    /// <summary>Finds a run.</summary>
    /// <param name="connection">A connection that may read runs.</param>
    /// <param name="idOrBeginning">Its id, or enough of the beginning.</param>
    /// <exception cref="InputFault">No run or several begin so.</exception>
    public static async Task<StoredRun> FindAsync(NpgsqlConnection connection, string idOrBeginning)
    {
        var all = (await connection.QueryAsync<string>("select id from analysis.run order by run_at").ConfigureAwait(false)).ToList();
        var found = all.Where(id => id.StartsWith(idOrBeginning, StringComparison.Ordinal)).ToList();
        if (found.Count != 1 || idOrBeginning.Length == 0)
        {
            throw new InputFault(all.Count == 0
                ? "The database holds no runs yet. Make one: lob analyse PLAN."
                : $"{(found.Count == 0 ? "No run begins" : "Several runs begin")} with '{idOrBeginning}'. The runs are {string.Join(", ", all.TakeLast(20))}.");
        }

        return await connection.QuerySingleAsync<StoredRun>(
            """
            select r.id as Id, r.plan_code as Plan, r.plan_text as PlanText, f.code as FormId, v.version as FormVersion, v.content_hash as FormHash, r.program_version as ProgramVersion,
              r.processor as Processor, r.label as Label, r.label_reason as LabelReason, r.removed_count as Removed, r.person_count as Persons, r.last_batch_id as LastBatch, r.run_at as RunAt
            from analysis.run r join study.form_version v on v.id = r.form_version_id join study.form f on f.id = v.form_id
            where r.id = @id
            """,
            new { id = found[0] }).ConfigureAwait(false);
    }

    /// <summary>Whether its plan states an estimand.</summary>
    /// <exception cref="InputFault">The stored plan can't be read.</exception>
    public bool IsOfEffects
    {
        get
        {
            var faults = new FaultList();
            var top = YamlFile.Parse(PlanText, PlanName, faults);
            faults.ThrowIfAny();
            return top!.Has("estimand");
        }
    }

    /// <summary>How its plan is called in messages.</summary>
    public string PlanName => $"plan {Plan} of run {Id}";

    /// <summary>The study with the codebook as it was for the run: no newer version of its form.</summary>
    /// <exception cref="InputFault">The study's folder lacks the form version.</exception>
    public StudyDefinition Then(StudyDefinition study)
    {
        if (study.FindForm(FormId, FormVersion) is not { } form || !form.ContentHash.AsSpan().SequenceEqual(FormHash))
            throw new InputFault($"Run {Id} read form {FormId} up to version {FormVersion}, and {study.Folder} holds no such version with the same contents. Put its codebook back; a version that has answers is never changed.");
        return study with { Forms = [.. study.Forms.Where(known => known.Id != FormId || known.Version <= FormVersion)] };
    }

    /// <summary>Its form.</summary>
    public Form FormOf(StudyDefinition study) => study.FindForm(FormId, FormVersion)!;

    /// <summary>From here on the transaction reads the data as of this run.</summary>
    /// <exception cref="InputFault">It isn't known which batches were in.</exception>
    public async Task ReadAsOfAsync(NpgsqlConnection connection)
    {
        if (LastBatch is null)
            throw new InputFault($"Run {Id} stands there without the batches that were in by then, so it can't be done over. Run its plan again: lob analyse {Plan}.");
        await connection.ExecuteAsync("select set_config('lob.as_of_run', @Id, true)", new { Id }).ConfigureAwait(false);
    }
}
