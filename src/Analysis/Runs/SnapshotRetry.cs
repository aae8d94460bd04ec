using LobResearch.Study;
using Npgsql;

namespace LobResearch.Analysis.Runs;

/// <summary>Does work on one snapshot of the database again when another session stored the same meanwhile.</summary>
internal static class SnapshotRetry
{
    private const int Most = 3;

    /// <summary>Does the work; anew, on a newer snapshot, when the database says that it can't be put in an order with another's.</summary>
    /// <param name="work">All of a transaction, from beginning it to committing it.</param>
    /// <exception cref="EnvironmentFault">Others kept getting in between.</exception>
    public static async Task<T> RunAsync<T>(Func<Task<T>> work)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await work().ConfigureAwait(false);
            }
            catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.SerializationFailure)
            {
                if (attempt == Most)
                    throw new EnvironmentFault("Another analysis of the same plan and data is being stored at the same time. Wait until it is done, and run this again.");
            }
        }
    }
}
