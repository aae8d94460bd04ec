namespace LobResearch.Study.Design;

/// <summary>What must be consented to before a person's answers may enter. A study without such rules asks for none: its data are public or nobody's.</summary>
/// <param name="Purpose">What persons consent to, by a short name.</param>
/// <param name="GuardianUnder">Students younger than this need a guardian's consent, in years; so do those whose age isn't known.</param>
public sealed record ConsentRules(string Purpose, int GuardianUnder)
{
    /// <summary>What else persons are asked to consent to; their answers enter without it.</summary>
    public IReadOnlyList<string> OtherPurposes { get; init; } = [];

    /// <summary>The age from which one consents oneself (AVG art. 8, UAVG art. 5).</summary>
    public const int AgeOfConsent = 16;
}

/// <summary>The last day on which each kind of data may be kept; null where the study states none.</summary>
/// <param name="Codes">Self-generated codes, their links' decisions and the keys: after it nothing can be linked and no one can withdraw by code.</param>
/// <param name="OpenAnswers">Open answers and quotes that nobody consented to publish.</param>
/// <param name="ResearchData">All that is told of single persons.</param>
public sealed record RetentionPlan(DateOnly? Codes, DateOnly? OpenAnswers, DateOnly? ResearchData)
{
    /// <summary>A study that states nothing.</summary>
    public static RetentionPlan None { get; } = new(null, null, null);
}
