using System.Security.Cryptography;
using System.Text.Unicode;

namespace LobResearch.Ingest.Reading;

/// <summary>What one pass over a file's bytes tells, before anything is parsed.</summary>
/// <param name="Hash">SHA-256 of the bytes.</param>
/// <param name="Length">Number of bytes.</param>
/// <param name="FirstInvalidUtf8Line">Line (from 1) of the first bytes that are not UTF-8; null if all are.</param>
/// <param name="EndsWithLineEnd">Whether the last byte ends a line; a cut-off export usually lacks it.</param>
public sealed record FileFingerprint(byte[] Hash, long Length, int? FirstInvalidUtf8Line, bool EndsWithLineEnd)
{
    private const int BufferSize = 1 << 16;

    /// <summary>Reads the file once, in constant memory.</summary>
    public static async Task<FileFingerprint> OfAsync(string path, CancellationToken cancellationToken = default)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, useAsync: true);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferSize];
        var carried = 0;
        var length = 0L;
        var line = 1;
        int? invalidLine = null;
        var (last, beforeLast) = ((byte)0, (byte)0);
        while (true)
        {
            var read = await file.ReadAsync(buffer.AsMemory(carried), cancellationToken).ConfigureAwait(false);
            if (read == 0)
                break;
            hash.AppendData(buffer, carried, read);
            length += read;
            beforeLast = read > 1 ? buffer[carried + read - 2] : last;
            last = buffer[carried + read - 1];
            if (invalidLine is null)
                carried = Scan(buffer.AsSpan(0, carried + read), ref line, ref invalidLine);
            if (invalidLine is not null)
                carried = 0;
        }

        if (carried > 0)
            invalidLine ??= line;
        return new FileFingerprint(hash.GetHashAndReset(), length, invalidLine, (last == 0 ? beforeLast : last) is (byte)'\n' or (byte)'\r');
    }

    // Returns how many bytes at the end are the begin of a character whose rest is still to come.
    private static int Scan(Span<byte> bytes, ref int line, ref int? invalidLine)
    {
        var valid = ValidPrefix(bytes);
        line += bytes[..valid].Count((byte)'\n');
        var rest = bytes[valid..];
        if (rest.Length > 3)
        {
            invalidLine = line;
            return 0;
        }

        rest.CopyTo(bytes);
        return rest.Length;
    }

    private static int ValidPrefix(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
            return bytes.Length;
        Span<char> sink = stackalloc char[512];
        var valid = 0;
        while (valid < bytes.Length)
        {
            var status = Utf8.ToUtf16(bytes[valid..], sink, out var read, out _, replaceInvalidSequences: false, isFinalBlock: true);
            valid += read;
            if (status == System.Buffers.OperationStatus.InvalidData)
                break;
        }

        return valid;
    }
}
