using System.Text.Json.Nodes;
using LobResearch.Notebooks.Engine;

namespace LobResearch.Notebooks.Kernel;

/// <summary>Runs cells for a front end, counts them and remembers them for this session.</summary>
/// <param name="sink">Takes what is published and answered.</param>
/// <param name="history">Takes the cells that are to be remembered.</param>
internal sealed class CellRequests(IMessageSink sink, SessionHistory history)
{
    /// <summary>How many cells were counted until now.</summary>
    public int Count { get; private set; }

    /// <summary>Runs a cell, publishes what it gives, and answers.</summary>
    /// <returns>Whether the requests that wait behind it are to be run.</returns>
    public async Task<bool> RunAsync(KernelRequest request, INotebookEngine engine, CancellationToken interrupt)
    {
        var code = request.Text("code");
        var silent = request.Flag("silent", false);
        var remember = !silent && request.Flag("store_history", true) && !string.IsNullOrWhiteSpace(code);
        if (remember)
            Count++;
        if (!silent)
            sink.Publish(request.Header, "execute_input", new JsonObject { ["code"] = code, ["execution_count"] = Count });

        var outcome = await ExecuteAsync(request, code, engine, interrupt).ConfigureAwait(false);
        if (remember)
            history.Add(new HistoryEntry(Count, code, outcome.Value?.Forms.GetValueOrDefault("text/plain")));
        if (outcome.Fault is { } fault)
            return Fail(request, fault);
        if (outcome.Value is { } value && !silent)
            sink.Publish(request.Header, "execute_result", Result(value));
        var reply = KernelAnswers.Ok();
        reply["execution_count"] = Count;
        reply["payload"] = new JsonArray();
        reply["user_expressions"] = await ExpressionsAsync(request, engine, interrupt).ConfigureAwait(false);
        sink.Reply(request, reply);
        return true;
    }

    /// <summary>Answers a cell that isn't run, because one before it failed.</summary>
    public void Abort(KernelRequest request) =>
        sink.Reply(request, new JsonObject { ["status"] = "aborted", ["execution_count"] = Count });

    private async Task<CellOutcome> ExecuteAsync(KernelRequest request, string code, INotebookEngine engine, CancellationToken interrupt)
    {
        if (string.IsNullOrWhiteSpace(code))
            return new CellOutcome(null, null);
        using var output = new CellPublisher(sink, request.Header);
        return await engine.ExecuteAsync(code, output, interrupt).ConfigureAwait(false);
    }

    private bool Fail(KernelRequest request, CellFault fault)
    {
        var content = KernelAnswers.Error(fault);
        content.Remove("status");
        sink.Publish(request.Header, "error", content);
        var reply = KernelAnswers.Error(fault);
        reply["execution_count"] = Count;
        reply["user_expressions"] = new JsonObject();
        reply["payload"] = new JsonArray();
        sink.Reply(request, reply);
        return !request.Flag("stop_on_error", true);
    }

    private JsonObject Result(DisplayBundle value) => new()
    {
        ["execution_count"] = Count,
        ["data"] = CellPublisher.DataOf(value),
        ["metadata"] = new JsonObject(),
    };

    private static async Task<JsonObject> ExpressionsAsync(KernelRequest request, INotebookEngine engine, CancellationToken interrupt)
    {
        var results = new JsonObject();
        if (!request.Content.TryGetProperty("user_expressions", out var expressions) || expressions.ValueKind != System.Text.Json.JsonValueKind.Object)
            return results;
        foreach (var expression in expressions.EnumerateObject())
        {
            var outcome = await engine.ExecuteAsync(expression.Value.ToString(), UnseenOutput.Instance, interrupt).ConfigureAwait(false);
            results[expression.Name] = outcome.Fault is { } fault ? KernelAnswers.Error(fault) : Expressed(outcome.Value);
        }

        return results;
    }

    private static JsonObject Expressed(DisplayBundle? value)
    {
        var content = KernelAnswers.Ok();
        content["data"] = value is null ? new JsonObject() : CellPublisher.DataOf(value);
        content["metadata"] = new JsonObject();
        return content;
    }

    /// <summary>Takes what an expression beside a cell prints, which nobody asked to see.</summary>
    private sealed class UnseenOutput : ICellOutput
    {
        public static readonly UnseenOutput Instance = new();

        public void Write(bool isError, string text)
        {
        }

        public void Display(DisplayBundle bundle, string? displayId)
        {
        }

        public void Update(DisplayBundle bundle, string displayId)
        {
        }
    }
}
