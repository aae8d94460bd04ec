using Dapper;
using LobResearch.Analysis.Frames;
using LobResearch.Analysis.Plans;
using LobResearch.Statistics.Columns;
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
        var stages = new List<FlowStage>
        {
            await RegisteredAsync(connection, plan, form, "in an attendance register between both waves", "true").ConfigureAwait(false),
            await RegisteredAsync(connection, plan, form, "invited to something", "t.invited = 'yes'").ConfigureAwait(false),
        };
        if (plan.IsStaggered)
        {
            // A row per person and wave: each wave is a stage of its own.
            var waves = ((CategoricalColumn)frame.Columns["wave"]).Codes.ToArray();
            stages.AddRange(plan.Waves.Select((wave, place) => stage($"answered {wave}", all.Where(row => waves[row] == place).ToList())));
            stages.AddRange(plan.Waves.Skip(1).Select((wave, place) => stage($"answered {plan.BaselineWave} and {wave}", all.Where(row => waves[row] == place + 1 && frame.AnsweredBaseline[row]).ToList())));
            return stages;
        }

        stages.Add(stage($"answered {plan.BaselineWave}", all.Where(row => frame.AnsweredBaseline[row]).ToList()));
        stages.Add(stage($"answered {plan.OutcomeWave}", all.Where(row => frame.AnsweredOutcome[row]).ToList()));
        stages.Add(stage($"answered both: linked from {plan.BaselineWave} to {plan.OutcomeWave}", all.Where(row => frame.AnsweredBaseline[row] && frame.AnsweredOutcome[row]).ToList()));
        return stages;
    }

    // Who stands in the registers, answered or not. What somebody attended is known from the same register.
    private static async Task<FlowStage> RegisteredAsync(NpgsqlConnection connection, EffectPlan plan, Form form, string name, string condition)
    {
        var rows = (await connection.QueryAsync<(string Component, int Yes, int No, int Unknown)>(
            $"""
            with shown as materialized (
              select a.code, a.school_id, k.component_code
              from study.shown_activity a cross join lateral unnest(a.components) k (component_code)
              where a.held_on >= coalesce((select starts from study.wave where code = @BaselineWave), '-infinity')
                and a.held_on < coalesce((select ends from study.wave where code = @OutcomeWave), 'infinity')
            ),
            rows as materialized (
              select c.same_as as person_id, t.activity_code, t.presence, t.invited
              from study.shown_attendance t
              join study.person p on p.id = t.person_id
              join study.shown_person c on c.person_id = t.person_id
              where p.role = @role and t.source <> 'self_report' and not exists (select 1 from study.shown_refusal r where r.person_id = t.person_id)
                and t.activity_code in (select code from shown)
            ),
            persons as materialized (select distinct t.person_id from rows t where {condition}),
            registered as (
              select t.person_id, s.component_code, bool_or(t.presence = 'attended') as attended, bool_or(t.presence = 'unknown') as unknown, count(distinct t.activity_code) as told
              from rows t join persons p on p.person_id = t.person_id join shown s on s.code = t.activity_code
              group by t.person_id, s.component_code
            ),
            -- What the schools held in whose registers a person stands: where the person doesn't stand in it, nobody knows.
            held as (
              select h.person_id, s.component_code, count(distinct s.code) as held
              from (select distinct t.person_id, s.school_id from rows t join persons p on p.person_id = t.person_id join shown s on s.code = t.activity_code) h
              join shown s on s.school_id = h.school_id
              group by h.person_id, s.component_code
            )
            select c.code, count(*) filter (where r.attended)::int,
              count(*) filter (where not coalesce(r.attended, false) and not coalesce(r.unknown, false) and coalesce(r.told, 0) >= coalesce(h.held, 0))::int,
              count(*) filter (where not coalesce(r.attended, false) and (coalesce(r.unknown, false) or coalesce(r.told, 0) < coalesce(h.held, 0)))::int
            from unnest(@exposures) c (code) cross join persons p
            left join registered r on r.person_id = p.person_id and r.component_code = c.code
            left join held h on h.person_id = p.person_id and h.component_code = c.code
            group by c.code
            """,
            new { role = Spelling.Of(form.Role), plan.BaselineWave, plan.OutcomeWave, exposures = plan.Exposures.ToArray() }).ConfigureAwait(false)).ToDictionary(row => row.Component, StringComparer.Ordinal);
        var exposed = plan.Exposures.Select(component => rows.TryGetValue(component, out var row) ? new FlowExposure(component, row.Yes, row.No, row.Unknown) : new FlowExposure(component, 0, 0, 0)).ToList();
        return new FlowStage(name, exposed.Count == 0 ? 0 : exposed[0].Yes + exposed[0].No + exposed[0].Unknown, exposed);
    }
}
