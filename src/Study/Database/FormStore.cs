using Dapper;
using LobResearch.Study.Codebook;
using Npgsql;

namespace LobResearch.Study.Database;

/// <summary>Stores form versions. A version is immutable once answers refer to it.</summary>
public static class FormStore
{
    /// <summary>
    /// Registers a form version: new ones are stored, equal ones left alone, a changed one replaced only while no
    /// questionnaire refers to it.
    /// </summary>
    /// <returns>Whether it was stored now.</returns>
    /// <exception cref="InputFault">The codebook of a version that has answers was changed.</exception>
    public static async Task<bool> RegisterAsync(
        NpgsqlConnection connection, Form form, CancellationToken cancellationToken = default)
    {
        var formId = await connection.ExecuteScalarAsync<int>(
            """
            insert into study.form (code, role) values (@Id, @role)
            on conflict (code) do update set role = excluded.role returning id
            """,
            new { form.Id, role = Spelling.Of(form.Role) }).ConfigureAwait(false);
        var stored = await connection.QuerySingleOrDefaultAsync<StoredVersion>(
            """
            select v.id as Id, v.content_hash as ContentHash,
                   exists (select 1 from ingest.batch b where b.form_version_id = v.id)
                   or exists (select 1 from study.questionnaire q where q.form_version_id = v.id) as HasAnswers
            from study.form_version v where v.form_id = @formId and v.version = @Version
            """,
            new { formId, form.Version }).ConfigureAwait(false);
        if (stored is not null && stored.ContentHash.AsSpan().SequenceEqual(form.ContentHash.AsSpan()))
            return false;
        if (stored is { HasAnswers: true })
        {
            throw new InputFault(
                $"Form {form.Id} version {form.Version} differs from the version that answers refer to. " +
                $"Undo the change, or give the codebook version {form.Version + 1} and keep the old file beside it.");
        }

        if (stored is not null)
            await DeleteAsync(connection, stored.Id).ConfigureAwait(false);
        await InsertAsync(connection, formId, form).ConfigureAwait(false);
        return true;
    }

    private static Task DeleteAsync(NpgsqlConnection connection, int id) =>
        connection.ExecuteAsync(
            """
            delete from study.scale_item where form_version_id = @id;
            delete from study.scale where form_version_id = @id;
            delete from study.missing_reason where form_version_id = @id;
            delete from study.answer_option where form_version_id = @id;
            delete from study.coded_item where form_version_id = @id;
            delete from study.item where form_version_id = @id;
            delete from study.form_version where id = @id;
            """,
            new { id });

    private static async Task InsertAsync(NpgsqlConnection connection, int formId, Form form)
    {
        var id = await connection.ExecuteScalarAsync<int>(
            """
            insert into study.form_version
              (form_id, version, title_nl, title_en, item_count, missing_count, content_hash, source, licence)
            values (@formId, @Version, @Dutch, @English, @itemCount, @missingCount, @hash, @Source, @Licence)
            returning id
            """,
            new
            {
                formId,
                form.Version,
                form.Title.Dutch,
                form.Title.English,
                itemCount = form.CodedItems.Count,
                missingCount = (short)form.MissingCodes.Count,
                hash = form.ContentHash.ToArray(),
                form.Source,
                form.Licence,
            }).ConfigureAwait(false);
        await InsertItemsAsync(connection, id, form).ConfigureAwait(false);
        await InsertScalesAsync(connection, id, form).ConfigureAwait(false);
    }

    private static async Task InsertItemsAsync(NpgsqlConnection connection, int id, Form form)
    {
        await connection.ExecuteAsync(
            """
            insert into study.item (form_version_id, ordinal, code, kind, label_nl, label_en,
              minimum, maximum, unit, special_category, identifying, source, licence)
            values (@id, @ordinal, @code, @kind, @dutch, @english, @minimum, @maximum, @unit, @special, @identifying, @source, @licence)
            """,
            form.Items.Select((item, index) => new
            {
                id,
                ordinal = (short)(index + 1),
                code = item.Id,
                kind = Spelling.Of(item.Kind),
                dutch = item.Label.Dutch,
                english = item.Label.English,
                minimum = (double?)item.Minimum,
                maximum = (double?)item.Maximum,
                unit = item.Unit,
                special = item.SpecialCategory,
                identifying = item.Identifying,
                source = item.Source,
                licence = item.Licence,
            })).ConfigureAwait(false);
        await connection.ExecuteAsync(
            """
            insert into study.answer_option (form_version_id, item_ordinal, code, name, label_nl, label_en)
            values (@id, @ordinal, @code, @name, @dutch, @english)
            """,
            form.Items.SelectMany((item, index) => (item.Answers?.Options ?? []).Select(option => new
            {
                id,
                ordinal = (short)(index + 1),
                code = (short)option.Code,
                name = option.Name,
                dutch = option.Label.Dutch,
                english = option.Label.English,
            }))).ConfigureAwait(false);
        var ordinals = form.Items.Select((item, index) => (item.Id, index)).ToDictionary(pair => pair.Id, pair => (short)(pair.index + 1));
        await connection.ExecuteAsync(
            """
            insert into study.coded_item (form_version_id, position, item_ordinal, option_code, code)
            values (@id, @position, @ordinal, @option, @code)
            """,
            form.CodedItems.Select(coded => new
            {
                id,
                position = (short)coded.Position,
                ordinal = ordinals[coded.Item.Id],
                option = (short?)coded.Option?.Code,
                code = coded.Id,
            })).ConfigureAwait(false);
        await connection.ExecuteAsync(
            """
            insert into study.missing_reason (form_version_id, row_number, original_code, class, label_nl, label_en)
            values (@id, @row, @original, @missingClass, @dutch, @english)
            """,
            form.MissingCodes.Select(missing => new
            {
                id,
                row = (short)missing.Row,
                original = missing.OriginalCode,
                missingClass = Spelling.Of(missing.Class),
                dutch = missing.Label.Dutch,
                english = missing.Label.English,
            })).ConfigureAwait(false);
    }

    private static async Task InsertScalesAsync(NpgsqlConnection connection, int id, Form form)
    {
        await connection.ExecuteAsync(
            """
            insert into study.scale (form_version_id, code, title_nl, title_en, minimum_answered, aggregate)
            values (@id, @code, @dutch, @english, @minimum, @aggregate)
            """,
            form.Scales.Select(scale => new
            {
                id,
                code = scale.Id,
                dutch = scale.Title.Dutch,
                english = scale.Title.English,
                minimum = (double)scale.MinimumAnswered,
                aggregate = Spelling.Of(scale.Aggregate),
            })).ConfigureAwait(false);
        await connection.ExecuteAsync(
            """
            insert into study.scale_item (form_version_id, scale_code, ordinal, item_code, reversed)
            values (@id, @scale, @ordinal, @item, @reversed)
            """,
            form.Scales.SelectMany(scale => scale.Items.Select((item, index) => new
            {
                id,
                scale = scale.Id,
                ordinal = (short)(index + 1),
                item = item.ItemId,
                reversed = item.Reversed,
            }))).ConfigureAwait(false);
    }

    private sealed record StoredVersion(int Id, byte[] ContentHash, bool HasAnswers);
}
