using System.Security.Cryptography;

namespace LobResearch.Ingest.Identity;

/// <summary>What a key is for. Each purpose has a key of its own, so that one that leaks opens nothing else.</summary>
public enum KeyPurpose
{
    /// <summary>Indexes codes: equal codes are found, and nothing is told about them.</summary>
    Index,

    /// <summary>Encrypts codes.</summary>
    Code,

    /// <summary>Marks rows of files and withdrawn codes. It can't be changed: what it marks isn't kept.</summary>
    Row,
}

/// <summary>A secret of 32 bytes.</summary>
internal sealed class StudyKey
{
    public const int Length = 32;

    public StudyKey(byte[] secret)
    {
        if (secret.Length != Length)
            throw new ArgumentException($"A key has {Length} bytes.", nameof(secret));
        Secret = secret;
        Id = Convert.ToHexStringLower(HMACSHA256.HashData(secret, "lob key id"u8))[..12];
    }

    public byte[] Secret { get; }

    /// <summary>Names the key without telling anything about it.</summary>
    public string Id { get; }

    public static StudyKey Random() => new(RandomNumberGenerator.GetBytes(Length));
}
