namespace LobResearch.Statistics.Formulas;

/// <summary>A set of terms and whether the intercept is in it; the algebra behind <c>+ - * : / ^</c>.</summary>
/// <param name="Terms">The terms in order of appearance.</param>
/// <param name="Intercept">True: in; false: taken out; null: not spoken of.</param>
internal sealed record TermSet(IReadOnlyList<Term> Terms, bool? Intercept)
{
    private const int MostTerms = 5000;

    public static TermSet Of(Expression variable) => new([new Term([variable])], null);

    public static TermSet OfNumber(bool one) => new([], one);

    public TermSet Plus(TermSet other) => new(Union(Terms, other.Terms), other.Intercept ?? Intercept);

    public TermSet Minus(TermSet other) => new(
        Terms.Where(term => !other.Terms.Any(gone => Same(gone, term))).ToList(),
        // Taking 1 out is no intercept; taking 0 out brings it back.
        other.Intercept is { } one ? !one : Intercept);

    public TermSet Interact(TermSet other) => new(
        Union([], Products(other)), Intercept);

    private List<Term> Products(TermSet other) => Terms.SelectMany(left => other.Terms.Select(right => Merge(left, right))).Take(MostTerms + 1).ToList();

    public TermSet Cross(TermSet other) => Plus(other).Plus(Interact(other));

    /// <summary>a / b: a, and b within the combinations of all of a's variables.</summary>
    public TermSet Nest(TermSet other)
    {
        var all = Terms.Aggregate(new Term([]), Merge);
        return Plus(new TermSet(other.Terms.Select(term => Merge(all, term)).ToList(), null));
    }

    public TermSet Power(int exponent)
    {
        var result = this;
        for (var i = 1; i < exponent; i++)
            result = result.Plus(result.Interact(this));
        return result;
    }

    public static bool Same(Term a, Term b) =>
        a.Variables.Count == b.Variables.Count && a.Variables.All(variable => b.Variables.Any(other => other.Label == variable.Label));

    private static Term Merge(Term a, Term b) =>
        new(a.Variables.Concat(b.Variables.Where(variable => a.Variables.All(known => known.Label != variable.Label))).ToList());

    private static List<Term> Union(IReadOnlyList<Term> a, IReadOnlyList<Term> b)
    {
        if ((long)a.Count + b.Count > MostTerms)
            throw new FormulaException($"The formula multiplies out to more than {MostTerms} terms. Name the interactions that are meant.");
        var union = new List<Term>(a);
        foreach (var term in b)
        {
            if (!union.Exists(known => Same(known, term)))
                union.Add(term);
        }

        return union;
    }
}
