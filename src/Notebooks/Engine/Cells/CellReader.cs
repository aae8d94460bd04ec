using System.Text;
using System.Text.RegularExpressions;

namespace LobResearch.Notebooks.Engine.Cells;

/// <summary>Takes a cell in .NET Interactive's dialect apart: commands on lines of their own, and C# between them.</summary>
internal static partial class CellReader
{
    /// <summary>The commands that are known, as a person types them.</summary>
    public static readonly IReadOnlyList<string> Commands =
        ["#!about", "#!csharp", "#!html", "#!import", "#!lsmagic", "#!markdown", "#!time", "#!who", "#!whos", "#i", "#r"];

    private static readonly string[] OtherLanguages =
        ["fsharp", "f#", "F#", "pwsh", "powershell", "javascript", "js", "sql", "kql", "mermaid", "python", "r", "http", "value"];

    /// <summary>Takes a cell apart, in order.</summary>
    public static IReadOnlyList<CellPart> Read(string cell)
    {
        var parts = new List<CellPart>();
        var gathered = new Gathered();
        var lines = cell.ReplaceLineEndings("\n").Split('\n');
        for (var index = 0; index < lines.Length; index++)
        {
            if (Command(lines[index], index + 1, gathered.MimeType is not null) is not { } command)
            {
                gathered.Add(lines[index], index + 1);
                continue;
            }
            if (command is not (ReferencePart or SourcePart or TimePart))
                gathered.MoveTo(parts);
            if (command is TextPart text)
                gathered.MimeType = text.MimeType;
            else if (command is not CodePart)
                parts.Add(command);
        }
        gathered.MoveTo(parts);
        return parts;
    }

    /// <summary>The cell with its commands as blank lines: what the compiler sees of it.</summary>
    public static string CodeOf(string cell) =>
        string.Join('\n', cell.ReplaceLineEndings("\n").Split('\n').Select((line, index) =>
            Command(line, index + 1, false) is null ? line : new string(' ', line.Length)));

    private static CellPart? Command(string line, int number, bool inText)
    {
        if (!inText && QuotedCommand().Match(line) is { Success: true } quoted)
            return quoted.Groups["name"].Value == "r"
                ? new ReferencePart(number, quoted.Groups["value"].Value)
                : new SourcePart(number, quoted.Groups["value"].Value);
        if (NamedCommand().Match(line) is not { Success: true } named)
            return null;
        var name = named.Groups["name"].Value;
        var value = named.Groups["value"].Value.Trim();
        return name switch
        {
            "csharp" or "c#" or "C#" => new CodePart(number, ""),
            "markdown" or "md" => new TextPart(number, "text/markdown", ""),
            "html" => new TextPart(number, "text/html", ""),
            "time" => new TimePart(number),
            "import" when value.Length > 0 => new ImportPart(number, value.Trim('"')),
            "import" => new UnknownPart(number, "#!import names no file: write #!import FILE, relative to the notebook."),
            "who" or "whos" or "lsmagic" or "about" => new QuestionPart(number, name),
            _ when OtherLanguages.Contains(name) => new UnknownPart(number, $"#!{name} asks for another language: cells here are C#, Markdown or HTML."),
            _ => new UnknownPart(number, $"There is no command #!{name}: expected one of {string.Join(", ", Commands)}."),
        };
    }

    [GeneratedRegex("""^\s*#(?<name>[ri])\s+"(?<value>[^"]*)"\s*;?\s*$""")]
    private static partial Regex QuotedCommand();

    [GeneratedRegex("""^#!(?<name>[A-Za-z#-]+)(?:\s+(?<value>.*))?$""")]
    private static partial Regex NamedCommand();

    /// <summary>Lines of one kind that follow each other.</summary>
    private sealed class Gathered
    {
        private readonly StringBuilder _text = new();
        private int _first;
        private int _last;

        /// <summary>What kind of text it is; null for C#.</summary>
        public string? MimeType { get; set; }

        public void Add(string line, int number)
        {
            if (_first == 0)
                _first = number;
            // Lines of commands among the code stay as blank lines, so that places in it are places in the cell.
            for (var between = _last + 1; _last > 0 && between < number; between++)
                _text.Append('\n');
            _text.Append(line).Append('\n');
            _last = number;
        }

        public void MoveTo(List<CellPart> parts)
        {
            var text = _text.ToString();
            if (!string.IsNullOrWhiteSpace(text))
            {
                parts.Add(MimeType is null
                    ? new CodePart(_first, new string('\n', _first - 1) + text.TrimEnd('\n'))
                    : new TextPart(_first, MimeType, text.Trim('\n')));
            }
            _text.Clear();
            (_first, _last, MimeType) = (0, 0, null);
        }
    }
}
