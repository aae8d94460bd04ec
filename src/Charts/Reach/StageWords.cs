using LobResearch.Analysis.Effects;
using LobResearch.Charts.Theme;
using LobResearch.Study.Design;

namespace LobResearch.Charts.Reach;

/// <summary>The steps from invitation to analysis, in words.</summary>
internal static class StageWords
{
    /// <summary>A step as a label.</summary>
    /// <param name="stage">The step.</param>
    /// <param name="study">Names the waves.</param>
    /// <param name="language">Language of the label.</param>
    public static string Of(FlowStage stage, StudyDefinition study, Language language)
    {
        var (words, dutch) = (stage.Stage.Split(':')[0], language == Language.Dutch);
        return (words, dutch) switch
        {
            ("in an attendance register between both waves", true) => "stond op een presentielijst",
            ("in an attendance register between both waves", false) => "stood in an attendance register",
            ("invited to something", true) => "was ergens voor uitgenodigd",
            ("invited to something", false) => "was invited to something",
            ("answered both", true) => "vulde beide vragenlijsten in",
            ("answered both", false) => "answered both questionnaires",
            ("analysed", true) => "telt mee in de analyse",
            ("analysed", false) => "is analysed",
            ("analysed, parents at waves", true) => "telt mee in de analyse (ouders per meting)",
            ("analysed, parents at waves", false) => "is analysed (parents at waves)",
            (_, true) when words.StartsWith("answered ", StringComparison.Ordinal) => $"vulde de vragenlijst in bij {Waves(words, study, language)}",
            (_, false) when words.StartsWith("answered ", StringComparison.Ordinal) => $"answered at {Waves(words, study, language)}",
            _ => words,
        };
    }

    private static string Waves(string words, StudyDefinition study, Language language) => string.Join(" + ", words["answered ".Length..].Split(" and ")
        .Select(id => study.Waves.FirstOrDefault(wave => wave.Id == id)?.Title.In(language) ?? id));
}
