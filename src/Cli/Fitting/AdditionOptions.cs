using System.CommandLine;
using LobResearch.Statistics;
using LobResearch.Statistics.Bootstrap;
using LobResearch.Statistics.Causal.Sensitivity;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Multiplicity;
using LobResearch.Statistics.Randomisation;
using LobResearch.Statistics.Regression;
using LobResearch.Statistics.Results;
using LobResearch.Study;

namespace LobResearch.Cli.Fitting;

/// <summary>The options for what is reported beside a fit: randomisation inference, adjusted p values, effect sizes.</summary>
internal sealed class AdditionOptions
{
    private readonly Option<string?> _randomisation = new("--randomisation") { Description = "How the clusters' exposures were decided: complete, blocked, listed, or undeclared (a permutation under exchangeability). Tests --exposure." };
    private readonly Option<string?> _blocks = new("--blocks") { Description = "Column of the blocks of --randomisation blocked." };
    private readonly Option<string?> _assignments = new("--assignments") { Description = "CSV of --randomisation listed: the cluster's column, then one column of exposures per assignment that could have been drawn." };
    private readonly Option<string?> _adjust = new("--adjust") { Description = "p values for several tests: holm, bh or romano-wolf (needs --cluster)." };
    private readonly Option<string[]> _family = new("--family") { Description = "A coefficient of the family that --adjust is about; may be repeated. All but the intercept unless named." };
    private readonly Option<bool> _effectSizes = new("--effect-sizes") { Description = "Standardised coefficients, Hedges' g of the exposure, ICC and design effect of the clusters." };
    private readonly Option<bool> _sensitivity = new("--sensitivity") { Description = "How strong an unmeasured cause would have to be to undo the effect of --exposure; given anyway when --exposure is named." };
    private readonly Option<string?> _benchmark = new("--benchmark") { Description = "Covariates, with commas: what an unmeasured cause as strong as each would do to that effect." };

    /// <summary>Adds all options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _randomisation, _blocks, _assignments, _adjust, _family, _effectSizes, _sensitivity, _benchmark })
            command.Add(option);
    }

    /// <summary>Adds those that a mixed model takes.</summary>
    public void AddAdjustmentTo(Command command)
    {
        command.Add(_adjust);
        command.Add(_family);
    }

    /// <summary>What was asked for.</summary>
    /// <exception cref="InputFault">An unknown name, or an option without the one that it belongs to.</exception>
    public AdditionRequest Read(ParseResult parsed, string? cluster)
    {
        var randomisation = parsed.GetValue(_randomisation);
        if (randomisation is not (null or "complete" or "blocked" or "listed" or "undeclared"))
            throw new InputFault($"--randomisation {randomisation} is not known; expected complete, blocked, listed or undeclared.");
        if (randomisation is not null && cluster is null)
            throw new InputFault("--randomisation needs --cluster: the column of what was assigned as a whole.");
        var (blocks, assignments) = (parsed.GetValue(_blocks), parsed.GetValue(_assignments));
        if (blocks is null == (randomisation == "blocked"))
            throw new InputFault(blocks is null ? "--randomisation blocked needs --blocks: the column within whose values exposures were dealt out." : "--blocks belongs to --randomisation blocked.");
        if (assignments is null == (randomisation == "listed"))
            throw new InputFault(assignments is null ? "--randomisation listed needs --assignments: a CSV file of all that could have been drawn." : "--assignments belongs to --randomisation listed.");
        var request = ReadAdjustment(parsed);
        if (request.Adjust == AdjustedTests.RomanoWolfName && cluster is null)
            throw new InputFault("--adjust romano-wolf needs --cluster: it bootstraps whole clusters.");
        return request with
        {
            Randomisation = randomisation,
            Blocks = blocks,
            Assignments = assignments,
            EffectSizes = parsed.GetValue(_effectSizes),
            Sensitivity = parsed.GetValue(_sensitivity),
            Benchmarks = parsed.GetValue(_benchmark) is { } names ? Commands.CausalRoleOptions.List(names, "--benchmark") : [],
        };
    }

    /// <summary>What a mixed model was asked for.</summary>
    /// <exception cref="InputFault">An unknown name, or a family without an adjustment.</exception>
    public AdditionRequest ReadAdjustment(ParseResult parsed)
    {
        var (adjust, family) = (parsed.GetValue(_adjust), parsed.GetValue(_family) ?? []);
        if (adjust is null && family.Length > 0)
            throw new InputFault("--family belongs to --adjust.");
        return new AdditionRequest
        {
            Family = family,
            Adjust = adjust switch
            {
                null => null,
                "holm" => AdjustedTests.Holm,
                "bh" => AdjustedTests.BenjaminiHochberg,
                "romano-wolf" => AdjustedTests.RomanoWolfName,
                _ => throw new InputFault($"--adjust {adjust} is not known; expected holm, bh or romano-wolf."),
            },
        };
    }
}

/// <summary>What is to be reported beside a fit.</summary>
internal sealed record AdditionRequest
{
    public string? Randomisation { get; init; }

    public string? Blocks { get; init; }

    public string? Assignments { get; init; }

    public string? Adjust { get; init; }

    public string[] Family { get; init; } = [];

    public bool EffectSizes { get; init; }

    public bool Sensitivity { get; init; }

    public IReadOnlyList<string> Benchmarks { get; init; } = [];

    /// <summary>Whether a mechanism of assignment is declared.</summary>
    public bool MechanismDeclared => Randomisation is not (null or "undeclared");

    /// <summary>Makes all that was asked for, in the order of the report.</summary>
    /// <exception cref="StatisticsException">It can't be had from this fit; the message says why.</exception>
    public async Task<IReadOnlyList<FitAddition>> MakeAsync(
        LeastSquaresFit fit, CoefficientTable table, ColumnSet data, string? cluster, string? exposure, WildBootstrapOptions wild, CancellationToken cancellationToken)
    {
        var additions = new List<FitAddition>();
        var clusters = cluster is null ? null : data[cluster];
        if (Randomisation is not null)
        {
            var options = new RandomisationOptions
            {
                Mechanism = await MechanismAsync(data, cluster!, cancellationToken).ConfigureAwait(false),
                Draws = wild.Draws,
                Seed = wild.Seed,
                Confidence = wild.Confidence,
            };
            var term = exposure ?? throw new InputFault("--randomisation tests an exposure, and the model has no column beside the intercept.");
            additions.Add(new RandomisationAddition(RandomisationTest.Test(fit, clusters!, term, options)));
        }

        if (Adjust is not null)
            additions.Add(new AdjustedAddition(Adjust == AdjustedTests.RomanoWolfName ? RomanoWolf.Adjust(FamilyOf(table).Select(term => new Hypothesis(fit, clusters!, term)).ToList(), wild) : Adjusted(table)));
        if (EffectSizes)
            additions.Add(EffectSizeAddition.Of(fit, table, clusters, exposure));
        if (Sensitivity || Benchmarks.Count > 0)
        {
            var term = exposure ?? throw new InputFault("--sensitivity is about an exposure, and the model has no column beside the intercept.");
            additions.Add(new SensitivityAddition(OmittedVariableBias.Of(fit, table, term, Benchmarks)));
        }

        return additions;
    }

    /// <summary>A table's p values, adjusted by Holm or Benjamini–Hochberg.</summary>
    public AdjustedTests Adjusted(CoefficientTable table) => AdjustedTests.Of(table, FamilyOf(table), Adjust!);

    private IReadOnlyList<string> FamilyOf(CoefficientTable table) =>
        Family.Length > 0 ? Family : table.Coefficients.Select(coefficient => coefficient.Term).Where(term => term != "(Intercept)").ToList();

    private async Task<AssignmentMechanism?> MechanismAsync(ColumnSet data, string cluster, CancellationToken cancellationToken) => Randomisation switch
    {
        "complete" => AssignmentMechanism.Complete,
        "blocked" => AssignmentMechanism.WithinBlocks(data[Blocks!]),
        "listed" => AssignmentMechanism.OneOf(Listed(await CsvColumns.ReadAsync(Assignments!, cancellationToken).ConfigureAwait(false), cluster)),
        _ => null,
    };

    private List<IReadOnlyDictionary<string, double>> Listed(ColumnSet table, string cluster)
    {
        var schools = table[cluster] is { } column && Enumerable.Range(0, column.Length).All(row => !column.IsMissing(row))
            ? Enumerable.Range(0, column.Length).Select(row => column is CategoricalColumn named ? named.Levels[named.Codes[row]] : ((NumericColumn)column).Values[row].ToString(System.Globalization.CultureInfo.InvariantCulture)).ToList()
            : throw new InputFault($"{Assignments}: a row names no {cluster}. Each row is one.");
        if (schools.Distinct(StringComparer.Ordinal).Count() != schools.Count)
            throw new InputFault($"{Assignments}: a {cluster} stands twice. Each row is one.");
        return table.Names.Where(name => name != cluster).Select(name => table[name] is NumericColumn exposures && Enumerable.Range(0, exposures.Length).All(row => !exposures.IsMissing(row))
            ? (IReadOnlyDictionary<string, double>)schools.Select((school, row) => (school, row)).ToDictionary(pair => pair.school, pair => exposures.Values[pair.row], StringComparer.Ordinal)
            : throw new InputFault($"{Assignments}: column {name} holds something else than numbers. An assignment is one exposure per {cluster}, 0 or 1 for a category.")).ToList();
    }
}
