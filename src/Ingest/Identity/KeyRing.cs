using System.Security.Cryptography;
using System.Text;
using Dapper;
using LobResearch.Study;
using LobResearch.Study.Database;
using LobResearch.Study.Server;
using Npgsql;

namespace LobResearch.Ingest.Identity;

/// <summary>
/// The study's keys at work: indexes and encrypts codes, and marks rows. No key ever enters the database; it knows them by
/// name only (<c>identity.key</c>).
/// </summary>
/// <remarks>
/// HMAC-SHA-256 (RFC 2104, FIPS 198-1) for indexes and marks; AES-256-GCM (NIST SP 800-38D) with random nonces of 96 bits for codes.
/// Safe for use by several threads.
/// </remarks>
public sealed class KeyRing : IDisposable
{
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private readonly KeyedHash _index;
    private readonly KeyedHash _row;
    private readonly AesGcm _cipher;

    private KeyRing(StudyKey index, StudyKey code, StudyKey row)
    {
        (IndexKeyId, CodeKeyId, RowKeyId) = (index.Id, code.Id, row.Id);
        (_index, _row) = (new KeyedHash(index.Secret), new KeyedHash(row.Secret));
        _cipher = new AesGcm(code.Secret, TagLength);
    }

    /// <summary>Name of the key under which codes are indexed.</summary>
    public string IndexKeyId { get; }

    /// <summary>Name of the key under which codes are encrypted.</summary>
    public string CodeKeyId { get; }

    /// <summary>Name of the key under which rows are marked.</summary>
    public string RowKeyId { get; }

    /// <summary>The keys that a database stands under; makes them for one that has none yet.</summary>
    /// <param name="connection">May read <c>identity.key</c>; may write it when there are none yet.</param>
    /// <param name="home">Where key files are.</param>
    /// <param name="studyId">The study.</param>
    /// <exception cref="EnvironmentFault">A key is lost, another one, no key, or readable by others.</exception>
    public static async Task<KeyRing> OpenAsync(NpgsqlConnection connection, LobHome home, string studyId)
    {
        var folder = new KeyFolder(home, studyId);
        return new KeyRing(
            await KeyAsync(connection, folder, KeyPurpose.Index).ConfigureAwait(false),
            await KeyAsync(connection, folder, KeyPurpose.Code).ConfigureAwait(false),
            await KeyAsync(connection, folder, KeyPurpose.Row).ConfigureAwait(false));
    }

    /// <summary>These keys, the index key and the code key replaced.</summary>
    internal static KeyRing Of(StudyKey index, StudyKey code, StudyKey row) => new(index, code, row);

    /// <summary>The index under which a person's code is found: 32 bytes.</summary>
    /// <param name="role">The role, as it is spelt in files: the same code of a parent and of a student are two persons.</param>
    /// <param name="scope">The school within which a self-generated code means one person; empty for registered codes.</param>
    /// <param name="code">The code.</param>
    public byte[] PersonIndex(string role, string scope, ReadOnlySpan<char> code) => _index.Of("person", role, scope, code);

    /// <summary>The mark of a tool's response id: 32 bytes.</summary>
    /// <param name="source">The source.</param>
    /// <param name="responseId">The id.</param>
    public byte[] ResponseKey(string source, ReadOnlySpan<char> responseId) => _row.Of("response", source, null, responseId);

    /// <summary>The mark that a withdrawn person's code leaves: 32 bytes.</summary>
    /// <inheritdoc cref="PersonIndex" path="/param"/>
    public byte[] WithdrawalMark(string role, string scope, ReadOnlySpan<char> code) => _row.Of("withdrawn", role, scope, code);

    /// <summary>A mark over a row's stored content: 32 bytes.</summary>
    /// <param name="content">The content.</param>
    public byte[] ContentHash(ReadOnlySpan<byte> content) => _row.Of(content);

    /// <summary>Encrypts a code: nonce, ciphertext, tag. Only for this person and role can it be read again.</summary>
    /// <param name="person">The person.</param>
    /// <param name="role">The role.</param>
    /// <param name="code">The code.</param>
    public byte[] Encrypt(Guid person, string role, ReadOnlySpan<char> code)
    {
        var length = Encoding.UTF8.GetByteCount(code);
        Span<byte> plain = length <= 256 ? stackalloc byte[length] : new byte[length];
        Encoding.UTF8.GetBytes(code, plain);
        var sealed_ = new byte[NonceLength + length + TagLength];
        var nonce = sealed_.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        lock (_cipher)
            _cipher.Encrypt(nonce, plain, sealed_.AsSpan(NonceLength, length), sealed_.AsSpan(NonceLength + length), BoundTo(person, role));
        CryptographicOperations.ZeroMemory(plain);
        return sealed_;
    }

    /// <summary>Decrypts a code.</summary>
    /// <param name="person">The person.</param>
    /// <param name="role">The role.</param>
    /// <param name="cipher">What <see cref="Encrypt"/> gave.</param>
    /// <exception cref="EnvironmentFault">It is damaged, another person's, or under another key.</exception>
    public string Decrypt(Guid person, string role, ReadOnlySpan<byte> cipher)
    {
        if (cipher.Length < NonceLength + TagLength)
            throw Damaged();
        var plain = new byte[cipher.Length - NonceLength - TagLength];
        try
        {
            lock (_cipher)
                _cipher.Decrypt(cipher[..NonceLength], cipher[NonceLength..^TagLength], cipher[^TagLength..], plain, BoundTo(person, role));
            return Encoding.UTF8.GetString(plain);
        }
        catch (AuthenticationTagMismatchException)
        {
            throw Damaged();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _index.Dispose();
        _row.Dispose();
        _cipher.Dispose();
    }

    private static byte[] BoundTo(Guid person, string role) => [.. person.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(role)];

    private EnvironmentFault Damaged() =>
        new($"A code in identity.code can't be decrypted with the key {CodeKeyId}: it is damaged or was put there by something else. Run 'lob verify', and restore a backup if it finds more.");

    private static async Task<StudyKey> KeyAsync(NpgsqlConnection connection, KeyFolder folder, KeyPurpose purpose)
    {
        var name = Spelling.Of(purpose);
        var inUse = await connection.QuerySingleOrDefaultAsync<string>(
            "select key_id from identity.key where purpose = @name and retired_at is null", new { name }).ConfigureAwait(false);
        if (inUse is not null)
            return folder.Load(purpose, inUse);
        if (await HoldsPersonsAsync(connection).ConfigureAwait(false))
        {
            throw new EnvironmentFault(
                $"The database holds persons and names no {name} key: either its keys were destroyed, and then nothing can be linked to them any more, or it was made by a version from before keys had names. Start a new database for new data.");
        }

        var key = folder.LoadOrCreate(purpose);
        await connection.ExecuteAsync("insert into identity.key (purpose, key_id) values (@name, @Id)", new { name, key.Id }).ConfigureAwait(false);
        return key;
    }

    private static Task<bool> HoldsPersonsAsync(NpgsqlConnection connection) =>
        connection.ExecuteScalarAsync<bool>("select exists (select 1 from study.person)");
}
