namespace LobResearch.Statistics.Regression;

/// <summary>Sums and products carried in twice the precision.</summary>
/// <remarks>Dekker (1971), Numer. Math. 18, 224–242; Ogita, Rump &amp; Oishi (2005), SIAM J. Sci. Comput. 26, 1955–1988.</remarks>
internal struct CompensatedSum
{
    private double _high;
    private double _low;

    /// <summary>The sum so far, rounded once.</summary>
    public readonly double Value => _high + _low;

    /// <summary>Adds a number.</summary>
    public void Add(double value)
    {
        var sum = _high + value;
        var part = sum - _high;
        _low += _high - (sum - part) + (value - part);
        _high = sum;
    }

    /// <summary>Adds a product without rounding it first.</summary>
    public void AddProduct(double a, double b)
    {
        var product = a * b;
        Add(product);
        _low += Math.FusedMultiplyAdd(a, b, -product);
    }
}
