namespace LobResearch.Statistics.Formulas;

/// <summary>
/// A model in the notation of Wilkinson and Rogers, as R reads it: <c>sup ~ dose * wave + (1 | school)</c>.
/// </summary>
/// <remarks>Wilkinson &amp; Rogers (1973), Applied Statistics 22, 392–399; R's <c>formula</c> and <c>terms</c>.</remarks>
public sealed record Formula
{
    internal Formula(string text, Expression response, IReadOnlyList<Term> terms, bool hasIntercept, IReadOnlyList<RandomTerm> randomTerms) =>
        (Text, Response, Terms, HasIntercept, RandomTerms) = (text, response, terms, hasIntercept, randomTerms);

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>The left side.</summary>
    public Expression Response { get; }

    /// <summary>The terms of the right side without the intercept: main effects first, then interactions by order.</summary>
    public IReadOnlyList<Term> Terms { get; }

    /// <summary>Whether the model has an intercept.</summary>
    public bool HasIntercept { get; }

    /// <summary>The terms in parentheses with a bar, for mixed models.</summary>
    public IReadOnlyList<RandomTerm> RandomTerms { get; }

    /// <summary>Reads a formula.</summary>
    /// <exception cref="FormulaException">It isn't one; the message says where and what was expected.</exception>
    public static Formula Parse(string text) => new FormulaParser(text).Parse();

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>A term: one variable, or the interaction of several.</summary>
public sealed record Term(IReadOnlyList<Expression> Variables)
{
    /// <summary>As it is written: the variables joined by colons.</summary>
    public string Label => string.Join(':', Variables.Select(variable => variable.Label));
}

/// <summary>A random term: effects that vary by group.</summary>
/// <param name="Terms">What varies, without the intercept.</param>
/// <param name="HasIntercept">Whether the intercept varies.</param>
/// <param name="Group">The grouping variables: one, or several whose combinations are the groups.</param>
/// <param name="Correlated">False when written with two bars.</param>
public sealed record RandomTerm(IReadOnlyList<Term> Terms, bool HasIntercept, IReadOnlyList<Expression> Group, bool Correlated);

/// <summary>A formula that can't be read.</summary>
public sealed class FormulaException(string message) : Exception(message);
