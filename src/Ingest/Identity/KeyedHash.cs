using System.Security.Cryptography;
using System.Text;

namespace LobResearch.Ingest.Identity;

/// <summary>HMAC-SHA-256 under one key, set up once: that costs more than hashing a row.</summary>
internal sealed class KeyedHash(byte[] key) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);

    public byte[] Of(ReadOnlySpan<byte> content)
    {
        lock (_hash)
        {
            _hash.AppendData(content);
            return _hash.GetHashAndReset();
        }
    }

    /// <summary>The hash of a value for a purpose within a scope. The separators can't occur in purpose or scope, so no two inputs run together.</summary>
    public byte[] Of(string purpose, string scope, string? part, ReadOnlySpan<char> value)
    {
        var most = Encoding.UTF8.GetMaxByteCount(purpose.Length + scope.Length + (part?.Length ?? 0) + value.Length + 3);
        Span<byte> bytes = most <= 512 ? stackalloc byte[most] : new byte[most];
        var length = Encoding.UTF8.GetBytes(purpose, bytes);
        bytes[length++] = 0x1F;
        length += Encoding.UTF8.GetBytes(scope, bytes[length..]);
        bytes[length++] = 0x1F;
        if (part is not null)
        {
            length += Encoding.UTF8.GetBytes(part, bytes[length..]);
            bytes[length++] = 0x1F;
        }

        length += Encoding.UTF8.GetBytes(value, bytes[length..]);
        return Of(bytes[..length]);
    }

    public void Dispose() => _hash.Dispose();
}
