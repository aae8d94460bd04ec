using LobResearch.Ingest.Reading;

namespace LobResearch.Ingest.Tests.Fuzzing;

/// <summary>A reader, and the files whose damaged copies it is given.</summary>
/// <param name="Name">The reader, for people.</param>
/// <param name="Small">Small whole files: most cases, so that damage is dense.</param>
/// <param name="Large">Whole files as other programs wrote them: one case in sixteen.</param>
internal sealed record FuzzTarget(string Name, IReadOnlyList<byte[]> Small, IReadOnlyList<byte[]> Large)
{
    /// <summary>How a copy is damaged.</summary>
    public Func<Mutator, byte[], byte[], byte[]> Damage { get; init; } = (mutator, original, other) => mutator.Damaged(original, other);

    /// <summary>What is stated about the file.</summary>
    public FileFormat Format { get; init; } = new();

    /// <summary>The file of a number: the same in any process.</summary>
    public byte[] Case(int number)
    {
        var random = new Random(number);
        var mutator = new Mutator(random);
        var seeds = Large.Count > 0 && random.Next(16) == 0 ? Large : Small;
        return Damage(mutator, seeds[random.Next(seeds.Count)], seeds[random.Next(seeds.Count)]);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
