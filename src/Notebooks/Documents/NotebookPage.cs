using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Markdig;

namespace LobResearch.Notebooks.Documents;

/// <summary>A notebook as one page that needs nothing else: headings, code and what it gave.</summary>
internal static class NotebookPage
{
    private const string Style =
        """
        body{font-family:"DejaVu Sans",Verdana,sans-serif;line-height:1.5;color:#1b1b1b;background:#fff;max-width:62rem;margin:2rem auto;padding:0 1rem}
        pre{overflow-x:auto;font-family:"DejaVu Sans Mono",Menlo,Consolas,monospace;font-size:.85rem;line-height:1.4}
        pre.code{background:#f4f4f2;border-left:3px solid #999;padding:.6rem .8rem}
        .fault{color:#8a1c1c}
        table{border-collapse:collapse;font-size:.9rem}th,td{padding:.2rem .6rem;border-bottom:1px solid #ddd;font-weight:normal}thead th{font-weight:bold;border-bottom:2px solid #999}
        .given{overflow-x:auto}svg,img{max-width:100%;height:auto}
        """;

    private static readonly MarkdownPipeline Markdown = new MarkdownPipelineBuilder().UsePipeTables().DisableHtml().Build();

    /// <summary>The page.</summary>
    public static string Of(NotebookFile notebook)
    {
        var body = new StringBuilder();
        string? title = null;
        foreach (var cell in notebook.Cells.Select(cell => cell!.AsObject()))
        {
            var source = NotebookFile.Source(cell);
            if (NotebookFile.Kind(cell) == "markdown")
            {
                title ??= source.Split('\n').FirstOrDefault(line => line.StartsWith("# ", StringComparison.Ordinal))?[2..].Trim();
                body.Append(Markdig.Markdown.ToHtml(source, Markdown));
            }
            else if (NotebookFile.Kind(cell) == "code")
            {
                body.Append("<pre class=\"code\" tabindex=\"0\"><code>").Append(Encode(source)).Append("</code></pre>\n");
                foreach (var output in cell["outputs"]?.AsArray() ?? [])
                    body.Append("<div class=\"given\">").Append(Given(output!.AsObject())).Append("</div>\n");
            }
        }
        title ??= Path.GetFileNameWithoutExtension(notebook.Path);
        return $"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{Encode(title)}</title>\n<style>\n{Style}\n</style>\n</head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n";
    }

    private static string Given(JsonObject output) => output["output_type"]?.GetValue<string>() switch
    {
        "stream" => Plain(Text(output["text"])),
        "error" => $"<pre class=\"fault\">{Encode(string.Join('\n', output["traceback"]?.AsArray().Select(line => line?.GetValue<string>()) ?? []))}</pre>",
        _ => output["data"] is JsonObject data ? Richest(data) : "",
    };

    private static string Richest(JsonObject data)
    {
        if (data["image/svg+xml"] is { } svg)
            return Text(svg);
        if (data["text/html"] is { } html)
            return Text(html);
        if (data["text/markdown"] is { } markdown)
            return Markdig.Markdown.ToHtml(Text(markdown), Markdown);
        if (data["image/png"] is { } png)
            return $"<img alt=\"{Encode(Text(data["text/plain"]))}\" src=\"data:image/png;base64,{Text(png).Trim()}\">";
        return Plain(Text(data["text/plain"]));
    }

    private static string Plain(string text) => $"<pre tabindex=\"0\">{Encode(text)}</pre>";

    private static string Text(JsonNode? node) => node switch
    {
        JsonArray lines => string.Concat(lines.Select(line => line?.GetValue<string>())),
        JsonValue value => value.ToString(),
        _ => "",
    };

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
