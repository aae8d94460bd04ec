using System.Globalization;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Design;
using LobResearch.Statistics.Formulas;

namespace LobResearch.Statistics.Mixed;

/// <summary>A grouping factor with everything that varies between its levels, from one or several random terms.</summary>
/// <param name="Name">Such as <c>school</c>, or <c>class:school</c> for combinations.</param>
/// <param name="Group">The variables whose combinations are the groups.</param>
/// <param name="Levels">The groups' names, in the order of their variables' levels.</param>
/// <param name="Codes">Per used row the index of its group.</param>
/// <param name="Effects">Names of the q columns that vary: <c>(Intercept)</c>, <c>x</c>.</param>
/// <param name="TermOf">Per effect the number of its random term within the factor: effects of one term are correlated.</param>
/// <param name="Terms">The random terms, expanded: those written with two bars stand apart.</param>
/// <param name="Columns">q columns of n numbers.</param>
internal sealed record GroupingFactor(
    string Name, IReadOnlyList<Expression> Group, IReadOnlyList<string> Levels, int[] Codes, IReadOnlyList<string> Effects,
    int[] TermOf, IReadOnlyList<RandomTerm> Terms, double[][] Columns)
{
    /// <summary>Number of effects, q.</summary>
    public int Size => Effects.Count;

    /// <summary>Whether two effects may be correlated.</summary>
    public bool Together(int effect, int other) => TermOf[effect] == TermOf[other];

    /// <summary>The factors of a formula's random terms, those with most levels first (as lme4 orders them).</summary>
    /// <exception cref="StatisticsException">A factor has one level, or as many as rows; or an effect cannot vary.</exception>
    public static IReadOnlyList<GroupingFactor> Of(ModelFrame frame)
    {
        var factors = frame.Formula.RandomTerms
            .SelectMany(Expanded)
            .GroupBy(term => NameOf(term.Group), StringComparer.Ordinal)
            .Select(terms => Build(frame, terms.Key, [.. terms]))
            .ToList();
        return [.. factors.OrderByDescending(factor => factor.Levels.Count)];
    }

    /// <summary>Names of groups: the variables joined by colons.</summary>
    public static string NameOf(IReadOnlyList<Expression> group) => string.Join(':', group.Select(variable => variable.Label));

    /// <summary>The name of each row's group, of columns that may come from other data.</summary>
    public static string[] LabelsOf(IReadOnlyList<Column> columns, int rows)
    {
        var labels = new string[rows];
        for (var row = 0; row < rows; row++)
            labels[row] = string.Join(':', columns.Select(column => Label(column, row)));
        return labels;
    }

    // As lme4: with two bars every term varies by itself; the columns of one categorical term stay together.
    private static IEnumerable<RandomTerm> Expanded(RandomTerm term)
    {
        if (term.Correlated)
            return [term];
        var apart = term.Terms.Select(own => new RandomTerm([own], false, term.Group, true));
        return term.HasIntercept ? apart.Prepend(new RandomTerm([], true, term.Group, true)) : apart;
    }

    private static GroupingFactor Build(ModelFrame frame, string name, IReadOnlyList<RandomTerm> terms)
    {
        var (levels, codes) = Coded(terms[0].Group.Select(variable => frame[variable]).ToList(), frame.Rows.Length);
        Refuse(frame, name, levels, codes.Length);
        var effects = new List<string>();
        var termOf = new List<int>();
        var columns = new List<double[]>();
        for (var index = 0; index < terms.Count; index++)
        {
            var design = DesignMatrix.Build(frame, terms[index].Terms, terms[index].HasIntercept);
            if (design.Names.Count == 0)
                throw new StatisticsException($"In '{frame.Formula}' nothing varies between the groups of {name}: write (1 | {name}) or (x | {name}).");
            for (var column = 0; column < design.Names.Count; column++)
            {
                if (effects.Contains(design.Names[column]))
                    throw new StatisticsException($"In '{frame.Formula}' the effect {design.Names[column]} of {name} stands twice. Keep one; (0 + x | {name}) leaves the intercept out.");
                effects.Add(design.Names[column]);
                termOf.Add(index);
                columns.Add(design.Columns[column]);
            }
        }

        if (effects.Count * levels.Count >= codes.Length)
            throw new StatisticsException($"{name} has {levels.Count} groups of {effects.Count} effects: as many random effects as rows ({codes.Length}) or more, so they can't be told from the residuals. Let fewer effects vary.");
        var factor = new GroupingFactor(name, terms[0].Group, levels, codes, effects, [.. termOf], terms, [.. columns]);
        factor.RefuseConstantSlopes();
        return factor;
    }

    private static void Refuse(ModelFrame frame, string name, IReadOnlyList<string> levels, int rows)
    {
        if (levels.Count == 1)
            throw new StatisticsException($"'{name}' has one level ({levels[0]}) on the used rows: a variance between groups needs two or more. Leave its random term out of '{frame.Formula}'.");
        if (levels.Count >= rows)
            throw new StatisticsException($"'{name}' has as many levels as there are rows ({rows}), so its variance can't be told from the residual one. Group by something that repeats, or leave the term out.");
    }

    // A column that is constant within every group says nothing that the group's intercept doesn't say.
    private void RefuseConstantSlopes()
    {
        for (var effect = 0; effect < Size; effect++)
        {
            if (Effects[effect] == "(Intercept)" || !Effects.Contains("(Intercept)") || VariesWithin(Columns[effect]))
                continue;
            throw new StatisticsException(
                $"The slope of {Effects[effect]} can't vary between the groups of {Name}: {Effects[effect]} is constant within each group. Keep it as a fixed effect and write (1 | {Name}).");
        }
    }

    /// <summary>Whether a column differs within some group.</summary>
    public bool VariesWithin(ReadOnlySpan<double> column)
    {
        var first = new double[Levels.Count];
        Array.Fill(first, double.NaN);
        for (var row = 0; row < Codes.Length; row++)
        {
            ref var own = ref first[Codes[row]];
            if (double.IsNaN(own))
                own = column[row];
            else if (Math.Abs(own - column[row]) > 1e-12 * Math.Max(Math.Abs(own), Math.Abs(column[row])))
                return true;
        }

        return false;
    }

    private static (IReadOnlyList<string> Levels, int[] Codes) Coded(IReadOnlyList<Column> columns, int rows)
    {
        // A frame's categories hold the levels that occur, no others.
        if (columns is [CategoricalColumn single])
            return (single.Levels, single.Codes.ToArray());
        var codes = new int[rows];
        var count = 1;
        foreach (var column in columns)
        {
            var (own, levels) = Ranks(column);
            var combined = new long[rows];
            for (var row = 0; row < rows; row++)
                combined[row] = (long)codes[row] * levels + own[row];
            count = Compact(combined, codes);
        }

        var names = new string[count];
        for (var row = 0; row < rows; row++)
            names[codes[row]] ??= string.Join(':', columns.Select(column => Label(column, row)));
        return (names, codes);
    }

    private static (int[] Codes, int Levels) Ranks(Column column)
    {
        if (column is CategoricalColumn categories)
            return (categories.Codes.ToArray(), categories.Levels.Count);
        var values = ((NumericColumn)column).Values.ToArray();
        var sorted = values.Distinct().ToArray();
        Array.Sort(sorted);
        return (Array.ConvertAll(values, value => Array.BinarySearch(sorted, value)), sorted.Length);
    }

    // Numbers the combinations that occur 0, 1, … in their order.
    private static int Compact(long[] combined, int[] codes)
    {
        var sorted = combined.Distinct().ToArray();
        Array.Sort(sorted);
        var place = sorted.Select((value, index) => (value, index)).ToDictionary(pair => pair.value, pair => pair.index);
        for (var row = 0; row < codes.Length; row++)
            codes[row] = place[combined[row]];
        return sorted.Length;
    }

    private static string Label(Column column, int row) => column is CategoricalColumn categories
        ? categories.Codes[row] < 0 ? "" : categories.Levels[categories.Codes[row]]
        : ((NumericColumn)column).Values[row].ToString("R", CultureInfo.InvariantCulture);
}
