namespace LobResearch.Simulation.Scenarios.Files;

/// <summary>A parent's questionnaire of a wave in the codes of the form.</summary>
internal sealed class ParentCodes(IReadOnlyList<ScaleModel> models)
{
    private readonly sbyte[][] _answers = [.. models.Select(model => new sbyte[model.Items])];
    private ScenarioParent _parent = null!;
    private int _wave;

    /// <summary>Reads a parent's answers.</summary>
    public void Read(ScenarioParent parent, int wave)
    {
        (_parent, _wave) = (parent, wave);
        for (var scale = 0; scale < _answers.Length; scale++)
        {
            // T1 asks SUP, ACT and perceived exposure.
            if (wave != 1 || scale is ScaleModel.Sup or ScaleModel.Act or >= ScaleModel.FirstExposure)
                parent.Answer(scale, wave, _answers[scale]);
        }
    }

    /// <summary>The code of an item of a scale; 0 for blank.</summary>
    public int Of((int Scale, int Item) place) => _answers[place.Scale][place.Item];

    /// <summary>The code of another item.</summary>
    public int Of(string item)
    {
        var (family, facts) = (_parent.Family, _parent.Facts);
        return item switch
        {
            "relation" => facts.Relation,
            "parent_gender" => facts.Gender,
            "parent_age" => facts.AgeWritten + (_wave == 3 ? 1 : 0),
            "child_gender" => family.ChildGender,
            "grade_year" => family.GradeAt(_wave),
            "track" => family.Track,
            "education" => facts.TellsEducation ? facts.Education : 9,
            "questionnaire_language" => facts.Language,
            "mode" => facts.Mode,
            "family" => family.FamilyType,
            "home_language" => facts.TellsHomeLanguage ? family.HomeLanguage : 98,
            "origin" => facts.TellsOrigin ? family.Origin : 98,
            _ => 0,
        };
    }
}
