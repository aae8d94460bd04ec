namespace LobResearch.Statistics.Tests;

/// <summary>R writes <c>groupb</c> where we write <c>group[b]</c>.</summary>
internal static class RTerms
{
    public static string Of(string term) => term.Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal);
}
