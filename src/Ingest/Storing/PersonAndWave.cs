namespace LobResearch.Ingest.Storing;

/// <summary>Compares a person's index with a wave, the index by content.</summary>
internal sealed class PersonAndWave : IEqualityComparer<(byte[] Person, int Wave)>
{
    private PersonAndWave()
    {
    }

    /// <summary>The comparison.</summary>
    public static PersonAndWave Equality { get; } = new();

    /// <inheritdoc/>
    public bool Equals((byte[] Person, int Wave) x, (byte[] Person, int Wave) y) => x.Wave == y.Wave && x.Person.AsSpan().SequenceEqual(y.Person);

    /// <inheritdoc/>
    public int GetHashCode((byte[] Person, int Wave) obj) => HashCode.Combine(ByteArrays.Equality.GetHashCode(obj.Person), obj.Wave);
}
