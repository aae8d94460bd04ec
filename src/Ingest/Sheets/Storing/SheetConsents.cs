using Dapper;
using LobResearch.Study.Codebook;
using LobResearch.Study.Design;
using Npgsql;

namespace LobResearch.Ingest.Sheets.Storing;

/// <summary>Whether rows about persons may enter: of whom nothing is known to have been consented to, nothing is stored.</summary>
internal sealed class SheetConsents
{
    private readonly ConsentRules _rules;
    private readonly Dictionary<Guid, Consents> _consents;

    private SheetConsents(ConsentRules rules, Dictionary<Guid, Consents> consents) => (_rules, _consents) = (rules, consents);

    /// <summary>Reads what is known of the persons, and forgets those again whom the batch made and who haven't consented.</summary>
    /// <param name="connection">The connection, in the batch's transaction.</param>
    /// <param name="rules">What has to be consented to.</param>
    /// <param name="persons">The persons.</param>
    /// <param name="batch">The batch.</param>
    public static async Task<SheetConsents> LoadAsync(NpgsqlConnection connection, ConsentRules rules, Guid[] persons, long batch)
    {
        var known = await connection.QueryAsync<(Guid Person, string Role, bool? Self, bool? Guardian, bool HasAnswers)>(
            """
            select p.id, p.role, bool_and(k.given) filter (where k.given_by = 'self'), bool_and(k.given) filter (where k.given_by = 'guardian'),
              exists (select 1 from study.questionnaire q where q.person_id = p.id)
            from study.person p left join study.newest_consent k on k.person_id = p.id and k.purpose = @Purpose
            where p.id = any(@persons) group by p.id, p.role
            """,
            new { persons, rules.Purpose }).ConfigureAwait(false);
        var consents = new SheetConsents(rules, known.ToDictionary(person => person.Person, person => new Consents(person.Role, person.Self, person.Guardian, person.HasAnswers)));
        var lacking = persons.Where(person => consents.Against(person) is not null).ToArray();
        await connection.ExecuteAsync(
            "delete from identity.code c using study.person p where p.id = c.person_id and p.first_batch_id = @batch and p.id = any(@lacking)", new { batch, lacking }).ConfigureAwait(false);
        await connection.ExecuteAsync("delete from study.person where first_batch_id = @batch and id = any(@lacking)", new { batch, lacking }).ConfigureAwait(false);
        return consents;
    }

    /// <summary>Why rows of the person may not enter; null when they may.</summary>
    public (string Rule, string Message)? Against(Guid person)
    {
        var (role, self, guardian, hasAnswers) = _consents[person];
        if (self is false || guardian is false)
            return (RuleNames.NoConsent, "consent was refused; the row was held back. If earlier rows of this person came in, take them out with 'lob withdraw'");
        // A sheet doesn't tell how old somebody is. Whose own consent sufficed for a questionnaire was found to be old enough then.
        if (role == "student" && guardian is null && !(self is true && hasAnswers))
        {
            return (RuleNames.NoGuardianConsent,
                $"a guardian's consent for {_rules.Purpose} is needed for students under {_rules.GuardianUnder} or of unknown age and isn't there; the row was held back. Bring it in with 'lob ingest consent' and give this file again");
        }

        return self is null && guardian is null
            ? (RuleNames.NoConsent, $"consent for {_rules.Purpose} isn't there; the row was held back. Bring it in with 'lob ingest consent' and give this file again")
            : null;
    }

    private sealed record Consents(string Role, bool? Self, bool? Guardian, bool HasAnswers);
}
