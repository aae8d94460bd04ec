using System.Globalization;
using LobResearch.Analysis.Scores;
using LobResearch.Study;
using LobResearch.Study.Codebook;

namespace LobResearch.Analysis.Frames;

/// <summary>A scale's score as the database computes it, from the columns of its form's view.</summary>
/// <remarks>
/// Whole numbers are added and divided once, so the database and <see cref="ScaleKeys"/> get the same bits. Missing answers of every
/// kind, user-missing ones too, are no numbers in the view and are never scored.
/// </remarks>
public static class ScaleScore
{
    /// <summary>The score as an SQL expression; NULL where too few items were answered.</summary>
    /// <param name="form">The form.</param>
    /// <param name="scale">One of its scales.</param>
    /// <param name="alias">The view's alias in the statement.</param>
    /// <exception cref="InputFault">A reversed item has no lowest and highest answer.</exception>
    public static string Sql(Form form, Scale scale, string alias)
    {
        // Item ids are checked identifiers of the codebook, not text from outside.
        var columns = scale.Items.Select(item => $"{alias}.\"{item.ItemId}\"").ToList();
        var keyed = scale.Items.Select((item, place) => item.Reversed
            ? $"coalesce({LowestPlusHighest(form, item.ItemId)} - {columns[place]}, 0)"
            : $"coalesce({columns[place]}, 0)");
        var answered = $"num_nonnulls({string.Join(", ", columns)})";
        var sum = $"({string.Join(" + ", keyed)})::double precision";
        // A sum with gaps is the mean of what was answered, times the number of items: otherwise a blank would count as zero.
        var score = scale.Aggregate == Aggregate.Mean
            ? $"{sum} / {answered}"
            : string.Create(CultureInfo.InvariantCulture, $"case when {answered} = {scale.Items.Count} then {sum} else {sum} / {answered} * {scale.Items.Count} end");
        return string.Create(CultureInfo.InvariantCulture, $"case when {answered} >= {scale.MinimumItems} then {score} end");
    }

    /// <summary>Lowest plus highest answer of an item, as SQL: what reversing subtracts from.</summary>
    /// <exception cref="InputFault">The item has neither a list of numbered answers nor a range.</exception>
    public static string LowestPlusHighest(Form form, string itemId)
    {
        var range = ScaleKeys.Range(form.Items.First(candidate => candidate.Id == itemId))
            ?? throw new InputFault($"Form {form.Id}: item '{itemId}' is reversed in a scale but has no lowest and highest answer. Give it a range in the codebook.");
        var sum = range.Lowest + range.Highest;
        return sum.ToString("R", CultureInfo.InvariantCulture) + (sum == Math.Floor(sum) ? "" : "::double precision");
    }
}
