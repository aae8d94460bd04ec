namespace LobResearch.Simulation.Scenarios;

/// <summary>A student, who sees the first parent's behaviour in an own way.</summary>
public sealed class ScenarioStudent
{
    private const double SeenAsTheParent = 0.4;
    private readonly ScenarioStudyModel _model;
    private readonly double[] _lasting;
    private readonly bool[] _answers = new bool[ScenarioCalendar.Waves];

    internal ScenarioStudent(ScenarioStudyModel model, ScenarioFamily family)
    {
        (_model, Family) = (model, family);
        var random = model.Draws.Of(ScenarioStream.Student, family.School.Index, family.Index);
        Age = family.School.GradeOf(family.ClassGroup) switch
        {
            1 => 16 + random.Weighted([45, 30, 12, 5, 4, 2, 2]),
            2 => 13 + random.Weighted([65, 32, 3]),
            _ => 14 + random.Weighted([60, 35, 5]),
        };
        Consents = !random.Chance(0.01);
        GuardianConsents = random.Weighted([95, 2, 3]) switch { 0 => true, 1 => false, _ => null };
        _answers[0] = random.Chance(0.87);
        _answers[2] = random.Chance(_answers[0] ? 0.88 : 0.5);
        _lasting = new double[ScaleModel.Students.Count];
        var general = random.Normal();
        for (var scale = 0; scale < _lasting.Length; scale++)
        {
            var shared = scale < 4 ? ScaleModel.Students[scale].Family : 0.6;
            _lasting[scale] = (scale < 4 ? shared * general : 0.5 * general + 0.3 * family.Engagement) + Math.Sqrt(1 - shared * shared) * random.Normal();
        }
    }

    /// <summary>The family.</summary>
    public ScenarioFamily Family { get; }

    internal int Age { get; }

    internal bool Consents { get; }

    /// <summary>null when nothing was filled in.</summary>
    internal bool? GuardianConsents { get; }

    internal string Code => string.Join('-', Family.Code);

    internal string CodeAt(int wave) => _model.Codes.Written(
        Family.Code, null, _model.Draws.Of(ScenarioStream.Writing, Family.School.Index, Family.Index, 64 + wave));

    internal int AgeAt(int wave) => Age + (wave == 2 && Family.Index % 2 == 0 ? 1 : 0);

    /// <summary>Whether there is a row at T0 or T2.</summary>
    internal bool HasRow(int wave) => _answers[wave];

    /// <summary>Whether it may be stored.</summary>
    internal bool Answers(int wave) => _answers[wave] && Consents && (AgeAt(wave) >= 16 || GuardianConsents is true);

    /// <summary>A scale's answers: 1–4, 9 for "don't know", 0 for left blank.</summary>
    internal void Answer(int scale, int wave, Span<sbyte> answers)
    {
        var model = ScaleModel.Students[scale];
        var random = _model.Draws.Of(ScenarioStream.StudentAnswers, Family.School.Index, Family.Index, wave * 16 + scale);
        var stability = _model.Options.Stability;
        var own = Math.Sqrt(stability) * _lasting[scale] + Math.Sqrt(1 - stability) * random.Normal();
        var trait = scale < 4
            ? SeenAsTheParent * Family.Parents[0].Trait(scale, wave) + Math.Sqrt(1 - SeenAsTheParent * SeenAsTheParent) * own
            : own;
        var error = Math.Sqrt(1 - ScaleModel.Loading * ScaleModel.Loading);
        for (var item = 0; item < model.Items; item++)
            answers[item] = (sbyte)model.Points(item, model.Cut(item, ScaleModel.Loading * trait + error * random.Normal()));
        for (var item = 0; item < model.Items; item++)
        {
            var lot = random.Uniform();
            if (lot < 0.03)
                answers[item] = (sbyte)(lot < 0.02 ? 0 : 9);
        }
    }
}
