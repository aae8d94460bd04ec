namespace LobResearch.Statistics.Advice;

/// <summary>Languages that advice is written in.</summary>
public enum AdviceLanguage
{
    /// <summary>nl.</summary>
    Dutch,

    /// <summary>en.</summary>
    English,
}
