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
        try
        {
            using var json = JsonDocument.Parse(cell);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("ImportId", out var id) || id.ValueKind != JsonValueKind.String)
                return null;
            var choice = json.RootElement.TryGetProperty("choiceId", out var value) ? value.ToString() : null;
            return string.IsNullOrEmpty(choice) ? id.GetString() : $"{id.GetString()}#{choice}";
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
