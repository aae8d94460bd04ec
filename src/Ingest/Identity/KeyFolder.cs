using System.Security.Cryptography;
using LobResearch.Study;
using LobResearch.Study.Database;
using LobResearch.Study.Server;

namespace LobResearch.Ingest.Identity;

/// <summary>
/// Where a study's keys are: in the environment (<c>LOB_INDEX_KEY</c>, <c>LOB_CODE_KEY</c>, <c>LOB_ROW_KEY</c>, base64 of 32
/// bytes), else in files of mode 600 under <c>$LOB_HOME/keys</c>, each named by study, purpose and key.
/// </summary>
internal sealed class KeyFolder(LobHome home, string studyId)
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public string Folder { get; } = Path.Combine(home.Folder, "keys");

    public static string EnvironmentName(KeyPurpose purpose) => $"LOB_{purpose.ToString().ToUpperInvariant()}_KEY";

    public static bool IsInEnvironment(KeyPurpose purpose) => !string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(EnvironmentName(purpose)));

    /// <summary>The key that the database stands under.</summary>
    /// <exception cref="EnvironmentFault">It is lost, another one, no key, or readable by others.</exception>
    public StudyKey Load(KeyPurpose purpose, string id)
    {
        if (Configured(purpose) is { } configured)
        {
            return configured.Id == id ? configured : throw new EnvironmentFault(
                $"{EnvironmentName(purpose)} holds the key {configured.Id}, and the database stands under {id}: with another key every person would be taken for a new one. " +
                "Set the right key, or unset the variable to use the key files.");
        }

        var path = PathOf(purpose, id);
        if (!File.Exists(path))
        {
            throw new EnvironmentFault(
                $"The key file {path} is missing, and the database's contents stand under that key. Put the file back from where its copy is kept, or set {EnvironmentName(purpose)}; " +
                "without it a person's next questionnaire can't be found again.");
        }

        var key = Read(path);
        return key.Id == id ? key : throw new EnvironmentFault($"The key file {path} holds another key ({key.Id}) than its name says. Put the right file back.");
    }

    /// <summary>A key for a database that has none yet: the environment's, or the newest file's, or a new one.</summary>
    public StudyKey LoadOrCreate(KeyPurpose purpose)
    {
        if (Configured(purpose) is { } configured)
            return configured;
        // A key that was made for a first ingest which then didn't go through serves the next one.
        if (Files(purpose).OrderByDescending(File.GetLastWriteTimeUtc).ThenBy(path => path, StringComparer.Ordinal).FirstOrDefault() is { } path)
            return Read(path);
        return Create(purpose);
    }

    /// <summary>Makes a new key and keeps it.</summary>
    public StudyKey Create(KeyPurpose purpose)
    {
        var key = StudyKey.Random();
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(Folder);
        else
            Directory.CreateDirectory(Folder, OwnerOnly | UnixFileMode.UserExecute);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        var path = PathOf(purpose, key.Id);
        var incomplete = path + ".new";
        using (var file = new FileStream(incomplete, options))
        using (var writer = new StreamWriter(file))
        {
            writer.WriteLine(Convert.ToBase64String(key.Secret));
            writer.Flush();
            file.Flush(flushToDisk: true);
        }

        File.Move(incomplete, path);
        return key;
    }

    /// <summary>Destroys a key: overwrites its file, then removes it.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Destroy(KeyPurpose purpose, string id)
    {
        var path = PathOf(purpose, id);
        if (!File.Exists(path))
            return false;
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Write))
        {
            file.Write(RandomNumberGenerator.GetBytes((int)file.Length));
            file.Flush(flushToDisk: true);
        }

        File.Delete(path);
        return true;
    }

    /// <summary>The files that are there.</summary>
    public IReadOnlyList<string> Files(KeyPurpose purpose) =>
        Directory.Exists(Folder) ? Directory.GetFiles(Folder, $"{studyId}.{Spelling.Of(purpose)}.*.key") : [];

    private string PathOf(KeyPurpose purpose, string id) => Path.Combine(Folder, $"{studyId}.{Spelling.Of(purpose)}.{id}.key");

    private static StudyKey? Configured(KeyPurpose purpose) =>
        Environment.GetEnvironmentVariable(EnvironmentName(purpose)) is { } text && !string.IsNullOrWhiteSpace(text) ? Decode(text, EnvironmentName(purpose)) : null;

    private static StudyKey Read(string path)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0)
            throw new EnvironmentFault($"The key file {path} can be read by others. Run: chmod 600 '{path}'");
        return Decode(File.ReadAllText(path), path);
    }

    private static StudyKey Decode(string text, string where)
    {
        var key = new byte[StudyKey.Length + 1];
        if (!Convert.TryFromBase64String(text.Trim(), key, out var length) || length != StudyKey.Length)
            throw new EnvironmentFault($"{where} does not hold a key: expected base64 of {StudyKey.Length} bytes.");
        return new StudyKey(key[..StudyKey.Length]);
    }
}
