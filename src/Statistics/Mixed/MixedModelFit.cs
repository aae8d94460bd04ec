using System.Globalization;
using System.Text;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Design;
using LobResearch.Statistics.Results;
using LobResearch.Statistics.Robust;

namespace LobResearch.Statistics.Mixed;

/// <summary>A fitted linear mixed model.</summary>
public sealed class MixedModelFit
{
    private readonly double[] _gamma;
    private readonly double[] _theta;
    private readonly Dictionary<DegreesOfFreedomMethod, FixedEffectInference> _inferences = [];
    private IReadOnlyList<RandomEffects>? _randomEffects;
    private double[]? _fixedPart;
    private double[]? _fitted;
    private readonly double[][] _modes;

    internal MixedModelFit(MixedModelData data, ProfiledCriterion criterion, double[] gamma, MixedModelOptions options, Optimum optimum)
    {
        (Data, Criteria, _gamma, Options, _theta) = (data, criterion, gamma, options, optimum.Theta);
        (Minus2LogLikelihood, Iterations, Converged) = (optimum.Value, optimum.Iterations, optimum.Converged);
        Lambda = data.Layout.Lambda(_theta);
        criterion.Differentiate(withInverse: false);
        Sigma = Math.Sqrt(criterion.SumOfSquares / criterion.Divisor);
        Beta = Estimates(criterion.Gamma);
        FixedCovariance = InDesign(criterion.FixedCovariance(), Sigma * Sigma);
        VarianceComponents = [.. Components(), new VarianceComponent("Residual", [], [Sigma], null)];
        _modes = Modes(criterion.Factor.TimesLambda(criterion.Spherical, 1));
        Singularities = Singularity.Of(this);
        Warnings = [.. Notes()];
    }

    /// <summary>The rows behind the fit.</summary>
    public ModelFrame Frame => Data.Frame;

    /// <summary>How it was fitted.</summary>
    public MixedModelOptions Options { get; }

    /// <summary>Rows used, n.</summary>
    public int N => Data.Rows;

    /// <summary>Grouping factors and their numbers of levels, most levels first.</summary>
    public IReadOnlyList<(string Name, int Levels)> Groups => [.. Data.Factors.Select(factor => (factor.Name, factor.Levels.Count))];

    /// <summary>Names of the p fixed effects, without dropped columns.</summary>
    public IReadOnlyList<string> Terms => Data.Names;

    /// <summary>The p fixed effects.</summary>
    public IReadOnlyList<double> Beta { get; }

    /// <summary>Their covariance at the estimated variances, p × p.</summary>
    public double[,] FixedCovariance { get; }

    /// <summary>Residual standard deviation, of a row of weight 1.</summary>
    public double Sigma { get; }

    /// <summary>Per random term its standard deviations and correlations; the residual last.</summary>
    public IReadOnlyList<VarianceComponent> VarianceComponents { get; }

    /// <summary>−2 log (restricted) likelihood, with all constants as lme4.</summary>
    public double Minus2LogLikelihood { get; }

    /// <summary>Number of parameters: fixed effects, variances, correlations and σ.</summary>
    public int Parameters => Data.Rank + Data.Layout.Count + 1;

    /// <summary>Akaike's criterion.</summary>
    public double Aic => Minus2LogLikelihood + 2 * Parameters;

    /// <summary>Schwarz's criterion; n is the number of rows, also under REML.</summary>
    public double Bic => Minus2LogLikelihood + Math.Log(N) * Parameters;

    /// <summary>Whether a variance is zero or a correlation ±1.</summary>
    public bool IsSingular => Singularities.Count > 0;

    /// <summary>What is singular, why that can be and what to try; empty for a regular fit.</summary>
    public IReadOnlyList<Singularity> Singularities { get; }

    /// <summary>Whether the optimiser came to rest.</summary>
    public bool Converged { get; }

    /// <summary>Gradients that the optimiser took.</summary>
    public int Iterations { get; }

    /// <summary>Names of columns that are combinations of others and were dropped.</summary>
    public IReadOnlyList<string> Dropped => Data.Dropped;

    /// <summary>What a reader must know.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>The fixed effects with Satterthwaite degrees of freedom.</summary>
    public CoefficientTable Coefficients => Inference(DegreesOfFreedomMethod.Satterthwaite).Coefficients;

    /// <summary>Predicted effects per grouping factor with their conditional standard deviations.</summary>
    public IReadOnlyList<RandomEffects> RandomEffects => _randomEffects ??= Predicted();

    /// <summary>Fixed part Xβ per used row.</summary>
    public ReadOnlySpan<double> FixedPart => _fixedPart ??= Multiply(Data.Design, Data.KeptColumns, Beta);

    /// <summary>Xβ + Zb per used row.</summary>
    public ReadOnlySpan<double> Fitted => _fitted ??= WithRandomPart();

    /// <summary>Outcome less fitted value per used row.</summary>
    public IReadOnlyList<double> Residuals
    {
        get
        {
            _ = Fitted;
            return [.. Frame.Response.Zip(_fitted!, (y, fitted) => y - fitted)];
        }
    }

    internal MixedModelData Data { get; }

    internal ProfiledCriterion Criteria { get; }

    /// <summary>Λ per factor on scaled effects.</summary>
    internal double[][] Lambda { get; }

    internal double[] Theta => _theta;

    /// <summary>What Q explains of the outcome.</summary>
    internal double[] OutcomeGamma => _gamma;

    /// <summary>Degrees of freedom, tests and intervals of the fixed effects by a method.</summary>
    /// <exception cref="StatisticsException">Kenward–Roger for a fit by ML.</exception>
    public FixedEffectInference Inference(DegreesOfFreedomMethod method)
    {
        lock (_inferences)
        {
            if (_inferences.TryGetValue(method, out var known))
                return known;
            FixedEffectInference inference = method switch
            {
                DegreesOfFreedomMethod.Satterthwaite => new Satterthwaite(this),
                DegreesOfFreedomMethod.KenwardRoger => new KenwardRoger(this),
                _ => new NormalInference(this),
            };
            _inferences.Add(method, inference);
            return inference;
        }
    }

    /// <summary>The fixed effects with cluster-robust errors, the fitted covariance as working model, as clubSandwich.</summary>
    /// <param name="clusters">One value per row of the data; every group of the random effects lies within one cluster.</param>
    /// <param name="type">Kind of correction.</param>
    /// <exception cref="StatisticsException">A cluster is missing, there is one only, or random effects cross the clusters.</exception>
    public CoefficientTable Robust(Column clusters, CovarianceType type = CovarianceType.CR2) =>
        MixedModelRobust.Estimate(this, MixedModelClusters.Of(this, clusters), type);

    /// <summary>The same by the outermost grouping factor.</summary>
    /// <param name="type">Kind of correction.</param>
    /// <exception cref="StatisticsException">The grouping factors cross each other.</exception>
    public CoefficientTable Robust(CovarianceType type = CovarianceType.CR2) => MixedModelRobust.Estimate(this, MixedModelClusters.Outermost(this), type);

    /// <summary>The same model by the other criterion, or itself when it already is.</summary>
    public MixedModelFit Refit(Criterion criterion) => criterion == Options.Criterion
        ? this
        : MixedModel.Fit(Data, Criteria.With(criterion == Criterion.Reml), _gamma, Options with { Criterion = criterion }, _theta);

    /// <summary>Predictions for new rows.</summary>
    /// <param name="data">Columns of the formula's right side; the outcome is not needed.</param>
    /// <param name="withRandomEffects">Whether to add the groups' predicted effects; a group that the fit doesn't know gets 0.</param>
    /// <returns>One number per row; NaN where a variable is missing or has a level that the fit doesn't know.</returns>
    /// <exception cref="StatisticsException">A column is missing or of another kind.</exception>
    public double[] Predict(ColumnSet data, bool withRandomEffects = true)
    {
        var frame = Frame.OnNewRows(data, withRandomEffects);
        var design = DesignMatrix.Build(frame);
        var predictions = Multiply(design, Data.KeptColumns, Beta);
        for (var f = 0; f < Data.Factors.Count && withRandomEffects; f++)
        {
            var factor = Data.Factors[f];
            var index = factor.Levels.Select((level, code) => (level, code)).ToDictionary(pair => pair.level, pair => pair.code, StringComparer.Ordinal);
            var labels = GroupingFactor.LabelsOf([.. factor.Group.Select(variable => variable.Evaluate(data))], data.Rows);
            var columns = factor.Terms.SelectMany(term => DesignMatrix.Build(frame, term.Terms, term.HasIntercept).Columns).ToArray();
            for (var row = 0; row < data.Rows; row++)
            {
                if (!index.TryGetValue(labels[row], out var level))
                    continue;
                for (var effect = 0; effect < factor.Size; effect++)
                    predictions[row] += columns[effect][row] * _modes[f][level * factor.Size + effect];
            }
        }

        for (var row = 0; row < data.Rows; row++)
        {
            if (!frame.IsUsable(row))
                predictions[row] = double.NaN;
        }

        return predictions;
    }

    /// <summary>The model, its variances and its fixed effects.</summary>
    public override string ToString() => ToString(Coefficients);

    /// <summary>The same with another table of fixed effects.</summary>
    public string ToString(CoefficientTable table)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Frame.Formula}   ({(Options.Criterion == Criterion.Reml ? "REML" : "ML")})");
        text.AppendLine(CultureInfo.InvariantCulture, $"n = {N}, left out for missing values{(Options.Weights is null ? "" : " or a weight of zero")}: {Frame.Omitted}; {string.Join(", ", Groups.Select(group => $"{group.Levels} {group.Name}"))}");
        text.AppendLine();
        foreach (var component in VarianceComponents)
            text.AppendLine(component.ToString());
        text.AppendLine();
        text.AppendLine(table.ToString());
        text.AppendLine();
        text.Append(CultureInfo.InvariantCulture, $"-2 log {(Options.Criterion == Criterion.Reml ? "restricted " : "")}likelihood {Minus2LogLikelihood:0.000}, AIC {Aic:0.00}, BIC {Bic:0.00}");
        return text.ToString();
    }

    /// <summary>β for estimates γ on Q beside what Q explains.</summary>
    internal double[] Estimates(double[] gamma)
    {
        var beta = new double[Data.Rank];
        for (var i = 0; i < beta.Length; i++)
        {
            for (var k = 0; k < beta.Length; k++)
                beta[i] += Data.Transformation[i, k] * (gamma[k] + _gamma[k]);
        }

        return beta;
    }

    /// <summary>B M B' · scale for a matrix on Q's columns.</summary>
    internal double[,] InDesign(double[,] matrix, double scale)
    {
        var p = Data.Rank;
        var half = new double[p, p];
        var result = new double[p, p];
        for (var i = 0; i < p; i++)
        {
            for (var j = 0; j < p; j++)
            {
                for (var k = 0; k < p; k++)
                    half[i, j] += Data.Transformation[i, k] * matrix[k, j];
            }
        }

        for (var i = 0; i < p; i++)
        {
            for (var j = 0; j < p; j++)
            {
                for (var k = 0; k < p; k++)
                    result[i, j] += scale * half[i, k] * Data.Transformation[j, k];
            }
        }

        return result;
    }

    private IEnumerable<VarianceComponent> Components()
    {
        var lambda = Data.Unscaled(Lambda);
        for (var f = 0; f < Data.Factors.Count; f++)
        {
            var factor = Data.Factors[f];
            for (var term = 0; term < factor.Terms.Count; term++)
            {
                var effects = Enumerable.Range(0, factor.Size).Where(effect => factor.TermOf[effect] == term).ToArray();
                var own = new double[effects.Length * effects.Length];
                for (var i = 0; i < effects.Length; i++)
                {
                    for (var j = 0; j < effects.Length; j++)
                        own[i * effects.Length + j] = lambda[f][effects[i] * factor.Size + effects[j]];
                }

                yield return VarianceComponent.Of(factor.Name, [.. effects.Select(effect => factor.Effects[effect])], own, Sigma);
            }
        }
    }

    // b per factor, levels × q, in the columns' own units.
    private double[][] Modes(double[] scaled) => [.. Data.Factors.Select((factor, f) =>
    {
        var modes = new double[factor.Levels.Count * factor.Size];
        for (var i = 0; i < modes.Length; i++)
            modes[i] = scaled[Criteria.Products.FirstEffect[f] + i] / Data.Scales[f][i % factor.Size];
        return modes;
    })];

    // Var(b | y) = σ² Λ M⁻¹ Λ' for given parameters, as lme4's condVar.
    private List<RandomEffects> Predicted()
    {
        Criteria.Value(Lambda);
        Criteria.Factor.Invert();
        var lambda = Data.Unscaled(Lambda);
        return [.. Data.Factors.Select((factor, f) =>
        {
            var q = factor.Size;
            var values = new double[factor.Levels.Count, q];
            var deviations = new double[factor.Levels.Count, q];
            var block = new double[q * q];
            for (var level = 0; level < factor.Levels.Count; level++)
            {
                Criteria.Factor.InverseBlock(Criteria.Products.FirstNode[f] + level, block);
                for (var i = 0; i < q; i++)
                {
                    values[level, i] = _modes[f][level * q + i];
                    var variance = 0.0;
                    for (var j = 0; j < q; j++)
                    {
                        for (var k = 0; k < q; k++)
                            variance += lambda[f][i * q + j] * block[j * q + k] * lambda[f][i * q + k];
                    }

                    deviations[level, i] = Sigma * Math.Sqrt(Math.Max(variance, 0));
                }
            }

            return new RandomEffects(factor.Name, factor.Effects, factor.Levels, values, deviations);
        })];
    }

    private double[] WithRandomPart()
    {
        var fitted = FixedPart.ToArray();
        for (var f = 0; f < Data.Factors.Count; f++)
        {
            var factor = Data.Factors[f];
            for (var effect = 0; effect < factor.Size; effect++)
            {
                for (var row = 0; row < fitted.Length; row++)
                    fitted[row] += factor.Columns[effect][row] * _modes[f][factor.Codes[row] * factor.Size + effect];
            }
        }

        return fitted;
    }

    private static double[] Multiply(DesignMatrix design, IReadOnlyList<int> columns, IReadOnlyList<double> beta)
    {
        var product = new double[design.Rows];
        for (var k = 0; k < beta.Count; k++)
            System.Numerics.Tensors.TensorPrimitives.MultiplyAdd<double>(design.Columns[columns[k]], beta[k], product, product);
        return product;
    }

    private IEnumerable<string> Notes()
    {
        if (Dropped.Count > 0)
            yield return $"{string.Join(", ", Dropped)}: combinations of other columns, dropped";
        if (!Converged)
            yield return "the optimiser did not come to rest: treat the estimates as provisional, centre and scale the columns of the random terms or leave one out";
        foreach (var singularity in Singularities)
            yield return singularity.ToString();
    }
}
