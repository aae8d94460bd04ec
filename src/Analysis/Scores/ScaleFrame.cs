using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Measurement;
using LobResearch.Study.Codebook;

namespace LobResearch.Analysis.Scores;

/// <summary>The answers to a form's scales, a row per questionnaire, in an order that depends on the answers alone.</summary>
/// <param name="Items">The items, in the order of the rows' values.</param>
/// <param name="Rows">The questionnaires.</param>
/// <param name="Doubles">Questionnaires left out, since the person handed in a later one in the wave.</param>
internal sealed record ScaleFrame(IReadOnlyList<string> Items, IReadOnlyList<ScaleRow> Rows, int Doubles)
{
    // Not an item's identifier: those are letters, digits and underscores.
    public const string School = "(school)";

    /// <summary>Some rows as the columns of a scale, and their schools.</summary>
    public ColumnSet Columns(ScaleKey key, IReadOnlyList<ScaleRow> rows) => new(
    [
        .. key.Items.Select(item => new NumericColumn(item.Column, Values(item.Column, rows))),
        CategoricalColumn.FromText(School, rows.Select(row => row.School).ToList()),
    ]);

    /// <summary>Rows in which any item of a scale is answered.</summary>
    public int Answered(ScaleKey key, IReadOnlyList<ScaleRow> rows)
    {
        var places = key.Items.Select(item => Place(item.Column)).ToArray();
        return rows.Count(row => places.Any(place => !double.IsNaN(row.Values[place])));
    }

    /// <summary>Why the answers to a scale's items are missing, item by item.</summary>
    public IReadOnlyList<ItemMissing> Missing(ScaleKey key, IReadOnlyList<ScaleRow> rows) => key.Items.Select(item =>
    {
        var place = Place(item.Column);
        return new ItemMissing(item.Column, rows.Where(row => double.IsNaN(row.Values[place])).GroupBy(row => row.Missing[place]).OrderBy(group => group.Key)
            .ToDictionary(group => group.Key ?? MissingClass.NotShown, group => group.Count()));
    }).ToList();

    private double[] Values(string item, IReadOnlyList<ScaleRow> rows)
    {
        var place = Place(item);
        return rows.Select(row => row.Values[place]).ToArray();
    }

    private int Place(string item)
    {
        for (var place = 0; place < Items.Count; place++)
        {
            if (Items[place] == item)
                return place;
        }

        throw new ArgumentException($"The frame holds no item {item}.", nameof(item));
    }
}

/// <summary>A questionnaire.</summary>
/// <param name="Person">Whose, by the newest links.</param>
/// <param name="Wave">Wave.</param>
/// <param name="School">School at that wave; null when unknown.</param>
/// <param name="Group">Code of the answer to the item that rows are grouped by; null when there is none.</param>
/// <param name="Values">Per item the answer; NaN is missing.</param>
/// <param name="Missing">Per item why it is missing; null when it isn't.</param>
internal sealed record ScaleRow(Guid Person, string Wave, string? School, int? Group, double[] Values, MissingClass?[] Missing);
