using System.Globalization;
using System.Text.Json.Nodes;
using LobResearch.Statistics.Columns;
using static LobResearch.Statistics.Results.FitDocument;

namespace LobResearch.Statistics.Measurement;

/// <summary>How far raters agree who each rated the same targets, one column per rater.</summary>
/// <param name="Raters">The raters' columns.</param>
/// <param name="N">Targets that all rated.</param>
/// <param name="Omitted">Targets that lack a rating.</param>
/// <param name="Iccs">The six intraclass correlations; empty when kappa was asked for.</param>
/// <param name="Categories">Of kappa, in their order; empty without it.</param>
/// <param name="Kappa">Cohen's kappa; null unless asked for.</param>
/// <param name="Confidence">Confidence level of intervals.</param>
public sealed record RatersReport(IReadOnlyList<string> Raters, int N, int Omitted, IReadOnlyList<RaterIcc> Iccs, IReadOnlyList<string> Categories, CohensKappa? Kappa, double Confidence)
{
    // Below it the large-sample errors of kappa are a guess.
    private const int FewTargets = 30;

    /// <summary>What a reader must know, in words.</summary>
    public IReadOnlyList<string> Warnings => Kappa is { Reason: null } && N < FewTargets
        ? [string.Create(CultureInfo.InvariantCulture, $"{N} targets are few: the errors of kappa are for large samples")]
        : [];

    /// <summary>The six intraclass correlations of numbers.</summary>
    /// <param name="data">Holds the raters' columns.</param>
    /// <param name="raters">Two or more of them.</param>
    /// <param name="confidence">Confidence level.</param>
    /// <exception cref="StatisticsException">No such column, one twice, a text in it, or too few targets.</exception>
    public static RatersReport OfNumbers(ColumnSet data, IReadOnlyList<string> raters, double confidence = 0.95)
    {
        RefuseTwice(raters);
        var ratings = KeyedItems.Read(new ScaleKey("raters", raters.Select(rater => new ScaleItem(rater, Reversed: false)).ToList()), data, "Raters").Rows;
        var complete = ratings.Where(row => !row.Any(double.IsNaN)).ToList();
        return new RatersReport(raters, complete.Count, ratings.Count - complete.Count, RaterAgreement.Of(complete, confidence), [], null, confidence);
    }

    /// <summary>Kappa of two raters' categories.</summary>
    /// <param name="data">Holds the raters' columns: numbers, or texts.</param>
    /// <param name="raters">Two of them.</param>
    /// <param name="weights">How disagreement counts.</param>
    /// <param name="levels">The categories in their order; null for numbers, or texts without an order.</param>
    /// <param name="confidence">Confidence level.</param>
    /// <exception cref="StatisticsException">Not two columns, a category that isn't among the levels, or texts whose order weights need.</exception>
    public static RatersReport OfCategories(ColumnSet data, IReadOnlyList<string> raters, KappaWeights weights, IReadOnlyList<string>? levels = null, double confidence = 0.95)
    {
        RefuseTwice(raters);
        if (raters.Count != 2)
            throw new StatisticsException($"Kappa compares two raters; {raters.Count} are named.");
        var columns = raters.Select(rater => data[rater]).ToArray();
        var named = levels is not null || columns.Any(column => column is CategoricalColumn);
        if (named && levels is null && weights != KappaWeights.None)
            throw new StatisticsException("Weights need the order of the categories; state it, lowest first.");
        var texts = columns.Select(Written).ToArray();
        var order = named ? levels ?? texts.SelectMany(own => own).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList() : null;
        var known = Enumerable.Range(0, data.Rows).Where(row => columns.All(column => !column.IsMissing(row))).ToList();
        var codes = columns.Select((column, rater) => known.Select(row => order is null ? ((NumericColumn)column).Values[row] : Place(order, texts[rater][row]!, raters[rater], row)).ToArray()).ToArray();
        return new RatersReport(
            raters, known.Count, data.Rows - known.Count, [],
            order ?? codes.SelectMany(own => own).Distinct().Order().Select(value => value.ToString(CultureInfo.InvariantCulture)).ToList(),
            CohensKappa.Of(codes[0], codes[1], weights, confidence), confidence);
    }

    /// <summary>The report as JSON; <c>docs/schemas/agreement.schema.json</c> is its schema.</summary>
    public string ToJson() => new JsonObject
    {
        ["schema"] = 1,
        ["method"] = "agreement",
        ["raters"] = Texts(Raters),
        ["n"] = N,
        ["omitted"] = Omitted,
        ["confidence"] = Confidence,
        ["iccs"] = new JsonArray([.. Iccs.Select(AgreementDocument.Rater)]),
        ["kappa"] = Kappa is null ? null : AgreementDocument.Kappa(Kappa, Categories),
        ["warnings"] = Texts(Warnings),
    }.ToJsonString(Options);

    /// <summary>The report as text.</summary>
    public override string ToString() => string.Join(
        Environment.NewLine,
        [
            string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", Raters)}: {ReliabilityText.Count(N, "target")} rated by all, left out for a missing rating: {Omitted}"),
            .. Iccs.Select(icc => icc.ToString()), .. Kappa is null ? [] : new[] { Kappa.ToString() }, .. Warnings.Select(warning => "! " + warning),
        ]);

    private static void RefuseTwice(IReadOnlyList<string> raters)
    {
        if (raters.GroupBy(rater => rater, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new StatisticsException($"The rater {twice.Key} is named twice; keep one.");
    }

    private static string?[] Written(Column column) => Enumerable.Range(0, column.Length).Select(row => column.IsMissing(row)
        ? null
        : column is CategoricalColumn named ? named.Levels[named.Codes[row]] : ((NumericColumn)column).Values[row].ToString(CultureInfo.InvariantCulture)).ToArray();

    private static double Place(IReadOnlyList<string> order, string text, string rater, int row)
    {
        var at = order.ToList().IndexOf(text);
        return at >= 0 ? at : throw new StatisticsException(string.Create(CultureInfo.InvariantCulture, $"The category of {rater} in data row {row + 1} is not among the stated levels. Correct it, or add it in its place."));
    }
}
