using Dapper;
using LobResearch.Ingest.Checking;
using Npgsql;

namespace LobResearch.Ingest.Storing;

/// <summary>What earlier files told of consent for a purpose, by blind index: the newest of each person counts.</summary>
internal sealed class ConsentBook
{
    private readonly Dictionary<byte[], KnownConsent> _known = new(ByteArrays.Equality);

    /// <summary>Reads it.</summary>
    public static async Task<ConsentBook> LoadAsync(NpgsqlConnection connection, string purpose)
    {
        var book = new ConsentBook();
        var told = await connection.QueryAsync<(byte[] Index, string By, bool Given, DateTime Day)>(
            """
            select c.blind_index, k.given_by, k.given, k.given_on::timestamp
            from study.newest_consent k join identity.code c on c.person_id = k.person_id where k.purpose = @purpose
            """,
            new { purpose }).ConfigureAwait(false);
        foreach (var (index, by, given, day) in told)
        {
            var before = book.Of(index);
            var word = new ConsentWord(given, DateOnly.FromDateTime(day));
            book._known[index] = by == "self" ? before with { Self = word } : before with { Guardian = word };
        }

        return book;
    }

    /// <summary>What is known of a person.</summary>
    public KnownConsent Of(byte[] personIndex) => _known.GetValueOrDefault(personIndex);
}
