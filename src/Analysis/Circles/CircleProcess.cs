using Dapper;
using LobResearch.Analysis.Comparisons;
using LobResearch.Study;
using LobResearch.Study.Database;

namespace LobResearch.Analysis.Circles;

/// <summary>What learning circles did, stage by stage, all circles together.</summary>
/// <param name="Circles">How many circles have sessions.</param>
/// <param name="Members">Their members, and the schools of the circles.</param>
/// <param name="Stages">The stages that have sessions, in order; sessions whose stage nobody noted come last.</param>
public sealed record CircleProcess(int Circles, CountedGroup Members, IReadOnlyList<StageOfCircles> Stages)
{
    /// <summary>Reads it.</summary>
    /// <param name="study">The study.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    /// <exception cref="InputFault">No session has come in.</exception>
    public static async Task<CircleProcess> ReadAsync(LobStudy study, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(study);
        await using var connection = await study.Database.OpenConnectionAsync(StudyRole.Analyst, cancellationToken).ConfigureAwait(false);
        var all = await connection.QuerySingleAsync<Counts>(Select("null::integer", "")).ConfigureAwait(false);
        if (all.Sessions == 0)
            throw new InputFault("The study holds no sessions of a leerkring yet, so there is nothing to draw. Bring them in first: lob ingest leerkring FILE.");
        var stages = (await connection.QueryAsync<Counts>(Select("s.stage::integer", "group by s.stage order by s.stage nulls last")).ConfigureAwait(false)).ToList();
        return new CircleProcess(all.Circles, new CountedGroup(all.Members, all.Schools), [.. stages.Select(Of)]);
    }

    private static StageOfCircles Of(Counts row) =>
        new(row.Stage, row.Sessions, row.Circles, new CountedGroup(row.Members, row.Schools), row.WorkedWell, row.Divided, row.DidNotCatchOn, row.Unknown);

    // Members count as persons, by the newest links.
    private static string Select(string stage, string grouping) =>
        $"""
        select {stage} as stage, count(distinct (s.circle_code, s.number))::integer as sessions, count(distinct s.circle_code)::integer as circles,
          count(distinct p.same_as)::integer as members, count(distinct c.school_id)::integer as schools,
          count(distinct (v.circle_code, v.session_number, v.work_method)) filter (where v.verdict = 'worked_well')::integer as workedwell,
          count(distinct (v.circle_code, v.session_number, v.work_method)) filter (where v.verdict = 'divided')::integer as divided,
          count(distinct (v.circle_code, v.session_number, v.work_method)) filter (where v.verdict = 'did_not_catch_on')::integer as didnotcatchon,
          count(distinct (v.circle_code, v.session_number, v.work_method)) filter (where v.verdict = 'unknown')::integer as unknown
        from study.circle_session s
        join study.learning_circle c on c.code = s.circle_code
        left join study.circle_member m on m.circle_code = s.circle_code
        left join study.shown_person p on p.person_id = m.person_id
        left join study.method_verdict v on v.circle_code = s.circle_code and v.session_number = s.number
        {grouping}
        """;

    private sealed record Counts(int? Stage, int Sessions, int Circles, int Members, int Schools, int WorkedWell, int Divided, int DidNotCatchOn, int Unknown);
}

/// <summary>What circles did at a stage.</summary>
/// <param name="Stage">1 to 6; null where nobody noted it.</param>
/// <param name="Sessions">Sessions.</param>
/// <param name="Circles">Of how many circles.</param>
/// <param name="Members">Members of these circles, and the circles' schools.</param>
/// <param name="WorkedWell">Work methods that worked well, by the group's own verdict.</param>
/// <param name="Divided">Work methods that divided the group.</param>
/// <param name="DidNotCatchOn">Work methods that did not catch on.</param>
/// <param name="Unknown">Work methods without a verdict.</param>
public sealed record StageOfCircles(int? Stage, int Sessions, int Circles, CountedGroup Members, int WorkedWell, int Divided, int DidNotCatchOn, int Unknown)
{
    /// <summary>Work methods with a verdict.</summary>
    public int Verdicts => WorkedWell + Divided + DidNotCatchOn;
}
