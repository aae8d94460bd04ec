using Dapper;
using LobResearch.Study.Codebook;
using LobResearch.Study.Database;
using Npgsql;

namespace LobResearch.Ingest.Verifying;

/// <summary>Compares a form version's tables with its codebook.</summary>
internal static class StoredForm
{
    /// <summary>What differs.</summary>
    public static async Task<IReadOnlyList<string>> DifferencesAsync(NpgsqlConnection connection, int id, Form form)
    {
        var differences = new List<string>();
        await CompareItemsAsync(connection, id, form, differences).ConfigureAwait(false);
        await CompareOptionsAsync(connection, id, form, differences).ConfigureAwait(false);
        await ComparePositionsAsync(connection, id, form, differences).ConfigureAwait(false);
        await CompareMissingAsync(connection, id, form, differences).ConfigureAwait(false);
        return differences;
    }

    private static async Task CompareItemsAsync(NpgsqlConnection connection, int id, Form form, List<string> differences)
    {
        var stored = await connection.QueryAsync<StoredItem>(
            """
            select ordinal as Ordinal, code as Code, kind as Kind, label_nl as Dutch, label_en as English, minimum as Minimum, maximum as Maximum,
                   special_category as Special, identifying as Identifying
            from study.item where form_version_id = @id order by ordinal
            """,
            new { id }).ConfigureAwait(false);
        var expected = form.Items.Select((item, index) => new StoredItem(
            (short)(index + 1), item.Id, Spelling.Of(item.Kind), item.Label.Dutch, item.Label.English, (double?)item.Minimum, (double?)item.Maximum, item.SpecialCategory, item.Identifying));
        if (!stored.SequenceEqual(expected))
            differences.Add("the stored items are not the codebook's");
    }

    private static async Task CompareOptionsAsync(NpgsqlConnection connection, int id, Form form, List<string> differences)
    {
        var stored = await connection.QueryAsync<(short, short, string, string, string)>(
            "select item_ordinal, code, name, label_nl, coalesce(label_en, '') from study.answer_option where form_version_id = @id order by 1, 2", new { id }).ConfigureAwait(false);
        var expected = form.Items.SelectMany((item, index) => (item.Answers?.Options ?? []).OrderBy(option => option.Code)
            .Select(option => ((short)(index + 1), (short)option.Code, option.Name, option.Label.Dutch, option.Label.English ?? "")));
        if (!stored.SequenceEqual(expected))
            differences.Add("the stored answers are not the codebook's");
    }

    private static async Task ComparePositionsAsync(NpgsqlConnection connection, int id, Form form, List<string> differences)
    {
        var stored = await connection.QueryAsync<(short, string, short)>(
            "select position, code, coalesce(option_code, -1) from study.coded_item where form_version_id = @id order by 1", new { id }).ConfigureAwait(false);
        if (!stored.SequenceEqual(form.CodedItems.Select(coded => ((short)coded.Position, coded.Id, (short)(coded.Option?.Code ?? -1)))))
            differences.Add("the stored positions of answers are not the codebook's");
    }

    private static async Task CompareMissingAsync(NpgsqlConnection connection, int id, Form form, List<string> differences)
    {
        var stored = await connection.QueryAsync<(short, string, string, string)>(
            "select row_number, coalesce(original_code, ''), class, label_nl from study.missing_reason where form_version_id = @id order by 1", new { id }).ConfigureAwait(false);
        if (!stored.SequenceEqual(form.MissingCodes.Select(code => ((short)code.Row, code.OriginalCode ?? "", Spelling.Of(code.Class), code.Label.Dutch))))
            differences.Add("the stored missing reasons are not the codebook's");
    }

    private sealed record StoredItem(short Ordinal, string Code, string Kind, string Dutch, string? English, double? Minimum, double? Maximum, bool Special, bool Identifying);
}
