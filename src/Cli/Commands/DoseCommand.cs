using System.CommandLine;
using System.Globalization;
using LobResearch.Cli.Fitting;
using LobResearch.Cli.Terminal;
using LobResearch.Statistics;
using LobResearch.Statistics.Causal;
using LobResearch.Statistics.Causal.Dose;
using LobResearch.Statistics.Formulas;
using LobResearch.Study;

namespace LobResearch.Cli.Commands;

/// <summary><c>lob dose</c>: the effect of a dose, by category and as a curve, on any CSV file.</summary>
internal static class DoseCommand
{
    public static Command Create()
    {
        var roles = new CausalRoleOptions(CausalUse.Dose);
        var options = new CausalFitOptions(CausalUse.Dose);
        var categories = new Option<string?>("--categories") { Description = "Dose categories, the first 0: 0,1,2,3+ (default for whole numbers), or 0,0-2,2-5,5+." };
        var thin = new Option<string>("--thin") { Description = "A category with too few rows or clusters: merge (with its neighbour, the default) or refuse.", DefaultValueFactory = _ => "merge" };
        var basis = new Option<string>("--basis") { Description = "The curve: natural (a natural cubic spline, the default) or none.", DefaultValueFactory = _ => "natural" };
        var knots = new Option<int>("--knots") { Description = "Knots of the spline at most, 3 to 5.", DefaultValueFactory = _ => new DoseOptions().Knots };
        var grid = new Option<string?>("--grid") { Description = "Doses at which the curve is given, with commas." };
        var least = new Option<int>("--least") { Description = "Rows that a category or a place on the curve needs.", DefaultValueFactory = _ => new DoseOptions().Least };
        var window = new Option<double?>("--window") { Description = "How near a row's dose must lie to count as about a dose of the curve." };
        var command = new Command("dose", "The effect of a dose against none, by category and as a curve, learned out of fold, on any CSV file.") { categories, thin, basis, knots, grid, least, window };
        roles.AddTo(command);
        options.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(parsed, roles, options, new DoseOptions
        {
            Categories = parsed.GetValue(categories),
            Thin = parsed.GetValue(thin) switch
            {
                "merge" => ThinCategory.Merge,
                "refuse" => ThinCategory.Refuse,
                var other => throw new InputFault($"--thin {other} is not known; expected merge or refuse."),
            },
            Basis = parsed.GetValue(basis) switch
            {
                "natural" => DoseBasis.Natural,
                "none" => DoseBasis.None,
                var other => throw new InputFault($"--basis {other} is not known; expected natural or none."),
            },
            Knots = parsed.GetValue(knots),
            Grid = Grid(parsed.GetValue(grid)),
            Least = parsed.GetValue(least),
            Window = parsed.GetValue(window),
        }, cancellation));
        return command;
    }

    private static double[]? Grid(string? text) => text?.Split(',').Select(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
        ? value
        : throw new InputFault($"--grid '{text}': '{part}' is not a number; expected doses with commas, such as 0,0.5,1,2.")).ToArray();

    private static async Task<int> RunAsync(ParseResult parsed, CausalRoleOptions roles, CausalFitOptions options, DoseOptions dose, CancellationToken cancellationToken)
    {
        try
        {
            using var progress = new LearningProgress();
            var (named, filled) = (roles.Read(parsed), options.Fill(parsed, roles, dose, progress));
            var columns = await CsvColumns.ReadAsync(parsed.GetValue(roles.Data)!, cancellationToken).ConfigureAwait(false);
            var fit = DoseResponse.Estimate(CausalData.Prepare(named, columns), filled);
            progress.Dispose();
            await Console.Out.WriteLineAsync(parsed.GetValue(options.Json) ? DoseDocument.Of(fit) : fit.ToString()).ConfigureAwait(false);
            return ExitCode.Done;
        }
        catch (Exception fault) when (fault is StatisticsException or FormulaException)
        {
            throw new InputFault(fault.Message);
        }
    }
}
