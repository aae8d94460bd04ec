using System.Globalization;
using LobResearch.Analysis.Plans;
using LobResearch.Statistics.Columns;
using LobResearch.Study.Codebook;

namespace LobResearch.Analysis.Frames;

/// <summary>What a plan of effects reads of each questionnaire: the outcome's score first, then its covariates and moderators.</summary>
internal sealed class AnsweredScores
{
    private readonly Form _form;
    private readonly Scale _outcome;
    private readonly List<Scale> _scales;
    private readonly List<Item> _items;

    public AnsweredScores(Form form, EffectPlan plan)
    {
        _form = form;
        _outcome = form.Scales.First(scale => scale.Id == plan.Outcome);
        _scales = plan.Covariates.Select(name => form.Scales.FirstOrDefault(scale => scale.Id == name)).OfType<Scale>().ToList();
        _items = plan.Covariates.Concat(plan.Moderators.Select(moderator => moderator.Item)).Distinct(StringComparer.Ordinal)
            .Select(name => form.Items.FirstOrDefault(item => item.Id == name)).OfType<Item>().ToList();
    }

    /// <summary>Values after the outcome's: <c>v1</c>, <c>v2</c> … in the statement below.</summary>
    public int Covariates => _scales.Count + _items.Count;

    /// <summary>
    /// A common table <c>answered</c> of a statement with <c>@waves</c>: a row per person and wave. The last questionnaire handed in counts; what
    /// else decides is what was answered, never an id or a file's order.
    /// </summary>
    public string Answered()
    {
        var scores = new[] { ScaleScore.Sql(_form, _outcome, "o") }.Concat(_scales.Select(scale => ScaleScore.Sql(_form, scale, "o")))
            .Concat(_items.Select(item => $"{(item.SpecialCategory ? "s" : "o")}.\"{item.Id}\"::double precision")).ToList();
        var sensitive = _items.Exists(item => item.SpecialCategory)
            ? $"join sensitive.\"form_{_form.Id}\" s on s.questionnaire_id = o.questionnaire_id and s.person_id = o.person_id"
            : "";
        var named = scores.Select((score, place) => string.Create(CultureInfo.InvariantCulture, $"{score} as v{place}"));
        var ties = string.Join(", ", Enumerable.Range(0, scores.Count).Select(place => string.Create(CultureInfo.InvariantCulture, $"v{place} nulls last")));
        return $"""
            answered as materialized (
              select distinct on (person_id, wave) * from (
                select o.person_id, o.wave, o.school_id, o.school, o.class_group, o.submitted_at, {string.Join(",\n", named)}
                from form."{_form.Id}" o {sensitive} where o.wave = any(@waves)) every
              order by person_id, wave, submitted_at desc nulls last, school, class_group, {ties}
            )
            """;
    }

    /// <summary>
    /// A common table <c>family</c>: per parent one of the students of the links, so that two parents of one student share it. As of the run that
    /// is read again, if there is one.
    /// </summary>
    public const string Families =
        """
        family as (
          select parent_id as person_id, min(student_id::text) as family from study.dyad where version = (select link_version from study.reading) group by parent_id
        )
        """;

    /// <summary>The covariates as a list of a select from <paramref name="table"/>, beginning with a comma.</summary>
    public string Selected(string table) => string.Concat(Enumerable.Range(1, Covariates).Select(place => string.Create(CultureInfo.InvariantCulture, $", {table}.v{place}")));

    /// <summary>The covariates as columns.</summary>
    /// <param name="value">The n values of a covariate, by its place from 0.</param>
    public IEnumerable<Column> Columns(Func<int, double[]> value) => _scales.Select((scale, place) => (Column)new NumericColumn(scale.Id, value(place)))
        .Concat(_items.Select((item, place) => FrameReader.ToColumn(item, value(_scales.Count + place))));
}
