using LobResearch.Statistics.Randomness;

namespace LobResearch.Statistics.Tests.Randomness;

/// <summary>Against the known answers that Random123 1.14 ships (kat_vectors, philox4x32 10).</summary>
public sealed class PhiloxTests
{
    [TestCase(0UL, 0UL, 0UL, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [TestCase(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [TestCase(0x299f31d0a4093822UL, 0x0370734413198a2eUL, 0x85a308d3243f6a88UL, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Block_KnownCounters_GivesKnownWords(ulong key, ulong high, ulong low, uint a, uint b, uint c, uint d) =>
        Assert.That(Philox.Block(key, high, low), Is.EqualTo((a, b, c, d)));

    [Test]
    public void RandomSequence_SameSeedAndName_IsTheSame()
    {
        var (one, again) = (Take(new RandomSequence(7, 3)), Take(new RandomSequence(7, 3)));
        Assert.That(again, Is.EqualTo(one));
        Assert.That(Take(new RandomSequence(7, 4)), Is.Not.EqualTo(one));

        static List<double> Take(RandomSequence stream) => Enumerable.Range(0, 50).Select(index => index % 2 == 0 ? stream.Normal() : stream.Uniform()).ToList();
    }

    // Of 100,000 draws mean and variance lie within five standard errors.
    [Test]
    public void RandomSequence_Draws_HaveTheirMoments()
    {
        var stream = new RandomSequence(11);
        var normal = Enumerable.Range(0, 100_000).Select(_ => stream.Normal()).ToList();
        Assert.That(normal.Average(), Is.EqualTo(0).Within(5 / Math.Sqrt(1e5)));
        Assert.That(normal.Average(value => value * value), Is.EqualTo(1).Within(5 * Math.Sqrt(2 / 1e5)));
        var sixes = Enumerable.Range(0, 60_000).Select(_ => stream.Below(6)).GroupBy(value => value).Select(group => group.Count()).ToList();
        Assert.That(sixes, Has.Count.EqualTo(6));
        Assert.That(sixes, Has.All.InRange(10_000 - 5 * 92, 10_000 + 5 * 92));
    }

    [Test]
    public void Shuffle_KeepsTheItems()
    {
        var items = Enumerable.Range(0, 20).ToArray();
        new RandomSequence(5).Shuffle(items.AsSpan());
        Assert.That(items, Is.Not.Ordered);
        Assert.That(items, Is.EquivalentTo(Enumerable.Range(0, 20)));
    }
}
