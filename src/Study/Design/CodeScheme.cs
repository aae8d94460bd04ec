using LobResearch.Study.Codebook;

namespace LobResearch.Study.Design;

/// <summary>How the study's self-generated codes are built: their elements, in order.</summary>
/// <remarks>
/// The scheme says what a code is made of, not what any person's code is. A parent's code is the student's code with one
/// more element, which tells the first parent from the second.
/// </remarks>
/// <param name="Separator">The sign between elements; null when they stand directly behind each other.</param>
/// <param name="Elements">The elements, in the code's order; three at least beside the parents' own.</param>
public sealed record CodeScheme(char? Separator, IReadOnlyList<CodeElement> Elements)
{
    /// <summary>Place of the element that only parents' codes have; −1 when codes don't tell parents apart.</summary>
    public int ParentElement { get; } = Elements.ToList().FindIndex(element => element.Parents.Count > 0);
}

/// <summary>One element of a self-generated code.</summary>
/// <param name="Id">Identifier, lower case.</param>
/// <param name="Pattern">Regular expression over the normalised text: upper case, without diacritics, spaces and signs.</param>
/// <param name="Label">What a keyholder sees; null to show the id.</param>
/// <param name="Wrong">Stated probability that two codes of one person differ in it; null to estimate it from the codes.</param>
/// <param name="Parents">The two values that tell the first parent from the second; empty for every other element.</param>
public sealed record CodeElement(string Id, string Pattern, Label? Label, double? Wrong, IReadOnlyList<string> Parents);
