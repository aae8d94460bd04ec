using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using LobResearch.Study.Codebook;
using LobResearch.Study.Database;

namespace LobResearch.Ingest.Drafting;

/// <summary>Drafts a codebook and a source from the fields of a REDCap project.</summary>
internal sealed partial class RedCapDraft
{
    private const int WidestSlider = 100;
    private readonly List<string> _notes = [];
    private readonly List<string> _taken = [];
    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Choice>> _choices = new(StringComparer.Ordinal);
    private readonly HashSet<string> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _scales = new(StringComparer.Ordinal);
    private readonly StringBuilder _answerScales = new();
    private readonly StringBuilder _items = new();
    private readonly StringBuilder _sourceItems = new();

    private RedCapDraft()
    {
    }

    /// <summary>Drafts both.</summary>
    /// <param name="file">The dictionary's name, for the heading.</param>
    /// <param name="form">The form's identifier.</param>
    /// <param name="role">Who fills it in.</param>
    /// <param name="fields">The fields; the first names the record.</param>
    public static CodebookDraft Of(string file, string form, Role role, IReadOnlyList<RedCapField> fields)
    {
        var draft = new RedCapDraft();
        foreach (var field in fields.Skip(1))
            draft.Add(field);
        return draft.Finish(file, form, role, fields[0].Name);
    }

    private void Add(RedCapField field)
    {
        if (field.Type is "descriptive" or "file" or "signature")
        {
            _notes.Add($"{field.Name} is of type {field.Type} and holds no answer; left out");
            return;
        }

        var id = CodebookDraft.Identifier(field.Name, _taken);
        _taken.Add(id);
        _ids[field.Name] = id;
        var kind = Kind(field, id);
        var label = field.Label.Length > 0 ? Markup().Replace(field.Label, " ").Trim() : field.Name;
        _items.Append(CultureInfo.InvariantCulture, $"  - {{id: {id}, {kind}, label: {{nl: {CodebookDraft.Quoted(label)}}}{Routing(field)}");
        _items.Append(field.IsRequired ? ", required: true" : "").Append(Identifies(field) ? ", identifying: true" : "").Append("}\n");
        _sourceItems.Append(CultureInfo.InvariantCulture, $"  {id}: {CodebookDraft.Quoted(field.Name)}\n");
    }

    private static bool Identifies(RedCapField field) => field.IsIdentifier || field.Validation is "email" or "phone" or "zipcode" or "postalcode_australia" or "postalcode_canada" or "ssn";

    private string Kind(RedCapField field, string id)
    {
        switch (field.Type)
        {
            case "radio" or "dropdown":
                return Offered(field, id, "single_choice", Choices(field));
            case "checkbox":
                return Offered(field, id, "multiple_choice", Choices(field));
            case "yesno":
                return Offered(field, id, "single_choice", [new Choice(1, "1", "Ja"), new Choice(0, "0", "Nee")]);
            case "truefalse":
                return Offered(field, id, "single_choice", [new Choice(1, "1", "Waar"), new Choice(0, "0", "Niet waar")]);
            case "slider":
                return Number(field, whole: true, field.Minimum.Length > 0 ? field.Minimum : "0", field.Maximum.Length > 0 ? field.Maximum : WidestSlider.ToString(CultureInfo.InvariantCulture));
            case "calc":
                _notes.Add($"{field.Name} is calculated by REDCap; drafted as a number, though it can be calculated from the answers");
                return Number(field, whole: false, "", "");
            case "notes":
                return "kind: text";
            default:
                return Text(field);
        }
    }

    private string Text(RedCapField field)
    {
        if (field.Validation.StartsWith("datetime_", StringComparison.Ordinal))
        {
            _notes.Add($"{field.Name} holds moments; drafted as open text, since a date item takes days only");
            return "kind: text";
        }

        return field.Validation switch
        {
            "integer" => Number(field, whole: true, field.Minimum, field.Maximum),
            ['n', 'u', 'm', 'b', 'e', 'r', ..] => Number(field, whole: false, field.Minimum, field.Maximum),
            ['d', 'a', 't', 'e', '_', ..] => "kind: date",
            _ => "kind: text",
        };
    }

    private string Number(RedCapField field, bool whole, string minimum, string maximum)
    {
        _numbers.Add(field.Name);
        var (low, high) = (Bound(minimum), Bound(maximum));
        if (whole && low is >= 0 && high is <= short.MaxValue && low % 1 == 0 && high % 1 == 0)
            return string.Create(CultureInfo.InvariantCulture, $"kind: whole_number, minimum: {low}, maximum: {high}");
        if (whole)
            _notes.Add($"{field.Name} is a whole number without a range from 0 to {short.MaxValue}; drafted as a decimal. State 'minimum' and 'maximum' and make it a whole_number");
        return "kind: decimal" + (low is null ? "" : string.Create(CultureInfo.InvariantCulture, $", minimum: {low}")) + (high is null ? "" : string.Create(CultureInfo.InvariantCulture, $", maximum: {high}"));
    }

    private static decimal? Bound(string text) => decimal.TryParse(text.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out var bound) ? bound : null;

    // '1, Ja | 2, Nee': a bar between choices, the first comma behind the code.
    private List<Choice> Choices(RedCapField field)
    {
        var choices = new List<Choice>();
        foreach (var part in field.Choices.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var comma = part.IndexOf(',', StringComparison.Ordinal);
            var (code, label) = comma < 0 ? (part, part) : (part[..comma].Trim(), Markup().Replace(part[(comma + 1)..], " ").Trim());
            var isCode = int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= short.MaxValue;
            choices.Add(new Choice(isCode ? number : -1, code, label.Length > 0 ? label : code));
            if (MissingClassWords().IsMatch(label))
                _notes.Add($"{field.Name}: answer {code} reads as a missing one ('{label}'); if it is, move it to 'missing' and take it from the answers");
        }

        // Codes that are no small whole numbers get a number here, and stay the answer's name.
        var next = choices.Count == 0 ? 1 : Math.Max(1, choices.Max(choice => choice.Code) + 1);
        return choices.ConvertAll(choice => choice.Code >= 0 ? choice : choice with { Code = next++ });
    }

    private string Offered(RedCapField field, string id, string kind, List<Choice> choices)
    {
        if (choices.Count == 0)
        {
            _notes.Add($"{field.Name} in row {field.Row.ToString(CultureInfo.InvariantCulture)} is of type {field.Type} and lists no choices; drafted as open text");
            return "kind: text";
        }

        if (choices.Find(choice => !AnswerName().IsMatch(choice.Name)) is { } odd)
        {
            _notes.Add($"{field.Name} has the choice '{odd.Name}', which can't be an answer's name; drafted as open text. Give it answers and 'values' in the source");
            return "kind: text";
        }

        _choices[field.Name] = choices;
        var text = string.Concat(choices.Select(choice => string.Create(
            CultureInfo.InvariantCulture,
            $"    - {{code: {choice.Code}{(choice.Name == choice.Code.ToString(CultureInfo.InvariantCulture) ? "" : $", name: {CodebookDraft.Quoted(choice.Name)}")}, label: {{nl: {CodebookDraft.Quoted(choice.Label)}}}}}\n")));
        if (!_scales.TryGetValue(text, out var scale))
        {
            _scales.Add(text, scale = id);
            _answerScales.Append(CultureInfo.InvariantCulture, $"  {id}:\n{text}");
        }

        return $"kind: {kind}, answers: {scale}";
    }

    // One earlier field, with its values joined by 'or', or its bounds: the routing that codebooks have.
    private string Routing(RedCapField field)
    {
        if (field.Branching.Length == 0)
            return "";
        var parts = OrWord().Split(field.Branching.Trim()).Select(part => Equality().Match(part)).ToList();
        if (parts.TrueForAll(part => part.Success) && parts.Select(part => part.Groups["field"].Value).Distinct(StringComparer.Ordinal).Count() == 1 &&
            parts[0].Groups["field"].Value is var gate && _ids.TryGetValue(gate, out var item) && _choices.TryGetValue(gate, out var choices))
        {
            var names = parts.Select(part => part.Groups["code"].Success ? part.Groups["value"].Value == "1" ? part.Groups["code"].Value : null : part.Groups["value"].Value)
                .Select(value => choices.Find(choice => choice.Name == value)?.Name).ToList();
            if (!names.Contains(null))
                return $", only_if: {{item: {item}, is: [{string.Join(", ", names.Select(name => CodebookDraft.Quoted(name!)))}]}}";
        }

        if (Bounds().Match(field.Branching.Trim()) is { Success: true } bound && _ids.TryGetValue(bound.Groups["field"].Value, out var number) && _numbers.Contains(bound.Groups["field"].Value))
            return $", only_if: {{item: {number}, {(bound.Groups["sign"].Value == ">=" ? "at_least" : "at_most")}: {bound.Groups["value"].Value}}}";
        _notes.Add($"{field.Name} is shown only if {field.Branching.ReplaceLineEndings(" ")}; that could not be drafted as 'only_if'");
        return "";
    }

    private CodebookDraft Finish(string file, string form, Role role, string record)
    {
        var codebook = new StringBuilder();
        codebook.Append(CultureInfo.InvariantCulture, $"# Drafted from REDCap's data dictionary {file}. Check each item.\n");
        foreach (var note in _notes)
            codebook.Append(CultureInfo.InvariantCulture, $"# NOTE {note.ReplaceLineEndings(" ")}\n");
        codebook.Append(CultureInfo.InvariantCulture, $"form: {form}\nversion: 1\ntitle: {{nl: {CodebookDraft.Quoted(form)}}}\nrole: {Spelling.Of(role)}\n");
        if (_answerScales.Length > 0)
            codebook.Append("answer_scales:\n").Append(_answerScales);
        codebook.Append("items:\n").Append(_items);
        var source =
            $"""
            # Drafted from REDCap's data dictionary {file}. Complete the lines that are left open; take out what must not come in.
            source: {form}_redcap
            tool: redcap
            form: {form}
            version: 1
            person: {"{column: }"}       # holds the person's own code; only a keyed hash of it is stored
            response: [{record}]     # event and repeat columns of the export belong to it by themselves
            wave: {"{is: }"}             # a wave of study.yaml; or 'column: redcap_event_name' with 'values' from event to wave
            # school: {"{column: }"}
            items:
            {_sourceItems}
            """.Replace("\r\n", "\n", StringComparison.Ordinal);
        return new CodebookDraft(codebook.ToString(), source, _notes);
    }

    private sealed record Choice(int Code, string Name, string Label);

    [GeneratedRegex("<[^<>]*>", RegexOptions.CultureInvariant)]
    private static partial Regex Markup();

    [GeneratedRegex("^[A-Za-z0-9._+-]{1,40}$", RegexOptions.CultureInvariant)]
    private static partial Regex AnswerName();

    [GeneratedRegex(@"\b(weet (ik )?niet|don'?t know|n\.?v\.?t|niet van toepassing|not applicable|wil (ik )?niet zeggen|refused?|prefer not)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex MissingClassWords();

    [GeneratedRegex(@"\s+or\s+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OrWord();

    [GeneratedRegex("""^\s*\[(?<field>[a-z0-9_]+)(\((?<code>[^)]+)\))?\]\s*=\s*["']?(?<value>[A-Za-z0-9._+-]+)["']?\s*$""", RegexOptions.CultureInvariant)]
    private static partial Regex Equality();

    [GeneratedRegex("""^\[(?<field>[a-z0-9_]+)\]\s*(?<sign>>=|<=)\s*["']?(?<value>-?\d+(\.\d+)?)["']?$""", RegexOptions.CultureInvariant)]
    private static partial Regex Bounds();
}
