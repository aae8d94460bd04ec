using System.Globalization;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Design;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Learning;

namespace LobResearch.Statistics.Causal;

/// <summary>
/// The rows on which nothing is missing, in an order that only their values decide: by cluster, then outcome, exposures,
/// covariates. So neither the order of a file's rows nor what persons and schools are called can change an estimate.
/// </summary>
public sealed class CausalData
{
    private const string NoColumn = " no column ";
    private readonly double[][] _exposures;
    private readonly Dictionary<string, double[]> _nuisance;

    // Per feature the columns that it is made of.
    private readonly IReadOnlyList<HashSet<string>> _sources;

    private CausalData(CausalRoles roles, ColumnSet source, ModelFrame frame, int[] rows)
    {
        (Roles, Rows, Omitted) = (roles, rows, frame.Omitted);
        Outcome = Ordered(source, roles.Outcome, rows);
        _exposures = [.. roles.Exposures.Select(name => Ordered(source, name, rows))];
        Clusters = [.. roles.Clusters.Select(name => Take(source[name], rows))];
        FoldColumn = roles.FoldColumn is null ? null : Take(source[roles.FoldColumn], rows);
        Groups = roles.Groups is null ? null : Categories(Take(source[roles.Groups], rows));
        _nuisance = roles.Nuisance.ToDictionary(pair => pair.Key, pair => Ordered(source, pair.Value, rows), StringComparer.Ordinal);
        var design = DesignMatrix.Build(frame);
        _sources = [.. design.TermOf.Where(term => term >= 0).Select(term => frame.Formula.Terms[term].Variables.SelectMany(variable => variable.Columns).ToHashSet(StringComparer.Ordinal))];
        var place = frame.Rows.Select((row, at) => (row, at)).ToDictionary(pair => pair.row, pair => pair.at);
        var features = FeatureMatrix.Of(design).Take(Array.ConvertAll(rows, row => place[row]));
        Features = Clusters.Count == 0 ? features : new FeatureMatrix(features.Names, features.Columns, features.Rows, ClusterCodes.Of(Clusters[0]));
    }

    private CausalData(CausalData whole, int[] features)
    {
        (Roles, Rows, Omitted, Outcome, Clusters, FoldColumn, Groups) = (whole.Roles, whole.Rows, whole.Omitted, whole.Outcome, whole.Clusters, whole.FoldColumn, whole.Groups);
        (_exposures, _nuisance) = (whole._exposures, whole._nuisance);
        _sources = [.. features.Select(feature => whole._sources[feature])];
        Features = new FeatureMatrix(
            [.. features.Select(feature => whole.Features.Names[feature])], Array.ConvertAll(features, feature => whole.Features.Columns[feature]), whole.N, whole.Features.Groups?.ToArray());
    }

    /// <summary>Which columns play which part.</summary>
    public CausalRoles Roles { get; }

    /// <summary>Used rows of the source, from 0, in the order of this data.</summary>
    public IReadOnlyList<int> Rows { get; }

    /// <summary>Number of used rows, n.</summary>
    public int N => Rows.Count;

    /// <summary>Rows left out because something was missing.</summary>
    public int Omitted { get; }

    /// <summary>The covariates' columns, n × p.</summary>
    public FeatureMatrix Features { get; private init; }

    /// <summary>The outcome, n numbers.</summary>
    public ReadOnlySpan<double> Y => Outcome;

    internal double[] Outcome { get; }

    internal IReadOnlyList<Column> Clusters { get; }

    internal Column? FoldColumn { get; }

    internal CategoricalColumn? Groups { get; }

    internal double[] Exposure(int index) => _exposures[index];

    /// <summary>Whether an exposure is 0 or 1.</summary>
    public bool IsBinary(int exposure) => Array.TrueForAll(_exposures[exposure], value => value is 0 or 1);

    internal double[]? Nuisance(string key) => _nuisance.GetValueOrDefault(key);

    /// <summary>The columns that covariates are made of.</summary>
    internal IEnumerable<string> Covariates => _sources.SelectMany(source => source).Distinct();

    /// <summary>The features that a covariate's column has part in.</summary>
    /// <exception cref="StatisticsException">It is not among the covariates.</exception>
    internal IReadOnlyList<string> FeaturesOf(string covariate)
    {
        var found = Enumerable.Range(0, Features.Count).Where(feature => _sources[feature].Contains(covariate)).Select(feature => Features.Names[feature]).ToList();
        return found.Count > 0
            ? found
            : throw new StatisticsException($"'{covariate}' is not among the covariates ({string.Join(", ", Covariates)}).");
    }

    /// <summary>The same data without a covariate, and without what is made of it.</summary>
    /// <exception cref="StatisticsException">It is not among the covariates.</exception>
    internal CausalData Without(string covariate)
    {
        var gone = FeaturesOf(covariate);
        int[] kept = [.. Enumerable.Range(0, Features.Count).Where(feature => !gone.Contains(Features.Names[feature]))];
        return new CausalData(this, kept);
    }

    /// <summary>Puts the parts together.</summary>
    /// <param name="roles">Which columns play which part.</param>
    /// <param name="source">The data; rows with a missing value in a used column are left out.</param>
    /// <exception cref="StatisticsException">A column is missing, plays two parts, or can't play its part; the message says why.</exception>
    public static CausalData Prepare(CausalRoles roles, ColumnSet source)
    {
        RoleChecks.Refuse(roles);
        Formula formula, covariates;
        ColumnSet columns;
        try
        {
            // No formula can name a column with a backtick.
            var named = roles.Outcome.Contains('`', StringComparison.Ordinal);
            formula = Formula.Parse($"`{(named ? NoColumn : roles.Outcome)}` ~ {roles.Covariates}");
            // A formula drops the outcome from its own right side, as R does; it must be seen to be refused.
            covariates = Formula.Parse($"`{NoColumn}` ~ {roles.Covariates}");
            columns = named ? new ColumnSet(source.Names.Select(name => source[name]).Append(new NumericColumn(NoColumn, Numbers(source, roles.Outcome)))) : source;
        }
        catch (FormulaException fault)
        {
            throw new StatisticsException($"The covariates '{roles.Covariates}': {fault.Message}");
        }

        if (formula.RandomTerms.Count > 0)
            throw new StatisticsException($"The covariates '{roles.Covariates}' have a random term, which has no place here. Name the groups as clusters instead.");
        RoleChecks.RefuseOverlap(roles, covariates);
        string?[] others = [.. roles.Exposures, .. roles.Clusters, roles.FoldColumn, roles.Groups, .. roles.Nuisance.Values];
        var frame = ModelFrame.Build(formula, columns, roles.Design with { AlsoRequired = [.. roles.Design.AlsoRequired, .. others.OfType<string>()] });
        var data = new CausalData(roles, source, frame, CanonicalOrder.Of(roles, source, frame));
        Identification.Refuse(data);
        return data;
    }

    internal static double[] Numbers(ColumnSet source, string name) => source[name] is NumericColumn numeric
        ? numeric.Values.ToArray()
        : throw new StatisticsException($"'{name}' holds categories where a number is needed. Code it as numbers, such as 0 and 1.");

    private static double[] Ordered(ColumnSet source, string name, int[] rows)
    {
        var values = Numbers(source, name);
        return Array.ConvertAll(rows, row => values[row]);
    }

    private static Column Take(Column column, int[] rows) => column is NumericColumn numeric
        ? new NumericColumn(column.Name, Array.ConvertAll(rows, row => numeric.Values[row]))
        : new CategoricalColumn(column.Name, ((CategoricalColumn)column).Levels, Array.ConvertAll(rows, row => ((CategoricalColumn)column).Codes[row]));

    private static CategoricalColumn Categories(Column column)
    {
        if (column is CategoricalColumn categories)
            return categories;
        var values = ((NumericColumn)column).Values.ToArray();
        var levels = values.Distinct().Order().ToList();
        return new CategoricalColumn(
            column.Name, [.. levels.Select(level => level.ToString(CultureInfo.InvariantCulture))], Array.ConvertAll(values, value => levels.BinarySearch(value)));
    }
}
