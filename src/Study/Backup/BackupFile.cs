using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using LobResearch.Study.Server;

namespace LobResearch.Study.Backup;

/// <summary>
/// The file of a cold copy: a gzipped tar of <c>manifest.json</c>, <c>server.json</c> and the data folder as <c>data/</c>,
/// followed by a <see cref="DigestTrailer"/>. Neither keys nor passwords nor the server's log are in it.
/// </summary>
internal static class BackupFile
{
    private const string ManifestName = "manifest.json";
    private const string RecordName = "server.json";
    private const string DataName = "data/";
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    /// <summary>Writes the file and reads it back: what it gives must be what was read from the data folder.</summary>
    /// <param name="path">A new file; mode 600.</param>
    /// <param name="manifest">What it says about itself.</param>
    /// <param name="record">What is recorded beside the data.</param>
    /// <param name="data">The data folder of a stopped server.</param>
    /// <param name="isLeftOut">Whether a file, by its path in the data folder, isn't needed.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public static async Task WriteAsync(
        string path, BackupManifest manifest, ServerRecord record, string data, Predicate<string> isLeftOut, CancellationToken cancellationToken)
    {
        var written = new Dictionary<string, string>(StringComparer.Ordinal);
        await using (var file = DurableFiles.OpenPrivate(path, FileMode.Create))
        await using (var compressed = new GZipStream(file, CompressionLevel.Fastest))
        await using (var tar = new TarWriter(compressed, TarEntryFormat.Pax))
        {
            await WriteTextAsync(tar, ManifestName, JsonSerializer.Serialize(manifest, Format), cancellationToken).ConfigureAwait(false);
            await WriteTextAsync(tar, RecordName, JsonSerializer.Serialize(record, Format), cancellationToken).ConfigureAwait(false);
            foreach (var entry in new DirectoryInfo(data).EnumerateFileSystemInfos("*", SearchOption.AllDirectories).OrderBy(entry => entry.FullName, StringComparer.Ordinal))
            {
                var name = Path.GetRelativePath(data, entry.FullName);
                if (entry.LinkTarget is not null)
                    throw new EnvironmentFault($"{entry.FullName} is a link: the data of this server lie in several places, which a backup would not hold. Move them into the data folder first.");
                if (entry is FileInfo && isLeftOut(name))
                    continue;
                if (entry is DirectoryInfo)
                    await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.Directory, DataName + name + "/") { Mode = entry.UnixFileMode }, cancellationToken).ConfigureAwait(false);
                else
                    written.Add(name, await WriteFileAsync(tar, entry, name, cancellationToken).ConfigureAwait(false));
            }
        }

        await DigestTrailer.AppendAsync(path, cancellationToken).ConfigureAwait(false);
        FaultPoints.Reach("backup-written");
        await DigestTrailer.CheckAsync(path, cancellationToken).ConfigureAwait(false);
        var readBack = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (var entry in EntriesAsync(path, cancellationToken).ConfigureAwait(false))
        {
            if (NameInData(path, entry) is { } name && entry.EntryType != TarEntryType.Directory)
                readBack.Add(name, Convert.ToHexString(await SHA256.HashDataAsync(entry.DataStream ?? Stream.Null, cancellationToken).ConfigureAwait(false)));
        }

        if (readBack.Count != written.Count || written.Any(file => readBack.GetValueOrDefault(file.Key) != file.Value))
            throw new EnvironmentFault($"What was written to {path} reads back differently. Check the disk, and back up to another one.");
    }

    /// <summary>Checks every byte of the file, and says what it is.</summary>
    /// <exception cref="InputFault">It isn't a whole backup of the embedded server.</exception>
    public static async Task<BackupManifest> CheckAsync(string path, CancellationToken cancellationToken)
    {
        await DigestTrailer.CheckAsync(path, cancellationToken).ConfigureAwait(false);
        if (TeamBackup.IsDump(path))
            throw new InputFault($"{path} is the dump of a database on a team's server. Set LOB_DATABASE to an empty database to restore it into.");
        await foreach (var entry in EntriesAsync(path, cancellationToken).ConfigureAwait(false))
        {
            if (entry.Name != ManifestName || entry.DataStream is null)
                break;
            var head = JsonDocument.Parse(entry.DataStream).RootElement;
            var format = head.GetProperty("format").GetInt32();
            return format == BackupManifest.CurrentFormat
                ? head.Deserialize<BackupManifest>(Format)!
                : throw new InputFault($"{path} has form {format}, which this program ({ProgramVersion.Current}) doesn't know; it reads {BackupManifest.CurrentFormat}. Restore it with the version that wrote it.");
        }

        throw new InputFault($"{path} is not a backup of the embedded server: it has no manifest.");
    }

    /// <summary>Unpacks the data folder of a file that was checked.</summary>
    public static async Task UnpackAsync(string path, string data, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(data, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await foreach (var entry in EntriesAsync(path, cancellationToken).ConfigureAwait(false))
        {
            if (NameInData(path, entry) is not { } name)
                continue;
            var target = Path.Combine(data, name);
            if (entry.EntryType == TarEntryType.Directory)
                Directory.CreateDirectory(target, entry.Mode);
            else
                await entry.ExtractToFileAsync(target, overwrite: false, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<string> WriteFileAsync(TarWriter tar, FileSystemInfo file, string name, CancellationToken cancellationToken)
    {
        await using var content = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.Read);
        var hash = Convert.ToHexString(await SHA256.HashDataAsync(content, cancellationToken).ConfigureAwait(false));
        content.Position = 0;
        await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, DataName + name) { Mode = file.UnixFileMode, DataStream = content }, cancellationToken).ConfigureAwait(false);
        return hash;
    }

    private static Task WriteTextAsync(TarWriter tar, string name, string text, CancellationToken cancellationToken) =>
        tar.WriteEntryAsync(
            new PaxTarEntry(TarEntryType.RegularFile, name) { Mode = DurableFiles.OwnerOnly, DataStream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)) },
            cancellationToken);

    private static async IAsyncEnumerable<TarEntry> EntriesAsync(
        string path, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 17);
        await using var plain = new GZipStream(file, CompressionMode.Decompress);
        await using var tar = new TarReader(plain);
        while (await tar.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false) is { } entry)
            yield return entry;
    }

    // A digest guards against accidents, not against a file that somebody made to write outside the folder.
    private static string? NameInData(string path, TarEntry entry)
    {
        if (entry.Name is ManifestName or RecordName)
            return null;
        var name = entry.Name.StartsWith(DataName, StringComparison.Ordinal) ? entry.Name[DataName.Length..].TrimEnd('/') : "";
        return name.Length > 0 && !Path.IsPathRooted(name) && !name.Split('/').Contains("..") &&
            entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.Directory
            ? name
            : throw new InputFault($"{path} holds an entry that no backup has ('{entry.Name}'). Nothing was changed.");
    }
}
