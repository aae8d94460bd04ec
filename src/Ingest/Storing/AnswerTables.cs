using Npgsql;
using NpgsqlTypes;

namespace LobResearch.Ingest.Storing;

/// <summary>Copies the answers that don't stand in the questionnaire's own row: numbers, dates, open text, special categories.</summary>
internal sealed class AnswerTables(NpgsqlConnection connection, int formVersionId)
{
    /// <summary>Copies the answers of a chunk whose questionnaires are there.</summary>
    public async Task WriteAsync(List<Placed> rows, CancellationToken cancellationToken)
    {
        await CopyAsync("study.number_answer", "value, missing", rows, sheet => sheet.Numbers, number => number.ItemOrdinal, async (copy, number) =>
        {
            await WriteAsync(copy, number.Value, NpgsqlDbType.Double, cancellationToken).ConfigureAwait(false);
            await WriteAsync(copy, number.Missing, NpgsqlDbType.Smallint, cancellationToken).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
        await CopyAsync("study.date_answer", "value, missing", rows, sheet => sheet.Days, day => day.ItemOrdinal, async (copy, day) =>
        {
            await WriteAsync(copy, day.Value, NpgsqlDbType.Date, cancellationToken).ConfigureAwait(false);
            await WriteAsync(copy, day.Missing, NpgsqlDbType.Smallint, cancellationToken).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
        await CopyAsync("text.answer", "body, missing", rows, sheet => sheet.Texts, text => text.ItemOrdinal, async (copy, text) =>
        {
            await WriteAsync(copy, text.Body, cancellationToken).ConfigureAwait(false);
            await WriteAsync(copy, text.Missing, NpgsqlDbType.Smallint, cancellationToken).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
        await CopyAsync("sensitive.answer", "option_code, code, number, day, body, missing", rows, sheet => sheet.Sensitive, answer => answer.ItemOrdinal, async (copy, answer) =>
        {
            await copy.WriteAsync(answer.OptionCode, NpgsqlDbType.Smallint, cancellationToken).ConfigureAwait(false);
            await WriteAsync(copy, answer.Code, NpgsqlDbType.Smallint, cancellationToken).ConfigureAwait(false);
            await WriteAsync(copy, answer.Number, NpgsqlDbType.Double, cancellationToken).ConfigureAwait(false);
            await WriteAsync(copy, answer.Day, NpgsqlDbType.Date, cancellationToken).ConfigureAwait(false);
            await WriteAsync(copy, answer.Body, cancellationToken).ConfigureAwait(false);
            await WriteAsync(copy, answer.Missing, NpgsqlDbType.Smallint, cancellationToken).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
    }

    private async Task CopyAsync<T>(
        string table, string values, List<Placed> rows, Func<AnswerSheet, IReadOnlyList<T>> answersOf, Func<T, short> ordinalOf, Func<NpgsqlBinaryImporter, T, Task> write,
        CancellationToken cancellationToken)
    {
        if (!rows.Exists(placed => answersOf(placed.Row.Answers).Count > 0))
            return;
        await using var copy = await connection.BeginBinaryImportAsync(
            $"copy {table} (person_id, questionnaire_id, form_version_id, item_ordinal, {values}) from stdin (format binary)", cancellationToken).ConfigureAwait(false);
        foreach (var placed in rows)
        {
            foreach (var answer in answersOf(placed.Row.Answers))
            {
                await copy.StartRowAsync(cancellationToken).ConfigureAwait(false);
                await copy.WriteAsync(placed.Person, NpgsqlDbType.Uuid, cancellationToken).ConfigureAwait(false);
                await copy.WriteAsync(placed.Id, NpgsqlDbType.Bigint, cancellationToken).ConfigureAwait(false);
                await copy.WriteAsync(formVersionId, NpgsqlDbType.Integer, cancellationToken).ConfigureAwait(false);
                await copy.WriteAsync(ordinalOf(answer), NpgsqlDbType.Smallint, cancellationToken).ConfigureAwait(false);
                await write(copy, answer).ConfigureAwait(false);
            }
        }

        await copy.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    private static Task WriteAsync<T>(NpgsqlBinaryImporter copy, T? value, NpgsqlDbType type, CancellationToken cancellationToken) where T : struct =>
        value is { } present ? copy.WriteAsync(present, type, cancellationToken) : copy.WriteNullAsync(cancellationToken);

    private static Task WriteAsync(NpgsqlBinaryImporter copy, string? text, CancellationToken cancellationToken) =>
        text is null ? copy.WriteNullAsync(cancellationToken) : copy.WriteAsync(text, NpgsqlDbType.Text, cancellationToken);
}
