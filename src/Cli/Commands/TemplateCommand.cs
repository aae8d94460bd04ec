using System.CommandLine;
using LobResearch.Analysis;
using LobResearch.Ingest.Sheets;

namespace LobResearch.Cli.Commands;

/// <summary><c>lob template</c>: empty sheets to fill in by hand.</summary>
internal static class TemplateCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "The template, or 'list' to see which there are." };
        var file = new Option<string?>("--out") { Description = "The file to write, .xlsx or .csv; by default NAME.xlsx in this folder." };
        var study = new Option<string?>("--study") { Description = "The study whose schools stand in the drop-down list." };
        var command = new Command("template", "Get an empty sheet to fill in by hand.") { name, file, study };
        command.SetAction(async (parsed, _) =>
        {
            if (parsed.GetValue(name) == "list")
            {
                var width = SheetTemplates.All.Max(template => template.Name.Length) + 2;
                foreach (var each in SheetTemplates.All)
                    await Console.Out.WriteLineAsync(each.Name.PadRight(width) + each.About).ConfigureAwait(false);
                return ExitCode.Done;
            }

            var template = SheetTemplates.Find(parsed.GetValue(name)!);
            var path = parsed.GetValue(file) ?? template.Name + ".xlsx";
            var schools = parsed.GetValue(study) is { } named ? LobStudy.Find(named).Schools.Select(school => school.Code).ToList() : [];
            template.Write(path, schools);
            await Console.Out.WriteLineAsync($"{path}: {string.Join(", ", template.Sheets.Select(sheet => sheet.Title))}. Once filled in: {template.Ingest.Replace("BESTAND", path, StringComparison.Ordinal)}").ConfigureAwait(false);
            return ExitCode.Done;
        });
        return command;
    }
}
