using System.Globalization;
using LobResearch.Statistics.Columns;

namespace LobResearch.Statistics.Causal.Dose;

/// <summary>How many rows a category has.</summary>
/// <param name="Category">Which.</param>
/// <param name="Rows">Rows with such a dose.</param>
/// <param name="Clusters">Clusters with such rows, the fewest over clusterings; null where rows aren't clustered.</param>
/// <param name="MeanDose">Their mean dose.</param>
public sealed record CategorySupport(DoseCategory Category, int Rows, int? Clusters, double MeanDose);

/// <summary>Divides rows by their dose, thin categories put together with a neighbour.</summary>
/// <param name="Support">Per category, from dose 0 upwards.</param>
/// <param name="Codes">Per row the number of its category.</param>
/// <param name="Warnings">What was put together.</param>
internal sealed record DoseCategories(IReadOnlyList<CategorySupport> Support, int[] Codes, IReadOnlyList<string> Warnings)
{
    private const string Usual = "0,1,2,3+";

    /// <summary>Divides.</summary>
    /// <exception cref="StatisticsException">The categories don't hold all doses, or too few rows have one of them.</exception>
    public static DoseCategories Of(CausalData data, DoseOptions options)
    {
        var (name, dose) = (data.Roles.Exposures[0], data.Exposure(0));
        if (options.Categories is null && !Array.TrueForAll(dose, double.IsInteger))
            throw new StatisticsException($"The dose '{name}' isn't of whole numbers: state its categories, such as 0,0-2,2-5,5+.");
        var categories = DoseCategory.Parse(options.Categories ?? Usual).ToList();
        var outside = Array.FindIndex(dose, value => !categories.Exists(category => category.Holds(value)));
        if (outside >= 0)
            throw new StatisticsException($"The categories {Labels(categories)} have no place for the dose {DoseCategory.Text(dose[outside])} of '{name}'. Add one, or end with an open one such as {DoseCategory.Text(categories[^1].From)}+.");
        var warnings = new List<string>();
        while (true)
        {
            var codes = Array.ConvertAll(dose, value => categories.FindIndex(category => category.Holds(value)));
            var support = categories.Select((category, code) => SupportOf(category, code, codes, dose, data.Clusters)).ToList();
            var thin = Lack(support[0], options) is not null ? 0 : support.FindLastIndex(own => Lack(own, options) is not null);
            if (thin < 0)
                return new DoseCategories(support, codes, warnings);
            Merge(name, categories, support[thin], thin, options, warnings);
        }
    }

    private static void Merge(string name, List<DoseCategory> categories, CategorySupport thin, int at, DoseOptions options, List<string> warnings)
    {
        var lack = Lack(thin, options)!;
        if (at == 0)
            throw new StatisticsException($"Effects are against dose 0 of '{name}', which has only {lack}; {Expected(options, thin.Clusters is not null)}.");
        if (options.Thin == ThinCategory.Refuse)
            throw new StatisticsException($"The category {thin.Category.Label} of '{name}' has only {lack}; {Expected(options, thin.Clusters is not null)}. Put categories together, or let them be merged.");
        if (categories.Count == 2)
            throw new StatisticsException($"The one category above 0 of '{name}', {thin.Category.Label}, has only {lack}; {Expected(options, thin.Clusters is not null)}.");
        // Never with dose 0, which the others are compared with.
        var lower = at > 1 ? at - 1 : at;
        var merged = categories[lower].And(categories[lower + 1]);
        warnings.Add($"{name}: only {lack} in category {thin.Category.Label}; {categories[lower].Label} and {categories[lower + 1].Label} were put together as {merged.Label}");
        categories[lower] = merged;
        categories.RemoveAt(lower + 1);
    }

    private static CategorySupport SupportOf(DoseCategory category, int code, int[] codes, double[] dose, IReadOnlyList<Column> clusters)
    {
        var rows = Enumerable.Range(0, codes.Length).Where(row => codes[row] == code).ToArray();
        return new CategorySupport(category, rows.Length, ClustersOf(clusters, rows), rows.Length == 0 ? double.NaN : rows.Average(row => dose[row]));
    }

    /// <summary>Clusters that some rows are in: the fewest over clusterings, null without any.</summary>
    internal static int? ClustersOf(IReadOnlyList<Column> clusters, int[] rows) => clusters.Count == 0
        ? null
        : clusters.Min(cluster =>
        {
            var codes = ClusterCodes.Of(cluster);
            return rows.Select(row => codes[row]).Distinct().Count();
        });

    private static string? Lack(CategorySupport own, DoseOptions options) => Lack(own.Rows, own.Clusters, options);

    /// <summary>What there is too little of; null when there is enough.</summary>
    internal static string? Lack(int rows, int? clusters, DoseOptions options) => rows < options.Least
        ? string.Create(CultureInfo.InvariantCulture, $"{rows} {(rows == 1 ? "row" : "rows")}")
        : clusters < DoseOptions.LeastClusters ? string.Create(CultureInfo.InvariantCulture, $"rows of {clusters} {(clusters == 1 ? "cluster" : "clusters")}") : null;

    internal static string Expected(DoseOptions options, bool clustered) => string.Create(
        CultureInfo.InvariantCulture, $"expected {options.Least} rows{(clustered ? $" and {DoseOptions.LeastClusters} clusters" : "")} or more");

    private static string Labels(IEnumerable<DoseCategory> categories) => string.Join(", ", categories.Select(category => category.Label));
}
