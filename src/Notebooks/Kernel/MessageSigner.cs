using System.Security.Cryptography;
using System.Text;

namespace LobResearch.Notebooks.Kernel;

/// <summary>Signs messages with HMAC-SHA-256 and tells signed from forged.</summary>
/// <param name="key">The connection file's key.</param>
internal sealed class MessageSigner(byte[] key)
{
    /// <summary>The signature of a message's four parts: 64 lower-case hexadecimal digits, as ASCII.</summary>
    public byte[] Sign(IEnumerable<byte[]> parts) => Encoding.ASCII.GetBytes(Convert.ToHexStringLower(Hash(parts)));

    /// <summary>Whether a signature is that of these parts; takes as long for a wrong one as for a right one.</summary>
    public bool IsValid(byte[] signature, IEnumerable<byte[]> parts) => CryptographicOperations.FixedTimeEquals(Sign(parts), signature);

    private byte[] Hash(IEnumerable<byte[]> parts)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        foreach (var part in parts)
            hash.AppendData(part);
        return hash.GetHashAndReset();
    }
}
