using Dapper;
using LobResearch.Ingest.Storing;
using LobResearch.Study;
using LobResearch.Study.Database;
using LobResearch.Study.Design;
using LobResearch.Study.Server;
using Npgsql;

namespace LobResearch.Ingest.Identity;

/// <summary>What a change of keys did.</summary>
/// <param name="Codes">Codes that are now under the new keys.</param>
/// <param name="IndexKey">Name of the new index key.</param>
/// <param name="CodeKey">Name of the new code key.</param>
/// <param name="Retired">Files of the retired keys: older backups need them.</param>
public sealed record RotationReport(int Codes, string IndexKey, string CodeKey, IReadOnlyList<string> Retired)
{
    /// <summary>A few lines for people.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"{Codes} codes are now indexed under {IndexKey} and encrypted under {CodeKey}. Copy the new key files to where copies are kept.") +
        (Retired.Count == 0 ? "" : $"{Environment.NewLine}Older backups need the retired keys: {string.Join(", ", Retired)}. Remove them when those backups are gone.");
}

/// <summary>Puts all codes under new keys: decrypts, encrypts and indexes each anew, in one transaction.</summary>
public sealed class KeyRotation(StudyDatabase database, StudyDefinition study, LobHome home)
{
    private const int PageSize = 2000;
    private readonly PersonCodes _codes = new(study);

    /// <summary>Changes the keys.</summary>
    /// <exception cref="EnvironmentFault">The keys are in the environment, lost, or some codes aren't encrypted.</exception>
    public async Task<RotationReport> RunAsync(CancellationToken cancellationToken = default)
    {
        foreach (var purpose in new[] { KeyPurpose.Index, KeyPurpose.Code, KeyPurpose.Row })
        {
            if (KeyFolder.IsInEnvironment(purpose))
                throw new EnvironmentFault($"{KeyFolder.EnvironmentName(purpose)} is set, so its key can't be changed from here. Put the keys into files first, or change them where they are kept.");
        }

        await using var connection = await database.OpenConnectionAsync(StudyRole.Keyholder, cancellationToken).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await IngestLock.TakeAsync(connection).ConfigureAwait(false);
        var folder = new KeyFolder(home, study.Id);
        using var old = await KeyRing.OpenAsync(connection, home, study.Id).ConfigureAwait(false);
        // The files are there before the database names them; a key that the database doesn't name harms nobody.
        var (index, code) = (folder.Create(KeyPurpose.Index), folder.Create(KeyPurpose.Code));
        using var fresh = KeyRing.Of(index, code, folder.Load(KeyPurpose.Row, old.RowKeyId));
        FaultPoints.Reach("keys-made");
        var codes = await ReencryptAsync(connection, old, fresh, cancellationToken).ConfigureAwait(false);
        await connection.ExecuteAsync(
            """
            update identity.key set retired_at = now() where purpose in ('index', 'code') and retired_at is null;
            insert into identity.key (purpose, key_id) values ('index', @index), ('code', @code);
            """,
            new { index = index.Id, code = code.Id }).ConfigureAwait(false);
        FaultPoints.Reach("before-commit");
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        var retired = folder.Files(KeyPurpose.Index).Concat(folder.Files(KeyPurpose.Code))
            .Where(path => !path.Contains(index.Id, StringComparison.Ordinal) && !path.Contains(code.Id, StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        return new RotationReport(codes, index.Id, code.Id, retired);
    }

    private async Task<int> ReencryptAsync(NpgsqlConnection connection, KeyRing old, KeyRing fresh, CancellationToken cancellationToken)
    {
        var codes = 0;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = (await connection.QueryAsync<SealedCode>(
                """
                select person_id as Person, role as Role, scope as Scope, blind_index as Index, code_cipher as Cipher
                from identity.code where index_key_id = @IndexKeyId limit @PageSize
                """,
                new { old.IndexKeyId, PageSize }).ConfigureAwait(false)).ToList();
            if (page.Count == 0)
                break;
            if (page.Exists(stored => stored.Cipher is null))
                throw new EnvironmentFault("Some codes came in before codes were encrypted and can't be read, so keys can't be changed. Bring those persons' files in again first.");
            var plain = page.ConvertAll(stored => old.Decrypt(stored.Person, stored.Role, stored.Cipher!));
            await connection.ExecuteAsync(
                """
                update identity.code c set blind_index = t.fresh, index_key_id = @IndexKeyId, code_cipher = t.cipher, code_key_id = @CodeKeyId
                from unnest(@before, @indexes, @ciphers) t (before, fresh, cipher) where c.blind_index = t.before
                """,
                new
                {
                    fresh.IndexKeyId,
                    fresh.CodeKeyId,
                    before = page.Select(stored => stored.Index).ToArray(),
                    indexes = page.Select((stored, at) => fresh.PersonIndex(stored.Role, stored.Scope, _codes.Indexed(plain[at]))).ToArray(),
                    ciphers = page.Select((stored, at) => fresh.Encrypt(stored.Person, stored.Role, plain[at])).ToArray(),
                }).ConfigureAwait(false);
            codes += page.Count;
        }

        return codes;
    }

    private sealed record SealedCode(Guid Person, string Role, string Scope, byte[] Index, byte[]? Cipher);
}
