using System.Globalization;
using LobResearch.Study;
using LobResearch.Study.Codebook;

namespace LobResearch.Analysis.Frames;

/// <summary>A scale's score as the database computes it, from the columns of its form's view.</summary>
/// <remarks>
/// Whole numbers are added and divided once, so the database and any other program get the same bits. Missing answers of every
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
            ? string.Create(CultureInfo.InvariantCulture, $"coalesce({LowestPlusHighest(form, item.ItemId)} - {columns[place]}, 0)")
            : $"coalesce({columns[place]}, 0)");
        var answered = $"num_nonnulls({string.Join(", ", columns)})";
        var mean = $"({string.Join(" + ", keyed)})::double precision / {answered}";
        // A sum with gaps is the mean of what was answered, times the number of items: otherwise a blank would count as zero.
        var score = scale.Aggregate == Aggregate.Mean ? mean : string.Create(CultureInfo.InvariantCulture, $"{mean} * {scale.Items.Count}");
        return string.Create(CultureInfo.InvariantCulture, $"case when {answered} >= {scale.MinimumItems} then {score} end");
    }

    /// <summary>Lowest plus highest answer of an item: what reversing subtracts from.</summary>
    /// <exception cref="InputFault">The item has neither a list of numbered answers nor a range.</exception>
    public static int LowestPlusHighest(Form form, string itemId)
    {
        var item = form.Items.First(candidate => candidate.Id == itemId);
        if (item.Answers is { Options.Count: > 0 } answers)
            return answers.Options.Min(option => option.Code) + answers.Options.Max(option => option.Code);
        return item is { Minimum: { } lowest, Maximum: { } highest }
            ? (int)(lowest + highest)
            : throw new InputFault($"Form {form.Id}: item '{itemId}' is reversed in a scale but has no lowest and highest answer. Give it a range in the codebook.");
    }
}
