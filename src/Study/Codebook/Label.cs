namespace LobResearch.Study.Codebook;

/// <summary>Words for people, in Dutch and if given in English. Not an identifier.</summary>
public sealed record Label(string Dutch, string? English)
{
    /// <summary>The English words, or the Dutch where there are none.</summary>
    public string EnglishOrDutch => English ?? Dutch;
}
