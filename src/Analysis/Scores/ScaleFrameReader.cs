using System.Globalization;
using Dapper;
using LobResearch.Study.Codebook;
using LobResearch.Study.Database;
using Npgsql;

namespace LobResearch.Analysis.Scores;

/// <summary>Reads the answers to scales from a form's view.</summary>
internal sealed class ScaleFrameReader(NpgsqlConnection connection, Form form)
{
    private const int KeyColumns = 4;

    private static readonly Dictionary<string, MissingClass> Classes = Enum.GetValues<MissingClass>().ToDictionary(Spelling.Of, StringComparer.Ordinal);

    /// <summary>The waves that have questionnaires of the form, and in which versions.</summary>
    public async Task<IReadOnlyList<(string Wave, int Version)>> WavesAsync() =>
        (await connection.QueryAsync<(string, int)>($"""select wave, form_version from form."{form.Id}" group by wave, form_version order by wave, form_version""", commandTimeout: 0).ConfigureAwait(false)).ToList();

    /// <summary>The answers at some waves.</summary>
    /// <param name="waves">The waves.</param>
    /// <param name="scales">The scales whose items are read.</param>
    /// <param name="by">An item to group by; null for none.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public async Task<ScaleFrame> ReadAsync(IReadOnlyList<string> waves, IReadOnlyList<Scale> scales, Item? by, CancellationToken cancellationToken)
    {
        var items = scales.SelectMany(scale => scale.Items).Select(item => item.ItemId).Distinct(StringComparer.Ordinal).ToList();
        await using var command = connection.CreateCommand();
        command.CommandText = Sql(items, by);
        command.CommandTimeout = 0;
        command.Parameters.AddWithValue("waves", waves.ToArray());
        var rows = new List<ScaleRow>();
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false))
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                rows.Add(Row(reader, items.Count));
        }

        rows.Sort(ByData);
        var all = await connection.ExecuteScalarAsync<int>($"""select count(*)::int from form."{form.Id}" where wave = any(@waves)""", new { waves = waves.ToArray() }, commandTimeout: 0).ConfigureAwait(false);
        return new ScaleFrame(items, rows, all - rows.Count);
    }

    private string Sql(List<string> items, Item? by)
    {
        // Item ids are checked identifiers of the codebook, not text from outside.
        var values = string.Concat(items.Select(item => $", o.\"{item}\"::double precision"));
        var reasons = string.Concat(items.Select(item => $", o.\"{FormViews.MissingColumn(item)}\""));
        var group = by is null ? "null::integer" : $"o.\"{by.Id}\"::integer";
        // The last questionnaire handed in counts, as in effects; what else decides is what was answered, never an id or a file's order.
        var (first, order) = form.Repeats
            ? ("", "")
            : ("distinct on (o.person_id, o.wave)", $"order by o.person_id, o.wave, o.submitted_at desc nulls last, o.school, o.class_group{string.Concat(Enumerable.Range(KeyColumns + 1, 2 * items.Count).Select(column => ", " + column.ToString(CultureInfo.InvariantCulture)))}, {KeyColumns}");
        return $"""select {first} o.person_id, o.wave, o.school, {group}{values}{reasons} from form."{form.Id}" o where o.wave = any(@waves) {order}""";
    }

    private static ScaleRow Row(NpgsqlDataReader reader, int items)
    {
        var (values, missing) = (new double[items], new MissingClass?[items]);
        for (var item = 0; item < items; item++)
        {
            var (value, reason) = (KeyColumns + item, KeyColumns + items + item);
            values[item] = reader.IsDBNull(value) ? double.NaN : reader.GetDouble(value);
            // An item that the questionnaire's version of the form lacks has no reason of its own: it wasn't shown.
            missing[item] = !double.IsNaN(values[item]) ? null : reader.IsDBNull(reason) ? MissingClass.NotShown : Classes[reader.GetString(reason)];
        }

        return new ScaleRow(
            reader.GetGuid(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetInt32(3), values, missing);
    }

    private static int ByData(ScaleRow a, ScaleRow b)
    {
        var order = string.CompareOrdinal(a.Wave, b.Wave);
        if (order == 0)
            order = string.CompareOrdinal(a.School, b.School);
        for (var item = 0; order == 0 && item < a.Values.Length; item++)
            order = a.Values[item].CompareTo(b.Values[item]);
        return order;
    }
}
