using System.CommandLine;
using System.Text;
using LobResearch.Cli.Terminal;
using LobResearch.Notebooks.Documents;
using LobResearch.Study;

namespace LobResearch.Cli.Commands;

/// <summary><c>lob notebook</c>: run notebooks without an editor.</summary>
internal static class NotebookCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("file") { Description = "Notebooks, .ipynb; run in this order.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string?>("--out") { Description = "Write the result here instead of into the notebook: a file, or a folder for several." };
        var parameters = new Option<string[]>("-p") { Description = "A parameter, NAME=VALUE: takes the place of what the cell tagged 'parameters' states." };
        var to = new Option<string?>("--to") { Description = "Write a page that needs nothing else instead of a notebook: html." };
        to.AcceptOnlyFromAmong("html");
        var study = new Option<string?>("--study") { Description = "The study that LobStudy.OpenAsync() opens: the name of an example, or a folder that holds study.yaml." };
        var run = new Command("run", "Run notebooks from the first cell to the last, and write what they give into them.") { files, output, parameters, to, study };
        run.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(files)!, parsed.GetValue(output), parsed.GetValue(parameters) ?? [], parsed.GetValue(to) is not null, parsed.GetValue(study), cancellation));
        return new Command("notebook", "Run notebooks.") { run };
    }

    private static async Task<int> RunAsync(string[] files, string? output, string[] parameters, bool asPage, string? study, CancellationToken cancellationToken)
    {
        // All are read first: a fault in the last costs no run of the first.
        var notebooks = files.Select(NotebookFile.Read).ToList();
        foreach (var notebook in notebooks)
            NotebookParameters.Inject(notebook, parameters);
        if (study is not null)
            Environment.SetEnvironmentVariable("LOB_STUDY", Directory.Exists(study) ? Path.GetFullPath(study) : study);
        foreach (var notebook in notebooks)
        {
            var name = Path.GetFileName(notebook.Path);
            var target = Target(notebook.Path, output, asPage, files.Length > 1);
            var fault = await NotebookRun.RunAsync(notebook, new CellProgress(name), cancellationToken).ConfigureAwait(false);
            // A notebook that failed keeps what it showed before; a copy shows how far it came.
            if (fault is null || output is not null)
                Write(notebook, target, asPage);
            if (fault is not null)
            {
                await Console.Error.WriteLineAsync("lob: " + VisibleText.Lines(fault.ToString())).ConfigureAwait(false);
                return ExitCode.BadInput;
            }

            await Console.Out.WriteLineAsync(target).ConfigureAwait(false);
        }

        return ExitCode.Done;
    }

    private static string Target(string notebook, string? output, bool asPage, bool isOneOfSeveral)
    {
        var name = Path.ChangeExtension(Path.GetFileName(notebook), asPage ? ".html" : ".ipynb");
        if (output is null)
            return asPage ? Path.ChangeExtension(notebook, ".html") : notebook;
        var isFolder = isOneOfSeveral || Directory.Exists(output) || output.EndsWith('/');
        return isFolder ? Path.Combine(output, name) : output;
    }

    private static void Write(NotebookFile notebook, string target, bool asPage)
    {
        if (Path.GetDirectoryName(target) is { Length: > 0 } folder)
            Directory.CreateDirectory(folder);
        if (asPage)
            File.WriteAllText(target, NotebookPage.Of(notebook), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        else
            notebook.Write(target);
    }

    private sealed class CellProgress(string name) : IProgress<string>
    {
        public void Report(string value) => ProgressLine.Instance.Report($"{name}: {value}");
    }
}
