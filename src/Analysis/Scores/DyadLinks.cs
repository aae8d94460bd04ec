using Dapper;
using LobResearch.Study;
using Npgsql;

namespace LobResearch.Analysis.Scores;

/// <summary>Who is parent and student together, by the newest version of the links.</summary>
/// <param name="Version">The version.</param>
/// <param name="Pairs">Parent and student, by the ids that stand for them.</param>
internal sealed record DyadLinks(int Version, IReadOnlyList<(Guid Parent, Guid Student)> Pairs)
{
    /// <exception cref="InputFault">There are no links, or none between parents and students.</exception>
    public static async Task<DyadLinks> ReadAsync(NpgsqlConnection connection)
    {
        var version = await connection.ExecuteScalarAsync<int?>("select max(version) from study.link_version").ConfigureAwait(false)
            ?? throw new InputFault("Nobody was linked yet, so no parent is known to belong to a student. Link first: lob link run.");
        var pairs = (await connection.QueryAsync<(Guid, Guid)>("select parent_id, student_id from study.dyad where version = @version", new { version }).ConfigureAwait(false)).ToList();
        return pairs.Count > 0
            ? new DyadLinks(version, pairs)
            : throw new InputFault(FormattableString.Invariant($"Links version {version} found no parent and student who belong together. Bring both forms in and link again: lob link run."));
    }
}
