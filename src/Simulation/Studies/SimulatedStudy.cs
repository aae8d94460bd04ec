using System.Globalization;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Randomness;
using MathNet.Numerics;

namespace LobResearch.Simulation.Studies;

/// <summary>A study of parents in classes in schools over waves, in memory, with its truth.</summary>
/// <remarks>
/// Trait of person i at wave t: school (part of it anew each wave) + class + person (autocorrelated) + effect × exposure,
/// variance 1 without the effect. Each item's continuous answer is loading × trait + error, cut at the thresholds; the score is
/// the items' mean. Both potential scores of a person share all errors.
/// </remarks>
public sealed class SimulatedStudy
{
    private readonly StudyOptions _options;
    private readonly RandomSequence _random;
    private readonly List<string> _school = [];
    private readonly List<string> _class = [];
    private readonly List<double> _exposed = [];
    private readonly List<double>[] _scores;
    private readonly List<double>[] _items;
    private readonly List<(double Difference, bool Exposed, bool Present)> _contrasts = [];

    private SimulatedStudy(StudyOptions options, int replication)
    {
        (_options, _random) = (options, new RandomSequence(options.Seed, (ulong)replication));
        _scores = Enumerable.Range(0, options.Waves).Select(_ => new List<double>()).ToArray();
        _items = Enumerable.Range(0, options.Waves * options.Items).Select(_ => new List<double>()).ToArray();
    }

    /// <summary>
    /// One row per person: <c>school</c>, <c>class</c>, <c>exposed</c> (0 or 1), <c>score_T0</c>, <c>score_T1</c> … and
    /// <c>item1_T0</c> … ; NaN after dropping out.
    /// </summary>
    public ColumnSet Columns { get; private set; } = null!;

    /// <summary>The effect that is there.</summary>
    public StudyTruth Truth { get; private set; } = null!;

    /// <summary>Generates a study.</summary>
    /// <param name="options">What it is like.</param>
    /// <param name="replication">Which of the seed's studies.</param>
    /// <exception cref="ArgumentException">Options that fit no study.</exception>
    public static SimulatedStudy Generate(StudyOptions options, int replication = 0)
    {
        options.Validate();
        var study = new SimulatedStudy(options, replication);
        study.Fill();
        return study;
    }

    /// <summary>Persons per school: equal, or in geometric progression.</summary>
    public static int[] SchoolSizes(StudyOptions options)
    {
        var steps = Enumerable.Range(0, options.Schools).Select(school => Math.Pow(options.SizeRatio, (double)school / Math.Max(1, options.Schools - 1))).ToArray();
        return Array.ConvertAll(steps, step => Math.Max(2, (int)Math.Round(step * options.SchoolSize * options.Schools / steps.Sum())));
    }

    private void Fill()
    {
        var schools = Enumerable.Range(0, _options.Schools).Select(_ => _random.Normal()).ToArray();
        var exposed = ExposedSchools(schools);
        var sizes = SchoolSizes(_options);
        _random.Shuffle(sizes.AsSpan());
        for (var school = 0; school < _options.Schools; school++)
            School(school, schools[school], exposed[school], sizes[school]);
        var numbers = Enumerable.Range(0, _options.Waves).Select(wave => new NumericColumn(string.Create(CultureInfo.InvariantCulture, $"score_T{wave}"), [.. _scores[wave]]))
            .Concat(Enumerable.Range(0, _items.Length).Select(at => new NumericColumn(
                string.Create(CultureInfo.InvariantCulture, $"item{at % _options.Items + 1}_T{at / _options.Items}"), [.. _items[at]])));
        Columns = new ColumnSet([CategoricalColumn.FromText("school", _school), CategoricalColumn.FromText("class", _class), new NumericColumn("exposed", [.. _exposed]), .. numbers]);
        Truth = new StudyTruth(
            PopulationEffect(_options), Mean(_contrasts), Mean(_contrasts.Where(person => person.Exposed)), Mean(_contrasts.Where(person => person is { Exposed: true, Present: true })));

        static double Mean(IEnumerable<(double Difference, bool, bool)> persons) => persons.Select(person => person.Difference).DefaultIfEmpty(double.NaN).Average();
    }

    // Those with the highest propensity.
    private bool[] ExposedSchools(double[] effects)
    {
        var propensity = Array.ConvertAll(effects, effect => Propensity(effect));
        var chosen = Enumerable.Range(0, effects.Length).OrderByDescending(school => propensity[school]).Take(_options.ExposedSchools).ToHashSet();
        return effects.Select((_, school) => chosen.Contains(school)).ToArray();
    }

    private double Propensity(double trait) => _options.Selection * trait + Math.Sqrt(1 - _options.Selection * _options.Selection) * _random.Normal();

    private void School(int school, double effect, bool exposed, int size)
    {
        var shocks = Enumerable.Range(0, _options.Waves).Select(_ => _random.Normal()).ToArray();
        var own = Math.Sqrt(1 - _options.SchoolIcc - _options.ClassIcc);
        var persons = new double[size][];
        var classes = new double[(size + _options.ClassSize - 1) / _options.ClassSize];
        for (var classroom = 0; classroom < classes.Length; classroom++)
            classes[classroom] = _random.Normal();
        for (var person = 0; person < size; person++)
        {
            var lasting = _random.Normal();
            persons[person] = shocks.Select(shock =>
                Math.Sqrt(_options.SchoolIcc) * (Math.Sqrt(1 - _options.SchoolShocks) * effect + Math.Sqrt(_options.SchoolShocks) * shock)
                + Math.Sqrt(_options.ClassIcc) * classes[person / _options.ClassSize]
                + own * (Math.Sqrt(_options.Stability) * lasting + Math.Sqrt(1 - _options.Stability) * _random.Normal())).ToArray();
        }

        var taking = Taking(persons, exposed);
        for (var person = 0; person < size; person++)
        {
            _school.Add(string.Create(CultureInfo.InvariantCulture, $"S{school + 1:00}"));
            _class.Add(string.Create(CultureInfo.InvariantCulture, $"S{school + 1:00}-{person / _options.ClassSize + 1}"));
            _exposed.Add(taking[person] ? 1 : 0);
            Person(persons[person], taking[person]);
        }
    }

    private bool[] Taking(double[][] persons, bool exposed)
    {
        if (!exposed || _options.Level == ExposureLevel.Between)
            return Array.ConvertAll(persons, _ => exposed);
        var propensity = Array.ConvertAll(persons, person => Propensity(person[0]));
        var count = (int)Math.Round(_options.ExposedShare * persons.Length);
        var chosen = Enumerable.Range(0, persons.Length).OrderByDescending(person => propensity[person]).Take(count).ToHashSet();
        return persons.Select((_, person) => chosen.Contains(person)).ToArray();
    }

    private void Person(double[] trait, bool exposed)
    {
        var present = true;
        for (var wave = 0; wave < _options.Waves; wave++)
        {
            present = present && (wave == 0 || !_random.Chance(DropOut(trait[wave - 1])));
            var (with, without) = (0, 0);
            for (var item = 0; item < _options.Items; item++)
            {
                var error = Math.Sqrt(1 - _options.Loading * _options.Loading) * _random.Normal();
                var treated = Cut(_options.Loading * (trait[wave] + (wave > 0 ? _options.Effect : 0)) + error);
                var untreated = Cut(_options.Loading * trait[wave] + error);
                (with, without) = (with + treated, without + untreated);
                _items[wave * _options.Items + item].Add(present ? exposed ? treated : untreated : double.NaN);
            }

            _scores[wave].Add(present ? (double)(exposed ? with : without) / _options.Items : double.NaN);
            if (wave == _options.Waves - 1)
                _contrasts.Add(((double)(with - without) / _options.Items, exposed, present));
        }
    }

    private double DropOut(double trait)
    {
        if (_options.Attrition == 0)
            return 0;
        return 1 / (1 + Math.Exp(-Math.Log(_options.Attrition / (1 - _options.Attrition)) + _options.AttritionSlope * -trait));
    }

    private int Cut(double answer) => 1 + _options.Thresholds.Count(threshold => answer > threshold);

    // E(points) = 1 + Σ P(answer > threshold), and the answer is normal with variance 1.
    private static double PopulationEffect(StudyOptions options) => options.Waves < 2
        ? 0
        : options.Thresholds.Sum(threshold => Normal(options.Loading * options.Effect - threshold) - Normal(-threshold));

    private static double Normal(double z) => 0.5 * SpecialFunctions.Erfc(-z / Math.Sqrt(2));
}
