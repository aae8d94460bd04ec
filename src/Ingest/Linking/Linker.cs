using LobResearch.Study.Design;

namespace LobResearch.Ingest.Linking;

/// <summary>
/// Finds which ids are one person, and which parent belongs to which student, from self-generated codes. In memory, and
/// without a database: what it finds depends on the records alone, neither on their order nor on their ids.
/// </summary>
/// <remarks>
/// Equal codes in one school first, then codes that differ in one element, weighed after Fellegi and Sunter (1969, Journal
/// of the American Statistical Association 64, 1183–1210): docs/methods/linking.md.
/// </remarks>
public static class Linker
{
    private const int MostWaves = 64;

    /// <summary>Links the records.</summary>
    /// <param name="scheme">How codes are built.</param>
    /// <param name="records">One per id, in any order. Ids of other roles than parent and student are linked among themselves.</param>
    /// <param name="decisions">What keyholders decided; the newest per pair. Decisions on ids that aren't among the records are ignored.</param>
    /// <param name="options">What a link demands; null for <see cref="LinkOptions.Default"/>.</param>
    /// <exception cref="ArgumentException">An id stands twice, a wave is not 1–64 or stands twice in a record, a code has another number of elements than the scheme, or a pair has two decisions.</exception>
    public static LinkResult Link(CodeScheme scheme, IReadOnlyCollection<CodeRecord> records, IReadOnlyCollection<LinkDecision>? decisions = null, LinkOptions? options = null)
    {
        Check(scheme, records, decisions ?? []);
        options ??= LinkOptions.Default;
        var waves = records.SelectMany(record => record.Stays).Select(stay => stay.Wave).DefaultIfEmpty(1).Max();
        var numbers = new TextNumbers(records.SelectMany(Texts));
        var roles = records.Select(record => record.Role).Distinct().Order(StringComparer.Ordinal)
            .Select(role => new RoleRecords(role, new CodeTable(records.Where(record => record.Role == role), scheme, numbers))).ToList();
        foreach (var role in roles)
        {
            var (same, different) = role.Pairs(decisions ?? [], LinkKind.SamePerson, role);
            role.Linking = new PersonLinking(role.Table, scheme, numbers, options, waves, same, different);
        }

        var dyads = Dyads(roles, scheme, options, waves, decisions ?? []);
        return new LinkResult(
            roles.SelectMany(role => role.Linking!.Links).ToList(),
            roles.SelectMany(role => role.Linking!.Doubtful).Concat(dyads?.Doubtful ?? [])
                .Select((pair, at) => (pair, at)).OrderByDescending(pair => pair.pair.Quality ?? 1).ThenBy(pair => pair.at).Select(pair => pair.pair).ToList(),
            dyads?.Dyads.ToList() ?? [],
            roles.SelectMany(Groups).ToList(),
            roles.SelectMany(role => Elements(role, scheme)).ToList(),
            roles.Sum(role => role.Linking!.Crowded));
    }

    private static DyadLinking? Dyads(List<RoleRecords> roles, CodeScheme scheme, LinkOptions options, int waves, IReadOnlyCollection<LinkDecision> decisions)
    {
        if (roles.Find(role => role.Role == CodeRecord.Parent) is not { } parents || roles.Find(role => role.Role == CodeRecord.Student) is not { } students)
            return null;
        var (same, different) = parents.Pairs(decisions, LinkKind.ParentOf, students);
        return new DyadLinking(parents.Table, parents.Linking!, students.Table, students.Linking!, scheme, options, waves, same, different);
    }

    private static IEnumerable<PersonGroup> Groups(RoleRecords role)
    {
        foreach (var members in role.Linking!.Units.Members)
        {
            if (members.Length < 2)
                continue;
            var ids = members.OrderBy(record => System.Numerics.BitOperations.TrailingZeroCount(role.Table.Waves[record])).Select(record => role.Table.Records[record].PersonId).ToList();
            yield return new PersonGroup(ids[0], ids);
        }
    }

    private static IEnumerable<ElementStatistics> Elements(RoleRecords role, CodeScheme scheme) => scheme.Elements
        .Select((element, at) => new ElementStatistics(role.Role, element.Id, role.Linking!.Model.Wrong[at], role.Table.Coincidence[at], role.Linking.LookAlikes[at]))
        .Where((_, at) => at != scheme.ParentElement || role.Role == CodeRecord.Parent);

    private static IEnumerable<string> Texts(CodeRecord record)
    {
        foreach (var stay in record.Stays)
        {
            yield return stay.School;
            if (stay.ClassGroup is { } name)
                yield return name;
        }

        foreach (var value in record.Code.Elements ?? [])
        {
            if (value is not null)
                yield return value;
        }
    }

    private static void Check(CodeScheme scheme, IReadOnlyCollection<CodeRecord> records, IReadOnlyCollection<LinkDecision> decisions)
    {
        var ids = new HashSet<Guid>();
        foreach (var record in records)
        {
            if (!ids.Add(record.PersonId))
                throw new ArgumentException($"The id {record.PersonId} stands twice; a person's id has one record.", nameof(records));
            var seen = 0UL;
            foreach (var stay in record.Stays)
            {
                if (stay.Wave is < 1 or > MostWaves || (seen >> (stay.Wave - 1) & 1) != 0)
                    throw new ArgumentException($"The id {record.PersonId} has wave {stay.Wave}: waves are 1 to {MostWaves}, each once.", nameof(records));
                seen |= 1UL << (stay.Wave - 1);
            }

            if (seen == 0 || (record.Code.Elements is { } elements && elements.Count != scheme.Elements.Count))
                throw new ArgumentException($"The id {record.PersonId} has no stay, or a code of another scheme.", nameof(records));
        }

        if (decisions.Any(decision => decision.One == decision.Other) ||
            decisions.Select(decision => (decision.Kind, decision.One.CompareTo(decision.Other) < 0 ? (decision.One, decision.Other) : (decision.Other, decision.One))).Distinct().Count() != decisions.Count)
        {
            throw new ArgumentException("A pair has two decisions, or one id is on both sides; hand in the newest decision per pair.", nameof(decisions));
        }
    }

    private sealed class RoleRecords(string role, CodeTable table)
    {
        private readonly Dictionary<Guid, int> _places = table.Records.Select((record, at) => (record.PersonId, at)).ToDictionary(pair => pair.PersonId, pair => pair.at);

        public string Role => role;

        public CodeTable Table => table;

        public PersonLinking? Linking { get; set; }

        public (List<(int One, int Other)> Same, List<(int One, int Other)> Different) Pairs(IEnumerable<LinkDecision> decisions, LinkKind kind, RoleRecords others)
        {
            var (same, different) = (new List<(int, int)>(), new List<(int, int)>());
            foreach (var decision in decisions)
            {
                if (decision.Kind == kind && _places.TryGetValue(decision.One, out var one) && others._places.TryGetValue(decision.Other, out var other))
                    (decision.Same ? same : different).Add((one, other));
            }

            same.Sort();
            different.Sort();
            return (same, different);
        }
    }
}
