using System.Security.Cryptography;
using System.Text;
using LobResearch.Study;
using LobResearch.Study.Server;

namespace LobResearch.Ingest.Identity;

/// <summary>
/// The secret under which self-generated codes are indexed: equal codes give equal indexes, and without the key an
/// index tells nothing about its code. It never enters the database.
/// </summary>
/// <remarks>HMAC-SHA-256 (RFC 2104, FIPS 198-1).</remarks>
public sealed class BlindIndexKey : IDisposable
{
    private const string EnvironmentName = "LOB_INDEX_KEY";
    private const int KeyLength = 32;
    // Keyed once: setting a key up costs more than hashing a row.
    private readonly IncrementalHash _hash;

    private BlindIndexKey(byte[] key)
    {
        _hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        Id = Convert.ToHexStringLower(HMACSHA256.HashData(key, "lob key id"u8))[..12];
    }

    /// <summary>Names the key without telling anything about it.</summary>
    public string Id { get; }

    /// <summary>
    /// The study's key: from <c>LOB_INDEX_KEY</c> (base64 of 32 bytes), else from its file under <c>$LOB_HOME/keys</c>,
    /// which is created with mode 600 on first use.
    /// </summary>
    /// <param name="home">Where keys are kept.</param>
    /// <param name="studyId">The study.</param>
    /// <param name="mayCreate">False when the database already holds persons, so that a lost key isn't replaced in silence.</param>
    /// <exception cref="EnvironmentFault">The key is lost, not a key, or readable by others.</exception>
    public static BlindIndexKey Load(LobHome home, string studyId, bool mayCreate)
    {
        var configured = Environment.GetEnvironmentVariable(EnvironmentName);
        if (!string.IsNullOrWhiteSpace(configured))
            return new BlindIndexKey(Decode(configured, EnvironmentName));

        var path = Path.Combine(home.Folder, "keys", studyId + ".index.key");
        if (!File.Exists(path))
        {
            if (!mayCreate)
            {
                throw new EnvironmentFault(
                    $"The key file {path} is missing, and the database already holds persons indexed with it. " +
                    $"Restore the file, or set {EnvironmentName}; without it a person's next questionnaire can't be found again.");
            }

            Create(path);
        }

        RefuseIfOthersMayRead(path);
        return new BlindIndexKey(Decode(File.ReadAllText(path), path));
    }

    /// <summary>The index of a person's code: 32 bytes.</summary>
    public byte[] PersonIndex(string role, ReadOnlySpan<char> code) => Hash("person", role, code);

    /// <summary>The keyed hash of a tool's response id: 32 bytes.</summary>
    public byte[] ResponseKey(string source, ReadOnlySpan<char> responseId) => Hash("response", source, responseId);

    /// <summary>A keyed hash over a row's stored content.</summary>
    public byte[] ContentHash(ReadOnlySpan<byte> content)
    {
        lock (_hash)
        {
            _hash.AppendData(content);
            return _hash.GetHashAndReset();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private byte[] Hash(string purpose, string scope, ReadOnlySpan<char> value)
    {
        // The separator can't occur in a purpose or a scope, so no two inputs run together.
        var prefix = $"{purpose}\u001f{scope}\u001f";
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(prefix.Length + value.Length)];
        var length = Encoding.UTF8.GetBytes(prefix, bytes);
        length += Encoding.UTF8.GetBytes(value, bytes.AsSpan(length));
        return ContentHash(bytes.AsSpan(0, length));
    }

    private static byte[] Decode(string text, string where)
    {
        var key = new byte[KeyLength + 1];
        if (!Convert.TryFromBase64String(text.Trim(), key, out var length) || length != KeyLength)
            throw new EnvironmentFault($"{where} does not hold a key: expected base64 of {KeyLength} bytes.");
        return key[..KeyLength];
    }

    private static void Create(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var complete = $"{path}.{Guid.NewGuid():N}";
        using (var file = new FileStream(complete, options))
        using (var writer = new StreamWriter(file))
        {
            writer.WriteLine(Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyLength)));
            writer.Flush();
            file.Flush(flushToDisk: true);
        }

        // Two first runs at once: the one that comes second takes the first one's key.
        try
        {
            File.Move(complete, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(complete);
        }
    }

    private static void RefuseIfOthersMayRead(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if ((File.GetUnixFileMode(path) & Others) != 0)
            throw new EnvironmentFault($"The key file {path} can be read by others. Run: chmod 600 '{path}'");
    }
}
