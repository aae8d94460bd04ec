using Dapper;
using LobResearch.Analysis.Plans;
using LobResearch.Statistics.Columns;
using LobResearch.Study.Codebook;
using Npgsql;

namespace LobResearch.Analysis.Frames;

/// <summary>Reads what a plan of effects needs: scores, covariates, exposure, school. The database joins and adds up; nothing is read twice.</summary>
internal sealed class EffectFrameReader(NpgsqlConnection connection, Form form, EffectPlan plan)
{
    public const string School = "school";
    public const string ClassGroup = "class_group";
    public const string Family = "family";

    private readonly AnsweredScores _scores = new(form, plan);

    /// <summary>Everybody who answered at either wave; of a staggered offer everybody at each of its waves.</summary>
    public static Task<EffectFrame> ReadAsync(NpgsqlConnection connection, Form form, EffectPlan plan, CancellationToken cancellationToken) => plan.IsStaggered
        ? new StaggeredFrameReader(connection, form, plan).ReadAsync(cancellationToken)
        : new EffectFrameReader(connection, form, plan).ReadAsync(cancellationToken);

    private async Task<EffectFrame> ReadAsync(CancellationToken cancellationToken)
    {
        var rows = await RowsAsync(cancellationToken).ConfigureAwait(false);
        var (families, _) = FrameRow.Sort(rows);
        double[] Values(int place) => rows.Select(row => row.Values[place]).ToArray();
        var columns = new List<Column> { new NumericColumn(plan.OutcomeColumn, Values(0)), new NumericColumn(plan.BaselineColumn, Values(1)) };
        columns.AddRange(_scores.Columns(place => Values(2 + place)));
        var next = columns.Count;
        foreach (var component in plan.Exposures)
        {
            foreach (var name in new[] { "attended", "sessions", "hours", "offered" })
                columns.Add(new NumericColumn($"{name}_{component}", Values(next++)));
        }

        columns.Add(CategoricalColumn.FromText(School, rows.Select(row => row.School).ToList()));
        columns.Add(CategoricalColumn.FromText(ClassGroup, rows.Select(row => row.Class is null ? null : $"{row.School}/{row.Class}").ToList()));
        columns.Add(new NumericColumn(Family, families));
        return new EffectFrame(
            new ColumnSet(columns), rows.ConvertAll(row => row.Baseline), rows.ConvertAll(row => row.Outcome), rows.ConvertAll(row => row.Exact),
            rows.Count(row => row.Before), await DoublesAsync(connection, form, plan).ConfigureAwait(false), rows.Count(row => row.Moved));
    }

    /// <summary>Questionnaires beyond the first of a person in a wave.</summary>
    public static Task<int> DoublesAsync(NpgsqlConnection connection, Form form, EffectPlan plan) => connection.ExecuteScalarAsync<int>(
        $"""select coalesce(sum(n - 1), 0)::int from (select count(*) as n from form."{form.Id}" where wave = any(@waves) group by person_id, wave) k""",
        new { waves = plan.Waves.ToArray() }, commandTimeout: 0);

    private async Task<List<FrameRow>> RowsAsync(CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText =
            $"""
            with {_scores.Answered()},
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
            codes as (select same_as, count(*) as ids from study.shown_person group by same_as),
            {AnsweredScores.Families}
            select coalesce(b.school, y.school), coalesce(b.class_group, y.class_group), b.person_id is not null, y.person_id is not null,
              c.ids = 1, coalesce(d.before, false), coalesce(b.school <> y.school, false), coalesce(b.person_id, y.person_id), m.family,
              y.v0, b.v0{_scores.Selected("b")}{string.Concat(plan.Exposures.Select(Shown))}
            from (select * from answered where wave = @baseline) b
            full join (select * from answered where wave = @outcome) y on y.person_id = b.person_id
            left join dose d on d.person_id = coalesce(b.person_id, y.person_id)
            left join offer f on f.school_id = coalesce(b.school_id, y.school_id)
            left join codes c on c.same_as = coalesce(b.person_id, y.person_id)
            left join family m on m.person_id = coalesce(b.person_id, y.person_id)
            """;
        command.Parameters.AddWithValue("form", form.Id);
        command.Parameters.AddWithValue("baseline", plan.BaselineWave);
        command.Parameters.AddWithValue("outcome", plan.OutcomeWave);
        command.Parameters.AddWithValue("waves", plan.Waves.ToArray());
        command.CommandTimeout = 0;
        var rows = new List<FrameRow>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            rows.Add(new FrameRow(
                TextAt(reader, 0), TextAt(reader, 1), 0, reader.GetBoolean(2), reader.GetBoolean(3), reader.GetBoolean(4), reader.GetBoolean(5), reader.GetBoolean(6),
                reader.GetGuid(7), TextAt(reader, 8), NumbersFrom(reader, 9)));
        }

        return rows;
    }

    /// <summary>A text, or null.</summary>
    public static string? TextAt(NpgsqlDataReader reader, int field) => reader.IsDBNull(field) ? null : reader.GetString(field);

    /// <summary>The numbers from a field on; NaN where there is none.</summary>
    public static double[] NumbersFrom(NpgsqlDataReader reader, int first)
    {
        var values = new double[reader.FieldCount - first];
        for (var index = 0; index < values.Length; index++)
            values[index] = reader.IsDBNull(index + first) ? double.NaN : reader.GetDouble(index + first);
        return values;
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
}
