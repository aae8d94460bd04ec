using Dapper;
using Npgsql;

namespace LobResearch.Ingest.Storing;

/// <summary>Batches of one database come and go one after another.</summary>
internal static class IngestLock
{
    // Any constant will do, as long as every lob process uses the same.
    private const long Key = 0x10B_1A6E_57;

    /// <summary>Waits for the batches that are under way; held until the transaction ends.</summary>
    public static Task TakeAsync(NpgsqlConnection connection) =>
        connection.ExecuteAsync("select pg_advisory_xact_lock(@Key)", new { Key });
}
