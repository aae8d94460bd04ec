using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Learning;

namespace LobResearch.Statistics.Tests.Learning;

/// <summary>The reference data sets as features, outcome, exposure and the folds they come with.</summary>
internal sealed record LearningCase(ColumnSet Data, FeatureMatrix Features, double[] Outcome, double[] Exposure, int[] Folds)
{
    /// <summary>SmokeBan (AER), 10,000 workers.</summary>
    public static LearningCase SmokeBan { get; } = Load("smokeban.csv", "fold1", null, "age", "age2", "educ", "afam", "hispanic", "female");

    /// <summary>Project STAR's kindergarten, folds by school.</summary>
    public static LearningCase Star { get; } = Load("stark.csv", "fold", "sch", "free", "black", "female", "exp", "inner", "rural");

    public double[] Column(string name) => ((NumericColumn)Data[name]).Values.ToArray();

    private static LearningCase Load(string file, string fold, string? group, params string[] features)
    {
        var data = TestData.Load("12_dml", file);
        var columns = Array.ConvertAll(features, name => ((NumericColumn)data[name]).Values.ToArray());
        var groups = group is null ? null : Array.ConvertAll(((NumericColumn)data[group]).Values.ToArray(), value => (int)value);
        var matrix = new FeatureMatrix(features, columns, columns[0].Length, groups);
        var folds = Array.ConvertAll(((NumericColumn)data[fold]).Values.ToArray(), value => (int)value);
        return new LearningCase(data, matrix, ((NumericColumn)data["y"]).Values.ToArray(), ((NumericColumn)data["d"]).Values.ToArray(), folds);
    }
}
