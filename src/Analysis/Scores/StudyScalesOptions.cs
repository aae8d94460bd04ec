namespace LobResearch.Analysis.Scores;

/// <summary>What a report on a study's scales is of.</summary>
public sealed record StudyScalesOptions
{
    /// <summary>The waves; empty for all that have come in.</summary>
    public IReadOnlyList<string> Waves { get; init; } = [];

    /// <summary>The scales; empty for all of the form.</summary>
    public IReadOnlyList<string> Scales { get; init; } = [];

    /// <summary>Groups to report apart: <c>school</c>, <c>wave</c> (which is reported in any case) or an item with a list of answers; null for none.</summary>
    public string? By { get; init; }

    /// <summary>Within what members should agree: <c>school</c>; null for no agreement.</summary>
    public string? Agreement { get; init; }

    /// <summary>Confidence level of intervals.</summary>
    public double Confidence { get; init; } = 0.95;
}
