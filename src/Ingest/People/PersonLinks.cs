using System.Globalization;
using Dapper;
using LobResearch.Ingest.Identity;
using LobResearch.Ingest.Linking;
using LobResearch.Ingest.Storing;
using LobResearch.Study;
using LobResearch.Study.Database;
using LobResearch.Study.Design;
using LobResearch.Study.Server;
using Npgsql;

namespace LobResearch.Ingest.People;

/// <summary>What the rule found, with the records it looked at: only a keyholder may see them.</summary>
/// <param name="Result">Links, dyads and doubtful pairs.</param>
/// <param name="Records">By random id, with codes in the clear.</param>
public sealed record FoundLinks(LinkResult Result, IReadOnlyDictionary<Guid, CodeRecord> Records);

/// <summary>A version of the links.</summary>
/// <param name="Version">Its number; null when there are no links yet.</param>
/// <param name="IsNew">Whether it was stored now.</param>
/// <param name="Exact">Links by equal codes under different ids.</param>
/// <param name="Tolerant">Links one element off.</param>
/// <param name="ByHand">Links that a keyholder decided.</param>
/// <param name="Dyads">Parents and students who belong together.</param>
/// <param name="Waiting">Doubtful pairs.</param>
public sealed record LinkVersion(int? Version, bool IsNew, int Exact, int Tolerant, int ByHand, int Dyads, int Waiting)
{
    /// <summary>A line or two for people.</summary>
    public override string ToString()
    {
        var state = Version is null ? "No links yet." : IsNew ? string.Create(CultureInfo.InvariantCulture, $"Links version {Version} stored.") : string.Create(CultureInfo.InvariantCulture, $"Links version {Version} holds; nothing changed.");
        var counts = string.Create(CultureInfo.InvariantCulture, $" {Exact} links by equal codes in two schools (within one they are one person already), {Tolerant} one element off, {ByHand} by hand; {Dyads} parents with their child.");
        return state + counts + (Waiting > 0 ? string.Create(CultureInfo.InvariantCulture, $"{Environment.NewLine}{Waiting} doubtful pairs wait: lob link review") : "");
    }
}

/// <summary>Links persons by their self-generated codes, as the keyholder: decrypts in memory, and stores who belongs together by random ids.</summary>
public sealed class PersonLinks(StudyDatabase database, StudyDefinition study, LobHome home)
{
    private const string ByHand = "by_hand";

    /// <summary>What the rule finds now, by the decisions so far. Stores nothing.</summary>
    /// <exception cref="InputFault">The study doesn't say how codes are built.</exception>
    /// <exception cref="EnvironmentFault">The keys are missing or destroyed.</exception>
    public async Task<FoundLinks> FindAsync(CancellationToken cancellationToken = default)
    {
        await using var connection = await database.OpenConnectionAsync(StudyRole.Keyholder, cancellationToken).ConfigureAwait(false);
        return await FindAsync(connection).ConfigureAwait(false);
    }

    /// <summary>Links, and stores a new version if anything changed.</summary>
    /// <param name="decisions">What a keyholder decided now; newer decisions replace earlier ones on the same pair, which stay on record.</param>
    /// <param name="cancellationToken">Undoes everything.</param>
    /// <inheritdoc cref="FindAsync(CancellationToken)" path="/exception"/>
    public async Task<LinkVersion> StoreAsync(IReadOnlyCollection<LinkDecision>? decisions = null, CancellationToken cancellationToken = default)
    {
        await using var connection = await database.OpenConnectionAsync(StudyRole.Keyholder, cancellationToken).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await IngestLock.TakeAsync(connection).ConfigureAwait(false);
        foreach (var decision in decisions ?? [])
            await StoreAsync(connection, decision).ConfigureAwait(false);
        var found = (await FindAsync(connection).ConfigureAwait(false)).Result;
        var latest = await connection.ExecuteScalarAsync<int?>("select max(version) from study.link_version").ConfigureAwait(false);
        var isNew = latest is null || await DiffersAsync(connection, latest.Value, found).ConfigureAwait(false);
        if (isNew)
        {
            latest = (latest ?? 0) + 1;
            await StoreAsync(connection, latest.Value, found).ConfigureAwait(false);
        }

        FaultPoints.Reach("before-commit");
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return new LinkVersion(latest, isNew, found.ExactCount, found.TolerantCount, found.ByHandCount, found.Dyads.Count, found.Doubtful.Count);
    }

    private async Task<FoundLinks> FindAsync(NpgsqlConnection connection)
    {
        var scheme = study.Codes ?? throw new InputFault(
            $"Study {study.Id} doesn't say how self-generated codes are built, so only equal codes are one person. Describe them under 'codes' in {study.Folder}/study.yaml.");
        using var keys = await KeyRing.OpenAsync(connection, home, study.Id).ConfigureAwait(false);
        var stays = (await connection.QueryAsync<StoredStay>(
            """
            select distinct q.person_id as Person, w.ordinal::int as Wave, coalesce(s.code, '') as School, g.code as ClassGroup
            from study.questionnaire q
            join study.wave w on w.id = q.wave_id
            left join study.school s on s.id = q.school_id
            left join study.class_group g on g.id = q.class_group_id
            where q.superseded_by_batch_id is null
            """).ConfigureAwait(false)).ToLookup(stay => stay.Person);
        var reader = new CodeReader(scheme);
        var records = new Dictionary<Guid, CodeRecord>();
        foreach (var code in await connection.QueryAsync<StoredCode>(
            "select person_id as Person, role as Role, code_cipher as Cipher from identity.code where code_cipher is not null order by person_id, blind_index").ConfigureAwait(false))
        {
            // Of two forms in a wave one tells the class: a stay per wave is what the rule needs.
            var perWave = stays[code.Person].GroupBy(stay => stay.Wave).Select(wave => wave.OrderBy(stay => stay.ClassGroup is null).ThenBy(stay => stay.School, StringComparer.Ordinal).ThenBy(stay => stay.ClassGroup, StringComparer.Ordinal).First());
            var where = perWave.OrderBy(stay => stay.Wave).Select(stay => new Stay(stay.Wave, stay.School, stay.ClassGroup)).ToList();
            if (where.Count > 0)
                records.TryAdd(code.Person, new CodeRecord(code.Person, code.Role, reader.Read(keys.Decrypt(code.Person, code.Role, code.Cipher), code.Role), where));
        }

        var decisions = (await connection.QueryAsync<(string Kind, Guid One, Guid Other, string Verdict)>(
            "select kind, one_id, other_id, verdict from identity.link_decision where superseded_by is null and rule = @ByHand order by id", new { ByHand }).ConfigureAwait(false))
            .Select(row => new LinkDecision(row.Kind == Spelling.Of(LinkKind.ParentOf) ? LinkKind.ParentOf : LinkKind.SamePerson, row.One, row.Other, row.Verdict == "same")).ToList();
        return new FoundLinks(Linker.Link(scheme, records.Values, decisions), records);
    }

    private static async Task StoreAsync(NpgsqlConnection connection, LinkDecision decision)
    {
        var row = new { kind = Spelling.Of(decision.Kind), decision.One, decision.Other, verdict = decision.Same ? "same" : "different", ByHand };
        // The earlier decision has to give way before the new one counts, and names it once it is there.
        var earlier = await connection.QueryAsync<long>(
            """
            select id from identity.link_decision
            where superseded_by is null and kind = @kind and ((one_id, other_id) = (@One, @Other) or (kind = 'same_person' and (one_id, other_id) = (@Other, @One)))
            """,
            row).ConfigureAwait(false);
        var ids = earlier.ToArray();
        await connection.ExecuteAsync("update identity.link_decision set superseded_by = id where id = any(@ids)", new { ids }).ConfigureAwait(false);
        var id = await connection.ExecuteScalarAsync<long>(
            "insert into identity.link_decision (kind, one_id, other_id, verdict, rule) values (@kind, @One, @Other, @verdict, @ByHand) returning id", row).ConfigureAwait(false);
        await connection.ExecuteAsync("update identity.link_decision set superseded_by = @id where id = any(@ids)", new { id, ids }).ConfigureAwait(false);
    }

    private static async Task<bool> DiffersAsync(NpgsqlConnection connection, int version, LinkResult found)
    {
        var pairs = (await connection.QueryAsync<Pair>(
            "select kind as Kind, one_id as One, other_id as Other, rule as Rule, element as Element, quality as Quality from identity.link_pair where version = @version", new { version }).ConfigureAwait(false)).ToHashSet();
        var waiting = await connection.ExecuteScalarAsync<int>("select waiting_count from study.link_version where version = @version", new { version }).ConfigureAwait(false);
        return waiting != found.Doubtful.Count || !pairs.SetEquals(Pairs(found));
    }

    private static async Task StoreAsync(NpgsqlConnection connection, int version, LinkResult found)
    {
        await connection.ExecuteAsync(
            """
            insert into study.link_version (version, rule, exact_count, tolerant_count, by_hand_count, waiting_count)
            values (@version, @RuleName, @ExactCount, @TolerantCount, @ByHandCount, @waiting)
            """,
            new { version, LinkOptions.RuleName, found.ExactCount, found.TolerantCount, found.ByHandCount, waiting = found.Doubtful.Count }).ConfigureAwait(false);
        var pairs = Pairs(found);
        await connection.ExecuteAsync(
            """
            insert into identity.link_pair (version, kind, one_id, other_id, rule, element, quality)
            select @version, * from unnest(@kinds, @ones, @others, @rules, @elements, @qualities)
            """,
            new
            {
                version,
                kinds = pairs.Select(pair => pair.Kind).ToArray(),
                ones = pairs.Select(pair => pair.One).ToArray(),
                others = pairs.Select(pair => pair.Other).ToArray(),
                rules = pairs.Select(pair => pair.Rule).ToArray(),
                elements = pairs.Select(pair => pair.Element).ToArray(),
                qualities = pairs.Select(pair => pair.Quality).ToArray(),
            }).ConfigureAwait(false);
        var members = found.Groups.SelectMany(group => group.Members.Where(member => member != group.Canonical).Select(member => (Member: member, group.Canonical))).ToList();
        await connection.ExecuteAsync(
            "insert into study.person_link (version, person_id, same_as) select @version, * from unnest(@members, @canonical)",
            new { version, members = members.Select(pair => pair.Member).ToArray(), canonical = members.Select(pair => pair.Canonical).ToArray() }).ConfigureAwait(false);
        await connection.ExecuteAsync(
            "insert into study.dyad (version, parent_id, student_id, parent_number, quality) select @version, * from unnest(@parents, @students, @numbers::smallint[], @qualities)",
            new
            {
                version,
                parents = found.Dyads.Select(dyad => dyad.Parent).ToArray(),
                students = found.Dyads.Select(dyad => dyad.Student).ToArray(),
                numbers = found.Dyads.Select(dyad => (short?)dyad.ParentNumber).ToArray(),
                qualities = found.Dyads.Select(dyad => dyad.Quality).ToArray(),
            }).ConfigureAwait(false);
    }

    private static HashSet<Pair> Pairs(LinkResult found) =>
    [
        .. found.Links.Select(link => new Pair(Spelling.Of(LinkKind.SamePerson), link.One, link.Other, Spelling.Of(link.Rule), link.Element, link.Quality)),
        .. found.Dyads.Select(dyad => new Pair(Spelling.Of(LinkKind.ParentOf), dyad.Parent, dyad.Student, Spelling.Of(dyad.Rule), dyad.Element, dyad.Quality)),
    ];

    private sealed record Pair(string Kind, Guid One, Guid Other, string Rule, string? Element, double? Quality);

    private sealed record StoredStay(Guid Person, int Wave, string School, string? ClassGroup);

    private sealed record StoredCode(Guid Person, string Role, byte[] Cipher);
}
