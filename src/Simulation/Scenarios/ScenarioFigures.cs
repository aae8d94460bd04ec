using System.Globalization;
using LobResearch.Statistics.EffectSizes;

namespace LobResearch.Simulation.Scenarios;

/// <summary>A figure that tells whether a generated study is like a real one.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">Its value.</param>
/// <param name="Lowest">Lowest value that real data of this kind have, or that was meant.</param>
/// <param name="Highest">Highest.</param>
/// <param name="Error">How far the value may lie outside by chance: four standard errors.</param>
public sealed record ScenarioFigure(string Name, double Value, double Lowest, double Highest, double Error)
{
    /// <summary>Whether it is within its range, chance allowed for.</summary>
    public bool Fits => Value >= Lowest - Error && Value <= Highest + Error;

    /// <summary>A line of a table in Markdown.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"| {Name} | {Value:0.000} | {Lowest:0.00}–{Highest:0.00} |");
}

/// <summary>What a population is like: response, reliability, agreement, clustering and attendance. Keeps one scale's answers of T0 in memory.</summary>
public sealed class ScenarioFigures
{
    private readonly ScenarioPopulation _population;
    private readonly long[] _rows = new long[4];
    private readonly long[] _kept = new long[4];
    private readonly List<sbyte[]>[] _answers = [.. ScaleModel.Parents.Select(_ => new List<sbyte[]>())];
    private readonly List<double> _scores = [];
    private readonly List<int> _schools = [];
    private readonly List<int> _classes = [];
    private readonly List<(double One, double Other)> _seen = [];
    private readonly List<(double One, double Other)> _again = [];
    private long _parents, _students, _studentRows, _invited, _came, _items, _missing, _codes, _sameCodes;
    private int _class;

    private ScenarioFigures(ScenarioPopulation population) => _population = population;

    /// <summary>Works the figures out.</summary>
    /// <param name="population">The population; standard errors suppose a hundred schools or more.</param>
    public static IReadOnlyList<ScenarioFigure> Of(ScenarioPopulation population)
    {
        var figures = new ScenarioFigures(population);
        foreach (var school in population.Schools)
        {
            foreach (var family in population.FamiliesOf(school))
                figures.Add(family);
            figures._class += school.ClassCount;
        }

        return figures.List();
    }

    private void Add(ScenarioFamily family)
    {
        _students++;
        _studentRows += family.Student.HasRow(0) ? 1 : 0;
        if (family.School.Offers != Components.None)
        {
            var entries = family.Parents.SelectMany(parent => family.School.Activities.Select(activity => parent.Attendance.Register(activity.Slot))).ToList();
            _invited += entries.Exists(entry => entry.Invited == RegisterWord.Yes) ? 1 : 0;
            _came += entries.Exists(entry => entry is { Invited: RegisterWord.Yes, Presence: RegisterWord.Yes }) ? 1 : 0;
        }

        foreach (var parent in family.Parents)
            Add(parent);
    }

    private void Add(ScenarioParent parent)
    {
        _parents++;
        var response = parent.Response;
        for (var wave = 0; wave < 4; wave++)
        {
            _rows[wave] += response.HasRow(wave) ? 1 : 0;
            _kept[wave] += wave > 0 && response.HasRow(wave) && response.HasRow(wave - 1) ? 1 : 0;
        }

        if (!response.Answers(0))
            return;
        for (var scale = 0; scale < _answers.Length; scale++)
        {
            var answers = new sbyte[ScaleModel.Parents[scale].Items];
            parent.Answer(scale, 0, answers);
            _items += answers.Length;
            _missing += answers.Count(answer => answer is 0 or 9);
            _answers[scale].Add(answers);
        }

        var score = ScaleModel.Parents[ScaleModel.Sup].Score(_answers[ScaleModel.Sup][^1]);
        if (double.IsNaN(score))
            return;
        _scores.Add(score);
        _schools.Add(parent.Family.School.Index);
        _classes.Add(_class + parent.Family.ClassGroup);
        if (response.Answers(2))
        {
            _again.Add((score, ScoreOf(parent, 2)));
            _codes++;
            _sameCodes += response.CodeAt(0) == response.CodeAt(2) ? 1 : 0;
        }

        if (parent.Place == 0 && parent.Family.Student.Answers(0))
        {
            Span<sbyte> student = stackalloc sbyte[ScaleModel.Students[ScaleModel.Sup].Items];
            parent.Family.Student.Answer(ScaleModel.Sup, 0, student);
            _seen.Add((score, ScaleModel.Students[ScaleModel.Sup].Score(student)));
        }
    }

    private static double ScoreOf(ScenarioParent parent, int wave)
    {
        Span<sbyte> answers = stackalloc sbyte[ScaleModel.Parents[ScaleModel.Sup].Items];
        parent.Answer(ScaleModel.Sup, wave, answers);
        return ScaleModel.Parents[ScaleModel.Sup].Score(answers);
    }

    private List<ScenarioFigure> List()
    {
        var schools = IntraclassCorrelation.OneWay([.. _scores], [.. _schools]).Icc1;
        var within = IntraclassCorrelation.OneWay([.. _scores], [.. _classes]).Icc1;
        // Of an intraclass correlation over G schools of many parents about ρ √(2/G).
        var iccError = 4 * Math.Sqrt(2.0 / _population.Schools.Count) * 0.04;
        var (mean, deviation) = Moments(_scores);
        var figures = new List<ScenarioFigure>
        {
            Share("parents who answer T0", _rows[0], _parents, 0.40, 0.55),
            Share("of them again at T1", _kept[1], _rows[0], 0.55, 0.70),
            Share("of those at T1 again at T2", _kept[2], _rows[1], 0.55, 0.70),
            Share("of those at T2 again at T3", _kept[3], _rows[2], 0.55, 0.70),
            Share("students who answer T0", _studentRows, _students, 0.80, 0.90),
            Share("invited families who come at least once", _came, _invited, 0.30, 0.40),
            Share("items left open or \"don't know\"", _missing, _items, 0.01, 0.03),
            Share("codes of T0 and T2 written alike", _sameCodes, _codes, 0.70, 0.80),
            new("SUP at T0: mean", mean, 2.5, 3.1, 4 * deviation / Math.Sqrt(_scores.Count)),
            new("SUP at T0: standard deviation", deviation, 0.5, 0.7, 3 * deviation / Math.Sqrt(_scores.Count)),
            new("SUP at T0: between schools (ICC)", schools, 0.02, 0.06, iccError),
            new("SUP at T0: between classes of a school (ICC)", within - schools, 0.03, 0.08, iccError),
            Correlation("SUP, T0 with T2", _again, 0.45, 0.70),
            Correlation("SUP, parent with student, T0", _seen, 0.20, 0.40),
        };
        foreach (var (model, at) in ScaleModel.Parents.Select((model, at) => (model, at)))
            figures.Add(Reliability(model, _answers[at]));
        for (var item = 0; item < ScaleModel.Parents[ScaleModel.Sup].Items; item++)
        {
            var (itemMean, itemDeviation) = Moments([.. _answers[ScaleModel.Sup].Select(answers => answers[item]).Where(answer => answer is >= 1 and <= 4).Select(answer => (double)answer)]);
            figures.Add(new ScenarioFigure($"sup_{item + 1}: mean", itemMean, 2.4, 3.3, 4 * itemDeviation / Math.Sqrt(_scores.Count)));
            figures.Add(new ScenarioFigure($"sup_{item + 1}: standard deviation", itemDeviation, 0.7, 1.0, 3 * itemDeviation / Math.Sqrt(_scores.Count)));
        }

        return figures;
    }

    private static ScenarioFigure Share(string name, long some, long all, double lowest, double highest) =>
        new(name, (double)some / all, lowest, highest, 4 * Math.Sqrt((double)some / all * (1 - (double)some / all) / all));

    private static ScenarioFigure Correlation(string name, List<(double One, double Other)> pairs, double lowest, double highest)
    {
        var whole = pairs.Where(pair => !double.IsNaN(pair.One) && !double.IsNaN(pair.Other)).ToList();
        var (one, other) = (Moments([.. whole.Select(pair => pair.One)]), Moments([.. whole.Select(pair => pair.Other)]));
        var correlation = whole.Sum(pair => (pair.One - one.Mean) * (pair.Other - other.Mean)) / (whole.Count - 1) / (one.Deviation * other.Deviation);
        return new ScenarioFigure($"{name} (r)", correlation, lowest, highest, 4 * (1 - correlation * correlation) / Math.Sqrt(whole.Count));
    }

    // Cronbach's α over those who answered all items; its standard error is near (1 − α) √(2k / ((k − 1) n)).
    private static ScenarioFigure Reliability(ScaleModel model, List<sbyte[]> all)
    {
        var rows = all.Where(answers => answers.All(answer => answer is >= 1 and <= 4)).Select(answers => answers.Select((answer, item) => (double)model.Points(item, answer)).ToArray()).ToList();
        var items = Enumerable.Range(0, model.Items).Sum(item => Math.Pow(Moments([.. rows.Select(row => row[item])]).Deviation, 2));
        var alpha = model.Items / (model.Items - 1.0) * (1 - items / Math.Pow(Moments([.. rows.Select(row => row.Sum())]).Deviation, 2));
        return new ScenarioFigure(
            $"{model.Id} at T0: α", alpha, model.Id == "SUP" ? 0.77 : 0.65, model.Items > 6 ? 0.90 : 0.85, 4 * (1 - alpha) * Math.Sqrt(2.0 * model.Items / (model.Items - 1) / rows.Count));
    }

    private static (double Mean, double Deviation) Moments(List<double> values)
    {
        var mean = values.Average();
        return (mean, Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1)));
    }
}
