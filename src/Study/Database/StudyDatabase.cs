using System.Collections.Concurrent;
using System.Net.Sockets;
using LobResearch.Study.Server;
using Npgsql;

namespace LobResearch.Study.Database;

/// <summary>
/// An open study database: a team's server named by <c>LOB_DATABASE</c>, or else the embedded server of this user.
/// Not a study's content: <see cref="StudyRegistry"/> puts forms, waves and schools into it.
/// </summary>
/// <remarks>Hold it while the database is needed; disposing lets the embedded server stop when nobody else uses it.</remarks>
public sealed class StudyDatabase : IAsyncDisposable
{
    private const string EnvironmentName = "LOB_DATABASE";
    private const string RestoreMark = "lob: restore not finished, ";
    private readonly EmbeddedServer? _server;

    private readonly string _connectionString;
    private readonly ConcurrentDictionary<StudyRole, NpgsqlDataSource> _byRole = new();

    private StudyDatabase(string connectionString, EmbeddedServer? server)
    {
        _connectionString = new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "lob" }.ConnectionString;
        _server = server;
        Source = NpgsqlDataSource.Create(_connectionString);
    }

    /// <summary>Opens connections to the study's database.</summary>
    public NpgsqlDataSource Source { get; }

    /// <summary>Whether the embedded server is used, rather than a server that <c>LOB_DATABASE</c> names.</summary>
    public bool IsEmbedded => _server is not null;

    /// <summary>
    /// Opens the database and, on the embedded server, creates and migrates it. On a team's server migrating is an
    /// administrator's act (<c>lob db migrate</c>): a schema that is behind is refused.
    /// </summary>
    /// <param name="studyCode">The study's identifier; names the database on the embedded server.</param>
    /// <param name="progress">Told what takes time.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="EnvironmentFault">No server can be reached or started, or its schema is behind.</exception>
    public static async Task<StudyDatabase> OpenAsync(
        string studyCode, IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        var database = await ConnectAsync(studyCode, progress, cancellationToken).ConfigureAwait(false);
        try
        {
            if (database.IsEmbedded)
                await database.MigrateAsync(cancellationToken).ConfigureAwait(false);
            else
                await database.RefuseUnfinishedAsync(cancellationToken).ConfigureAwait(false);
            return database;
        }
        catch
        {
            await database.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Opens the database without looking at its schema; for <c>lob db migrate</c>.</summary>
    /// <inheritdoc cref="OpenAsync" path="/param"/>
    public static async Task<StudyDatabase> ConnectAsync(
        string studyCode, IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        if (TeamServer is { } configured)
            return await ConnectToTeamServerAsync(configured, cancellationToken).ConfigureAwait(false);

        var server = await EmbeddedServer.EnterAsync(LobHome.FromEnvironment(), progress, cancellationToken).ConfigureAwait(false);
        try
        {
            var name = DatabaseName(studyCode);
            await server.EnsureDatabaseAsync(name, cancellationToken).ConfigureAwait(false);
            return new StudyDatabase(server.ConnectionStringFor(name), server);
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>What <c>LOB_DATABASE</c> holds; null when it isn't set and the embedded server is used.</summary>
    public static string? TeamServer => Environment.GetEnvironmentVariable(EnvironmentName) is { } configured && !string.IsNullOrWhiteSpace(configured) ? configured : null;

    /// <summary>
    /// A connection with the rights of a kind of work and no more. On the embedded server, whose login owns everything, it
    /// takes that role; on a team's server the login of <c>LOB_DATABASE</c> is one of them already.
    /// </summary>
    /// <param name="role">The kind of work.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task<NpgsqlConnection> OpenConnectionAsync(StudyRole role, CancellationToken cancellationToken = default)
    {
        if (!IsEmbedded)
            return await Source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        var source = _byRole.GetOrAdd(role, wanted => NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(_connectionString) { Options = "-c role=" + Login(wanted) }.ConnectionString));
        return await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The database role of a kind of work.</summary>
    public static string Login(StudyRole role) => "lob_" + Spelling.Of(role);

    /// <summary>Applies the migrations that the database lacks.</summary>
    /// <returns>The scripts applied now.</returns>
    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellationToken = default)
    {
        var applied = await Migrations.ApplyAsync(Source, _connectionString, cancellationToken).ConfigureAwait(false);
        await ReferenceStore.LoadIfChangedAsync(Source, cancellationToken).ConfigureAwait(false);
        FaultPoints.Reach("migrated");
        return applied;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var source in _byRole.Values)
            await source.DisposeAsync().ConfigureAwait(false);
        await Source.DisposeAsync().ConfigureAwait(false);
        if (_server is not null)
            await _server.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<StudyDatabase> ConnectToTeamServerAsync(string configured, CancellationToken cancellationToken)
    {
        StudyDatabase database;
        try
        {
            database = new StudyDatabase(configured, server: null);
        }
        catch (ArgumentException fault)
        {
            throw new EnvironmentFault(
                $"{EnvironmentName} is not a connection string: {fault.Message} " +
                "Write it as 'Host=…;Database=…;Username=…;Password=…'.");
        }

        try
        {
            await using var connection = await database.Source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            return database;
        }
        catch (Exception fault) when (fault is NpgsqlException or SocketException or TimeoutException)
        {
            await database.DisposeAsync().ConfigureAwait(false);
            throw new EnvironmentFault(
                $"The database that {EnvironmentName} names cannot be reached: {fault.Message} " +
                $"Check that the server runs and that the login may connect, or unset {EnvironmentName} to use the embedded server.");
        }
    }

    /// <summary>
    /// Which backup a team's database is being restored from, by its digest; null when none is. Until withdrawals are
    /// replayed it holds people who withdrew, and nobody else may use it.
    /// </summary>
    internal async Task<string?> RestoringAsync(CancellationToken cancellationToken)
    {
        await using var command = Source.CreateCommand("select shobj_description(oid, 'pg_database') from pg_database where datname = current_database()");
        var comment = await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as string;
        return comment?.StartsWith(RestoreMark, StringComparison.Ordinal) == true ? comment[RestoreMark.Length..] : null;
    }

    /// <summary>Marks the database as being restored, or as done (null).</summary>
    internal async Task MarkRestoringAsync(string? digest, CancellationToken cancellationToken)
    {
        await using var connection = await Source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var command = connection.CreateCommand();
        // A comment takes no parameters: the server itself quotes.
        command.CommandText = "select format('comment on database %I is %L', current_database(), @text)";
        command.Parameters.AddWithValue("text", NpgsqlTypes.NpgsqlDbType.Text, digest is null ? DBNull.Value : RestoreMark + digest);
        var statement = (string)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
        await connection.ExecuteAsync(statement, cancellationToken).ConfigureAwait(false);
    }

    private async Task RefuseUnfinishedAsync(CancellationToken cancellationToken)
    {
        if (await RestoringAsync(cancellationToken).ConfigureAwait(false) is not null)
            throw new EnvironmentFault("A restore into this database didn't end, so people who withdrew may still be in it. Run 'lob restore' with the same backup again.");
        var pending = Migrations.Pending(_connectionString);
        if (pending.Count > 0)
        {
            throw new EnvironmentFault(
                $"The database lacks {pending.Count} migration(s), from {pending[0]} on. " +
                "Run 'lob db migrate' as the database's owner.");
        }
    }

    // An identifier of at most 63 bytes; study codes are lower-case identifiers already.
    private static string DatabaseName(string studyCode) => "lob_" + studyCode;
}
