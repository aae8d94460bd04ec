using LobResearch.Analysis;
using LobResearch.Study;
using LobResearch.Study.Database;
using LobResearch.Study.Design;
using LobResearch.Study.Server;

namespace LobResearch;

/// <summary>
/// A study, opened: its definition and its database. The way in for notebooks and for the command line.
/// </summary>
/// <example><code>await using var study = await LobStudy.OpenAsync("star");</code></example>
public sealed class LobStudy : IAsyncDisposable
{
    /// <summary>The name of the study whose forms stand in <c>data-schema</c> itself.</summary>
    public const string OwnName = "lob";

    /// <summary>Names the study that is meant where none is named.</summary>
    private const string EnvironmentName = "LOB_STUDY";

    private LobStudy(StudyDefinition definition, StudyDatabase database) => (Definition, Database) = (definition, database);

    /// <summary>What the study is.</summary>
    public StudyDefinition Definition { get; }

    /// <summary>Where its data are.</summary>
    public StudyDatabase Database { get; }

    /// <summary>The study that <c>LOB_STUDY</c> names, else the example <c>star</c>: what is meant where none is named.</summary>
    public static string DefaultName => Environment.GetEnvironmentVariable(EnvironmentName) is { Length: > 0 } name ? name : "star";

    /// <summary>Opens the study that <c>LOB_STUDY</c> names, else the example <c>star</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <inheritdoc cref="OpenAsync(string, IProgress{string}?, CancellationToken)" path="/exception"/>
    public static Task<LobStudy> OpenAsync(CancellationToken cancellationToken = default) => OpenAsync(DefaultName, null, cancellationToken);

    /// <summary>Opens a study: starts the embedded server if there is one, migrates, and registers the definition.</summary>
    /// <param name="nameOrFolder">The name of an example, or a folder that holds <c>study.yaml</c>.</param>
    /// <param name="progress">Told what takes time.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="InputFault">No such study, or faults in its files.</exception>
    /// <exception cref="EnvironmentFault">The database can't be reached.</exception>
    public static async Task<LobStudy> OpenAsync(
        string nameOrFolder, IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        var definition = Find(nameOrFolder);
        var database = await StudyDatabase.OpenAsync(definition.Id, progress, cancellationToken).ConfigureAwait(false);
        try
        {
            await StudyRegistry.RegisterAsync(database, definition, cancellationToken).ConfigureAwait(false);
            return new LobStudy(definition, database);
        }
        catch
        {
            await database.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Reads a study's definition without touching a database.</summary>
    /// <inheritdoc cref="OpenAsync(string, IProgress{string}?, CancellationToken)" path="/param[@name='nameOrFolder']"/>
    public static StudyDefinition Find(string nameOrFolder)
    {
        if (File.Exists(Path.Combine(nameOrFolder, "study.yaml")))
            return StudyFolder.Load(Path.GetFullPath(nameOrFolder));
        var schema = DataSchema.Find();
        if (nameOrFolder == OwnName && schema is not null)
            return StudyFolder.Load(schema);
        var examples = schema is null ? null : Path.Combine(schema, "examples");
        var named = examples is null ? null : Path.Combine(examples, nameOrFolder);
        if (named is not null && nameOrFolder.IndexOfAny(['/', '\\']) < 0 && File.Exists(Path.Combine(named, "study.yaml")))
            return StudyFolder.Load(named);
        var folders = examples is not null && Directory.Exists(examples) ? Directory.GetDirectories(examples) : [];
        var known = folders.Select(Path.GetFileName).Order(StringComparer.Ordinal);
        throw new InputFault($"There is no study '{nameOrFolder}': expected a folder that holds study.yaml, {OwnName} for the forms in data-schema, or one of the examples ({string.Join(", ", known)}).");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Database.DisposeAsync();
}
