using System.CommandLine;
using System.Globalization;
using LobResearch.Cli.Fitting;
using LobResearch.Cli.Terminal;
using LobResearch.Statistics;
using LobResearch.Statistics.Causal;
using LobResearch.Statistics.Formulas;
using LobResearch.Study;

namespace LobResearch.Cli.Commands;

/// <summary><c>lob fit dml</c> and <c>lob fit irm</c>: effects of exposures by double machine learning, on any CSV file.</summary>
internal static class CausalCommand
{
    public static Command Dml()
    {
        var roles = new CausalRoleOptions(CausalUse.PartiallyLinear);
        var options = new CausalFitOptions(CausalUse.PartiallyLinear);
        var beside = new BesideOptions();
        var importance = new ImportanceOptions();
        var score = new Option<string>("--score") { Description = "partialling-out (default) or iv-type.", DefaultValueFactory = _ => "partialling-out" };
        var command = new Command("dml", "Effects of one or more exposures, partially linear: residual on residual, learned out of fold.") { score };
        roles.AddTo(command);
        options.AddTo(command);
        beside.AddTo(command);
        importance.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(parsed, roles, (data, progress) => PartiallyLinear.Estimate(data, options.Fill(parsed, roles, new PartiallyLinearOptions
        {
            Score = parsed.GetValue(score) switch
            {
                "partialling-out" => PartiallyLinearScore.PartiallingOut,
                "iv-type" => PartiallyLinearScore.IvType,
                var other => throw new InputFault($"--score {other} is not known; expected partialling-out or iv-type."),
            },
        }, progress)), options, beside, importance, cancellation));
        return command;
    }

    public static Command Irm()
    {
        var roles = new CausalRoleOptions(CausalUse.Interactive);
        var options = new CausalFitOptions(CausalUse.Interactive);
        var beside = new BesideOptions();
        var importance = new ImportanceOptions();
        var estimand = new Option<string>("--estimand") { Description = "ate (everybody's effect, the default) or att (that of the exposed).", DefaultValueFactory = _ => "ate" };
        var clip = new Option<string>("--clip") { Description = "Bounds of the probability of exposure: 0.01 for 0.01 to 0.99, or lower,upper.", DefaultValueFactory = _ => "0.01" };
        var outside = new Option<string>("--outside") { Description = "What becomes of rows outside the bounds: clip (default) or drop.", DefaultValueFactory = _ => "clip" };
        var normalise = new Option<bool>("--normalise") { Description = "Divide the weights by their means." };
        var command = new Command("irm", "The average effect of an exposure of 0 and 1, by outcome models and the probability of exposure.") { estimand, clip, outside, normalise };
        roles.AddTo(command);
        options.AddTo(command);
        beside.AddTo(command);
        importance.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(parsed, roles, (data, progress) =>
        {
            var (lower, upper) = Bounds(parsed.GetValue(clip)!);
            return Interactive.Estimate(data, options.Fill(parsed, roles, new InteractiveOptions
            {
                Estimand = parsed.GetValue(estimand) switch
                {
                    "ate" => Estimand.Ate,
                    "att" => Estimand.Att,
                    var other => throw new InputFault($"--estimand {other} is not known; expected ate or att."),
                },
                Lower = lower,
                Upper = upper,
                Trimming = parsed.GetValue(outside) switch
                {
                    "clip" => Trimming.Clip,
                    "drop" => Trimming.Drop,
                    var other => throw new InputFault($"--outside {other} is not known; expected clip or drop."),
                },
                Normalise = parsed.GetValue(normalise),
            }, progress));
        }, options, beside, importance, cancellation));
        return command;
    }

    private static (double Lower, double Upper) Bounds(string text)
    {
        var parts = text.Split(',');
        var numbers = parts.Select(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : double.NaN).ToArray();
        return numbers switch
        {
            [var one] when !double.IsNaN(one) => (one, 1 - one),
            [var low, var high] when !double.IsNaN(low) && !double.IsNaN(high) => (low, high),
            _ => throw new InputFault($"--clip '{text}': expected one number such as 0.01, or two such as 0.05,0.9."),
        };
    }

    private static async Task<int> RunAsync(ParseResult parsed, CausalRoleOptions roles, Func<CausalData, IProgress<CausalProgress>, CausalFit> estimate, CausalFitOptions options, BesideOptions beside, ImportanceOptions importance, CancellationToken cancellationToken)
    {
        try
        {
            var named = beside.Require(parsed, roles.Read(parsed));
            var columns = await CsvColumns.ReadAsync(parsed.GetValue(roles.Data)!, cancellationToken).ConfigureAwait(false);
            var data = CausalData.Prepare(named, columns);
            importance.Check(parsed, data);
            using var progress = new LearningProgress();
            var fit = beside.Add(parsed, estimate(data, progress), columns);
            fit = importance.Add(parsed, fit, options.Fill(parsed, roles, new PartiallyLinearOptions()));
            progress.Dispose();
            await Console.Out.WriteLineAsync(parsed.GetValue(options.Json) ? CausalDocument.Of(fit) : fit.ToString()).ConfigureAwait(false);
            return ExitCode.Done;
        }
        catch (Exception fault) when (fault is StatisticsException or FormulaException)
        {
            throw new InputFault(fault.Message);
        }
    }
}
