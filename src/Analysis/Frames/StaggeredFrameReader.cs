using LobResearch.Analysis.Plans;
using LobResearch.Statistics.Columns;
using LobResearch.Study.Codebook;
using Npgsql;

namespace LobResearch.Analysis.Frames;

/// <summary>Reads what a plan of a staggered offer needs: everybody at each wave, and whether the school had begun with a component by then.</summary>
/// <remarks>
/// A school has begun with a component when it held an activity with it before the wave's first day; what was begun stays begun. Covariates
/// are those of the baseline's questionnaire, so who didn't answer that has none.
/// </remarks>
internal sealed class StaggeredFrameReader(NpgsqlConnection connection, Form form, EffectPlan plan)
{
    private const string Wave = "wave";
    private const string Person = "person";

    private readonly AnsweredScores _scores = new(form, plan);

    public async Task<EffectFrame> ReadAsync(CancellationToken cancellationToken)
    {
        var rows = await RowsAsync(cancellationToken).ConfigureAwait(false);
        var (families, persons) = FrameRow.Sort(rows);
        double[] Values(int place) => rows.Select(row => row.Values[place]).ToArray();
        var columns = new List<Column> { new NumericColumn(plan.OutcomeColumn, Values(0)) };
        columns.AddRange(_scores.Columns(place => Values(1 + place)));
        var next = columns.Count;
        columns.AddRange(plan.Exposures.Select(component => (Column)new NumericColumn(plan.ExposureColumn(component), Values(next++))));
        columns.Add(CategoricalColumn.FromText(EffectFrameReader.School, rows.Select(row => row.School).ToList()));
        columns.Add(CategoricalColumn.FromText(EffectFrameReader.ClassGroup, rows.Select(row => row.Class is null ? null : $"{row.School}/{row.Class}").ToList()));
        columns.Add(new NumericColumn(EffectFrameReader.Family, families));
        columns.Add(new CategoricalColumn(Wave, [.. plan.Waves], [.. rows.Select(row => row.Wave)]));
        columns.Add(new NumericColumn(Person, persons));
        return new EffectFrame(
            new ColumnSet(columns), rows.ConvertAll(row => row.Baseline), rows.ConvertAll(row => row.Outcome), rows.ConvertAll(row => row.Exact),
            0, await EffectFrameReader.DoublesAsync(connection, form, plan).ConfigureAwait(false), rows.Where(row => row.Moved).Select(row => row.Person).Distinct().Count());
    }

    private async Task<List<FrameRow>> RowsAsync(CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText =
            $"""
            with {_scores.Answered()},
            begun as materialized (
              select school_id{string.Concat(plan.Exposures.Select(component => $", min(held_on) filter (where component_code = '{component}') as o{component}"))}
              from study.offer group by school_id
            ),
            codes as (select same_as, count(*) as ids from study.shown_person group by same_as),
            {AnsweredScores.Families}
            select a.school, a.class_group, array_position(@waves, a.wave) - 1, b.person_id is not null, true, c.ids = 1, false,
              coalesce(b.school <> a.school, false), a.person_id, m.family,
              a.v0{_scores.Selected("b")}{string.Concat(plan.Exposures.Select(component => $", (case when a.school_id is null then null when f.o{component} < w.starts then 1 else 0 end)::double precision"))}
            from answered a
            join study.wave w on w.code = a.wave
            left join (select * from answered where wave = @baseline) b on b.person_id = a.person_id
            left join begun f on f.school_id = a.school_id
            left join codes c on c.same_as = a.person_id
            left join family m on m.person_id = a.person_id
            """;
        command.Parameters.AddWithValue("baseline", plan.BaselineWave);
        command.Parameters.AddWithValue("waves", plan.Waves.ToArray());
        command.CommandTimeout = 0;
        var rows = new List<FrameRow>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            rows.Add(new FrameRow(
                EffectFrameReader.TextAt(reader, 0), EffectFrameReader.TextAt(reader, 1), reader.GetInt32(2), reader.GetBoolean(3), reader.GetBoolean(4), reader.GetBoolean(5),
                reader.GetBoolean(6), reader.GetBoolean(7), reader.GetGuid(8), EffectFrameReader.TextAt(reader, 9), EffectFrameReader.NumbersFrom(reader, 10)));
        }

        return rows;
    }
}
