using Microsoft.ML;
using Microsoft.ML.Data;

namespace LobResearch.Statistics.Learning;

/// <summary>Rows as ML.NET takes them: features and outcome standardised in double precision before they become single.</summary>
internal sealed class MlNetRows
{
    /// <summary>The columns' names in ML.NET.</summary>
    public const string Features = nameof(Row.Features), Number = nameof(Row.Number), Flag = nameof(Row.Flag);

    private readonly double[] _centres;
    private readonly double[] _scales;

    private MlNetRows(TrainingRows rows)
    {
        (_centres, _scales) = (new double[rows.Features.Count], new double[rows.Features.Count]);
        for (var column = 0; column < rows.Features.Count; column++)
            (_centres[column], _scales[column]) = CentreAndScale(rows.Features.Column(column));
        (OutcomeCentre, OutcomeScale) = rows.Task == LearningTask.Mean ? CentreAndScale(rows.Outcome) : (0, 1);
    }

    /// <summary>What a predicted number is multiplied by.</summary>
    public double OutcomeScale { get; }

    /// <summary>What is added to it then.</summary>
    public double OutcomeCentre { get; }

    /// <summary>How these rows, and those predicted for later, are standardised.</summary>
    public static MlNetRows Of(TrainingRows rows) => new(rows);

    /// <summary>The rows with their outcome.</summary>
    public IDataView Training(MLContext context, TrainingRows rows) => Load(context, rows.Features, rows.Outcome);

    /// <summary>Rows without an outcome.</summary>
    public IDataView Prediction(MLContext context, FeatureMatrix features) => Load(context, features, null);

    /// <summary>A feature's value on its own scale.</summary>
    public double Unscaled(int column, double value) => _centres[column] + _scales[column] * value;

    private IDataView Load(MLContext context, FeatureMatrix features, double[]? outcome)
    {
        var rows = new Row[features.Rows];
        for (var row = 0; row < rows.Length; row++)
        {
            var values = new float[features.Count];
            for (var column = 0; column < values.Length; column++)
                values[column] = (float)((features.Columns[column][row] - _centres[column]) / _scales[column]);
            var number = outcome is null ? 0 : (float)((outcome[row] - OutcomeCentre) / OutcomeScale);
            rows[row] = new Row { Features = values, Number = number, Flag = outcome is not null && outcome[row] == 1 };
        }

        var schema = SchemaDefinition.Create(typeof(Row));
        schema[Features].ColumnType = new VectorDataViewType(NumberDataViewType.Single, features.Count);
        return context.Data.LoadFromEnumerable(rows, schema);
    }

    private static (double Centre, double Scale) CentreAndScale(ReadOnlySpan<double> values)
    {
        var centre = MeanLearner.MeanOf(values);
        var squares = 0.0;
        foreach (var value in values)
            squares += (value - centre) * (value - centre);
        var scale = Math.Sqrt(squares / values.Length);
        return (centre, scale > 0 ? scale : 1);
    }

    private sealed class Row
    {
        public float[] Features { get; set; } = [];

        public float Number { get; set; }

        public bool Flag { get; set; }
    }
}
