using System.Globalization;
using System.Text;
using Dapper;
using Npgsql;

namespace LobResearch.Study.Database;

/// <summary>
/// Generates the view of a form in schema <c>form</c>: one row per questionnaire that counts (now, or as of the run that
/// <c>lob.as_of_run</c> names), all versions and waves aligned by item name, with <c>item__missing</c> beside each item. Special-category items get a view of their own
/// in schema <c>sensitive</c>; open text has none.
/// </summary>
public static class FormViews
{
    private const string MissingSuffix = "__missing";
    private const int MaximumNameLength = 63;

    /// <summary>Creates the views anew from what the database holds of the form's versions.</summary>
    /// <param name="connection">A connection with the right to create views, inside the caller's transaction.</param>
    /// <param name="formCode">The form.</param>
    /// <param name="cancellationToken">Cancels the statements.</param>
    public static async Task CreateAsync(NpgsqlConnection connection, string formCode, CancellationToken cancellationToken = default)
    {
        var columns = (await connection.QueryAsync<Cell>(
            """
            select i.form_version_id as FormVersionId, i.ordinal as ItemOrdinal, i.kind as Kind, i.special_category as Special,
                   coalesce(c.code, case when o.code is null then i.code else i.code || '_' || o.name end) as Name,
                   c.position as Position, o.code as OptionCode,
                   i.label_nl || coalesce(' — ' || o.label_nl, '') as Label, v.version as Version
            from study.form f
            join study.form_version v on v.form_id = f.id
            join study.item i on i.form_version_id = v.id
            left join study.answer_option o
              on o.form_version_id = i.form_version_id and o.item_ordinal = i.ordinal and i.kind = 'multiple_choice'
            left join study.coded_item c
              on c.form_version_id = i.form_version_id and c.item_ordinal = i.ordinal
             and c.option_code is not distinct from o.code
            where f.code = @formCode and i.kind <> 'text' and not i.identifying
            order by v.version desc, i.ordinal, o.code
            """,
            new { formCode }).ConfigureAwait(false)).ToList();
        var reasons = (await connection.QueryAsync<Reason>(
            """
            select m.form_version_id as FormVersionId, m.row_number as Row, m.class as Class
            from study.missing_reason m
            join study.form_version v on v.id = m.form_version_id
            join study.form f on f.id = v.form_id
            where f.code = @formCode order by m.form_version_id, m.row_number
            """,
            new { formCode }).ConfigureAwait(false)).ToLookup(reason => reason.FormVersionId);

        await connection.ExecuteAsync(OpenView(formCode, columns.Where(cell => !cell.Special).ToList(), reasons)).ConfigureAwait(false);
        var special = columns.Where(cell => cell.Special).ToList();
        await connection.ExecuteAsync(
            special.Count == 0
                ? $"drop view if exists sensitive.{Quoted("form_" + formCode)}"
                : SensitiveView(formCode, special, reasons)).ConfigureAwait(false);
    }

    /// <summary>Name of the column that holds why an item is missing.</summary>
    /// <remarks>PostgreSQL cuts names at 63 bytes; so does this, for items of more than 54 characters.</remarks>
    public static string MissingColumn(string item)
    {
        var name = item + MissingSuffix;
        return name.Length <= MaximumNameLength ? name : name[..MaximumNameLength];
    }

    private static string OpenView(string formCode, List<Cell> cells, ILookup<int, Reason> reasons)
    {
        var view = $"form.{Quoted(formCode)}";
        var select = new StringBuilder();
        var comments = new StringBuilder();
        foreach (var item in cells.GroupBy(cell => cell.Name, StringComparer.Ordinal))
        {
            var (value, missing) = item.First().Kind switch
            {
                "decimal" => ($"n.{Quoted(item.Key)}", $"n.{Quoted(MissingColumn(item.Key))}"),
                "date" => ($"d.{Quoted(item.Key)}", $"d.{Quoted(MissingColumn(item.Key))}"),
                _ => (CodedValue(item), CodedMissing(item, reasons)),
            };
            AppendItem(select, comments, view, item, value, missing);
        }

        return $"""
            drop view if exists {view};
            create view {view} as
            select {KeyColumns}{select}
            {KeyTables}
            {Joined("n", "study.number_answer", cells.Where(cell => cell.Kind == "decimal"), _ => "value", reasons)}
            {Joined("d", "study.date_answer", cells.Where(cell => cell.Kind == "date"), _ => "value", reasons)}
            where {Shown(formCode)};
            {CommentView(view, "Generated: the current questionnaires of form " + formCode + ", a column per item.")}
            {comments}
            """;
    }

    private static string SensitiveView(string formCode, List<Cell> cells, ILookup<int, Reason> reasons)
    {
        var view = $"sensitive.{Quoted("form_" + formCode)}";
        var select = new StringBuilder();
        var comments = new StringBuilder();
        foreach (var item in cells.GroupBy(cell => cell.Name, StringComparer.Ordinal))
            AppendItem(select, comments, view, item, $"a.{Quoted(item.Key)}", $"a.{Quoted(MissingColumn(item.Key))}");
        return $"""
            drop view if exists {view};
            create view {view} as
            select {KeyColumns}{select}
            {KeyTables}
            {Joined("a", "sensitive.answer", cells, SensitiveColumn, reasons)}
            where {Shown(formCode)};
            {CommentView(view, "Generated: the special-category items of form " + formCode + ".")}
            {comments}
            """;

        static string SensitiveColumn(Cell cell) => cell.Kind switch { "decimal" => "number", "date" => "day", _ => "code" };
    }

    // Whoever refused is in no analysis, also while the answers of before wait to be withdrawn.
    private static string Shown(string formCode) =>
        $"f.code = {Literal(formCode)} and not exists (select 1 from study.shown_refusal r where r.person_id = q.person_id)";

    private const string KeyColumns =
        """
        q.id as questionnaire_id, p.same_as as person_id, w.code as wave, q.school_id, s.code as school,
               q.class_group_id, g.code as class_group, v.version as form_version, q.submitted_at, q.batch_id, q.source_row
        """;

    private const string KeyTables =
        """
        from study.shown_questionnaire q
        join study.shown_person p on p.person_id = q.person_id
        join study.form_version v on v.id = q.form_version_id
        join study.form f on f.id = v.form_id
        join study.wave w on w.id = q.wave_id
        left join study.school s on s.id = q.school_id
        left join study.class_group g on g.id = q.class_group_id
        """;

    private static readonly (string Column, string Comment)[] KeyComments =
    [
        ("questionnaire_id", "The filled-in questionnaire."), ("person_id", "Who answered, by the random id that stands for the person."), ("wave", "Wave code."),
        ("school_id", "School at that wave."), ("school", "School code."), ("class_group_id", "Class at that wave."),
        ("class_group", "Class code."), ("form_version", "Version of the form."), ("submitted_at", "When it was handed in, UTC."),
        ("batch_id", "The batch that brought it in."), ("source_row", "Row in the batch's file."),
    ];

    private static void AppendItem(
        StringBuilder select, StringBuilder comments, string view, IGrouping<string, Cell> item, string value, string missing)
    {
        select.Append(",\n       ").Append(value).Append(" as ").Append(Quoted(item.Key))
            .Append(",\n       ").Append(missing).Append(" as ").Append(Quoted(MissingColumn(item.Key)));
        comments.AppendLine(CultureInfo.InvariantCulture, $"comment on column {view}.{Quoted(item.Key)} is {Literal(item.First().Label)};");
        comments.AppendLine(
            CultureInfo.InvariantCulture, $"comment on column {view}.{Quoted(MissingColumn(item.Key))} is {Literal($"Why {item.Key} is missing, if it is.")};");
    }

    private static string CodedValue(IEnumerable<Cell> item) =>
        ByVersion(item, cell => $"case when q.answers[{cell.Position}] >= 0 then q.answers[{cell.Position}] end");

    private static string CodedMissing(IEnumerable<Cell> item, ILookup<int, Reason> reasons) =>
        ByVersion(item, cell =>
            $"case q.answers[{cell.Position}] " +
            string.Concat(reasons[cell.FormVersionId].Select(reason => $"when {-reason.Row} then {Literal(reason.Class)} ")) + "end");

    private static string ByVersion(IEnumerable<Cell> item, Func<Cell, string> expression) =>
        "case q.form_version_id " +
        string.Concat(item.OrderBy(cell => cell.Version).Select(cell => $"when {cell.FormVersionId} then {expression(cell)} ")) + "end";

    // One pass over the answers' table, each item a filtered aggregate: a join per item would not scale to hundreds.
    private static string Joined(
        string alias, string table, IEnumerable<Cell> cells, Func<Cell, string> column, ILookup<int, Reason> reasons)
    {
        var items = cells.GroupBy(cell => cell.Name, StringComparer.Ordinal).ToList();
        if (items.Count == 0)
            return "";
        var select = new StringBuilder();
        foreach (var item in items)
        {
            var where = string.Join(" or ", item.Select(cell =>
                $"(x.form_version_id = {cell.FormVersionId} and x.item_ordinal = {cell.ItemOrdinal}" +
                (cell.OptionCode is null ? ")" : $" and x.option_code = {cell.OptionCode})")));
            var classes = "case x.form_version_id " + string.Concat(item.Select(cell =>
                $"when {cell.FormVersionId} then case x.missing " +
                string.Concat(reasons[cell.FormVersionId].Select(reason => $"when {reason.Row} then {Literal(reason.Class)} ")) + "end ")) + "end";
            select.Append(CultureInfo.InvariantCulture, $", max(x.{column(item.First())}) filter (where {where}) as {Quoted(item.Key)}");
            select.Append(CultureInfo.InvariantCulture, $", max({classes}) filter (where {where}) as {Quoted(MissingColumn(item.Key))}");
        }

        return $"left join (select x.person_id, x.questionnaire_id{select} from {table} x group by x.person_id, x.questionnaire_id) {alias} " +
            $"on {alias}.person_id = q.person_id and {alias}.questionnaire_id = q.id";
    }

    private static string CommentView(string view, string comment) =>
        $"comment on view {view} is {Literal(comment)};\n" +
        string.Join('\n', KeyComments.Select(key => $"comment on column {view}.{key.Column} is {Literal(key.Comment)};"));

    private static string Quoted(string identifier) => '"' + identifier.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';

    private static string Literal(string text) => '\'' + text.Replace("'", "''", StringComparison.Ordinal) + '\'';

    private sealed record Cell(
        int FormVersionId, short ItemOrdinal, string Kind, bool Special, string Name, short? Position, short? OptionCode,
        string Label, int Version);

    private sealed record Reason(int FormVersionId, short Row, string Class);
}
