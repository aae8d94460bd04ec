namespace LobResearch.Statistics.Advice;

/// <summary>How far nominal 95 % intervals can be relied on.</summary>
public enum Trust
{
    /// <summary>They hold the truth about as often as they say: at least 92 % in the simulations.</summary>
    Trustworthy,

    /// <summary>They hold the truth more often than they say: too wide, which is no error but costs power.</summary>
    Conservative,

    /// <summary>Neither can be said.</summary>
    Neither,
}

/// <summary>What to think of one method here.</summary>
/// <param name="Method">classical, CR1, CR2, CR3, wild bootstrap (Rademacher, Webb), randomisation, mixed model (Satterthwaite, Kenward–Roger, CR2).</param>
/// <param name="Trust">The verdict.</param>
/// <param name="English">Why, half a sentence.</param>
/// <param name="Dutch">The same in Dutch.</param>
public sealed record MethodVerdict(string Method, Trust Trust, string English, string Dutch);
