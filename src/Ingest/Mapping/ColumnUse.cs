using System.Globalization;
using LobResearch.Ingest.Reading;
using LobResearch.Study;
using LobResearch.Study.Codebook;

namespace LobResearch.Ingest.Mapping;

/// <summary>What becomes of each column of a file: it fills something, identifies a person and is dropped, or is read past.</summary>
internal sealed class ColumnUse
{
    private const int MostShown = 25;
    private readonly Dictionary<string, Dictionary<string, int>> _items = new(StringComparer.Ordinal);

    private ColumnUse(int person, int[] response) => (Person, Response) = (person, response);

    /// <summary>The person's own code.</summary>
    public int Person { get; }

    /// <summary>What tells one questionnaire from another.</summary>
    public int[] Response { get; }

    /// <summary>Columns that the survey tool adds to tell one questionnaire from another; empty cells of these say nothing.</summary>
    public int[] ResponseParts { get; private init; } = [];

    /// <summary>The wave; −1 when it is the same for the whole file.</summary>
    public int Wave { get; private init; } = -1;

    /// <summary>The school; −1 for none.</summary>
    public int School { get; private init; } = -1;

    /// <summary>The class; −1 for none.</summary>
    public int ClassGroup { get; private init; } = -1;

    /// <summary>The moment of handing in; −1 for none.</summary>
    public int Submitted { get; private init; } = -1;

    /// <summary>The time that filling in took; −1 for none.</summary>
    public int Duration { get; private init; } = -1;

    /// <summary>The person's own consent; −1 for none.</summary>
    public int Consent { get; private init; } = -1;

    /// <summary>A guardian's consent; −1 for none.</summary>
    public int GuardianConsent { get; private init; } = -1;

    /// <summary>Age or day of birth; −1 for none.</summary>
    public int Age { get; private init; } = -1;

    /// <summary>What marks previews and tests; −1 for none.</summary>
    public int Status { get; private set; } = -1;

    /// <summary>Columns that identify a person: dropped before anything is stored.</summary>
    public IReadOnlyList<int> Identifying { get; private set; } = [];

    /// <summary>Columns that are read past: the tool's own, and those that the source ignores by name.</summary>
    public IReadOnlyList<int> ReadPast { get; private set; } = [];

    /// <summary>Option name → column of an item, one entry with an empty key for an item with one column; null when it isn't mapped.</summary>
    public IReadOnlyDictionary<string, int>? Item(string id) => _items.GetValueOrDefault(id);

    /// <summary>Decides it.</summary>
    /// <exception cref="InputFault">
    /// Columns that the source needs are missing, an unknown column is neither mapped nor ignored, or an item would hold what identifies a person.
    /// </exception>
    public static ColumnUse Of(string path, IRecordReader records, SourceMapping mapping, Form form)
    {
        var finder = new ColumnFinder(path, records.Columns);
        var missing = new List<string>();
        var response = mapping.ResponseColumns.Select(column => Needed(column)).ToArray();
        var use = new ColumnUse(Needed(mapping.PersonColumn), response)
        {
            // A person fills in once per event and instance: the record's id alone would name several questionnaires.
            ResponseParts = records.Dialect.KeyParts.Select(finder.Find).OfType<int>().Except(response).ToArray(),
            Wave = Needed(mapping.Wave.Column),
            School = Needed(mapping.School?.Column),
            ClassGroup = Needed(mapping.ClassGroup),
            Submitted = Needed(mapping.Submitted?.Column),
            Duration = Needed(mapping.Duration?.Column),
            Consent = Needed(mapping.Consent?.Column),
            GuardianConsent = Needed(mapping.GuardianConsent?.Column),
            Age = Needed(mapping.Age?.Column),
        };
        foreach (var item in mapping.Items)
            use._items[item.ItemId] = ItemColumns(item, form.Items.First(known => known.Id == item.ItemId), finder, records, missing);
        RefuseMissing(path, missing, mapping, use._items.Sum(item => item.Value.Count) + mapping.ResponseColumns.Count);
        use.Sort(path, records, mapping, form, finder);
        return use;

        int Needed(string? word)
        {
            if (word is null)
                return -1;
            if (finder.Find(word) is { } column)
                return column;
            missing.Add(word);
            return -1;
        }
    }

    private static Dictionary<string, int> ItemColumns(ItemMapping mapped, Item item, ColumnFinder finder, IRecordReader records, List<string> missing)
    {
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (option, word) in mapped.Columns)
        {
            if (finder.Find(word) is { } column)
                columns[option] = column;
            // The question's own name stands for the columns that the tool makes of its answers.
            else if (item.Kind != ItemKind.MultipleChoice || option.Length > 0 || !AddOptionColumns(columns, item, word, finder, records))
                missing.Add(word);
        }

        return columns;
    }

    private static bool AddOptionColumns(Dictionary<string, int> columns, Item item, string question, ColumnFinder finder, IRecordReader records)
    {
        foreach (var option in item.Answers?.Options ?? [])
        {
            foreach (var word in records.Dialect.OptionColumn(question, option))
            {
                if (finder.Find(word) is { } column)
                {
                    columns[option.Name] = column;
                    break;
                }
            }
        }

        return columns.Count > 0;
    }

    private static void RefuseMissing(string path, List<string> missing, SourceMapping mapping, int found)
    {
        if (missing.Count == 0)
            return;
        // The file's own headings are not quoted: without a heading row they would be somebody's answers.
        var another = missing.Count > found
            ? " This seems to be a file of another form, or one without a row of headings: check --source."
            : " Export the file with these columns, or correct their names in the source.";
        throw new InputFault(string.Create(
            CultureInfo.InvariantCulture,
            $"{path}: row 1 lacks {missing.Count} of the columns that {mapping.Path} expects: {string.Join(", ", missing.Distinct(StringComparer.Ordinal))}.") + another);
    }

    private void Sort(string path, IRecordReader records, SourceMapping mapping, Form form, ColumnFinder finder)
    {
        var ignored = Columns(mapping.Ignored, finder);
        var identifying = Columns(mapping.Identifying, finder);
        var harmless = Columns(mapping.NotIdentifying, finder);
        // A code or an address here is hashed under a key and never stored, so these may identify.
        var hashed = Response.Concat(ResponseParts).Append(Person).ToHashSet();
        var filled = new[] { Wave, School, ClassGroup, Submitted, Duration, Consent, GuardianConsent, Age }.Where(column => column >= 0).ToHashSet();
        var dropped = new List<int>();
        var past = new List<int>();
        var unknown = new List<string>();
        var itemOf = new Dictionary<int, Item>();
        foreach (var (id, columns) in _items)
        {
            foreach (var column in columns.Values)
                itemOf.TryAdd(column, form.Items.First(item => item.Id == id));
        }

        for (var column = 0; column < records.Columns.Count; column++)
        {
            var identifies = identifying.Contains(column) || (!harmless.Contains(column) && records.Dialect.IsIdentifying(records.Columns[column]));
            if (itemOf.TryGetValue(column, out var item))
            {
                if (item.Identifying)
                    dropped.Add(column);
                else if (identifies)
                {
                    throw new InputFault(
                        $"{path}: column {VisibleText.Of(records.Columns[column].Name)} identifies a person, and {mapping.Path} maps item {item.Id} onto it. " +
                        "Take it out of 'items', mark the item as 'identifying' in the codebook, or list the column under 'not_identifying' if it isn't so.");
                }
            }
            else if (hashed.Contains(column) || filled.Contains(column))
            {
            }
            else if (identifies)
                dropped.Add(column);
            else if (ignored.Contains(column) || records.Dialect.IsOwn(records.Columns[column]))
                past.Add(column);
            else
                unknown.Add(records.Columns[column].Name);
        }

        if (unknown.Count > 0)
        {
            var shown = string.Join(", ", unknown.Take(MostShown).Select(Shown)) + (unknown.Count > MostShown ? string.Create(CultureInfo.InvariantCulture, $" and {unknown.Count - MostShown} more") : "");
            throw new InputFault(
                $"{path}: {(unknown.Count == 1 ? "column" : string.Create(CultureInfo.InvariantCulture, $"{unknown.Count} columns"))} that {mapping.Path} says nothing of: {shown}. " +
                "Map each to an item, or list it under 'ignore' (or 'identifying'). Nothing was stored.");
        }

        (Identifying, ReadPast) = (dropped, past);
        Status = records.Dialect.StatusColumn is { } status ? finder.Find(status) ?? -1 : -1;
    }

    private static HashSet<int> Columns(IReadOnlyList<string> words, ColumnFinder finder) => words.Select(finder.Find).OfType<int>().ToHashSet();

    private static string Shown(string heading)
    {
        var plain = VisibleText.Of(heading);
        return $"'{(plain.Length <= 60 ? plain : plain[..60] + "…")}'";
    }
}
