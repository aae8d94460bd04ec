using System.Globalization;
using Dapper;
using LobResearch.Analysis.Plans;
using LobResearch.Statistics.Columns;
using LobResearch.Study;
using LobResearch.Study.Codebook;
using Npgsql;

namespace LobResearch.Analysis.Frames;

/// <summary>Reads what a plan of effects needs: scores, covariates, exposure, school. The database joins and adds up; nothing is read twice.</summary>
internal sealed class EffectFrameReader(NpgsqlConnection connection, Form form, EffectPlan plan)
{
    public const string School = "school";
    public const string ClassGroup = "class_group";

    private readonly List<Scale> _scales = plan.Covariates.Select(name => form.Scales.FirstOrDefault(scale => scale.Id == name)).OfType<Scale>().ToList();
    private readonly List<Item> _items = plan.Covariates.Concat(plan.Moderators.Select(moderator => moderator.Item)).Distinct(StringComparer.Ordinal)
        .Select(name => form.Items.FirstOrDefault(item => item.Id == name)).OfType<Item>().ToList();

    /// <summary>Everybody who answered at either wave.</summary>
    public async Task<EffectFrame> ReadAsync(CancellationToken cancellationToken)
    {
        var outcome = form.Scales.First(scale => scale.Id == plan.Outcome);
        var rows = await RowsAsync(outcome, cancellationToken).ConfigureAwait(false);
        rows.Sort(Row.ByData);
        var first = 2;
        var columns = new List<Column>
        {
            Numbers(plan.OutcomeColumn, rows, 0),
            Numbers(plan.BaselineColumn, rows, 1),
        };
        columns.AddRange(_scales.Select(scale => Numbers(scale.Id, rows, first++)));
        foreach (var item in _items)
        {
            var place = first++;
            columns.Add(FrameReader.ToColumn(item, rows.Select(row => row.Values[place]).ToArray()));
        }

        foreach (var component in plan.Exposures)
        {
            columns.Add(Numbers($"attended_{component}", rows, first++));
            columns.Add(Numbers($"sessions_{component}", rows, first++));
            columns.Add(Numbers($"hours_{component}", rows, first++));
            columns.Add(Numbers($"offered_{component}", rows, first++));
        }

        columns.Add(CategoricalColumn.FromText(School, rows.Select(row => row.School).ToList()));
        columns.Add(CategoricalColumn.FromText(ClassGroup, rows.Select(row => row.Class is null ? null : $"{row.School}/{row.Class}").ToList()));
        return new EffectFrame(
            new ColumnSet(columns), rows.ConvertAll(row => row.Baseline), rows.ConvertAll(row => row.Outcome), rows.ConvertAll(row => row.Exact),
            rows.Count(row => row.Before), await DoublesAsync().ConfigureAwait(false));
    }

    private async Task<List<Row>> RowsAsync(Scale outcome, CancellationToken cancellationToken)
    {
        var scores = new[] { ScaleScore.Sql(form, outcome, "o") }.Concat(_scales.Select(scale => ScaleScore.Sql(form, scale, "o")))
            .Concat(_items.Select(item => $"{(item.SpecialCategory ? "s" : "o")}.\"{item.Id}\"::double precision")).ToList();
        var sensitive = _items.Exists(item => item.SpecialCategory)
            ? $"join sensitive.\"form_{form.Id}\" s on s.questionnaire_id = o.questionnaire_id and s.person_id = o.person_id"
            : "";
        var named = scores.Select((score, place) => string.Create(CultureInfo.InvariantCulture, $"{score} as v{place}")).ToList();
        var covariates = Enumerable.Range(1, scores.Count - 1).Select(place => string.Create(CultureInfo.InvariantCulture, $", b.v{place}"));
        // The last questionnaire handed in counts; what else decides is what was answered, never an id or a file's order.
        var ties = string.Join(", ", Enumerable.Range(0, scores.Count).Select(place => string.Create(CultureInfo.InvariantCulture, $"v{place} nulls last")));
        await using var command = connection.CreateCommand();
        command.CommandText =
            $"""
            with answered as materialized (
              select distinct on (person_id, wave) * from (
                select o.person_id, o.wave, o.school_id, o.school, o.class_group, o.submitted_at, {string.Join(",\n", named)}
                from form."{form.Id}" o {sensitive} where o.wave in (@baseline, @outcome)) every
              order by person_id, wave, submitted_at desc nulls last, school, class_group, {ties}
            ),
            dose as materialized (
              select person_id{string.Concat(plan.Exposures.Select(DoseOf))}, bool_or(before_first > 0) as before
              from study.dose_between(@form, @baseline, @outcome) group by person_id
            ),
            offer as materialized (
              select school_id{string.Concat(plan.Exposures.Select(component => $", bool_or(component_code = '{component}') as o{component}"))}
              from study.offer
              where held_on >= coalesce((select starts from study.wave where code = @baseline), '-infinity') and held_on < coalesce((select starts from study.wave where code = @outcome), 'infinity')
              group by school_id
            ),
            codes as (select same_as, count(*) as ids from study.shown_person group by same_as)
            select coalesce(b.school, y.school), coalesce(b.class_group, y.class_group), b.person_id is not null, y.person_id is not null,
              c.ids = 1, coalesce(d.before, false), y.v0, b.v0{string.Concat(covariates)}{string.Concat(plan.Exposures.Select(Shown))}
            from (select * from answered where wave = @baseline) b
            full join (select * from answered where wave = @outcome) y on y.person_id = b.person_id
            left join dose d on d.person_id = coalesce(b.person_id, y.person_id)
            left join offer f on f.school_id = coalesce(b.school_id, y.school_id)
            left join codes c on c.same_as = coalesce(b.person_id, y.person_id)
            """;
        command.Parameters.AddWithValue("form", form.Id);
        command.Parameters.AddWithValue("baseline", plan.BaselineWave);
        command.Parameters.AddWithValue("outcome", plan.OutcomeWave);
        command.CommandTimeout = 0;
        var rows = new List<Row>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var values = new double[reader.FieldCount - Row.Own];
            for (var index = 0; index < values.Length; index++)
                values[index] = reader.IsDBNull(index + Row.Own) ? double.NaN : reader.GetDouble(index + Row.Own);
            rows.Add(new Row(
                reader.IsDBNull(0) ? null : reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1), reader.GetBoolean(2), reader.GetBoolean(3), reader.GetBoolean(4), reader.GetBoolean(5), values));
        }

        return rows;
    }

    // Attended anything: known as soon as one attendance is. Not attended, and how much: known only when every presence is.
    private static string DoseOf(string component) =>
        $"""
        ,
          max(attended) filter (where component_code = '{component}') as n{component},
          max(presence_unknown) filter (where component_code = '{component}') as u{component},
          max(minutes) filter (where component_code = '{component}') as m{component},
          max(minutes_unknown) filter (where component_code = '{component}') as w{component}
        """;

    // No row: nothing with the component was held in the own school, nor registered elsewhere. That dose is 0 and known.
    private static string Shown(string component) =>
        $"""
        ,
          case when d.n{component} > 0 then 1 when coalesce(d.u{component}, 0) = 0 then 0 end::double precision,
          case when coalesce(d.u{component}, 0) = 0 then coalesce(d.n{component}, 0) end::double precision,
          case when coalesce(d.w{component}, 0) = 0 then coalesce(d.m{component}, 0) end / 60.0::double precision,
          (case when coalesce(b.school_id, y.school_id) is null then null when f.o{component} then 1 else 0 end)::double precision
        """;

    private Task<int> DoublesAsync() => connection.ExecuteScalarAsync<int>(
        $"""select coalesce(sum(n - 1), 0)::int from (select count(*) as n from form."{form.Id}" where wave = any(@waves) group by person_id, wave) k""",
        new { waves = new[] { plan.BaselineWave, plan.OutcomeWave } }, commandTimeout: 0);

    private static NumericColumn Numbers(string name, List<Row> rows, int place) => new(name, rows.Select(row => row.Values[place]).ToArray());

    private sealed record Row(string? School, string? Class, bool Baseline, bool Outcome, bool Exact, bool Before, double[] Values)
    {
        public const int Own = 6;

        public static int ByData(Row a, Row b)
        {
            var order = string.CompareOrdinal(a.School, b.School);
            if (order == 0)
                order = string.CompareOrdinal(a.Class, b.Class);
            for (var index = 0; order == 0 && index < a.Values.Length; index++)
                order = a.Values[index].CompareTo(b.Values[index]);
            if (order == 0)
                order = (a.Baseline, a.Outcome, a.Exact, a.Before).CompareTo((b.Baseline, b.Outcome, b.Exact, b.Before));
            return order;
        }
    }
}
