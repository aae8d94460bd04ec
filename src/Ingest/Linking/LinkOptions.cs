namespace LobResearch.Ingest.Linking;

/// <summary>What the rule demands. The values are part of the rule's version: with other values it is another rule.</summary>
public sealed record LinkOptions
{
    /// <summary>The rule as <c>study.link_version.rule</c> names it, for the default demands.</summary>
    public const string RuleName = "codes_1";

    /// <summary>The default demands.</summary>
    public static LinkOptions Default { get; } = new();

    /// <summary>
    /// Least posterior probability for a link of equal codes. Ingest takes equal codes of a school for one person without
    /// asking; only where the codes themselves show that they are shared does the rule ask.
    /// </summary>
    public double LeastQualityExact { get; init; } = 0.95;

    /// <summary>Least posterior probability for a link one element off without a person's eye, where the class agrees.</summary>
    public double LeastQuality { get; init; } = 0.99;

    /// <summary>The same where only the school agrees.</summary>
    public double LeastQualityInSchool { get; init; } = 0.995;

    /// <summary>Pairs under this posterior probability are no doubtful pairs: nobody looks at them.</summary>
    public double LeastDoubtful { get; init; } = 0.05;

    /// <summary>Pairs under this posterior probability don't count as another candidate.</summary>
    public double LeastRival { get; init; } = 0.001;

    /// <summary>Where the error rate of elements begins before codes are seen, weighing as 20 pairs: probability that two codes of one person differ in an element.</summary>
    public double PriorWrong { get; init; } = 0.03;

    /// <summary>Stated share of persons who come back in another school.</summary>
    public double Movers { get; init; } = 0.01;

    /// <summary>More than this many codes that are equal but for one element in a school are left alone: no pair of them could be told from the others.</summary>
    public int Crowd { get; init; } = 200;
}
