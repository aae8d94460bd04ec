namespace LobResearch.Statistics.Mixed;

/// <summary>Where the free elements of each factor's Λ stand in the vector θ: lower triangles, without elements between uncorrelated terms.</summary>
internal sealed class ThetaLayout
{
    private readonly int[] _sizes;

    private ThetaLayout(int[] sizes, IReadOnlyList<Element> elements) => (_sizes, Elements) = (sizes, elements);

    /// <summary>An element of θ.</summary>
    internal readonly record struct Element(int Factor, int Row, int Column)
    {
        public bool IsDiagonal => Row == Column;
    }

    /// <summary>The elements in order.</summary>
    public IReadOnlyList<Element> Elements { get; }

    /// <summary>Number of elements, m.</summary>
    public int Count => Elements.Count;

    public static ThetaLayout Of(IReadOnlyList<GroupingFactor> factors)
    {
        var elements = new List<Element>();
        for (var f = 0; f < factors.Count; f++)
        {
            for (var column = 0; column < factors[f].Size; column++)
            {
                for (var row = column; row < factors[f].Size; row++)
                {
                    if (factors[f].Together(row, column))
                        elements.Add(new Element(f, row, column));
                }
            }
        }

        return new ThetaLayout([.. factors.Select(factor => factor.Size)], elements);
    }

    /// <summary>Λ per factor, q × q row-major.</summary>
    public double[][] Lambda(double[] theta)
    {
        var lambda = Array.ConvertAll(_sizes, q => new double[q * q]);
        for (var k = 0; k < theta.Length; k++)
            lambda[Elements[k].Factor][Elements[k].Row * _sizes[Elements[k].Factor] + Elements[k].Column] = theta[k];
        return lambda;
    }

    /// <summary>The elements of matrices like Λ that belong to θ.</summary>
    public double[] Pick(double[][] matrices) =>
        [.. Elements.Select(element => matrices[element.Factor][element.Row * _sizes[element.Factor] + element.Column])];

    /// <summary>The lower triangular Λ with the same ΛΛ', diagonal not negative; a column without variance is zero.</summary>
    public double[] Canonical(double[] theta)
    {
        var lambda = Lambda(theta);
        for (var f = 0; f < _sizes.Length; f++)
            lambda[f] = Triangular(lambda[f], _sizes[f]);
        return Pick(lambda);
    }

    /// <summary>The lower triangular root of L L' for a square L, which may be singular.</summary>
    public static double[] Triangular(double[] root, int q)
    {
        var product = new double[q * q];
        for (var i = 0; i < q; i++)
        {
            for (var j = 0; j < q; j++)
            {
                for (var k = 0; k < q; k++)
                    product[i * q + j] += root[i * q + k] * root[j * q + k];
            }
        }

        var result = new double[q * q];
        for (var j = 0; j < q; j++)
        {
            var diagonal = product[j * q + j];
            for (var k = 0; k < j; k++)
                diagonal -= result[j * q + k] * result[j * q + k];
            // Below rounding of the variance it came from, nothing is left.
            if (diagonal <= 1e-14 * product[j * q + j])
                continue;
            result[j * q + j] = Math.Sqrt(diagonal);
            for (var i = j + 1; i < q; i++)
            {
                var sum = product[i * q + j];
                for (var k = 0; k < j; k++)
                    sum -= result[i * q + k] * result[j * q + k];
                result[i * q + j] = sum / result[j * q + j];
            }
        }

        return result;
    }
}
