using System.Globalization;
using LobResearch.Ingest.Mapping;
using LobResearch.Ingest.Reading;
using LobResearch.Study;
using LobResearch.Study.Codebook;

namespace LobResearch.Ingest.Checking;

/// <summary>
/// Holds what a file says of its questionnaire (words, answers, missing codes, order) against the form version. A
/// questionnaire that was edited in the survey tool must not slip in as if it were the old one.
/// </summary>
internal static class InstrumentDrift
{
    private const int MostShown = 25;

    /// <summary>Refuses a file whose questionnaire differs.</summary>
    /// <exception cref="InputFault">A line per difference, and the choice.</exception>
    public static void Refuse(string path, IRecordReader records, ColumnUse use, SourceMapping mapping, Form form)
    {
        var differences = Differences(records, use, mapping, form).ToList();
        if (differences.Count == 0)
            return;
        var lines = differences.Take(MostShown).Select(difference => "  " + difference).ToList();
        if (differences.Count > MostShown)
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"  … and {differences.Count - MostShown} more"));
        throw new InputFault(string.Join(
            Environment.NewLine,
            [
                $"{path}: the questionnaire in this file differs from form {form.Id} version {form.Version}:",
                .. lines,
                $"If it is the same question, put the file's words under 'text' (or its answers under 'values') of the item in {mapping.Path}, or list what may differ under 'not_compared'. " +
                $"If the questionnaire was changed, give the codebook version {(form.Version + 1).ToString(CultureInfo.InvariantCulture)} and map this file onto it. Nothing was stored.",
            ]));
    }

    private static IEnumerable<string> Differences(IRecordReader records, ColumnUse use, SourceMapping mapping, Form form)
    {
        foreach (var item in form.Items.Where(item => !item.Identifying))
        {
            if (use.Item(item.Id) is not { } columns)
                continue;
            var mapped = mapping.Items.First(candidate => candidate.ItemId == item.Id);
            foreach (var (option, index) in columns)
            {
                var column = records.Columns[index];
                if (!mapping.NotCompared.Contains(InstrumentPart.Texts) && TextDifference(item, option, mapped, column) is { } text)
                    yield return text;
                if (!mapping.NotCompared.Contains(InstrumentPart.Answers) && mapped.Values is null)
                {
                    foreach (var answer in AnswerDifferences(item, form, column))
                        yield return answer;
                }
            }
        }

        if (!mapping.NotCompared.Contains(InstrumentPart.Order))
        {
            foreach (var order in OrderDifferences(records, use, form))
                yield return order;
        }
    }

    private static string? TextDifference(Item item, string option, ItemMapping mapped, FileColumn column)
    {
        // A label that only repeats the heading says nothing.
        if (column.Label is not { } label || QuestionText.Normalised(label) == QuestionText.Normalised(column.Name))
            return null;
        if (mapped.Text is { } stated)
        {
            return QuestionText.Normalised(label) == QuestionText.Normalised(stated) || (option.Length > 0 && QuestionText.Reads(label, AnswerWordings(item, option)))
                ? null
                : $"item {item.Id}, column {VisibleText.Of(column.Name)}: the question reads {Quoted(label)}, the source states {Quoted(stated)}";
        }

        var wordings = new List<string> { item.Label.Dutch, item.Label.EnglishOrDutch };
        wordings.AddRange(AnswerWordings(item, option));
        return QuestionText.Reads(label, wordings)
            ? null
            : $"item {item.Id}, column {VisibleText.Of(column.Name)}: the question reads {Quoted(label)}, the codebook has {Quoted(item.Label.Dutch)}{(item.Label.English is { } english ? $" / {Quoted(english)}" : "")}";
    }

    private static IEnumerable<string> AnswerWordings(Item item, string option) =>
        item.Answers?.Options.FirstOrDefault(known => known.Name == option) is { } answer ? [answer.Label.Dutch, answer.Label.EnglishOrDutch] : [];

    private static IEnumerable<string> AnswerDifferences(Item item, Form form, FileColumn column)
    {
        var missing = form.MissingCodes.Where(code => code.OriginalCode is not null && (item.Missing is null || item.Missing.Contains(code.OriginalCode))).ToList();
        foreach (var value in column.Missing.Values.Where(value => missing.TrueForAll(code => code.OriginalCode != value)))
            yield return $"item {item.Id}, column {VisibleText.Of(column.Name)}: the file declares {VisibleText.Of(value)} missing, the codebook doesn't";
        // Of a range declared missing each value that occurs is held against the codebook, row by row.
        if (item.Kind != ItemKind.SingleChoice || column.ValueLabels.Count == 0)
            yield break;
        foreach (var label in column.ValueLabels)
        {
            if (missing.Exists(code => code.OriginalCode == label.Value))
                continue;
            var option = item.Answers!.Options.FirstOrDefault(known => known.Code.ToString(CultureInfo.InvariantCulture) == label.Value || known.Name == label.Value);
            if (option is null)
                yield return $"item {item.Id}, column {VisibleText.Of(column.Name)}: the file has answer {VisibleText.Of(label.Value)} {Quoted(label.Label)}, the codebook doesn't";
            else if (!QuestionText.Reads(label.Label, [option.Label.Dutch, option.Label.EnglishOrDutch]))
                yield return $"item {item.Id}, column {VisibleText.Of(column.Name)}: answer {label.Value} reads {Quoted(label.Label)}, the codebook has {Quoted(option.Label.Dutch)}{(option.Label.English is { } english ? $" / {Quoted(english)}" : "")}";
        }

        var inFile = column.ValueLabels.Select(label => label.Value).ToHashSet(StringComparer.Ordinal);
        // Many files label only some of a scale's points; an answer whose only word is its code isn't missed.
        foreach (var option in item.Answers!.Options)
        {
            var code = option.Code.ToString(CultureInfo.InvariantCulture);
            if (!inFile.Contains(code) && !inFile.Contains(option.Name) && option.Label.Dutch != code)
                yield return $"item {item.Id}, column {VisibleText.Of(column.Name)}: the codebook has answer {code} {Quoted(option.Label.Dutch)}, the file doesn't";
        }
    }

    private static IEnumerable<string> OrderDifferences(IRecordReader records, ColumnUse use, Form form)
    {
        var (last, lastItem) = (-1, "");
        foreach (var item in form.Items)
        {
            if (use.Item(item.Id) is not { Count: > 0 } columns)
                continue;
            var first = columns.Values.Min();
            if (first < last)
                yield return $"order: item {item.Id} (column {VisibleText.Of(records.Columns[first].Name)}) stands before {lastItem} in the file, after it in the codebook";
            else
                (last, lastItem) = (columns.Values.Max(), item.Id);
        }
    }

    private static string Quoted(string text)
    {
        var plain = VisibleText.Of(text);
        return $"“{(plain.Length <= 120 ? plain : plain[..120] + "…")}”";
    }
}
