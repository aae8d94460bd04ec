using LobResearch.Analysis;
using LobResearch.Analysis.Scores;
using LobResearch.Cli.Terminal;
using LobResearch.Study;

namespace LobResearch.Cli.Commands;

/// <summary><c>lob scales --study</c>: scales of a study, as its codebook keys them.</summary>
internal static class StudyScalesVerb
{
    /// <summary>What is asked for.</summary>
    /// <param name="Study">The study; null for the one that <c>LOB_STUDY</c> names.</param>
    /// <param name="Form">The form; null with dyads.</param>
    /// <param name="Dyads">The two forms of dyads; empty for none.</param>
    /// <param name="Options">Waves, scales and groups.</param>
    /// <param name="Json">Whether to print JSON.</param>
    public sealed record Request(string? Study, string? Form, IReadOnlyList<string> Dyads, StudyScalesOptions Options, bool Json);

    public static async Task<int> RunAsync(Request request, CancellationToken cancellationToken)
    {
        var name = request.Study ?? Environment.GetEnvironmentVariable("LOB_STUDY");
        if (string.IsNullOrEmpty(name))
            throw new InputFault("Whose scales? Give --study NAME-or-FOLDER, or --data FILE.csv for any other data.");
        if (request.Dyads.Count is not (0 or 2))
            throw new InputFault("--dyads of a study takes two forms, such as --dyads parent student.");
        if (request.Dyads.Count > 0 && request.Form is not null)
            throw new InputFault("--dyads names its two forms itself; leave --form out.");
        if (request.Dyads.Count == 0 && request.Form is null)
        {
            var forms = LobStudy.Find(name).Forms.Where(form => form.Scales.Count > 0).Select(form => form.Id).Distinct(StringComparer.Ordinal).ToList();
            throw new InputFault(forms.Count == 0
                ? "No form of this study has scales in its codebook."
                : $"Of which form? Give --form with one of {string.Join(", ", forms)}, or --dyads parent student.");
        }

        await using var study = await LobStudy.OpenAsync(name, ProgressLine.Instance, cancellationToken).ConfigureAwait(false);
        var scales = new StudyScales(study);
        string text;
        if (request.Dyads.Count == 2)
        {
            var dyads = await scales.DyadsAsync(request.Dyads[0], request.Dyads[1], request.Options, cancellationToken).ConfigureAwait(false);
            text = request.Json ? StudyScalesDocument.Of(dyads) : VisibleText.Lines(dyads.ToString());
        }
        else
        {
            var report = await scales.ReportAsync(request.Form!, request.Options, cancellationToken).ConfigureAwait(false);
            text = request.Json ? StudyScalesDocument.Of(report) : VisibleText.Lines(report.ToString());
        }

        await Console.Out.WriteLineAsync(text).ConfigureAwait(false);
        return ExitCode.Done;
    }
}
