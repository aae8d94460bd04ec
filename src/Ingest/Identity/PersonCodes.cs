using LobResearch.Ingest.Linking;
using LobResearch.Study.Design;

namespace LobResearch.Ingest.Identity;

/// <summary>How the study's codes tell persons apart: in which spelling, and within what.</summary>
/// <remarks>
/// Registered codes (a study without <c>codes:</c>) mean one person everywhere, as they are written. Self-generated codes mean
/// one person within a school, however they are spelt: two schools can have two persons with the same code.
/// </remarks>
internal sealed class PersonCodes(StudyDefinition study)
{
    /// <summary>The spelling under which a code is indexed.</summary>
    public string Indexed(string code) => study.Codes is null ? code.Trim() : CodeReader.Normalise(code);

    /// <summary>Within what the code means one person: the school, or nothing for registered codes.</summary>
    public string Scope(string? school) => study.Codes is null ? "" : school ?? "";
}
