using LobResearch.Statistics.Causal;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Learning;
using LobResearch.Statistics.Randomness;

namespace LobResearch.Statistics.Tests.Causal.Dose;

/// <summary>Rows in schools with a dose of whole numbers that depends on a covariate, made from a seed.</summary>
internal sealed class GeneratedDose
{
    public GeneratedDose(ulong seed, int schools, int perSchool, Func<double, double> effect, double noise, double schoolNoise = 0, int most = 5, bool binary = false)
    {
        var random = new RandomSequence(seed, 7);
        var n = schools * perSchool;
        (X1, X2, Dose, Y, School) = (new double[n], new double[n], new double[n], new double[n], new double[n]);
        for (var school = 0; school < schools; school++)
        {
            var own = schoolNoise * random.Normal();
            for (var pupil = 0; pupil < perSchool; pupil++)
            {
                var row = school * perSchool + pupil;
                (X1[row], X2[row]) = (random.Normal(), random.Normal());
                if (binary)
                    X1[row] = X1[row] > 0 ? 1 : 0;
                Dose[row] = Math.Clamp(Math.Floor(1.5 + 0.8 * X1[row] + 1.6 * random.Normal()), 0, most);
                Y[row] = effect(Dose[row]) + 2 * X1[row] - X2[row] + own + noise * random.Normal();
                School[row] = school + 1;
            }
        }
    }

    public double[] X1 { get; }

    public double[] X2 { get; }

    public double[] Dose { get; set; }

    public double[] Y { get; }

    public double[] School { get; }

    public CausalData Data(bool clustered = true, int[]? order = null) => CausalData.Prepare(
        new CausalRoles("y", ["dose"]) { Covariates = "x1 + x2", Clusters = clustered ? ["school"] : [] },
        new ColumnSet(new[] { ("y", Y), ("dose", Dose), ("x1", X1), ("x2", X2), ("school", School) }
            .Select(column => new NumericColumn(column.Item1, order is null ? column.Item2 : Array.ConvertAll(order, row => column.Item2[row])))));
}

/// <summary>Linear regression, of a probability too: then an outcome that is linear in the dose's functions stays so after prediction.</summary>
internal sealed class LinearOnly : ILearner
{
    public string Name => "linear";

    public IPredictor Fit(FeatureMatrix features, double[] outcome, LearningTask task, ulong seed) => new OrdinaryLeastSquares().Fit(features, outcome, LearningTask.Mean, seed);
}
