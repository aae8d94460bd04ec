using LobResearch.Study.Design;

namespace LobResearch.Ingest.Linking;

/// <summary>How often codes of one person differ in each element: stated, or learned from the candidates themselves.</summary>
internal sealed class ElementModel
{
    // Weight of what was expected beside what was seen, in pairs.
    private const double PriorPairs = 20;
    private readonly CodeScheme _scheme;
    private readonly double _prior;

    public ElementModel(CodeScheme scheme, double prior)
    {
        (_scheme, _prior) = (scheme, prior);
        // The parents' element is never taken for wrong: the other parent's code differs in just that.
        Wrong = scheme.Elements.Select((element, at) => at == scheme.ParentElement ? 0 : element.Wrong ?? prior).ToArray();
    }

    /// <summary>Probability per element that two codes of one person differ in it.</summary>
    public double[] Wrong { get; }

    /// <summary>Probability that two codes of one person are equal.</summary>
    public double Equal => Wrong.Aggregate(1.0, (all, wrong) => all * (1 - wrong));

    /// <summary>Probability that they differ in exactly one element.</summary>
    public double OneOff
    {
        get
        {
            var equal = Equal;
            return Wrong.Sum(wrong => equal * wrong / (1 - wrong));
        }
    }

    /// <summary>One step of expectation and maximisation: pairs with equal codes against expected pairs one element off.</summary>
    public void Learn(IReadOnlyList<Candidate> candidates, double[] qualities, Func<Candidate, double> pairs, double equalPairs)
    {
        var off = new double[Wrong.Length];
        for (var at = 0; at < candidates.Count; at++)
        {
            if (candidates[at].Element >= 0 && !candidates[at].Lacking)
                off[candidates[at].Element] += qualities[at] * pairs(candidates[at]);
        }

        for (var element = 0; element < Wrong.Length; element++)
        {
            if (element != _scheme.ParentElement && _scheme.Elements[element].Wrong is null)
                Wrong[element] = Math.Min(0.49, (off[element] + (PriorPairs * _prior)) / (equalPairs + off[element] + PriorPairs));
        }
    }
}

/// <summary>Compares two codes element by element.</summary>
internal static class CodeComparison
{
    /// <summary>The candidate of two codes that are equal in all elements but one; null when they aren't.</summary>
    /// <param name="table">Whose value frequencies count.</param>
    /// <param name="one">A code.</param>
    /// <param name="other">Another.</param>
    /// <param name="off">The element that must differ; −1: none may.</param>
    /// <param name="ignored">An element that isn't compared; −1: none.</param>
    public static (bool Lacking, ulong Agreeing, double Coincidence)? Compare(CodeTable table, ReadOnlySpan<int> one, ReadOnlySpan<int> other, int off, int ignored)
    {
        var agreeing = 0UL;
        var coincidence = 1.0;
        var lacking = false;
        for (var element = 0; element < one.Length; element++)
        {
            if (element == ignored)
                continue;
            if (one[element] == other[element])
            {
                if (element == off)
                    return null;
                if (one[element] == CodeTable.Missing)
                    continue;
                agreeing |= 1UL << element;
                coincidence *= table.Share(element, one[element]);
            }
            else if (element != off)
            {
                return null;
            }
            else
            {
                lacking = one[element] == CodeTable.Missing || other[element] == CodeTable.Missing;
                if (!lacking)
                    coincidence *= 1 - table.Coincidence[element];
            }
        }

        return agreeing == 0 ? null : (lacking, agreeing, coincidence);
    }
}
