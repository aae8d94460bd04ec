using LobResearch.Study;
using LobResearch.Study.Codebook;

namespace LobResearch.Simulation.Scenarios.Files;

/// <summary>Which item of a form is which of the generator's answers.</summary>
internal sealed class FormItems
{
    private readonly Dictionary<string, (int Scale, int Item)> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Item> _items;

    /// <exception cref="InputFault">The form's scales are other ones than those that are generated.</exception>
    public FormItems(Form form, IReadOnlyList<ScaleModel> models)
    {
        Form = form;
        _items = form.Items.ToDictionary(item => item.Id, StringComparer.Ordinal);
        foreach (var scale in form.Scales)
        {
            var at = models.ToList().FindIndex(model => model.Id == scale.Id);
            var reversed = scale.Items.Select((item, place) => (item, place)).Where(pair => pair.item.Reversed).Select(pair => pair.place);
            if (at < 0 || models[at].Items != scale.Items.Count || !reversed.SequenceEqual(models[at].Reversed))
            {
                throw new InputFault(
                    $"Form {form.Id} version {form.Version} has scale {scale.Id} of {scale.Items.Count} items; 'lob simulate' makes {(at < 0 ? "no such scale" : $"{models[at].Items} items, reversed as in version 1")}. " +
                    "Give it the data-schema that came with this program (LOB_DATA_SCHEMA).");
            }

            for (var item = 0; item < scale.Items.Count; item++)
                _places[scale.Items[item].ItemId] = (at, item);
        }
    }

    /// <summary>The form.</summary>
    public Form Form { get; }

    /// <summary>Place of an item in the generator's scales; null for any other item.</summary>
    public (int Scale, int Item)? PlaceOf(string id) => _places.TryGetValue(id, out var place) ? place : null;

    /// <summary>An item.</summary>
    public Item this[string id] => _items[id];

    /// <summary>The Dutch words of a code of an item: an answer's, or a missing code's.</summary>
    public string WordsOf(string id, int code)
    {
        var text = code.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return _items[id].Answers!.Options.FirstOrDefault(option => option.Code == code)?.Label.Dutch
            ?? Form.MissingCodes.First(missing => missing.OriginalCode == text).Label.Dutch;
    }
}
