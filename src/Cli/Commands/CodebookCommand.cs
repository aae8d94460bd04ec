using System.CommandLine;
using System.Globalization;
using LobResearch.Analysis;
using LobResearch.Study;
using LobResearch.Study.Codebook;
using LobResearch.Study.Database;

namespace LobResearch.Cli.Commands;

/// <summary><c>lob codebook</c>: the forms.</summary>
internal static class CodebookCommand
{
    public static Command Create()
    {
        var study = StudyOption.Create();
        var list = new Command("list", "List the study's forms and versions.") { study };
        list.SetAction((parsed, _) => ListAsync(parsed.GetValue(study)!));
        var form = new Argument<string>("form") { Description = "The form." };
        var show = new Command("show", "Show a form's items, answers, missing codes and scales.") { form, study };
        show.SetAction((parsed, _) => ShowAsync(parsed.GetValue(form)!, parsed.GetValue(study)!));
        return new Command("codebook", "The forms.") { list, show };
    }

    private static async Task<int> ListAsync(string studyName)
    {
        foreach (var form in LobStudy.Find(studyName).Forms)
        {
            await Console.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{form.Id} version {form.Version}: {form.Title.Dutch} — {form.Items.Count} items, {form.Scales.Count} scales")).ConfigureAwait(false);
        }

        return ExitCode.Done;
    }

    private static async Task<int> ShowAsync(string id, string studyName)
    {
        var study = LobStudy.Find(studyName);
        var form = study.NewestForm(id)
            ?? throw new InputFault($"Study {study.Id} has no form '{id}'; it has {string.Join(", ", study.Forms.Select(known => known.Id).Distinct())}.");
        var output = Console.Out;
        await output.WriteLineAsync($"{form.Id} version {form.Version}: {form.Title.Dutch} / {form.Title.EnglishOrDutch}").ConfigureAwait(false);
        foreach (var item in form.Items)
        {
            await output.WriteLineAsync($"  {item.Id}  {Spelling.Of(item.Kind)}{Range(item)}{(item.SpecialCategory ? "  special category" : "")}").ConfigureAwait(false);
            await output.WriteLineAsync($"      {item.Label.Dutch} / {item.Label.EnglishOrDutch}").ConfigureAwait(false);
            foreach (var option in item.Answers?.Options ?? [])
                await output.WriteLineAsync($"      {option.Code} {option.Name}: {option.Label.Dutch} / {option.Label.EnglishOrDutch}").ConfigureAwait(false);
        }

        await output.WriteLineAsync("missing").ConfigureAwait(false);
        foreach (var code in form.MissingCodes)
            await output.WriteLineAsync($"  −{code.Row}  {Spelling.Of(code.Class)}  {code.OriginalCode ?? "(assigned here)"}: {code.Label.Dutch} / {code.Label.EnglishOrDutch}").ConfigureAwait(false);
        foreach (var scale in form.Scales)
        {
            await output.WriteLineAsync(
                $"scale {scale.Id}: {scale.Title.Dutch}: {string.Join(", ", scale.Items.Select(item => (item.Reversed ? "−" : "") + item.ItemId))}").ConfigureAwait(false);
        }

        return ExitCode.Done;
    }

    private static string Range(Item item) => item.Minimum is null && item.Maximum is null
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $" {item.Minimum}–{item.Maximum}{(item.Unit is null ? "" : " " + item.Unit)}");
}
