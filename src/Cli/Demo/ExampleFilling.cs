using System.Security.Cryptography;
using System.Text.Json;
using Dapper;
using LobResearch.Ingest.Mapping;
using LobResearch.Simulation.Scenarios;
using LobResearch.Simulation.Scenarios.Files;
using LobResearch.Study;
using LobResearch.Study.Database;
using LobResearch.Study.Server;

namespace LobResearch.Cli.Demo;

/// <summary>Makes and fills a generated study for notebooks, in <c>$LOB_HOME/demo</c>: by itself, or on what <c>lob demo</c> filled already.</summary>
internal static class ExampleFilling
{
    private const string List = "files.json";

    /// <summary>Fills a study where it isn't yet.</summary>
    /// <param name="name">rotterdam or crossed.</param>
    /// <param name="cancellationToken">Stops; what isn't in comes in the next time.</param>
    /// <returns>The study's folder.</returns>
    /// <exception cref="InputFault">No such study.</exception>
    public static async Task<string> RunAsync(string name, CancellationToken cancellationToken)
    {
        var scenarios = Enum.GetValues<Scenario>();
        var scenario = scenarios.Where(one => GeneratedStudy.NameOf(one) == name).Cast<Scenario?>().FirstOrDefault()
            ?? throw new InputFault($"There is no example '{VisibleText.Of(name)}': expected star, {string.Join(" or ", scenarios.Select(GeneratedStudy.NameOf).Order(StringComparer.Ordinal))}. A study of your own needs no filling: LobStudy.OpenAsync(FOLDER).");
        var folder = Path.Combine(LobHome.FromEnvironment().Folder, "demo", Key(), name);
        if (!File.Exists(Path.Combine(folder, List)))
            Write(scenario, folder, cancellationToken);
        var study = await LobStudy.OpenAsync(folder, null, cancellationToken).ConfigureAwait(false);
        await using (study.ConfigureAwait(false))
            await FillAsync(study, Files(folder), cancellationToken).ConfigureAwait(false);
        return folder;
    }

    // A file that is in is left alone: some would be read again, since consents that came after them could change what they bring.
    private static async Task FillAsync(LobStudy study, IReadOnlyList<SimulatedFile> files, CancellationToken cancellationToken)
    {
        await GeneratedStudy.FixPlansAsync(study, cancellationToken).ConfigureAwait(false);
        var (batches, isLinked) = await StateAsync(study.Database, cancellationToken).ConfigureAwait(false);
        var missing = files.Where(file => !batches.Contains(BatchOf(study, file))).ToList();
        await GeneratedStudy.IngestAsync(study, missing, null, cancellationToken).ConfigureAwait(false);
        if (missing.Count > 0 || !isLinked)
            await GeneratedStudy.Way(study).LinkAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<(HashSet<string> Batches, bool IsLinked)> StateAsync(StudyDatabase database, CancellationToken cancellationToken)
    {
        var connection = await database.OpenConnectionAsync(StudyRole.Analyst, cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var batches = await connection.QueryAsync<string>(
                """
                select encode(b.file_hash, 'hex') || case when s.code like 'sheet:%' then '' else encode(b.mapping_hash, 'hex') || encode(b.form_hash, 'hex') end
                from ingest.batch b join ingest.source s on s.id = b.source_id where b.undone_at is null
                """).ConfigureAwait(false);
            return ([.. batches], await connection.ExecuteScalarAsync<bool>("select exists (select from study.link_version)").ConfigureAwait(false));
        }
    }

    // What a batch is known by: file, mapping and form; of a sheet the file alone, since the program brings the rest.
    private static string BatchOf(LobStudy study, SimulatedFile file)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine([study.Definition.Folder, .. file.Path.Split('/')]))));
        if (file.Source is null)
            return hash;
        var mapping = SourceReader.Read(study.Definition, file.Source);
        return hash + Convert.ToHexStringLower(mapping.Hash) + Convert.ToHexStringLower(study.Definition.FindForm(mapping.FormId, mapping.FormVersion)!.ContentHash);
    }

    // Under a name of its own first: another notebook that begins meanwhile finds a whole folder or none.
    private static void Write(Scenario scenario, string folder, CancellationToken cancellationToken)
    {
        var above = Path.GetDirectoryName(folder)!;
        Directory.CreateDirectory(above);
        var fresh = Path.Combine(above, $".{Path.GetFileName(folder)}-{Environment.ProcessId}");
        var files = GeneratedStudy.Write(scenario, fresh, cancellationToken);
        File.WriteAllText(Path.Combine(fresh, List), JsonSerializer.Serialize(files.Files));
        try
        {
            Directory.Move(fresh, folder);
        }
        catch (IOException) when (File.Exists(Path.Combine(folder, List)))
        {
            Directory.Delete(fresh, recursive: true);
        }
    }

    private static List<SimulatedFile> Files(string folder) =>
        JsonSerializer.Deserialize<List<SimulatedFile>>(File.ReadAllText(Path.Combine(folder, List)))!;

    // What the files are made of: the generator and the forms.
    private static string Key()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(typeof(ScenarioFolder).Module.ModuleVersionId.ToByteArray());
        var schema = GeneratedStudy.Schema();
        var forms = new[] { "codebooks", "sources", "plans" }.Select(part => Path.Combine(schema, part)).Where(Directory.Exists)
            .SelectMany(part => Directory.EnumerateFiles(part, "*.yaml")).Append(Path.Combine(schema, "study.yaml"));
        foreach (var form in forms.Order(StringComparer.Ordinal))
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(form)));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..8];
    }
}
