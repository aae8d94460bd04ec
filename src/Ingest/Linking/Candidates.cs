namespace LobResearch.Ingest.Linking;

/// <summary>A pair that could belong together, with what is needed to weigh it.</summary>
/// <param name="One">A unit.</param>
/// <param name="Other">Another; of the other role, for parents and students.</param>
/// <param name="RecordOne">The record whose code was compared.</param>
/// <param name="RecordOther">The other's.</param>
/// <param name="Element">Where the codes differ; −1 for equal codes.</param>
/// <param name="Lacking">Whether they differ since one code lacks the element.</param>
/// <param name="Agreeing">Bit per element in which the codes agree.</param>
/// <param name="Coincidence">Probability of such codes for two persons, if elements were independent.</param>
internal sealed record Candidate(int One, int Other, int RecordOne, int RecordOther, int Element, bool Lacking, ulong Agreeing, double Coincidence)
{
    /// <summary>Probability of a look-alike in the place of the other: twins, mostly.</summary>
    public double LookAlike { get; init; }

    /// <summary>How much likelier the two classes are for one person than for two.</summary>
    public double ClassRatio { get; init; } = 1;

    /// <summary>Whether both stays have the same class.</summary>
    public bool SameClass { get; init; }

    /// <summary>Expected partners with an equal code of the one, before codes are compared.</summary>
    public double PartnersOne { get; init; }

    /// <summary>Number of units among which the one's partner is looked for.</summary>
    public double ChancesOne { get; init; }

    /// <summary>Expected partners with an equal code of the other.</summary>
    public double PartnersOther { get; init; }

    /// <summary>Number of units among which the other's partner is looked for.</summary>
    public double ChancesOther { get; init; }

    /// <summary>What this pair takes of the one: two of its pairs that take the same bit can't both be true.</summary>
    public ulong TakesOfOne { get; init; }

    /// <summary>What this pair takes of the other.</summary>
    public ulong TakesOfOther { get; init; }
}

/// <summary>Weighs candidates against each other.</summary>
/// <remarks>
/// Fellegi and Sunter's (1969) ratio m/u per pair, with the frequency of the very values in u, and Bayes' rule over all
/// candidates of a unit: at most one of those that exclude each other is true, or the partner isn't among them.
/// </remarks>
internal sealed class Weighing
{
    private readonly IReadOnlyList<Candidate> _candidates;
    private readonly int[][] _ofOne;
    private readonly int[][] _ofOther;

    /// <param name="candidates">In an order that depends on content alone.</param>
    /// <param name="ones">Number of units on the one side.</param>
    /// <param name="others">Number on the other side.</param>
    /// <param name="oneSide">Whether both sides are the same units.</param>
    public Weighing(IReadOnlyList<Candidate> candidates, int ones, int others, bool oneSide)
    {
        _candidates = candidates;
        _ofOne = new int[ones][];
        _ofOther = oneSide ? _ofOne : new int[others][];
        var (countOne, countOther) = (new int[ones], oneSide ? [] : new int[others]);
        if (oneSide)
            countOther = countOne;
        foreach (var candidate in candidates)
        {
            countOne[candidate.One]++;
            countOther[candidate.Other]++;
        }

        for (var at = candidates.Count - 1; at >= 0; at--)
        {
            Put(_ofOne, countOne, candidates[at].One, at);
            Put(_ofOther, countOther, candidates[at].Other, at);
        }
    }

    /// <summary>Posterior probability per candidate: the smaller of what its two ends say.</summary>
    /// <param name="model">How often codes of one person differ.</param>
    /// <param name="findable">Probability that a true partner is among the candidates at all.</param>
    public double[] Qualities(ElementModel model, double findable)
    {
        // Partners are counted by equal codes; there are more of them, by the share of codes that don't stay equal.
        var scale = 1 / model.Equal;
        var ratios = _candidates.Select(candidate => scale * Ratio(candidate, model.Wrong)).ToArray();
        findable *= scale;
        var qualities = new double[_candidates.Count];
        for (var at = 0; at < qualities.Length; at++)
        {
            qualities[at] = Math.Min(
                Posterior(at, _candidates[at].One, _ofOne, ratios, findable),
                Posterior(at, _candidates[at].Other, _ofOther, ratios, findable));
        }

        return qualities;
    }

    /// <summary>Other candidates of either end that can't be true beside this one and aren't negligible.</summary>
    public int Rivals(int at, double[] qualities, double least)
    {
        var rivals = 0;
        foreach (var (unit, lists) in new[] { (_candidates[at].One, _ofOne), (_candidates[at].Other, _ofOther) })
        {
            foreach (var rival in lists[unit])
            {
                if (rival != at && qualities[rival] >= least && Excludes(at, rival, unit, lists))
                    rivals++;
            }
        }

        return rivals;
    }

    private double Posterior(int at, int unit, int[][] lists, double[] ratios, double findable)
    {
        var (partners, weight) = End(at, unit, lists, ratios);
        var all = 0.0;
        foreach (var rival in lists[unit])
        {
            if (rival == at || Excludes(at, rival, unit, lists))
                all += End(rival, unit, lists, ratios).Weight;
        }

        // The partner may be absent, or differ by more than the candidates do.
        return weight / (Math.Max(0.01, 1 - (partners * findable)) + all);
    }

    private (double Partners, double Weight) End(int at, int unit, int[][] lists, double[] ratios)
    {
        var candidate = _candidates[at];
        var (partners, chances) = IsOne(candidate, unit, lists)
            ? (candidate.PartnersOne, candidate.ChancesOne)
            : (candidate.PartnersOther, candidate.ChancesOther);
        return (partners, partners / Math.Max(1, chances) * ratios[at]);
    }

    private bool Excludes(int at, int rival, int unit, int[][] lists) => (Taken(_candidates[at], unit, lists) & Taken(_candidates[rival], unit, lists)) != 0;

    private ulong Taken(Candidate candidate, int unit, int[][] lists) => IsOne(candidate, unit, lists) ? candidate.TakesOfOne : candidate.TakesOfOther;

    private bool IsOne(Candidate candidate, int unit, int[][] lists) => ReferenceEquals(lists, _ofOne) && candidate.One == unit;

    // From the end, so that each list has its candidates in their order.
    private static void Put(int[][] lists, int[] counts, int unit, int at)
    {
        lists[unit] ??= new int[counts[unit]];
        lists[unit][--counts[unit]] = at;
    }

    private static double Ratio(Candidate candidate, double[] wrong)
    {
        var match = 1.0;
        for (var element = 0; element < wrong.Length; element++)
        {
            if ((candidate.Agreeing >> element & 1) != 0)
                match *= 1 - wrong[element];
        }

        if (candidate.Element >= 0 && !candidate.Lacking)
            match *= wrong[candidate.Element];
        return match * candidate.ClassRatio / (candidate.Coincidence + (candidate.ClassRatio * candidate.LookAlike));
    }
}
