using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using LobResearch.Analysis;
using LobResearch.Cli.Terminal;
using LobResearch.Ingest.Drafting;
using LobResearch.Ingest.Writing.Codebooks;
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
        return new Command("codebook", "The forms.")
        {
            list, show, Diff(), Draft("from-sav", "An SPSS file (.sav, .zsav).", "Draft a codebook from an SPSS file's own labels and missing values."),
            Draft("from-redcap", "REDCap's data dictionary (.csv).", "Draft a codebook from a REDCap project's data dictionary."), Export(),
        };
    }

    private static Command Diff()
    {
        var form = new Argument<string>("form") { Description = "The form; or two codebook files." };
        var before = new Argument<string>("before") { Description = "A version; or the second file." };
        var after = new Argument<string?>("after") { Description = "Another version.", Arity = ArgumentArity.ZeroOrOne };
        var study = StudyOption.Create();
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var command = new Command("diff", "Show what differs between two versions of a form: 'diff FORM 1 2', or 'diff OLD.yaml NEW.yaml'.") { form, before, after, study, json };
        command.SetAction(async (parsed, _) =>
        {
            var (one, other) = parsed.GetValue(after) is { } second
                ? (Version(parsed.GetValue(study)!, parsed.GetValue(form)!, parsed.GetValue(before)!), Version(parsed.GetValue(study)!, parsed.GetValue(form)!, second))
                : (FormReader.Read(parsed.GetValue(form)!), FormReader.Read(parsed.GetValue(before)!));
            var differences = FormDifference.Between(one, other);
            await Console.Out.WriteLineAsync(parsed.GetValue(json) ? Json(one, other, differences)
                : differences.Count == 0 ? "No difference." : string.Join(Environment.NewLine, differences)).ConfigureAwait(false);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Draft(string name, string fileIs, string does)
    {
        var file = new Argument<string>("file") { Description = fileIs };
        var form = new Option<string?>("--form") { Description = "The form's identifier; by default the file's name." };
        var role = new Option<Role>("--role") { Description = "Who fills it in.", DefaultValueFactory = _ => Role.Parent };
        var output = new Option<string?>("--out") { Description = "Write the codebook here rather than on the screen." };
        var source = new Option<string?>("--source") { Description = "Write a source for the file here, too." };
        var command = new Command(name, does) { file, form, role, output, source };
        command.SetAction(async (parsed, cancellation) =>
        {
            var draft = await CodebookDraft.OfAsync(parsed.GetValue(file)!, parsed.GetValue(form), parsed.GetValue(role), cancellation).ConfigureAwait(false);
            if (parsed.GetValue(output) is { } path)
                await WriteNewAsync(path, draft.Codebook, cancellation).ConfigureAwait(false);
            else
                await Console.Out.WriteAsync(draft.Codebook).ConfigureAwait(false);
            if (parsed.GetValue(source) is { } sourcePath)
                await WriteNewAsync(sourcePath, draft.Source, cancellation).ConfigureAwait(false);
            foreach (var note in draft.Notes)
                await Console.Error.WriteLineAsync("note: " + VisibleText.Of(note)).ConfigureAwait(false);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Export()
    {
        var form = new Argument<string>("form") { Description = "The form." };
        var to = new Option<string>("--to") { Description = "ddi, redcap or markdown.", Required = true };
        to.AcceptOnlyFromAmong("ddi", "redcap", "markdown");
        var version = new Option<int?>("--version") { Description = "The version; by default the newest." };
        var language = new Option<string>("--lang") { Description = "nl or en; DDI holds both.", DefaultValueFactory = _ => "nl" };
        language.AcceptOnlyFromAmong("nl", "en");
        var output = new Option<string?>("--out") { Description = "Write it here rather than on the screen." };
        var study = StudyOption.Create();
        var command = new Command("export", "Write a form for an archive (DDI-Codebook 2.5), for REDCap, or for people (Markdown).") { form, to, version, language, output, study };
        command.SetAction(async (parsed, cancellation) =>
        {
            var definition = LobStudy.Find(parsed.GetValue(study)!);
            var chosen = Version(parsed.GetValue(study)!, parsed.GetValue(form)!, parsed.GetValue(version)?.ToString(CultureInfo.InvariantCulture));
            var english = parsed.GetValue(language) == "en";
            var text = parsed.GetValue(to) switch
            {
                "ddi" => DdiCodebook.Of(chosen, definition.Title),
                "redcap" => RedCapCodebook.Of(chosen, english),
                _ => MarkdownCodebook.Of(chosen, english),
            };
            if (parsed.GetValue(output) is { } path)
                await File.WriteAllTextAsync(path, text, cancellation).ConfigureAwait(false);
            else
                await Console.Out.WriteAsync(text).ConfigureAwait(false);
            return ExitCode.Done;
        });
        return command;
    }

    private static Form Version(string studyName, string id, string? version)
    {
        var study = LobStudy.Find(studyName);
        var newest = study.NewestForm(id)
            ?? throw new InputFault($"Study {study.Id} has no form '{id}'; it has {string.Join(", ", study.Forms.Select(known => known.Id).Distinct())}.");
        if (version is null)
            return newest;
        return int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && study.FindForm(id, number) is { } form
            ? form
            : throw new InputFault($"Form {id} has no version '{version}'; it has {string.Join(", ", study.Forms.Where(known => known.Id == id).Select(known => known.Version))}.");
    }

    // What a person has corrected by hand is never written over by a new draft.
    private static async Task WriteNewAsync(string path, string text, CancellationToken cancellationToken)
    {
        if (File.Exists(path))
            throw new InputFault($"{path}: the file is there already. Move it away, or choose another name.");
        await File.WriteAllTextAsync(path, text, cancellationToken).ConfigureAwait(false);
    }

    private static string Json(Form before, Form after, IReadOnlyList<FormDifference> differences) => JsonSerializer.Serialize(
        new
        {
            schema = 1,
            method = "codebook-diff",
            before = new { form = before.Id, version = before.Version },
            after = new { form = after.Id, version = after.Version },
            differences = differences.Select(difference => new { place = difference.Place, aspect = difference.Aspect, before = difference.Before, after = difference.After }),
        },
        JsonOutput.Options);

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
