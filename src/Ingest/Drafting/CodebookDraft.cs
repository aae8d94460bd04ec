using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using LobResearch.Ingest.Reading;
using LobResearch.Ingest.Reading.Dialects;
using LobResearch.Study;
using LobResearch.Study.Codebook;
using LobResearch.Study.Database;

namespace LobResearch.Ingest.Drafting;

/// <summary>A codebook and a source drafted from what a file says of itself. A person completes and corrects them.</summary>
/// <param name="Codebook">The codebook's YAML.</param>
/// <param name="Source">The source's YAML; what the file can't tell is left open in it, so that it is refused until somebody fills it in.</param>
/// <param name="Notes">What couldn't be drafted as the file has it.</param>
public sealed partial record CodebookDraft(string Codebook, string Source, IReadOnlyList<string> Notes)
{
    private static readonly JsonSerializerOptions Quoting = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads a file with labels (.sav, .zsav) once and drafts from it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="formId">The form's identifier; null takes the file's name.</param>
    /// <param name="role">Who fills it in.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="InputFault">The file can't be read, or has no descriptions of its own.</exception>
    public static async Task<CodebookDraft> OfAsync(string path, string? formId, Role role, CancellationToken cancellationToken = default)
    {
        InputFile.Require(path);
        var fingerprint = await FileFingerprint.OfAsync(path, cancellationToken).ConfigureAwait(false);
        using var records = RecordFile.Open(path, fingerprint, new FileFormat());
        if (RedCapDictionary.IsOne(records.Columns))
            return RedCapDraft.Of(Path.GetFileName(path), formId ?? Identifier(Path.GetFileNameWithoutExtension(path), []), role, RedCapDictionary.Read(path, fingerprint));
        if (records.Columns.All(column => column.Type is null))
            throw new InputFault($"{path}: this file says nothing of its variables beside their names. Draft from an SPSS file (.sav, .zsav) or from REDCap's data dictionary.");
        var tallies = records.Columns.Select((column, index) => new VariableTally(column, index)).ToList();
        while (records.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var tally in tallies)
                tally.Add(records);
        }

        var form = formId ?? Identifier(Path.GetFileNameWithoutExtension(path), []);
        return new Drafting(path, form, role, tallies).Draft();
    }

    /// <summary>An identifier made of any text: ASCII letters, digits and single underscores, beginning with a letter.</summary>
    public static string Identifier(string text, ICollection<string> taken)
    {
        var plain = new string(text.Normalize(NormalizationForm.FormD).Where(character => CharUnicodeInfo.GetUnicodeCategory(character) != UnicodeCategory.NonSpacingMark)
            .Select(character => char.IsAsciiLetterOrDigit(character) ? character : '_').ToArray());
        plain = Underscores().Replace(plain, "_").Trim('_');
        if (plain.Length == 0 || !char.IsAsciiLetter(plain[0]))
            plain = "v" + (plain.Length == 0 ? "" : "_" + plain);
        plain = plain.Length <= 50 ? plain : plain[..50].TrimEnd('_');
        var id = plain;
        for (var number = 2; taken.Contains(id, StringComparer.OrdinalIgnoreCase) || FormReader.IsReserved(id); number++)
            id = string.Create(CultureInfo.InvariantCulture, $"{plain}_{number}");
        return id;
    }

    internal static string Quoted(string text) => JsonSerializer.Serialize(text.ReplaceLineEndings(" ").Trim(), Quoting);

    [GeneratedRegex("_+")]
    private static partial Regex Underscores();

    private sealed class Drafting(string path, string form, Role role, List<VariableTally> tallies)
    {
        private readonly List<string> _notes = [];
        private readonly List<string> _taken = [];
        private readonly Dictionary<string, string> _scales = new(StringComparer.Ordinal);
        private readonly StringBuilder _answerScales = new();
        private readonly StringBuilder _items = new();
        private readonly StringBuilder _sourceItems = new();
        private readonly SortedDictionary<string, Dictionary<string, int>> _missing = new(StringComparer.Ordinal);

        public CodebookDraft Draft()
        {
            foreach (var tally in tallies)
            {
                foreach (var value in tally.Missing)
                {
                    if (!_missing.TryGetValue(value, out var labels))
                        _missing.Add(value, labels = new Dictionary<string, int>(StringComparer.Ordinal));
                    var label = tally.Column.ValueLabels.FirstOrDefault(known => known.Value == value)?.Label ?? "";
                    labels[label] = labels.GetValueOrDefault(label) + 1;
                }
            }

            foreach (var tally in tallies)
                AddItem(tally);
            var codebook = new StringBuilder();
            codebook.Append(CultureInfo.InvariantCulture, $"# Drafted from {Path.GetFileName(path)}. Check each item: ranges are those of the data, labels those of the file.\n");
            foreach (var note in _notes)
                codebook.Append(CultureInfo.InvariantCulture, $"# NOTE {VisibleText.Of(note)}\n");
            codebook.Append(CultureInfo.InvariantCulture, $"form: {form}\nversion: 1\ntitle: {{nl: {Quoted(form)}}}\nrole: {Spelling.Of(role)}\n");
            AppendMissing(codebook);
            if (_answerScales.Length > 0)
                codebook.Append("answer_scales:\n").Append(_answerScales);
            codebook.Append("items:\n").Append(_items);
            var source = string.Create(
                CultureInfo.InvariantCulture,
                $"""
                # Drafted from {Path.GetFileName(path)}. Complete the four lines that are left open; take out what must not come in.
                source: {form}_file
                form: {form}
                version: 1
                person: {"{column: }"}       # holds the person's own code; only a keyed hash of it is stored
                response: []            # columns that tell one filled-in questionnaire from another
                wave: {"{is: }"}             # a wave of study.yaml, or 'column'
                # school: {"{column: }"}
                items:
                {_sourceItems}
                """).Replace("\r\n", "\n", StringComparison.Ordinal);
            return new CodebookDraft(codebook.ToString(), source, _notes);
        }

        private void AppendMissing(StringBuilder codebook)
        {
            if (_missing.Count == 0)
                return;
            codebook.Append("missing:\n");
            foreach (var (value, labels) in _missing)
            {
                var label = labels.OrderByDescending(entry => entry.Key.Length > 0).ThenByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal).First().Key;
                var others = labels.Keys.Where(other => other.Length > 0 && other != label).Order(StringComparer.Ordinal).ToList();
                codebook.Append(CultureInfo.InvariantCulture, $"  - {{code: {Quoted(value)}, class: {Class(label)}, label: {{nl: {Quoted(label.Length > 0 ? label : "ontbrekend " + value)}}}}}");
                codebook.Append(others.Count == 0 ? "\n" : $"   # elsewhere: {string.Join("; ", others.Select(Comment))}\n");
            }
        }

        private void AddItem(VariableTally tally)
        {
            var column = tally.Column;
            var id = Identifier(column.Name, _taken);
            _taken.Add(id);
            var label = Quoted(string.IsNullOrWhiteSpace(column.Label) ? column.Name : column.Label);
            var missing = _missing.Count > 0 && !tally.Missing.SetEquals(_missing.Keys) ? $", missing: [{string.Join(", ", tally.Missing.Select(Quoted))}]" : "";
            var identifying = Dialect.Plain.IsIdentifying(column) ? ", identifying: true" : "";
            _items.Append(CultureInfo.InvariantCulture, $"  - {{id: {id}, {Kind(tally, id)}, label: {{nl: {label}}}{missing}{identifying}}}\n");
            _sourceItems.Append(CultureInfo.InvariantCulture, $"  {id}: {Quoted(column.Name)}\n");
        }

        private string Kind(VariableTally tally, string id)
        {
            var column = tally.Column;
            switch (column.Type)
            {
                case FileColumnType.Date:
                    return "kind: date";
                case FileColumnType.DateTime:
                    _notes.Add($"{column.Name} holds moments; as an item only its day is kept");
                    return "kind: date";
                case FileColumnType.String:
                    return TextKind(tally, id);
                default:
                    return NumberKind(tally, id);
            }
        }

        private string TextKind(VariableTally tally, string id)
        {
            var labels = tally.Column.ValueLabels.Where(label => !tally.Missing.Contains(label.Value)).ToList();
            var areAnswers = labels.Count > 0 && tally.Distinct is not null && labels.TrueForAll(label => AnswerName().IsMatch(label.Value)) &&
                tally.Distinct.All(value => labels.Exists(label => label.Value == value));
            if (!areAnswers)
            {
                if (labels.Count > 0)
                    _notes.Add($"{tally.Column.Name} has labelled text values, not all of which can be answers; drafted as open text");
                return "kind: text";
            }

            return "kind: single_choice, answers: " + Scale(id, labels.Select((label, place) => (place + 1, (string?)label.Value, label.Label)).ToList());
        }

        private string NumberKind(VariableTally tally, string id)
        {
            var labelled = new SortedDictionary<int, string>();
            foreach (var label in tally.Column.ValueLabels.Where(label => !tally.Missing.Contains(label.Value)))
            {
                if (!int.TryParse(label.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var code) || code is < 0 or > short.MaxValue)
                {
                    _notes.Add($"{tally.Column.Name} labels the value {label.Value}, which is no code from 0 to {short.MaxValue}; drafted as a number");
                    return Number(tally);
                }

                labelled[code] = label.Label;
            }

            var isCoded = labelled.Count > 0 && tally.IsWhole && !(tally.Minimum < 0) && tally.Distinct is not null;
            if (!isCoded)
                return Number(tally);
            var unlabelled = tally.Distinct!.Select(value => int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var code) ? code : -1).Where(code => !labelled.ContainsKey(code)).ToList();
            // A scale of which only the ends have words, or a number of which one value has: the labels' span tells.
            var isScale = unlabelled.Count == 0 || (labelled.Count > 1 && unlabelled.TrueForAll(code => code > labelled.Keys.First() && code < labelled.Keys.Last()) && labelled.Keys.Last() - labelled.Keys.First() <= 20);
            if (!isScale)
            {
                _notes.Add($"{tally.Column.Name} labels {string.Join(", ", labelled.Keys)} and holds other values too; drafted as a number. If a label marks a missing value, declare it under 'missing'");
                return Number(tally);
            }

            foreach (var code in unlabelled.Count == 0 ? [] : Enumerable.Range(labelled.Keys.First(), labelled.Keys.Last() - labelled.Keys.First()))
                labelled.TryAdd(code, code.ToString(CultureInfo.InvariantCulture));
            return "kind: single_choice, answers: " + Scale(id, labelled.Select(label => (label.Key, (string?)null, label.Value)).ToList());
        }

        private static string Number(VariableTally tally)
        {
            var isWhole = tally is { IsWhole: true, Minimum: >= 0, Maximum: <= short.MaxValue };
            if (isWhole)
                return string.Create(CultureInfo.InvariantCulture, $"kind: whole_number, minimum: {tally.Minimum:0}, maximum: {tally.Maximum:0}");
            return "kind: decimal";
        }

        // Items with the same answers share a list.
        private string Scale(string id, List<(int Code, string? Name, string Label)> options)
        {
            var text = string.Concat(options.Select(option => string.Create(
                CultureInfo.InvariantCulture,
                $"    - {{code: {option.Code}{(option.Name is null ? "" : $", name: {Quoted(option.Name)}")}, label: {{nl: {Quoted(option.Label.Length == 0 ? option.Code.ToString(CultureInfo.InvariantCulture) : option.Label)}}}}}\n")));
            if (_scales.TryGetValue(text, out var known))
                return known;
            _scales.Add(text, id);
            _answerScales.Append(CultureInfo.InvariantCulture, $"  {id}:\n{text}");
            return id;
        }

        private static string Class(string label) => label.ToLowerInvariant() switch
        {
            var words when words.Contains("weet", StringComparison.Ordinal) || words.Contains("know", StringComparison.Ordinal) => "dont_know",
            var words when words.Contains("toepassing", StringComparison.Ordinal) || words.Contains("n.v.t", StringComparison.Ordinal) || words.Contains("nvt", StringComparison.Ordinal) || words.Contains("applicable", StringComparison.Ordinal) => "not_applicable",
            var words when words.Contains("weiger", StringComparison.Ordinal) || words.Contains("wil niet", StringComparison.Ordinal) || words.Contains("refus", StringComparison.Ordinal) => "refused",
            _ => "user_missing",
        };

        private static string Comment(string text) => text.ReplaceLineEndings(" ");
    }

    [GeneratedRegex(@"^[A-Za-z0-9._+-]{1,40}\z")]
    private static partial Regex AnswerName();
}
