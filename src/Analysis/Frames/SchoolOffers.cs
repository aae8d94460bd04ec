using Dapper;
using LobResearch.Study.Database;

namespace LobResearch.Analysis.Frames;

/// <summary>What each school offered its parents.</summary>
public static class SchoolOffers
{
    /// <summary>Components with an activity in a school, and when the first of them was held. Activities of no single school are left out.</summary>
    /// <param name="study">The study.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public static async Task<IReadOnlyList<SchoolOffer>> ReadAsync(LobStudy study, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(study);
        await using var connection = await study.Database.OpenConnectionAsync(StudyRole.Analyst, cancellationToken).ConfigureAwait(false);
        return (await connection.QueryAsync<(string School, string Component, DateTime First)>(
            "select school, component_code, min(held_on)::timestamp from study.offer where school is not null group by school, component_code order by school, component_code").ConfigureAwait(false))
            .Select(row => new SchoolOffer(row.School, row.Component, DateOnly.FromDateTime(row.First))).ToList();
    }
}

/// <summary>A component that a school offered.</summary>
/// <param name="School">The school's code.</param>
/// <param name="Component">The component's code.</param>
/// <param name="First">Day of the first activity.</param>
public sealed record SchoolOffer(string School, string Component, DateOnly First);
