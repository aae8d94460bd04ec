using System.Globalization;
using LobResearch.Statistics.Columns;

namespace LobResearch.Simulation.Scenarios;

/// <summary>A generated study in memory: what its files hold of the parents, without any errors of linking, and the truth.</summary>
public sealed class ScenarioSample
{
    private static readonly string[] EducationNames = ["primary", "lower", "middle", "college", "university"];
    private static readonly string[] LanguageNames = ["nl", "en", "tr", "ar", "pl", "other"];
    private static readonly (int Scale, string Name)[] Scored = [(ScaleModel.Sup, "sup"), (ScaleModel.Int, "int"), (ScaleModel.Loe, "loe")];
    private readonly List<string?> _schools = [], _classes = [], _sectors = [], _education = [], _language = [], _family = [], _relation = [];
    private readonly Dictionary<string, List<double>> _numbers = new(StringComparer.Ordinal);

    private ScenarioSample()
    {
    }

    /// <summary>
    /// One row per parent who answered a wave and consented, in the order of the files: <c>school</c>, <c>class</c> (T0 to T2),
    /// <c>sector</c>, <c>education</c>, <c>language</c> (of the questionnaire), <c>family_type</c>, <c>relation</c>; <c>parent_age</c>,
    /// <c>grade_year</c>; <c>answered_T0</c> … <c>_T3</c> 0 or 1; <c>sup_</c>, <c>int_</c>, <c>loe_</c> with <c>T0</c>, <c>T2</c>, <c>T3</c>, <c>sup_T1</c>: scores from 1 to 4,
    /// NaN when not answered; per component <c>offered_C</c> 0 or 1, <c>attended_C</c> 0 or 1 and <c>sessions_C</c> as the school's
    /// register has them, NaN when it doesn't know. <c>unseen_support</c> is the latent support at T0 that no file holds: for judging what
    /// leaving it out does.
    /// </summary>
    public ColumnSet Columns { get; private set; } = null!;

    /// <summary>What is true over all parents of the schools.</summary>
    public ScenarioTruth Truth { get; } = new();

    /// <summary>Generates a study.</summary>
    /// <param name="options">What it is like.</param>
    /// <param name="replication">Which of the seed's studies; the files hold study 0.</param>
    /// <exception cref="ArgumentException">Options that fit no study.</exception>
    public static ScenarioSample Generate(ScenarioOptions options, int replication = 0)
    {
        var population = new ScenarioPopulation(options, replication);
        var sample = new ScenarioSample();
        foreach (var parent in population.Schools.SelectMany(population.FamiliesOf).SelectMany(family => family.Parents))
        {
            sample.Truth.Add(parent);
            if (Enumerable.Range(0, ScenarioCalendar.Waves).Any(parent.Response.Answers))
                sample.Add(parent);
        }

        sample.Columns = new ColumnSet(
        [
            CategoricalColumn.FromText("school", sample._schools), CategoricalColumn.FromText("class", sample._classes), CategoricalColumn.FromText("sector", sample._sectors),
            CategoricalColumn.FromText("education", sample._education), CategoricalColumn.FromText("language", sample._language),
            CategoricalColumn.FromText("family_type", sample._family), CategoricalColumn.FromText("relation", sample._relation),
            .. sample._numbers.Select(column => new NumericColumn(column.Key, [.. column.Value])),
        ]);
        return sample;
    }

    private void Add(ScenarioParent parent)
    {
        var (family, facts) = (parent.Family, parent.Facts);
        _schools.Add(family.School.Code);
        _classes.Add($"{family.School.Code}-{family.ClassAt(0)}");
        _sectors.Add(family.School.Sector);
        _education.Add(facts.TellsEducation ? EducationNames[facts.Education - 1] : null);
        _language.Add(LanguageNames[facts.Language - 1]);
        _family.Add(family.FamilyType.ToString(CultureInfo.InvariantCulture));
        _relation.Add(facts.Relation.ToString(CultureInfo.InvariantCulture));
        Number("parent_age", facts.AgeWritten == facts.Age ? facts.Age : double.NaN);
        Number("grade_year", family.GradeAt(0));
        Number("unseen_support", parent.LatentSupport);
        Span<sbyte> answers = stackalloc sbyte[16];
        for (var wave = 0; wave < ScenarioCalendar.Waves; wave++)
        {
            Number(Name("answered_T", wave), parent.Response.Answers(wave) ? 1 : 0);
            foreach (var (scale, name) in Scored)
            {
                // T1 is short.
                if (wave == 1 && scale != ScaleModel.Sup)
                    continue;
                var score = double.NaN;
                if (parent.Response.Answers(wave))
                {
                    var model = ScaleModel.Parents[scale];
                    parent.Answer(scale, wave, answers[..model.Items]);
                    score = model.Score(answers[..model.Items]);
                }

                Number(Name(name + "_T", wave), score);
            }
        }

        for (var component = 0; component < 4; component++)
        {
            var letter = ScenarioEffects.Letters[component];
            Number($"offered_{letter}", family.School.Offers.HasFlag((Components)(1 << component)) ? 1 : 0);
            Number($"attended_{letter}", parent.Attendance.Registered(component, sessions: false));
            Number($"sessions_{letter}", parent.Attendance.Registered(component, sessions: true));
        }
    }

    private static string Name(string start, int wave) => start + wave.ToString(CultureInfo.InvariantCulture);

    private void Number(string name, double value)
    {
        if (!_numbers.TryGetValue(name, out var column))
            _numbers.Add(name, column = []);
        column.Add(value);
    }
}
