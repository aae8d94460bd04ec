using LobResearch.Charts.Disclosure;

namespace LobResearch.Charts.Tests.Disclosure;

/// <summary>
/// What a reader can work out of a table with margins, found another way than the product's: such a table is a circulation (grand total →
/// row totals → cells → column totals → grand total), and a count's range is what can be pushed around through unknown arcs.
/// </summary>
internal sealed class FlowBounds
{
    private readonly int[,] _capacity;
    private readonly int _nodes;
    private readonly List<(CellKey Key, int From, int To, int Persons)> _arcs = [];

    /// <summary>A table of counts with row totals, column totals and a grand total.</summary>
    /// <param name="counts">Counts, rows × columns.</param>
    /// <param name="isKnown">Whether a reader knows a count.</param>
    public FlowBounds(int[,] counts, Func<CellKey, bool> isKnown)
    {
        var (rows, columns) = (counts.GetLength(0), counts.GetLength(1));
        _nodes = rows + columns + 2;
        var (sink, source) = (rows + columns, rows + columns + 1);
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
                _arcs.Add((TwoWay.Cell(row, column), row, rows + column, counts[row, column]));
            _arcs.Add((TwoWay.RowTotal(row), source, row, Enumerable.Range(0, columns).Sum(column => counts[row, column])));
        }

        for (var column = 0; column < columns; column++)
            _arcs.Add((TwoWay.ColumnTotal(column), rows + column, sink, Enumerable.Range(0, rows).Sum(row => counts[row, column])));
        _arcs.Add((TwoWay.Total, sink, source, counts.Cast<int>().Sum()));
        _capacity = new int[_nodes, _nodes];
        foreach (var (key, from, to, persons) in _arcs.Where(arc => !isKnown(arc.Key)))
        {
            _capacity[from, to] = Endless;
            _capacity[to, from] = persons;
        }
    }

    private const int Endless = 1_000_000;

    /// <summary>The least and the most persons that a group can have for a reader.</summary>
    public (int Low, int High) Of(CellKey key)
    {
        var (_, from, to, persons) = _arcs.Single(arc => arc.Key == key);
        return (persons - Math.Min(persons, Push(from, to, from, to)), persons + Push(to, from, from, to));
    }

    // The most that flows from one node to another without the arc itself: breadth first, a path at a time.
    private int Push(int start, int end, int arcFrom, int arcTo)
    {
        var left = (int[,])_capacity.Clone();
        (left[arcFrom, arcTo], left[arcTo, arcFrom]) = (0, 0);
        for (var pushed = 0; ;)
        {
            var before = Enumerable.Repeat(-1, _nodes).ToArray();
            before[start] = start;
            var waiting = new Queue<int>([start]);
            while (before[end] < 0 && waiting.TryDequeue(out var node))
            {
                for (var next = 0; next < _nodes; next++)
                {
                    if (before[next] >= 0 || left[node, next] <= 0)
                        continue;
                    before[next] = node;
                    waiting.Enqueue(next);
                }
            }

            if (before[end] < 0 || pushed >= Endless)
                return pushed;
            var narrowest = int.MaxValue;
            for (var node = end; node != start; node = before[node])
                narrowest = Math.Min(narrowest, left[before[node], node]);
            for (var node = end; node != start; node = before[node])
                (left[before[node], node], left[node, before[node]]) = (left[before[node], node] - narrowest, left[node, before[node]] + narrowest);
            pushed += narrowest;
        }
    }
}
