using LobResearch.Study.Design;

namespace LobResearch.Ingest.Identity;

/// <summary>How the study's codes tell persons apart: in which spelling, and within what.</summary>
#pragma warning disable CA1822 // The study will say more.
internal sealed class PersonCodes(StudyDefinition study)
{
    /// <summary>The study whose codes they are.</summary>
    public string StudyId => study.Id;

    /// <summary>The spelling under which a code is indexed.</summary>
    public string Indexed(string code) => code.Trim();

    /// <summary>Within what the code means one person: nothing for registered codes.</summary>
    public string Scope(string? school) => "";
}
