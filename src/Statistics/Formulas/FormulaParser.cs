using System.Globalization;

namespace LobResearch.Statistics.Formulas;

/// <summary>Reads a formula by recursive descent. Precedence as in R: ~, then + −, then * /, then :, then ^.</summary>
internal sealed class FormulaParser
{
    private readonly string _text;
    private readonly List<Token> _tokens;
    private readonly List<RandomTerm> _random = [];
    private readonly List<string> _variables = [];
    private const int MostTokens = 2000;
    private const int DeepestNesting = 100;
    private int _at;

    public FormulaParser(string text)
    {
        (_text, _tokens) = (text, FormulaTokens.Read(text));
        RefuseTooMuch();
    }

    public Formula Parse()
    {
        if (Current.Kind == TokenKind.End)
            throw new FormulaException("The formula is empty; expected an outcome, '~' and terms, such as 'y ~ x'.");
        if (IsSymbol("~"))
            throw Fault("an outcome on the left of '~'");
        var response = Arithmetic();
        Expect("~", "'~' after the outcome");
        var terms = Sum();
        if (Current.Kind != TokenKind.End)
            throw Fault("an operator (+ - * : / ^) or the end");
        // Also of variables whose own term was taken out again.
        var order = _variables.Distinct(StringComparer.Ordinal).ToList();
        var sorted = terms.Terms
            .Where(term => !TermSet.Same(term, new Term([response])))
            .Select(term => new Term(term.Variables.OrderBy(variable => order.IndexOf(variable.Label)).ToList()))
            .OrderBy(term => term.Variables.Count)
            .ToList();
        return new Formula(_text, response, sorted, terms.Intercept ?? true, _random);
    }

    // The parser and what it builds recurse as deep as the formula does; a stack that runs out can't be caught.
    private void RefuseTooMuch()
    {
        if (_tokens.Count > MostTokens)
            throw new FormulaException($"The formula has {_tokens.Count} parts; at most {MostTokens} are read. Put the columns together in the data instead.");
        var depth = 0;
        foreach (var token in _tokens.Where(token => token.Kind == TokenKind.Symbol))
        {
            depth += token.Text is "(" ? 1 : token.Text is ")" ? -1 : 0;
            if (depth > DeepestNesting)
                throw new FormulaException($"The formula nests parentheses more than {DeepestNesting} deep at position {token.Position}. Write it flatter.");
        }
    }

    private Token Current => _tokens[_at];

    private TermSet Sum()
    {
        TermSet terms;
        if (Take("-"))
            terms = new TermSet([], null).Minus(Product());
        else
        {
            Take("+");
            terms = Product();
        }

        while (true)
        {
            if (Take("+"))
                terms = terms.Plus(Product());
            else if (Take("-"))
                terms = terms.Minus(Product());
            else
                return terms;
        }
    }

    private TermSet Product()
    {
        var terms = Interaction();
        while (true)
        {
            if (Take("*"))
                terms = terms.Cross(Interaction());
            else if (Take("/"))
                terms = terms.Nest(Interaction());
            else
                return terms;
        }
    }

    private TermSet Interaction()
    {
        var terms = Power();
        while (Take(":"))
            terms = terms.Interact(Power());
        return terms;
    }

    private TermSet Power()
    {
        var terms = Primary();
        if (!Take("^"))
            return terms;
        if (Current.Kind != TokenKind.Number || !int.TryParse(Current.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var exponent) || exponent < 1)
            throw Fault("a whole number after '^' (for a power of a variable write I(x^2))");
        _at++;
        return terms.Power(exponent);
    }

    private TermSet Primary()
    {
        if (Current.Kind == TokenKind.Number)
        {
            if (Current.Text is not ("0" or "1"))
                throw Fault("a variable, or 0 or 1 for the intercept");
            return TermSet.OfNumber(_tokens[_at++].Text == "1");
        }

        if (!Take("("))
        {
            var variable = VariableOrCall();
            _variables.Add(variable.Label);
            return TermSet.Of(variable);
        }

        var terms = Sum();
        if (IsSymbol("|") || IsSymbol("||"))
        {
            AddRandom(terms, correlated: _tokens[_at++].Text == "|");
            terms = new TermSet([], null);
        }

        Expect(")", "')'");
        return terms;
    }

    // (x | a/b) means (x | a) + (x | b:a); (x | a:b) groups by the combination.
    private void AddRandom(TermSet varying, bool correlated)
    {
        var groups = Product();
        if (groups.Terms.Count == 0)
            throw Fault("a grouping variable after '|'");
        foreach (var group in groups.Terms)
        {
            var variables = groups.Terms.Count > 1 ? group.Variables.Reverse().ToList() : group.Variables;
            _random.Add(new RandomTerm(varying.Terms, varying.Intercept ?? true, variables, correlated));
        }
    }

    private Expression VariableOrCall()
    {
        if (Current.Kind != TokenKind.Name)
            throw Fault("a variable");
        var name = _tokens[_at++];
        if (!IsSymbol("(") || _text[name.Position - 1] == '`')
            return new Variable(name.Text);
        if (name.Text == "cbind")
            throw new FormulaException($"In '{_text}' at position {name.Position}: cbind() stands on the left side, for models of successes and failures.");
        if (!Call.Known.Contains(name.Text, StringComparer.Ordinal))
            throw new FormulaException($"In '{_text}' at position {name.Position}: the function '{name.Text}' is not known; expected one of {string.Join(", ", Call.Known)}.");
        _at++;
        var argument = Arithmetic();
        Expect(")", "')'");
        return new Call(name.Text, argument);
    }

    private Expression Arithmetic()
    {
        var left = ArithmeticProduct();
        while (IsSymbol("+") || IsSymbol("-"))
            left = new Arithmetic(_tokens[_at++].Text[0], left, ArithmeticProduct());
        return left;
    }

    private Expression ArithmeticProduct()
    {
        var left = ArithmeticPower();
        while (IsSymbol("*") || IsSymbol("/"))
            left = new Arithmetic(_tokens[_at++].Text[0], left, ArithmeticPower());
        return left;
    }

    private Expression ArithmeticPower()
    {
        var left = ArithmeticPrimary();
        return Take("^") ? new Arithmetic('^', left, ArithmeticPower()) : left;
    }

    private Expression ArithmeticPrimary()
    {
        if (Take("-"))
            return new Arithmetic('-', new Constant(0), ArithmeticPower());
        if (Current.Kind == TokenKind.Number)
            return new Constant(double.Parse(_tokens[_at++].Text, NumberStyles.Float, CultureInfo.InvariantCulture));
        if (Take("("))
        {
            var inner = Arithmetic();
            Expect(")", "')'");
            return inner;
        }

        if (Current is { Kind: TokenKind.Name, Text: "cbind" } && _tokens[_at + 1].Text == "(")
        {
            _at += 2;
            var first = Arithmetic();
            Expect(",", "',' between the two columns of cbind()");
            var second = Arithmetic();
            Expect(")", "')'");
            return new Bound(first, second);
        }

        return VariableOrCall();
    }

    private bool IsSymbol(string symbol) => Current.Kind == TokenKind.Symbol && Current.Text == symbol;

    private bool Take(string symbol)
    {
        if (!IsSymbol(symbol))
            return false;
        _at++;
        return true;
    }

    private void Expect(string symbol, string expected)
    {
        if (!Take(symbol))
            throw Fault(expected);
    }

    private FormulaException Fault(string expected) =>
        new($"In '{_text}' at position {Current.Position}: found {Current}, expected {expected}.");
}
