namespace LobResearch.Charts.Forest;

/// <summary>What an effect comes to, by its interval. None of them is "works" or "doesn't work".</summary>
internal enum EffectFinding
{
    /// <summary>The whole interval lies above no difference.</summary>
    Higher,

    /// <summary>The whole interval lies below it.</summary>
    Lower,

    /// <summary>If there is a difference, it is smaller than the smallest one of interest.</summary>
    Small,

    /// <summary>The data leave room for a difference either way.</summary>
    Unclear,

    /// <summary>There is no interval to rely on.</summary>
    NoInterval,

    /// <summary>Not to be told from school or from other components.</summary>
    NotSeparable,

    /// <summary>Not for these readers.</summary>
    Withheld,
}
