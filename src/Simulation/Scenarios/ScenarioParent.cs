namespace LobResearch.Simulation.Scenarios;

/// <summary>A parent: what is observed, what isn't, and what would have been answered.</summary>
public sealed class ScenarioParent
{
    private const double BlankItems = 0.012;
    private const double DontKnowItems = 0.008;
    private readonly ScenarioStudyModel _model;
    private readonly double[] _lasting;

    internal ScenarioParent(ScenarioStudyModel model, ScenarioFamily family, int place, double[] education)
    {
        (_model, Family, Place) = (model, family, place);
        var random = model.Draws.Of(ScenarioStream.Parent, family.School.Index, family.Index, place);
        Facts = ParentFacts.Draw(family, place, education, random);
        _lasting = new double[ScaleModel.Parents.Count];
        for (var scale = 0; scale < _lasting.Length; scale++)
        {
            var shared = ScaleModel.Parents[scale].Family;
            _lasting[scale] = shared * family.Engagement + Math.Sqrt(1 - shared * shared) * random.Normal();
        }

        Support = (Complete(ScaleModel.Sup, 0) / (double)ScaleModel.Parents[ScaleModel.Sup].Items - 2.9) / 0.6;
        Attendance = new ParentAttendance(model, this);
        Response = new ParentResponse(model, this);
    }

    /// <summary>The family.</summary>
    public ScenarioFamily Family { get; }

    /// <summary>0 or 1: first or second parent.</summary>
    public int Place { get; }

    /// <summary>What is observed of the parent.</summary>
    internal ParentFacts Facts { get; }

    /// <summary>The score on SUP at T0, as if all had been answered, made standard: what self-selection and attrition depend on.</summary>
    internal double Support { get; }

    /// <summary>The lasting part of the latent support; nobody sees it.</summary>
    internal double LatentSupport => _lasting[ScaleModel.Sup];

    /// <summary>Who came to what.</summary>
    public ParentAttendance Attendance { get; }

    /// <summary>Who answered when.</summary>
    internal ParentResponse Response { get; }

    /// <summary>A scale's answers at a wave, as given if the parent answers: 1–4, 9 for "don't know", 0 for left blank.</summary>
    internal void Answer(int scale, int wave, Span<sbyte> answers)
    {
        Span<double> errors = stackalloc double[16];
        var random = Errors(scale, wave, errors);
        var (model, trait) = (ScaleModel.Parents[scale], Trait(scale, wave, Attendance.At(wave), errors[0]));
        for (var item = 0; item < model.Items; item++)
        {
            var cut = model.Cut(item, ScaleModel.Loading * trait + errors[item + 1]);
            answers[item] = (sbyte)model.Points(item, cut);
        }

        for (var item = 0; item < model.Items; item++)
        {
            var lot = random.Uniform();
            if (lot < BlankItems + DontKnowItems)
                answers[item] = (sbyte)(lot < BlankItems ? 0 : 9);
        }
    }

    /// <summary>Sums of a scale's points at a wave for several sets of attended components; all share the same errors.</summary>
    internal void Potential(int scale, int wave, ReadOnlySpan<Components> attended, Span<int> points)
    {
        Span<double> errors = stackalloc double[16];
        Errors(scale, wave, errors);
        var model = ScaleModel.Parents[scale];
        for (var at = 0; at < attended.Length; at++)
        {
            var trait = Trait(scale, wave, attended[at], errors[0]);
            points[at] = 0;
            for (var item = 0; item < model.Items; item++)
                points[at] += model.Cut(item, ScaleModel.Loading * trait + errors[item + 1]);
        }
    }

    /// <summary>The trait at a wave, with what was attended.</summary>
    internal double Trait(int scale, int wave)
    {
        Span<double> errors = stackalloc double[16];
        Errors(scale, wave, errors);
        return Trait(scale, wave, Attendance.At(wave), errors[0]);
    }

    // Before anything was attended.
    private int Complete(int scale, int wave)
    {
        Span<int> points = stackalloc int[1];
        Potential(scale, wave, [Components.None], points);
        return points[0];
    }

    // The trait's part of this wave first, then the items' errors.
    private RandomDraws Errors(int scale, int wave, Span<double> errors)
    {
        var random = _model.Draws.Of(ScenarioStream.ParentAnswers, Family.School.Index, Family.Index, (Place * 4 + wave) * 16 + scale);
        errors[0] = random.Normal();
        var own = Math.Sqrt(1 - ScaleModel.Loading * ScaleModel.Loading);
        for (var item = 0; item < ScaleModel.Parents[scale].Items; item++)
            errors[item + 1] = own * random.Normal();
        return random;
    }

    private double Trait(int scale, int wave, Components attended, double now)
    {
        var options = _model.Options;
        var own = Math.Sqrt(options.Stability) * _lasting[scale] + Math.Sqrt(1 - options.Stability) * now;
        return Family.School.Place(scale, wave, Family.ClassGroup)
            + Math.Sqrt(1 - options.SchoolIcc - options.ClassIcc) * own
            + (Facts.IsHigherEducated ? ScaleModel.Parents[scale].HigherEducation : 0)
            + Effect(scale, wave, attended);
    }

    private double Effect(int scale, int wave, Components attended)
    {
        if (wave == 0)
            return 0;
        var options = _model.Options;
        if (scale >= ScaleModel.FirstExposure)
        {
            var component = (Components)(1 << scale - ScaleModel.FirstExposure);
            return (attended.HasFlag(component) ? 0.6 : 0) + (Family.School.Offers.HasFlag(component) ? 0.2 : 0);
        }

        var sum = 0.0;
        for (var component = 0; component < 4; component++)
        {
            if (attended.HasFlag((Components)(1 << component)))
            {
                sum += scale switch
                {
                    ScaleModel.Int => options.InterferenceEffect,
                    ScaleModel.Loe => options.DisengagementEffect,
                    _ => ScaleModel.Parents[scale].Effect * options.Effects.Of(component),
                };
            }
        }

        return wave == 1 ? sum / 2 : sum;
    }
}
