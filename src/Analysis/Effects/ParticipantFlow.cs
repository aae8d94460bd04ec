using Dapper;
using LobResearch.Analysis.Frames;
using LobResearch.Analysis.Plans;
using LobResearch.Study.Codebook;
using LobResearch.Study.Database;
using Npgsql;

namespace LobResearch.Analysis.Effects;

/// <summary>How many parents are left from register to analysis, by exposure.</summary>
internal static class ParticipantFlow
{
    /// <summary>The stages before the analysed rows.</summary>
    /// <param name="connection">Within the run's snapshot.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="form">Its form.</param>
    /// <param name="frame">Everybody who answered at either wave.</param>
    /// <param name="stage">Counts rows of the frame by exposure.</param>
    public static async Task<IReadOnlyList<FlowStage>> ReadAsync(
        NpgsqlConnection connection, EffectPlan plan, Form form, EffectFrame frame, Func<string, IReadOnlyList<int>, FlowStage> stage)
    {
        var all = Enumerable.Range(0, frame.Columns.Rows).ToList();
        var both = all.Where(row => frame.AnsweredBaseline[row] && frame.AnsweredOutcome[row]).ToList();
        return
        [
            await RegisteredAsync(connection, plan, form, "in an attendance register between both waves", "true").ConfigureAwait(false),
            await RegisteredAsync(connection, plan, form, "invited to something", "t.invited = 'yes'").ConfigureAwait(false),
            stage($"answered {plan.BaselineWave}", all.Where(row => frame.AnsweredBaseline[row]).ToList()),
            stage($"answered {plan.OutcomeWave}", all.Where(row => frame.AnsweredOutcome[row]).ToList()),
            stage($"answered both: linked from {plan.BaselineWave} to {plan.OutcomeWave}", both),
        ];
    }

    // Who stands in the registers, answered or not. What somebody attended is known from the same register.
    private static async Task<FlowStage> RegisteredAsync(NpgsqlConnection connection, EffectPlan plan, Form form, string name, string condition)
    {
        var rows = (await connection.QueryAsync<(string Component, int Yes, int No, int Unknown)>(
            $"""
            with registered as (
              select c.same_as as person_id, k.component_code, bool_or(t.presence = 'attended') as attended, bool_or(t.presence = 'unknown') as unknown
              from study.shown_attendance t
              join study.person p on p.id = t.person_id
              join study.shown_person c on c.person_id = t.person_id
              join study.shown_activity a on a.code = t.activity_code
              cross join lateral unnest(a.components) k (component_code)
              where p.role = @role and {condition} and not exists (select 1 from study.shown_refusal r where r.person_id = t.person_id)
                and a.held_on >= coalesce((select starts from study.wave where code = @BaselineWave), '-infinity')
                and a.held_on < coalesce((select ends from study.wave where code = @OutcomeWave), 'infinity')
              group by c.same_as, k.component_code
            ),
            persons as (select distinct person_id from registered)
            select c.code, count(*) filter (where r.attended)::int, count(*) filter (where r.person_id is null or (not r.attended and not r.unknown))::int,
              count(*) filter (where not r.attended and r.unknown)::int
            from unnest(@exposures) c (code) cross join persons p left join registered r on r.person_id = p.person_id and r.component_code = c.code
            group by c.code
            """,
            new { role = Spelling.Of(form.Role), plan.BaselineWave, plan.OutcomeWave, exposures = plan.Exposures.ToArray() }).ConfigureAwait(false)).ToDictionary(row => row.Component, StringComparer.Ordinal);
        var exposed = plan.Exposures.Select(component => rows.TryGetValue(component, out var row) ? new FlowExposure(component, row.Yes, row.No, row.Unknown) : new FlowExposure(component, 0, 0, 0)).ToList();
        return new FlowStage(name, exposed.Count == 0 ? 0 : exposed[0].Yes + exposed[0].No + exposed[0].Unknown, exposed);
    }
}
