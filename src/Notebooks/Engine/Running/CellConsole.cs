using System.Text;

namespace LobResearch.Notebooks.Engine.Running;

/// <summary>Where cells print: each notebook's text goes to its running cell, from whatever thread; all other text goes where it went.</summary>
internal static class CellConsole
{
    private static readonly AsyncLocal<NotebookOutput?> Printing = new();
    private static readonly Lock Installing = new();
    private static bool _installed;

    /// <summary>Where the code that runs here prints and displays; null outside a cell.</summary>
    public static NotebookOutput? Current => Printing.Value;

    /// <summary>Lets the code that this flow starts print to a notebook.</summary>
    public static void Enter(NotebookOutput output)
    {
        Install();
        Printing.Value = output;
    }

    private static void Install()
    {
        lock (Installing)
        {
            if (_installed)
                return;
            Console.SetOut(new RoutedWriter(Console.Out, isError: false));
            Console.SetError(new RoutedWriter(Console.Error, isError: true));
            Console.SetIn(new RefusingReader(Console.In));
            _installed = true;
        }
    }

    private sealed class RoutedWriter(TextWriter outside, bool isError) : TextWriter
    {
        public override Encoding Encoding => outside.Encoding;

        public override void Write(char value) => Write(value.ToString());

        public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

        public override void Write(string? value)
        {
            if (Current is { } notebook)
                notebook.Write(isError, value ?? "");
            else
                outside.Write(value);
        }

        public override void WriteLine(string? value) => Write(value + "\n");

        public override void WriteLine() => Write("\n");

        public override void Flush() => outside.Flush();
    }

    private sealed class RefusingReader(TextReader outside) : TextReader
    {
        private static InvalidOperationException Refusal =>
            new("A cell can't ask for input: give the value in a cell, or with `-p name=value` when the notebook is run.");

        public override int Peek() => Current is null ? outside.Peek() : throw Refusal;

        public override int Read() => Current is null ? outside.Read() : throw Refusal;

        public override string? ReadLine() => Current is null ? outside.ReadLine() : throw Refusal;

        public override string ReadToEnd() => Current is null ? outside.ReadToEnd() : throw Refusal;
    }
}
