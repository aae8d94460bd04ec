using System.Globalization;

namespace LobResearch.Simulation.Scenarios;

/// <summary>Whether a parent answers each wave, consents, answers twice, and how the code is written.</summary>
/// <remarks>
/// Answering T0 depends on education, language and being the first parent. Answering again depends on education, language and
/// the SUP score at T0 when there is one, by option also on the latent support at that wave.
/// </remarks>
internal sealed class ParentResponse
{
    private const double Refusing = 0.012;
    private const double AnsweringTwice = 0.01;
    private readonly ScenarioStudyModel _model;
    private readonly ScenarioParent _parent;
    private readonly bool[] _answers = new bool[ScenarioCalendar.Waves];
    private readonly bool[] _twice = new bool[ScenarioCalendar.Waves];

    public ParentResponse(ScenarioStudyModel model, ScenarioParent parent)
    {
        (_model, _parent) = (model, parent);
        var (family, facts) = (parent.Family, parent.Facts);
        var random = model.Draws.Of(ScenarioStream.Response, family.School.Index, family.Index, parent.Place);
        Consents = !random.Chance(Refusing);
        var higher = facts.IsHigherEducated ? 1 : 0;
        var otherLanguage = facts.Language == 1 ? 0 : 1;
        for (var wave = 0; wave < _answers.Length; wave++)
        {
            var (lot, second) = (random.Uniform(), random.Uniform());
            double logit;
            if (wave == 0)
                logit = 0 + 0.35 * higher - (facts.Education == 1 ? 0.3 : 0) - 0.8 * otherLanguage + (parent.Place == 0 ? 0.15 : -0.1);
            else if (_answers[wave - 1])
                logit = 0.5 + 0.3 * higher - 0.3 * otherLanguage + (_answers[0] ? 0.3 * parent.Support : 0);
            else
                logit = _answers.AsSpan(0, wave).Contains(true) ? -2.2 : -2.9;
            if (wave > 0 && model.Options.LatentAttrition != 0)
                logit += model.Options.LatentAttrition * parent.Trait(ScaleModel.Sup, wave);
            _answers[wave] = lot < 1 / (1 + Math.Exp(-logit));
            _twice[wave] = _answers[wave] && second < AnsweringTwice;
        }
    }

    /// <summary>Whether the parent agrees to take part; otherwise rows are in the files and are held back.</summary>
    public bool Consents { get; }

    /// <summary>Whether there is a row in the wave's file.</summary>
    public bool HasRow(int wave) => _answers[wave];

    /// <summary>Whether there are answers that may be stored.</summary>
    public bool Answers(int wave) => _answers[wave] && Consents;

    /// <summary>Whether the parent filled it in a second time; the second is to be held back.</summary>
    public bool AnswersTwice(int wave) => _twice[wave];

    /// <summary>The code without errors, as on the school's lists.</summary>
    public string Code => string.Create(CultureInfo.InvariantCulture, $"{string.Join('-', _parent.Family.Code)}-{_parent.Place + 1}");

    /// <summary>The code as written at a wave.</summary>
    public string CodeAt(int wave) => _model.Codes.Written(
        _parent.Family.Code, _parent.Place + 1, _model.Draws.Of(ScenarioStream.Writing, _parent.Family.School.Index, _parent.Family.Index, _parent.Place * 16 + wave));
}
