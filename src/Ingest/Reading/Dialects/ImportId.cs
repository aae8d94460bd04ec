using System.Text.Json;

namespace LobResearch.Ingest.Reading.Dialects;

/// <summary>The identifier that Qualtrics gives a column and keeps when the survey is edited: {"ImportId":"QID20_3","choiceId":"4"}.</summary>
internal static class ImportId
{
    /// <summary>Whether a cell is written like one.</summary>
    public static bool IsOne(ReadOnlySpan<char> cell) => cell.TrimStart() is ['{', ..] text && text.Contains("\"ImportId\"", StringComparison.Ordinal);

    /// <summary>The identifier with its choice: QID20_3, or QID20#4 for one choice of a question; null when the cell is none.</summary>
    public static string? Read(string cell)
    {
        if (Value(cell, "ImportId") is not { } id)
            return null;
        var choice = Value(cell, "choiceId");
        return string.IsNullOrEmpty(choice) ? id : $"{id}#{choice}";
    }

    /// <summary>The time zone of a moment's column; null when the cell states none.</summary>
    public static string? TimeZone(string cell) => Value(cell, "timeZone");

    private static string? Value(string cell, string name)
    {
        try
        {
            using var json = JsonDocument.Parse(cell);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(name, out var value) &&
                value.ValueKind is JsonValueKind.String or JsonValueKind.Number
                ? value.ToString()
                : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // The latter is what half of a surrogate pair gives, written as an escape.
            return null;
        }
    }
}
