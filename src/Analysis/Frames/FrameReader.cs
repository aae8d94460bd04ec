using LobResearch.Statistics.Columns;
using LobResearch.Study;
using LobResearch.Study.Codebook;
using Npgsql;

namespace LobResearch.Analysis.Frames;

/// <summary>Reads a form's view into columns.</summary>
internal sealed class FrameReader(NpgsqlConnection connection, Form form)
{
    private const string School = "school";
    private const string ClassGroup = "class_group";

    /// <summary>The items of one wave. Rows are sorted by school, class and values, so that neither the order of entry nor the random ids change a result.</summary>
    public async Task<StudyFrame> ReadAsync(string wave, IReadOnlyList<string> itemIds, CancellationToken cancellationToken)
    {
        var items = itemIds.Distinct(StringComparer.Ordinal).Select(id => form.Items.First(item => item.Id == id)).ToList();
        var rows = await RowsAsync(wave, items, cancellationToken).ConfigureAwait(false);
        rows.Sort(Row.ByData);
        var persons = new Dictionary<Guid, int>();
        foreach (var row in rows)
            persons.TryAdd(row.Person, persons.Count);

        var columns = items.Select((item, index) => ToColumn(item, rows.Select(row => row.Values[index]).ToArray()))
            .Append(CategoricalColumn.FromText(School, rows.Select(row => row.School).ToList()))
            // A class's code is unique within its school only.
            .Append(CategoricalColumn.FromText(ClassGroup, rows.Select(row => row.Class is null ? null : $"{row.School}/{row.Class}").ToList()));
        return new StudyFrame(new ColumnSet(columns), rows.Select(row => persons[row.Person]).ToList());
    }

    private async Task<List<Row>> RowsAsync(string wave, List<Item> items, CancellationToken cancellationToken)
    {
        var selected = string.Concat(items.Select(item => $", {(item.SpecialCategory ? "s" : "o")}.\"{item.Id}\"::double precision"));
        var sensitive = items.Exists(item => item.SpecialCategory)
            ? $"join sensitive.\"form_{form.Id}\" s on s.questionnaire_id = o.questionnaire_id and s.person_id = o.person_id"
            : "";
        await using var command = connection.CreateCommand();
        // Item ids are checked identifiers of the codebook, not text from outside.
        command.CommandText = $"select o.person_id, o.school, o.class_group{selected} from form.\"{form.Id}\" o {sensitive} where o.wave = @wave";
        command.Parameters.AddWithValue("wave", wave);
        var rows = new List<Row>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var values = new double[items.Count];
            for (var index = 0; index < values.Length; index++)
                values[index] = reader.IsDBNull(index + 3) ? double.NaN : reader.GetDouble(index + 3);
            rows.Add(new Row(
                reader.GetGuid(0), reader.IsDBNull(1) ? null : reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2), values));
        }

        return rows;
    }

    internal static Column ToColumn(Item item, double[] values)
    {
        if (item.Kind != ItemKind.SingleChoice)
            return new NumericColumn(item.Id, values);
        var options = item.Answers!.Options.OrderBy(option => option.Code).ToList();
        // An item of two numbered answers, such as 0 no and 1 yes, is the number in a model, as in R.
        if (options.TrueForAll(option => option.Name == option.Code.ToString(System.Globalization.CultureInfo.InvariantCulture)))
            return new NumericColumn(item.Id, values);
        var places = options.Select((option, place) => (option.Code, place)).ToDictionary(pair => (double)pair.Code, pair => pair.place);
        return new CategoricalColumn(
            item.Id, options.Select(option => option.Name).ToList(), Array.ConvertAll(values, value => double.IsNaN(value) ? -1 : places.TryGetValue(value, out var place) ? place : throw new InputFault(
                $"Item {item.Id}: an earlier version of the form has an answer with the code {value.ToString(System.Globalization.CultureInfo.InvariantCulture)}, which the newest doesn't know. Give the newest version that answer too, or leave the item out of the plan.")));
    }

    private sealed record Row(Guid Person, string? School, string? Class, double[] Values)
    {
        public static int ByData(Row a, Row b)
        {
            var order = string.CompareOrdinal(a.School, b.School);
            if (order == 0)
                order = string.CompareOrdinal(a.Class, b.Class);
            for (var index = 0; order == 0 && index < a.Values.Length; index++)
                order = a.Values[index].CompareTo(b.Values[index]);
            return order;
        }
    }
}
