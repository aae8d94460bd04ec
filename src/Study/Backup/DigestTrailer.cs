using System.Security.Cryptography;
using System.Text;

namespace LobResearch.Study.Backup;

/// <summary>
/// The last bytes of a backup: the SHA-256 of all before them. A file that was cut off, or of which any byte changed, shows.
/// </summary>
/// <remarks>
/// The trailer is an empty gzip member (RFC 1952) with the digest as its comment, so that <c>tar xzf</c> reads the file as it
/// is; pg_restore reads past it.
/// </remarks>
internal static class DigestTrailer
{
    private const int BufferSize = 1 << 17;
    private static readonly byte[] Head = [0x1f, 0x8b, 8, 0x10, 0, 0, 0, 0, 0, 0xff, .. "sha256:"u8];
    // The comment's end, an empty deflate block, its check sum and its length.
    private static readonly byte[] Tail = [0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>Its length in bytes.</summary>
    public static int Length => Head.Length + (2 * SHA256.HashSizeInBytes) + Tail.Length;

    /// <summary>Completes a file.</summary>
    public static async Task AppendAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, BufferSize);
        var digest = await HashAsync(file, file.Length, cancellationToken).ConfigureAwait(false);
        file.Seek(0, SeekOrigin.End);
        await file.WriteAsync(Of(digest), cancellationToken).ConfigureAwait(false);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Reads the whole file and refuses it unless it is as it was written.</summary>
    /// <returns>The digest in hex.</returns>
    /// <exception cref="InputFault">It isn't there, isn't complete, or was changed.</exception>
    public static async Task<string> CheckAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
            throw new InputFault($"There is no file {path}: expected what 'lob backup' wrote.");
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize);
        if (file.Length <= Length)
            throw Damaged(path);
        var digest = await HashAsync(file, file.Length - Length, cancellationToken).ConfigureAwait(false);
        var trailer = new byte[Length];
        await file.ReadExactlyAsync(trailer, cancellationToken).ConfigureAwait(false);
        return trailer.AsSpan().SequenceEqual(Of(digest)) ? Convert.ToHexStringLower(digest) : throw Damaged(path);
    }

    private static InputFault Damaged(string path) => new(
        $"{path} is damaged, incomplete, or not written by 'lob backup': its SHA-256 doesn't agree with what it holds. Nothing was changed; take another copy of it, or an earlier backup.");

    private static byte[] Of(byte[] digest) => [.. Head, .. Encoding.ASCII.GetBytes(Convert.ToHexStringLower(digest)), .. Tail];

    private static async Task<byte[]> HashAsync(FileStream file, long length, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferSize];
        while (length > 0)
        {
            var read = await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(length, buffer.Length)), cancellationToken).ConfigureAwait(false);
            if (read == 0)
                throw new EndOfStreamException(file.Name + " became shorter while it was read.");
            hash.AppendData(buffer, 0, read);
            length -= read;
        }

        return hash.GetHashAndReset();
    }
}
