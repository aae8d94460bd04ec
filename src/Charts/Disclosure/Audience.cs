namespace LobResearch.Charts.Disclosure;

/// <summary>Whom a picture is for: it decides what may stand in it.</summary>
public enum Audience
{
    /// <summary>The researcher's own, for the thesis: nothing is withheld, and the release is logged.</summary>
    Thesis,

    /// <summary>Funders: no group under ten persons, none that can be derived, two schools behind each number, schools under pseudonyms.</summary>
    Funder,

    /// <summary>One school: itself against the other schools together, at least ten persons on both sides.</summary>
    School,
}
