using System.Text.Json.Nodes;
using LobResearch.Notebooks.Engine;

namespace LobResearch.Notebooks.Kernel;

/// <summary>Helps somebody who types: what could stand here, what is this, is it finished, what was it before.</summary>
internal static class AssistRequests
{
    /// <summary>Content of the answer to <c>complete_request</c>.</summary>
    public static async Task<JsonObject> CompleteAsync(KernelRequest request, INotebookEngine engine, CancellationToken interrupt)
    {
        var code = request.Text("code");
        var completions = await engine.CompleteAsync(code, CursorOf(request, code), interrupt).ConfigureAwait(false);
        var content = KernelAnswers.Ok();
        content["matches"] = new JsonArray([.. completions.Items.Select(item => (JsonNode)item)]);
        content["cursor_start"] = CodePoints.FromUtf16(code, completions.Start);
        content["cursor_end"] = CodePoints.FromUtf16(code, completions.End);
        content["metadata"] = new JsonObject();
        return content;
    }

    /// <summary>Content of the answer to <c>inspect_request</c>.</summary>
    public static async Task<JsonObject> InspectAsync(KernelRequest request, INotebookEngine engine, CancellationToken interrupt)
    {
        var code = request.Text("code");
        var inspection = await engine.InspectAsync(code, CursorOf(request, code), interrupt).ConfigureAwait(false);
        var content = KernelAnswers.Ok();
        content["found"] = inspection is not null;
        content["data"] = inspection is null ? new JsonObject() : CellPublisher.DataOf(inspection.Bundle);
        content["metadata"] = new JsonObject();
        return content;
    }

    /// <summary>Content of the answer to <c>is_complete_request</c>.</summary>
    public static JsonObject IsComplete(KernelRequest request, INotebookEngine engine) => engine.IsComplete(request.Text("code")) switch
    {
        CellCompleteness.Complete => new JsonObject { ["status"] = "complete" },
        CellCompleteness.Incomplete => new JsonObject { ["status"] = "incomplete", ["indent"] = "    " },
        _ => new JsonObject { ["status"] = "invalid" },
    };

    /// <summary>Content of the answer to <c>history_request</c>.</summary>
    public static JsonObject History(KernelRequest request, SessionHistory history)
    {
        var withResults = request.Flag("output", false);
        var content = KernelAnswers.Ok();
        content["history"] = new JsonArray([.. EntriesOf(request, history).Select(entry => (JsonNode)Row(entry, withResults))]);
        return content;
    }

    private static IReadOnlyList<HistoryEntry> EntriesOf(KernelRequest request, SessionHistory history) => request.Text("hist_access_type", "tail") switch
    {
        "tail" => history.Tail(Math.Max(0, request.Number("n", int.MaxValue))),
        // Sessions before this one were not kept: 0 is this one, and so is its own number.
        "range" => request.Number("session", 0) is 0 or Session ? history.Range(request.Number("start", 0), StopOf(request)) : [],
        "search" => history.Search(request.Text("pattern", "*"), CountOf(request), request.Flag("unique", false)),
        _ => [],
    };

    private const int Session = 1;

    private static int? StopOf(KernelRequest request) => request.Number("stop", int.MinValue) is var stop and not int.MinValue ? stop : null;

    private static int? CountOf(KernelRequest request) => request.Number("n", -1) is var count and >= 0 ? count : null;

    private static JsonArray Row(HistoryEntry entry, bool withResult) =>
        new(Session, entry.Count, withResult ? new JsonArray(entry.Code, entry.Result) : JsonValue.Create(entry.Code));

    private static int CursorOf(KernelRequest request, string code) => CodePoints.ToUtf16(code, request.Number("cursor_pos", int.MaxValue));
}
