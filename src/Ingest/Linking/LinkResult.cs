namespace LobResearch.Ingest.Linking;

/// <summary>What two ids are to each other; spelled as in <c>identity.link_decision.kind</c>.</summary>
public enum LinkKind
{
    /// <summary>One person under two ids.</summary>
    SamePerson,

    /// <summary>One is a parent of the other.</summary>
    ParentOf,
}

/// <summary>How a pair was found.</summary>
public enum LinkRule
{
    /// <summary>A keyholder said so.</summary>
    ByHand,

    /// <summary>Equal codes in one school.</summary>
    ExactCode,

    /// <summary>Codes differ in one element, school and class agree.</summary>
    OneElementOffInClass,

    /// <summary>Codes differ in one element, the school agrees.</summary>
    OneElementOffInSchool,

    /// <summary>Equal codes in two schools: perhaps the person moved. Never a link by itself.</summary>
    ExactCodeOtherSchool,
}

/// <summary>Why a pair waits for a person.</summary>
public enum DoubtReason
{
    /// <summary>Its probability is below what a link demands.</summary>
    LowQuality,

    /// <summary>There are other candidates.</summary>
    Rivals,

    /// <summary>The codes are equal, the schools aren't.</summary>
    OtherSchool,

    /// <summary>With it, one person would have answered a wave twice, or a keyholder's decision would be broken.</summary>
    Conflict,
}

/// <summary>What a keyholder decided on a pair.</summary>
/// <param name="Kind">Same person, or parent and student.</param>
/// <param name="One">An id; the parent for <see cref="LinkKind.ParentOf"/>.</param>
/// <param name="Other">Another; the student for <see cref="LinkKind.ParentOf"/>.</param>
/// <param name="Same">True: they belong together. False: they don't.</param>
public sealed record LinkDecision(LinkKind Kind, Guid One, Guid Other, bool Same);

/// <summary>Two ids that are one person.</summary>
/// <param name="One">The id with the earlier wave.</param>
/// <param name="Other">The other.</param>
/// <param name="Rule">How they were found.</param>
/// <param name="Element">Id of the element in which the codes differ; null for equal codes.</param>
/// <param name="Quality">Posterior probability of a true match, 0–1; null when a keyholder decided.</param>
public sealed record PersonLink(Guid One, Guid Other, LinkRule Rule, string? Element, double? Quality);

/// <summary>A pair that a person has to look at.</summary>
/// <param name="Kind">Same person, or parent and student.</param>
/// <param name="One">The id with the earlier wave; the parent for <see cref="LinkKind.ParentOf"/>.</param>
/// <param name="Other">The other; the student for <see cref="LinkKind.ParentOf"/>.</param>
/// <param name="Rule">How the pair was found.</param>
/// <param name="Element">Id of the element in which the codes differ or that one lacks; null for equal codes.</param>
/// <param name="Quality">Posterior probability of a true match, 0–1; null when it came from a keyholder's decision.</param>
/// <param name="Reason">Why it isn't a link.</param>
/// <param name="Rivals">Other candidates that either of the two has.</param>
public sealed record DoubtfulPair(LinkKind Kind, Guid One, Guid Other, LinkRule Rule, string? Element, double? Quality, DoubtReason Reason, int Rivals);

/// <summary>A parent and a student who belong together.</summary>
/// <param name="Parent">Id that stands for the parent.</param>
/// <param name="Student">Id that stands for the student.</param>
/// <param name="ParentNumber">1 or 2 as the parent's code tells; null when it doesn't.</param>
/// <param name="Rule">How they were found.</param>
/// <param name="Element">Id of the element in which the codes differ; null for equal codes.</param>
/// <param name="Quality">Posterior probability of a true match, 0–1; null when a keyholder decided.</param>
public sealed record Dyad(Guid Parent, Guid Student, int? ParentNumber, LinkRule Rule, string? Element, double? Quality);

/// <summary>Ids that are one person.</summary>
/// <param name="Canonical">The id that stands for the person: the one with the earliest wave.</param>
/// <param name="Members">All its ids, the canonical one first, in the order of their first waves.</param>
public sealed record PersonGroup(Guid Canonical, IReadOnlyList<Guid> Members);

/// <summary>What the rule learned about an element of one role's codes.</summary>
/// <param name="Role">Whose codes.</param>
/// <param name="Element">The element.</param>
/// <param name="Wrong">Probability that two codes of one person differ in it; stated or estimated.</param>
/// <param name="Coincidence">Probability that two persons' codes agree in it: the sum of squared shares of its values.</param>
/// <param name="LookAlikes">Other persons of the same wave and school, per person, whose code differs in this element only and whom coincidence doesn't explain: twins, mostly.</param>
public sealed record ElementStatistics(string Role, string Element, double Wrong, double Coincidence, double LookAlikes);

/// <summary>All that the rule found. Nothing is merged: links are data, to be stored or not.</summary>
/// <param name="Links">Pairs of ids that are one person, ordered by the first.</param>
/// <param name="Doubtful">Pairs for a person to look at, the likeliest first.</param>
/// <param name="Dyads">Parents and students.</param>
/// <param name="Groups">Persons with more than one id.</param>
/// <param name="Elements">What was learned about the elements.</param>
/// <param name="Crowded">Sets of nearly equal codes that were left alone for their size.</param>
public sealed record LinkResult(
    IReadOnlyList<PersonLink> Links,
    IReadOnlyList<DoubtfulPair> Doubtful,
    IReadOnlyList<Dyad> Dyads,
    IReadOnlyList<PersonGroup> Groups,
    IReadOnlyList<ElementStatistics> Elements,
    int Crowded)
{
    /// <summary>Links by equal codes, for <c>study.link_version.exact_count</c>.</summary>
    public int ExactCount => Links.Count(link => link.Rule == LinkRule.ExactCode);

    /// <summary>Links by codes that differ in one element.</summary>
    public int TolerantCount => Links.Count(link => link.Rule is LinkRule.OneElementOffInClass or LinkRule.OneElementOffInSchool);

    /// <summary>Links that a keyholder decided.</summary>
    public int ByHandCount => Links.Count(link => link.Rule == LinkRule.ByHand);
}
