using System.Numerics.Tensors;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Design;
using LobResearch.Statistics.Formulas;

namespace LobResearch.Statistics.Mixed;

/// <summary>
/// Hypotheses of type III: a term's coefficients when all categories are coded as deviations from the mean of their levels,
/// so that a main effect is averaged over the other categories with equal weights.
/// </summary>
/// <remarks>
/// Each treatment-coded column is written in sum-coded ones; a term's hypotheses are differences of its sum-coded effects
/// from the reference levels. Satterthwaite's degrees of freedom of several rows depend on how the rows are written: these
/// are lmerTest's.
/// </remarks>
internal static class TypeThree
{
    public static IEnumerable<(string Term, IReadOnlyList<double[]> Rows)> Hypotheses(MixedModelFit fit)
    {
        var formula = fit.Frame.Formula;
        if (formula.Terms.Count == 1)
        {
            var only = Sequential(fit.Data, formula.HasIntercept ? 1 : 0);
            if (only.Count > 0)
                yield return (formula.Terms[0].Label, only);
            yield break;
        }

        var rows = new List<(int Term, string Key, double[] Row)>();
        var place = fit.Data.KeptColumns.Select((column, index) => (column, index)).ToDictionary(pair => pair.column, pair => pair.index);
        var column = formula.HasIntercept ? 1 : 0;
        for (var term = 0; term < formula.Terms.Count; term++)
        {
            foreach (var expansion in Columns(fit.Frame, formula.Terms[term]))
            {
                if (place.TryGetValue(column++, out var index))
                    Add(rows, formula, term, expansion, index, fit.Data.Rank);
            }
        }

        for (var term = 0; term < formula.Terms.Count; term++)
        {
            var own = rows.Where(row => row.Term == term).ToDictionary(row => row.Key, row => row.Row, StringComparer.Ordinal);
            if (own.Count == 0)
                continue;
            var differences = Differences(fit.Frame, formula.Terms[term], own, fit.Data.Rank);
            yield return (formula.Terms[term].Label, differences ?? [.. own.Values]);
        }
    }

    // Of a model with one term lmerTest takes type I: the rows of D⁻¹U in X'X = U'D⁻¹U (Goodnight 1979, Am. Stat. 33, 149–158, Doolittle).
    // The hypothesis is the same; its rows, and with them Satterthwaite's degrees of freedom, are others.
    private static IReadOnlyList<double[]> Sequential(MixedModelData data, int from)
    {
        var p = data.Rank;
        var left = data.KeptColumns.Select(column => (double[])data.Design.Columns[column].Clone()).ToArray();
        var rows = new List<double[]>();
        for (var i = 0; i < p; i++)
        {
            var row = new double[p];
            row[i] = 1;
            var length = TensorPrimitives.SumOfSquares<double>(left[i]);
            for (var j = i + 1; j < p; j++)
            {
                row[j] = TensorPrimitives.Dot<double>(left[i], left[j]) / length;
                TensorPrimitives.MultiplyAdd<double>(left[i], -row[j], left[j], left[j]);
            }

            if (data.KeptColumns[i] >= from)
                rows.Add(row);
        }

        return rows;
    }

    // Per treatment-coded column its level's effect less the reference's; null when the term isn't coded by contrasts.
    private static List<double[]>? Differences(ModelFrame frame, Term term, Dictionary<string, double[]> sums, int p)
    {
        List<(List<(string Variable, int Column)> Key, double Factor)>[] columns = [[([], 1)]];
        foreach (var variable in term.Variables)
        {
            if (frame[variable] is not CategoricalColumn categories)
            {
                columns = Array.ConvertAll(columns, parts => parts.ConvertAll(part => (Extended(part.Key, variable.Label, -1), part.Factor)));
                continue;
            }

            if (!DesignMatrix.UsesContrasts(frame, frame.Formula.Terms, frame.Formula.HasIntercept, term, variable))
                return null;
            var last = categories.Levels.Count - 1;
            columns = [.. Enumerable.Range(1, last).SelectMany(level => columns.Select(parts => parts.SelectMany(part =>
                Enumerable.Range(0, last)
                    .Select(m => (m, factor: (level == last ? -1 : level == m ? 1 : 0) - (m == 0 ? 1 : 0)))
                    .Where(pair => pair.factor != 0)
                    .Select(pair => (Extended(part.Key, variable.Label, pair.m), part.Factor * pair.factor))).ToList()))];
        }

        var rows = new List<double[]>();
        foreach (var parts in columns)
        {
            var row = new double[p];
            foreach (var (key, factor) in parts)
            {
                if (sums.TryGetValue(Key(key), out var sum))
                    DenseFactor.Subtract(row, -factor, sum);
            }

            if (Array.Exists(row, value => value != 0))
                rows.Add(Array.ConvertAll(row, value => Math.Abs(value) < 1e-12 ? 0 : value));
        }

        return rows.Count == 0 ? null : rows;

        static List<(string Variable, int Column)> Extended(List<(string Variable, int Column)> key, string variable, int column) => [.. key, (variable, column)];
    }

    private static string Key(IEnumerable<(string Variable, int Column)> variables) =>
        string.Join('\n', variables.Select(variable => $"{variable.Variable}\t{variable.Column}").Order(StringComparer.Ordinal));

    /// <summary>A product of variables: per categorical variable the number of its sum-coded column; numbers have −1.</summary>
    private sealed record Part(IReadOnlyList<(string Variable, int Column)> Variables, double Factor);

    private static void Add(List<(int Term, string Key, double[] Row)> rows, Formula formula, int term, IEnumerable<Part> expansion, int index, int p)
    {
        foreach (var part in expansion)
        {
            var owner = Owner(formula, part, term);
            var key = Key(part.Variables);
            if (owner < 0)
                continue;
            var at = rows.FindIndex(row => row.Term == owner && row.Key == key);
            if (at < 0)
            {
                at = rows.Count;
                rows.Add((owner, key, new double[p]));
            }

            rows[at].Row[index] += part.Factor;
        }
    }

    // The term of exactly these variables; where the model has none, what the column brings of them is the column's own.
    private static int Owner(Formula formula, Part part, int term)
    {
        if (part.Variables.Count == 0)
            return formula.HasIntercept ? -1 : term;
        for (var other = 0; other < formula.Terms.Count; other++)
        {
            var variables = formula.Terms[other].Variables;
            if (variables.Count == part.Variables.Count && variables.All(variable => part.Variables.Any(own => own.Variable == variable.Label)))
                return other;
        }

        return term;
    }

    // In the order of the design: the first variable's levels vary fastest.
    private static List<List<Part>> Columns(ModelFrame frame, Term term)
    {
        List<List<Part>> product = [[new Part([], 1)]];
        foreach (var variable in term.Variables)
        {
            var own = Expansions(frame, term, variable);
            product = [.. own.SelectMany(right => product.Select(left =>
                left.SelectMany(a => right.Select(b => new Part([.. a.Variables, .. b.Variables], a.Factor * b.Factor))).ToList()))];
        }

        return product;
    }

    private static IEnumerable<List<Part>> Expansions(ModelFrame frame, Term term, Expression variable)
    {
        if (frame[variable] is not CategoricalColumn categories)
        {
            yield return [new Part([(variable.Label, -1)], 1)];
            yield break;
        }

        var count = categories.Levels.Count;
        var first = DesignMatrix.UsesContrasts(frame, frame.Formula.Terms, frame.Formula.HasIntercept, term, variable) ? 1 : 0;
        for (var level = first; level < count; level++)
        {
            // δ_k = 1/K + s_k − Σ s_m / K for the first K − 1 levels, 1/K − Σ s_m / K for the last.
            var parts = new List<Part> { new([], 1.0 / count) };
            for (var m = 0; m < count - 1; m++)
                parts.Add(new Part([(variable.Label, m)], (m == level ? 1 : 0) - 1.0 / count));
            yield return parts;
        }
    }
}
