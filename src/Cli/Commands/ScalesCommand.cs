using System.CommandLine;
using System.Globalization;
using LobResearch.Analysis.Scores;
using LobResearch.Cli.Fitting;
using LobResearch.Statistics;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Measurement;
using LobResearch.Study;

namespace LobResearch.Cli.Commands;

/// <summary><c>lob scales</c>: scores, reliability and agreement of scales of a study or on any CSV file.</summary>
internal static class ScalesCommand
{
    public static Command Create()
    {
        var data = new Option<string?>("--data") { Description = "A CSV file with headings; empty cells are missing. For a study give --study." };
        var study = new Option<string?>("--study") { Description = "A study: the name of an example, or a folder that holds study.yaml. Its codebook keys the scales." };
        var form = new Option<string?>("--form") { Description = "With --study: the form whose scales are reported, such as parent." };
        var wave = new Option<string[]>("--wave") { Description = "With --study: waves, such as T0 T2; all that have come in unless stated.", AllowMultipleArgumentsPerToken = true };
        var scale = new Option<string[]>("--scale") { Description = "A scale and its items, \"A = -A1 + A2 + `item 3`\": a minus marks a reverse-keyed item; may be repeated. With --study names of scales, such as SUP ACT.", AllowMultipleArgumentsPerToken = true };
        var range = new Option<string?>("--range") { Description = "Lowest and highest possible answer, such as 1..6; a reversed answer is their sum less the answer." };
        var answered = new Option<string?>("--min-answered") { Description = "Share of a scale's items that must be answered for a score, such as 0.8 or 2/3 (the default)." };
        var sum = new Option<bool>("--sum") { Description = "Scores are sums; with missing items the mean of the answered ones times the number of items." };
        var by = new Option<string?>("--by") { Description = "Column whose values are groups to report apart; of two groups the difference too (Welch). With --study: school, wave or an item." };
        var agreement = new Option<string?>("--agreement") { Description = "Column whose values are groups, such as teams: r_wg, ICC(1) and ICC(2) within them. With --study: school." };
        var dyads = new Option<string[]>("--dyads") { Description = "Column whose values are dyads, such as families: ICC(A,1) between their roles; needs --role. With --study two forms: parent student.", AllowMultipleArgumentsPerToken = true };
        var role = new Option<string?>("--role") { Description = "Column that tells who of a dyad a row is, such as parent or student." };
        var scores = new Option<string?>("--scores") { Description = "Write the scores to this CSV file, one row per row of the data." };
        var id = new Option<string?>("--id") { Description = "Column to copy into the file of --scores, so that rows can be found again." };
        var confidence = new Option<double>("--confidence") { Description = "Confidence level of intervals.", DefaultValueFactory = _ => 0.95 };
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var command = new Command("scales", "Scores and reliability of scales, item by item, and agreement, of a study or of any CSV file.")
        {
            data, study, form, wave, scale, range, answered, sum, by, agreement, dyads, role, scores, id, confidence, json,
        };
        command.SetAction((parsed, cancellation) =>
        {
            if (parsed.GetValue(data) is not { } file)
            {
                RefuseGiven(parsed, "belongs to --data; of a study the codebook says it", range, answered, sum);
                RefuseGiven(parsed, "belongs to --data; scores of a study stay in it", scores, id);
                RefuseGiven(parsed, "belongs to --data; dyads of a study are told by its links", role);
                var options = new StudyScalesOptions
                {
                    Waves = parsed.GetValue(wave) ?? [],
                    Scales = parsed.GetValue(scale) ?? [],
                    By = parsed.GetValue(by),
                    Agreement = parsed.GetValue(agreement),
                    Confidence = parsed.GetValue(confidence),
                };
                return StudyScalesVerb.RunAsync(new StudyScalesVerb.Request(parsed.GetValue(study), parsed.GetValue(form), parsed.GetValue(dyads) ?? [], options, parsed.GetValue(json)), cancellation);
            }

            RefuseGiven(parsed, "is of a study, and --data of a file; give one of them", study, form, wave);
            var (keys, families) = (parsed.GetValue(scale) ?? [], parsed.GetValue(dyads) ?? []);
            if (keys.Length == 0)
                throw new InputFault("Which scales? Give --scale, such as --scale \"A = -A1 + A2\".");
            if (families.Length > 1)
                throw new InputFault("--dyads of a file takes one column, whose values are the dyads; --role names the column of roles.");
            return RunAsync(
                new Request(file, keys, parsed.GetValue(range), parsed.GetValue(answered), parsed.GetValue(sum), parsed.GetValue(scores), parsed.GetValue(id), parsed.GetValue(json)),
                new ScalesOptions { By = parsed.GetValue(by), Agreement = parsed.GetValue(agreement), Dyads = families.FirstOrDefault(), Role = parsed.GetValue(role), Confidence = parsed.GetValue(confidence) },
                cancellation);
        });
        return command;
    }

    private static void RefuseGiven(ParseResult parsed, string why, params Option[] options)
    {
        if (options.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } given)
            throw new InputFault($"{given.Name} {why}.");
    }

    private static async Task<int> RunAsync(Request request, ScalesOptions options, CancellationToken cancellationToken)
    {
        if (options.Dyads is null != options.Role is null)
            throw new InputFault(options.Role is null ? "--dyads needs --role: the column that tells who of a dyad a row is, such as parent or student." : "--role belongs to --dyads.");
        if (request.Id is not null && request.Scores is null)
            throw new InputFault("--id belongs to --scores.");
        if (request.Scores is not null)
            ScoreFile.RefuseInput(request.Scores, request.Data);
        var (range, share) = (Range(request.Range), Share(request.MinimumAnswered));
        try
        {
            // The keys first: their faults need no file.
            var keys = request.Scales.Select(text => ScaleKey.Parse(text, range?.Low, range?.High, request.Sum ? ScaleScore.Sum : ScaleScore.Mean, share)).ToList();
            var columns = await CsvColumns.ReadAsync(request.Data, cancellationToken, [.. new[] { request.Id, options.Dyads }.OfType<string>()]).ConfigureAwait(false);
            var report = ScalesReport.Of(keys, columns, options);
            if (request.Scores is not null)
                await ScoreFile.WriteAsync(request.Scores, report.Scores, request.Id is null ? null : columns[request.Id], cancellationToken).ConfigureAwait(false);
            await Console.Out.WriteLineAsync(request.Json ? ScalesDocument.Of(report) : VisibleText.Lines(report.ToString())).ConfigureAwait(false);
            return ExitCode.Done;
        }
        catch (Exception fault) when (fault is StatisticsException or FormulaException)
        {
            throw new InputFault(fault.Message);
        }
    }

    private static (double Low, double High)? Range(string? text)
    {
        if (text is null)
            return null;
        return text.Split("..") is [var low, var high] && Parsed(low) is { } lowest && Parsed(high) is { } highest && lowest < highest
            ? (lowest, highest)
            : throw new InputFault($"--range {text}: expected the lowest and the highest possible answer, such as 1..6.");
    }

    private static double Share(string? text)
    {
        if (text is null)
            return ScaleKey.UsualShare;
        var share = text.Split('/') switch
        {
            [var number] => Parsed(number),
            [var above, var below] when Parsed(below) is > 0 and { } divisor => Parsed(above) / divisor,
            _ => null,
        };
        return share is >= 0 and <= 1 ? share.Value : throw new InputFault($"--min-answered {text}: expected a share of the items between 0 and 1, such as 0.8 or 2/3.");
    }

    private static double? Parsed(string text) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    private sealed record Request(string Data, string[] Scales, string? Range, string? MinimumAnswered, bool Sum, string? Scores, string? Id, bool Json);
}
