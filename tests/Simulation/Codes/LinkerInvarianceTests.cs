using CsCheck;
using LobResearch.Ingest.Linking;
using LobResearch.Simulation.Codes;

namespace LobResearch.Simulation.Tests.Codes;

public sealed class LinkerInvarianceTests
{
    private const int Tries = 20;

    [Test]
    public void Link_RowsInAnotherOrder_GivesTheSame() => Gen.Select(Gen.ULong, Gen.ULong).Sample(
        (seed, order) =>
        {
            var (population, records) = Records(seed);
            return Told(Linker.Link(population.Scheme, Shuffled(records, order)), id => id).SequenceEqual(Told(Linker.Link(population.Scheme, records), id => id));
        },
        iter: Tries, threads: 1);

    [Test]
    public void Link_OtherIds_GivesTheSameUnderThem() => Gen.ULong.Sample(
        seed =>
        {
            var (population, records) = Records(seed);
            var draws = new RandomDraws(seed, 2);
            var others = records.ToDictionary(record => record.PersonId, _ => NewId(draws));
            var renamed = records.Select(record => record with { PersonId = others[record.PersonId] }).ToList();
            return Told(Linker.Link(population.Scheme, records), id => others[id]).SequenceEqual(Told(Linker.Link(population.Scheme, renamed), id => id));
        },
        iter: Tries, threads: 1);

    [Test]
    public void Link_AnyPopulation_HoldsNoWaveTwiceInAGroup() => Gen.ULong.Sample(
        seed =>
        {
            var (population, records) = Records(seed);
            var waves = records.ToDictionary(record => record.PersonId, record => record.Stays.Select(stay => stay.Wave).ToList());
            return Linker.Link(population.Scheme, records).Groups.All(group =>
                group.Members.SelectMany(id => waves[id]).GroupBy(wave => wave).All(wave => wave.Count() == 1) && group.Members[0] == group.Canonical);
        },
        iter: Tries, threads: 1);

    [Test]
    public void Link_ItsOwnLinksAsDecisions_GivesTheSameGroups()
    {
        var (population, records) = Records(5);
        var first = Linker.Link(population.Scheme, records);
        var decisions = first.Links.Select(link => new LinkDecision(LinkKind.SamePerson, link.One, link.Other, Same: true)).ToList();
        var second = Linker.Link(population.Scheme, records, decisions);
        Assert.That(second.ByHandCount, Is.EqualTo(first.Links.Count));
        Assert.That(first.Groups.All(group => second.Groups.Any(other => group.Members.All(other.Members.Contains))), Is.True);
    }

    private static (CodePopulation Population, IReadOnlyList<CodeRecord> Records) Records(ulong seed)
    {
        // Small, in crowded schools and with many errors, so that ties and conflicts occur.
        var population = CodePopulation.Generate(new CodePopulationOptions { Persons = 300, Elements = 4, CodeErrors = 0.3, Twins = 0.1, SchoolSize = 75, Seed = seed });
        return (population, CodeEvaluation.Records(population, asIngested: seed % 2 == 0).Records);
    }

    private static List<CodeRecord> Shuffled(IReadOnlyList<CodeRecord> records, ulong seed)
    {
        var draws = new RandomDraws(seed, 1);
        return records.Select(record => (Key: draws.Bits(), Record: record)).OrderBy(pair => pair.Key).Select(pair => pair.Record).ToList();
    }

    private static Guid NewId(RandomDraws draws)
    {
        var bytes = new byte[16];
        BitConverter.TryWriteBytes(bytes, draws.Bits());
        BitConverter.TryWriteBytes(bytes.AsSpan(8), draws.Bits());
        return new Guid(bytes);
    }

    private static IEnumerable<string> Told(LinkResult result, Func<Guid, Guid> id) => result.Links
        .Select(link => $"{id(link.One)} {id(link.Other)} {link.Rule} {link.Element} {link.Quality:R}")
        .Concat(result.Doubtful.Select(pair => $"{Sorted(id(pair.One), id(pair.Other))} {pair.Rule} {pair.Element} {pair.Quality:R} {pair.Reason} {pair.Rivals}"))
        .Concat(result.Dyads.Select(dyad => $"{id(dyad.Parent)} {id(dyad.Student)} {dyad.ParentNumber} {dyad.Rule} {dyad.Element} {dyad.Quality:R}"))
        .Concat(result.Groups.Select(group => $"{id(group.Canonical)}: {string.Join(' ', group.Members.Select(id))}"))
        .Order(StringComparer.Ordinal);

    // Two ids of the same wave have no order but their own.
    private static string Sorted(Guid one, Guid other) => one.CompareTo(other) < 0 ? $"{one} {other}" : $"{other} {one}";
}
