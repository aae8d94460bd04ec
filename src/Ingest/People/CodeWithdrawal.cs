using System.Globalization;
using Dapper;
using LobResearch.Ingest.Identity;
using LobResearch.Ingest.Storing;
using LobResearch.Study;
using LobResearch.Study.Codebook;
using LobResearch.Study.Database;
using LobResearch.Study.Design;
using LobResearch.Study.Server;
using LobResearch.Study.Withdrawals;
using Npgsql;

namespace LobResearch.Ingest.People;

/// <summary>Whose code it is.</summary>
/// <param name="Code">The code, as the person gave it.</param>
/// <param name="Role">The person's role; null to look in all.</param>
/// <param name="School">The person's school, where codes mean one person within a school only; null to look in all.</param>
public sealed record WithdrawnCode(string Code, string? Role = null, string? School = null);

/// <summary>What a withdrawal took away. It says how much, never of whom.</summary>
/// <param name="Role">The person's role.</param>
/// <param name="Persons">Random ids that went: more than one when linked codes were one person.</param>
/// <param name="Questionnaires">Filled-in questionnaires, earlier versions included.</param>
/// <param name="IsDone">False for a dry run.</param>
/// <param name="LeftToAdministrator">SQL that this login may not run and that makes deleted rows disappear from the files.</param>
public sealed record CodeWithdrawalReport(string Role, int Persons, int Questionnaires, bool IsDone, IReadOnlyList<string> LeftToAdministrator)
{
    /// <summary>A few lines for people.</summary>
    public override string ToString()
    {
        var lines = new List<string>
        {
            string.Create(
                CultureInfo.InvariantCulture,
                $"{(IsDone ? "Withdrawn" : "Would be withdrawn")}: a {Role} with {Questionnaires} questionnaires{(Persons > 1 ? $" under {Persons} linked codes" : "")}. ") +
            (IsDone ? "Their rows are skipped when files come again. Published totals stand." : "Nothing was changed."),
        };
        if (LeftToAdministrator.Count > 0)
        {
            lines.Add("Deleted rows stay in the server's files until its administrator runs:");
            lines.AddRange(LeftToAdministrator.Select(statement => "  " + statement));
        }

        return string.Join(Environment.NewLine, lines);
    }
}

/// <summary>
/// Takes a person out for good: deletes what the person told and was told of the person, leaves a mark by which the code
/// is known when a file comes again, and logs that somebody withdrew.
/// </summary>
public sealed class CodeWithdrawal(StudyDatabase database, StudyDefinition study, LobHome home)
{
    private readonly PersonCodes _codes = new(study);

    /// <summary>Withdraws the person with a code.</summary>
    /// <param name="whose">The code.</param>
    /// <param name="dryRun">Say what would go, change nothing.</param>
    /// <param name="cancellationToken">Undoes everything.</param>
    /// <exception cref="InputFault">Nobody has the code, or several persons do.</exception>
    /// <exception cref="EnvironmentFault">The keys are missing or destroyed.</exception>
    public async Task<CodeWithdrawalReport> RunAsync(WithdrawnCode whose, bool dryRun = false, CancellationToken cancellationToken = default)
    {
        CodeWithdrawalReport report;
        await using (var connection = await database.OpenConnectionAsync(StudyRole.Keyholder, cancellationToken).ConfigureAwait(false))
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await IngestLock.TakeAsync(connection).ConfigureAwait(false);
            using var keys = await KeyRing.OpenAsync(connection, home, study.Id).ConfigureAwait(false);
            var found = await FindAsync(connection, keys, whose).ConfigureAwait(false);
            var persons = (await connection.QueryAsync<Guid>("select person_id from study.current_person where same_as = @SameAs", new { found.SameAs }).ConfigureAwait(false)).ToArray();
            var questionnaires = await connection.ExecuteScalarAsync<int>("select count(*)::int from study.questionnaire where person_id = any(@persons)", new { persons }).ConfigureAwait(false);
            report = new CodeWithdrawalReport(found.Role, persons.Length, questionnaires, !dryRun, []);
            if (dryRun)
                return report;
            await LeaveMarksAsync(connection, keys, persons, cancellationToken).ConfigureAwait(false);
            await PersonRemoval.RemoveAsync(transaction, persons, cancellationToken).ConfigureAwait(false);
            await connection.ExecuteAsync(
                "insert into ingest.withdrawal (role, persons, questionnaires) values (@Role, @Persons, @Questionnaires)", report).ConfigureAwait(false);
            FaultPoints.Reach("before-commit");
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }

        FaultPoints.Reach("withdrawn");
        var scrubbed = await Scrubbing.RunAsync(database.Source, cancellationToken).ConfigureAwait(false);
        return report with { LeftToAdministrator = scrubbed.LeftToAdministrator };
    }

    private async Task<FoundPerson> FindAsync(NpgsqlConnection connection, KeyRing keys, WithdrawnCode whose)
    {
        var roles = Enum.GetValues<Role>().Select(Spelling.Of).Where(role => whose.Role is null || whose.Role == role).ToList();
        if (roles.Count == 0)
            throw new InputFault($"There is no role '{whose.Role}': expected one of {string.Join(", ", Enum.GetValues<Role>().Select(Spelling.Of))}.");
        var scopes = (await connection.QueryAsync<string>("select distinct scope from identity.code").ConfigureAwait(false))
            .Where(scope => whose.School is null || scope.Length == 0 || string.Equals(scope, whose.School, StringComparison.OrdinalIgnoreCase)).Append(whose.School ?? "").Distinct(StringComparer.Ordinal).ToList();
        var tried = roles.SelectMany(role => scopes.Select(scope => (Role: role, Scope: scope, Code: _codes.Indexed(whose.Code)))).ToList();
        var found = (await connection.QueryAsync<FoundPerson>(
            """
            select distinct c.role as Role, c.scope as Scope, p.same_as as SameAs
            from identity.code c join study.current_person p on p.person_id = c.person_id
            where c.blind_index = any(@indexes)
            """,
            new { indexes = tried.ConvertAll(code => keys.PersonIndex(code.Role, code.Scope, code.Code)) }).ConfigureAwait(false)).ToList();
        if (found.Select(person => (person.Role, person.SameAs)).Distinct().Count() > 1)
        {
            throw new InputFault(
                $"Several persons have this code: {string.Join("; ", found.Select(person => person.Role + (person.Scope.Length > 0 ? " of school " + person.Scope : "")).Order(StringComparer.Ordinal))}. " +
                "Say whose it is with --role and --school. Nothing was changed.");
        }

        if (found.Count > 0)
            return found[0];
        var isGone = await connection.ExecuteScalarAsync<bool>(
            "select exists (select 1 from identity.tombstone where code_mark = any(@marks))",
            new { marks = tried.ConvertAll(code => keys.WithdrawalMark(code.Role, code.Scope, code.Code)) }).ConfigureAwait(false);
        throw new InputFault(isGone
            ? "The person with this code withdrew before; nothing is left to delete."
            : "Nobody in this study has this code. Check it with the person: one sign that is off is another code. Nothing was changed.");
    }

    private async Task LeaveMarksAsync(NpgsqlConnection connection, KeyRing keys, Guid[] persons, CancellationToken cancellationToken)
    {
        var codes = (await connection.QueryAsync<SealedCode>(
            "select person_id as Person, role as Role, scope as Scope, code_cipher as Cipher from identity.code where person_id = any(@persons)", new { persons }).ConfigureAwait(false)).ToList();
        var now = DateTimeOffset.UtcNow;
        var marks = codes.Where(code => code.Cipher is not null)
            .Select(code => new Withdrawal(now, code.Role, code.Person, keys.WithdrawalMark(code.Role, code.Scope, _codes.Indexed(keys.Decrypt(code.Person, code.Role, code.Cipher!))))).ToList();
        await connection.ExecuteAsync(
            """
            insert into identity.tombstone (code_mark, person_id, role) select * from unnest(@marks, @persons, @roles) on conflict do nothing
            """,
            new { marks = marks.Select(mark => mark.Mark).ToArray(), persons = marks.Select(mark => mark.Person).ToArray(), roles = marks.Select(mark => mark.Role).ToArray() }).ConfigureAwait(false);
        // Before the commit: a withdrawal that a restored database doesn't know must be in the log.
        await new WithdrawalLog(home, study.Id).AppendAsync(marks, cancellationToken).ConfigureAwait(false);
    }

    private sealed record FoundPerson(string Role, string Scope, Guid SameAs);

    private sealed record SealedCode(Guid Person, string Role, string Scope, byte[]? Cipher);
}
