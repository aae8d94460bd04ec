using LobResearch.TestKit;
using Npgsql;

namespace LobResearch.Cli.Tests.Faults;

/// <summary>What a study's database holds.</summary>
/// <param name="Snapshot">A digest; empty when no file has left anything, whatever has been made of the schema.</param>
/// <param name="Orphans">What lacks what it belongs to, or is there twice.</param>
internal sealed record StoredStudy(string Snapshot, IReadOnlyList<string> Orphans)
{
    private static readonly string[] TablesThatFilesFill =
    [
        "ingest.source", "ingest.batch", "ingest.finding", "identity.code", "study.person", "study.class_group", "study.questionnaire",
        "study.number_answer", "study.date_answer", "text.answer", "sensitive.answer",
    ];

    /// <summary>No database, or an empty one.</summary>
    public static StoredStudy Nothing { get; } = new("", []);

    /// <summary>Whether no file has left anything.</summary>
    public bool IsUntouched => Snapshot.Length == 0;

    public static async Task<StoredStudy> ReadAsync(NpgsqlConnection connection)
    {
        foreach (var table in TablesThatFilesFill)
        {
            // A process that was killed while migrating leaves the tables of the scripts that were done.
            if (await ScalarAsync(connection, $"select to_regclass('{table}') is not null") && await ScalarAsync(connection, $"select exists (select 1 from {table})"))
                return new StoredStudy(await DatabaseSnapshot.TakeAsync(connection), await DatabaseOrphans.FindAsync(connection));
        }

        return Nothing;
    }

    private static async Task<bool> ScalarAsync(NpgsqlConnection connection, string question)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = question;
        return await command.ExecuteScalarAsync() is true;
    }
}
