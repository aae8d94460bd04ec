using System.Runtime.CompilerServices;

namespace LobResearch.Statistics.Mixed;

/// <summary>
/// The Cholesky factor L of M = Λ'Z'ZΛ + I for one Λ, with L⁻¹Λ'Z'[Q y] and the factor of what is left of [Q y]'[Q y].
/// The arrays are used again by the next <see cref="Compute"/>.
/// </summary>
/// <remarks>Bates, Mächler, Bolker &amp; Walker (2015), J. Stat. Softw. 67(1), eq. 18–34.</remarks>
internal sealed class BlockFactor
{
    private readonly CrossProducts _a;
    private readonly Elimination _pattern;
    private readonly double[] _diagonal;
    private readonly double[] _off;
    private readonly double[] _dense;
    private readonly double[] _small;
    private readonly bool _scalar;
    private readonly int[] _place;
    private double[]? _inverseDiagonal;
    private double[]? _inverseOff;
    private double[]? _inverseDense;
    private double[]? _denseWork;

    public BlockFactor(CrossProducts products, Elimination pattern)
    {
        (_a, _pattern) = (products, pattern);
        var sparse = pattern.DenseFrom;
        DenseEffect = sparse == products.Nodes ? products.Effects : products.EffectOf(sparse);
        DenseSize = products.Effects - DenseEffect;
        _diagonal = new double[products.Diagonal.Length];
        _off = new double[pattern.OffStart[^1]];
        _dense = new double[DenseSize * DenseSize];
        Right = new double[products.Right.Length];
        Corner = new double[products.Corner.Length];
        var largest = products.Sizes.Max();
        _small = new double[2 * largest * largest];
        _scalar = largest == 1;
        _place = Array.ConvertAll(pattern.Rows, row => products.EffectOf(row) - DenseEffect);
        Lambda = [];
    }

    /// <summary>The Λ of each factor, q × q row-major, that was computed last.</summary>
    public double[][] Lambda { get; private set; }

    /// <summary>L⁻¹Λ'Z'[Q y], effects × width.</summary>
    public double[] Right { get; }

    /// <summary>Lower factor of [Q y]'[Q y] − (L⁻¹Λ'Z'[Q y])'(L⁻¹Λ'Z'[Q y]); the last diagonal element squared is the penalised sum of squares.</summary>
    public double[] Corner { get; }

    /// <summary>log |M|.</summary>
    public double LogDeterminant { get; private set; }

    private int DenseEffect { get; }

    private int DenseSize { get; }

    /// <summary>Factorises. False when [Q y] is singular given the random effects.</summary>
    /// <param name="lambda">Per factor Λ, q × q row-major; it need not be triangular.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Compute(double[][] lambda)
    {
        Lambda = lambda;
        Fill();
        var logarithms = 0.0;
        var target = 0;
        for (var node = 0; node < _pattern.DenseFrom; node++)
        {
            var q = _a.Sizes[_a.FactorOf[node]];
            var at = _a.DiagonalOf(node);
            if (!DenseFactor.Unblocked(_diagonal, at, q, q))
                return false;
            for (var i = 0; i < q; i++)
                logarithms += Math.Log(_diagonal[at + i * q + i]);
            Divide(node, q, at);
            target = Update(node, q, target);
        }

        if (DenseSize > 0)
        {
            if (!DenseFactor.Cholesky(_dense, DenseSize))
                return false;
            for (var i = 0; i < DenseSize; i++)
                logarithms += Math.Log(_dense[i * DenseSize + i]);
            DenseFactor.SolveLower(_dense, DenseSize, Right, DenseEffect * _a.Width, _a.Width);
        }

        LogDeterminant = 2 * logarithms;
        return FactorCorner();
    }

    /// <summary>M⁻¹ times the columns of b (effects × columns), in place.</summary>
    public void Solve(double[] b, int columns)
    {
        for (var node = 0; node < _pattern.DenseFrom; node++)
        {
            var q = _a.Sizes[_a.FactorOf[node]];
            var own = _a.EffectOf(node) * columns;
            ForwardDiagonal(node, q, b, own, columns);
            for (var slot = _pattern.RowStart[node]; slot < _pattern.RowStart[node + 1]; slot++)
            {
                var row = _pattern.Rows[slot];
                SubtractBlock(_off, _pattern.OffStart[slot], _a.Sizes[_a.FactorOf[row]], q, b, _a.EffectOf(row) * columns, own, columns);
            }
        }

        if (DenseSize > 0)
            DenseFactor.SolveLower(_dense, DenseSize, b, DenseEffect * columns, columns);
        SolveTransposed(b, columns);
    }

    /// <summary>L⁻ᵀ times the columns of b, in place.</summary>
    public void SolveTransposed(double[] b, int columns)
    {
        if (DenseSize > 0)
            DenseFactor.SolveUpper(_dense, DenseSize, b, DenseEffect * columns, columns);
        for (var node = _pattern.DenseFrom - 1; node >= 0; node--)
        {
            var q = _a.Sizes[_a.FactorOf[node]];
            var own = _a.EffectOf(node) * columns;
            for (var slot = _pattern.RowStart[node]; slot < _pattern.RowStart[node + 1]; slot++)
            {
                var row = _pattern.Rows[slot];
                SubtractBlockTransposed(_off, _pattern.OffStart[slot], _a.Sizes[_a.FactorOf[row]], q, b, own, _a.EffectOf(row) * columns, columns);
            }

            BackwardDiagonal(node, q, b, own, columns);
        }
    }

    /// <summary>Z'ZΛ b for the columns of b (effects × columns).</summary>
    public double[] TimesProductsLambda(double[] b, int columns) => TimesProducts(TimesLambda(b, columns), columns);

    /// <summary>Λ b.</summary>
    public double[] TimesLambda(double[] b, int columns)
    {
        var result = new double[b.Length];
        for (var f = 0; f < _a.Factors; f++)
        {
            var q = _a.Sizes[f];
            for (var level = 0; level < _a.Levels[f]; level++)
            {
                var at = (_a.FirstEffect[f] + level * q) * columns;
                AddBlock(Lambda[f], 0, q, q, result, at, b, at, columns);
            }
        }

        return result;
    }

    /// <summary>Λ' b.</summary>
    public double[] TimesLambdaTransposed(double[] b, int columns)
    {
        var result = new double[b.Length];
        for (var f = 0; f < _a.Factors; f++)
        {
            var q = _a.Sizes[f];
            for (var level = 0; level < _a.Levels[f]; level++)
            {
                var at = (_a.FirstEffect[f] + level * q) * columns;
                AddBlockTransposed(Lambda[f], 0, q, q, result, at, b, at, columns);
            }
        }

        return result;
    }

    /// <summary>Z'Z b.</summary>
    public double[] TimesProducts(double[] b, int columns)
    {
        var result = new double[b.Length];
        for (var node = 0; node < _a.Nodes; node++)
        {
            var q = _a.Sizes[_a.FactorOf[node]];
            var own = _a.EffectOf(node) * columns;
            AddBlock(_a.Diagonal, _a.DiagonalOf(node), q, q, result, own, b, own, columns);
            for (var slot = _a.ColumnStart[node]; slot < _a.ColumnStart[node + 1]; slot++)
            {
                var row = _a.Row[slot];
                var size = _a.Sizes[_a.FactorOf[row]];
                var other = _a.EffectOf(row) * columns;
                AddBlock(_a.Off, _a.OffStart[slot], size, q, result, other, b, own, columns);
                AddBlockTransposed(_a.Off, _a.OffStart[slot], size, q, result, own, b, other, columns);
            }
        }

        return result;
    }

    /// <summary>
    /// M⁻¹ on the factor's pattern, by Takahashi's recursion (Erisman &amp; Tinney 1975, Commun. ACM 18, 177–179).
    /// Needed before <see cref="InverseBlock"/> and <see cref="ProductInverseTraces"/>.
    /// </summary>
    public void Invert()
    {
        _inverseDiagonal ??= new double[_diagonal.Length];
        _inverseOff ??= new double[_off.Length];
        if (DenseSize > 0)
        {
            _inverseDense ??= new double[_dense.Length];
            _denseWork ??= new double[_dense.Length];
            DenseFactor.Inverse(_dense, DenseSize, _inverseDense, _denseWork);
        }

        var column = new double[_a.Sizes.Max() * _a.Sizes.Max()];
        var target = _pattern.Targets.Length;
        for (var node = _pattern.DenseFrom - 1; node >= 0; node--)
            target = InvertColumn(node, target, column);
    }

    /// <summary>The diagonal block of M⁻¹ of a node, q × q, after <see cref="Invert"/>.</summary>
    public void InverseBlock(int node, Span<double> block)
    {
        var q = _a.Sizes[_a.FactorOf[node]];
        for (var i = 0; i < q; i++)
        {
            for (var j = 0; j < q; j++)
                block[i * q + j] = Inverse(node, node, -1, i, j);
        }
    }

    /// <summary>Per factor Σ over its levels of the diagonal block of Z'ZΛM⁻¹, q × q, after <see cref="Invert"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double[][] ProductInverseTraces()
    {
        var traces = Array.ConvertAll(_a.Sizes, q => new double[q * q]);
        for (var node = 0; node < _a.Nodes; node++)
        {
            var f = _a.FactorOf[node];
            AddTrace(traces[f], _a.Diagonal, _a.DiagonalOf(node), node, node, -1, transposed: false);
            for (var slot = _a.ColumnStart[node]; slot < _a.ColumnStart[node + 1]; slot++)
            {
                var row = _a.Row[slot];
                var own = node < _pattern.DenseFrom ? _pattern.SlotOf[slot] : -1;
                AddTrace(traces[f], _a.Off, _a.OffStart[slot], node, row, own, transposed: true);
                AddTrace(traces[_a.FactorOf[row]], _a.Off, _a.OffStart[slot], row, node, own, transposed: false);
            }
        }

        return traces;
    }

    // traces += A_(node, other) Λ M⁻¹_(other, node). A is stored as rows × columns of the larger by the smaller node.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddTrace(double[] trace, double[] a, int at, int node, int other, int slot, bool transposed)
    {
        var q = _a.Sizes[_a.FactorOf[node]];
        var r = _a.Sizes[_a.FactorOf[other]];
        var lambda = Lambda[_a.FactorOf[other]];
        for (var j = 0; j < q; j++)
        {
            for (var k = 0; k < r; k++)
            {
                // (Λ M⁻¹)_kj
                var sum = 0.0;
                for (var l = 0; l < r; l++)
                {
                    var weight = lambda[k * r + l];
                    if (weight != 0)
                        sum += weight * Inverse(other, node, slot, l, j);
                }

                for (var i = 0; i < q; i++)
                    trace[i * q + j] += (transposed ? a[at + k * q + i] : a[at + i * r + k]) * sum;
            }
        }
    }

    // Element of M⁻¹; slot is the block's place in the factor when one of both nodes is sparse.
    private double Inverse(int row, int column, int slot, int i, int j)
    {
        if (row >= _pattern.DenseFrom && column >= _pattern.DenseFrom)
            return _inverseDense![(_a.EffectOf(row) - DenseEffect + i) * DenseSize + _a.EffectOf(column) - DenseEffect + j];
        if (row == column)
            return _inverseDiagonal![_a.DiagonalOf(row) + i * _a.Sizes[_a.FactorOf[row]] + j];
        return row > column
            ? _inverseOff![_pattern.OffStart[slot] + i * _a.Sizes[_a.FactorOf[column]] + j]
            : _inverseOff![_pattern.OffStart[slot] + j * _a.Sizes[_a.FactorOf[row]] + i];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Fill()
    {
        Array.Clear(_off);
        Array.Clear(_dense);
        for (var node = 0; node < _a.Nodes; node++)
        {
            var f = _a.FactorOf[node];
            var q = _a.Sizes[f];
            if (node < _pattern.DenseFrom)
            {
                Congruent(_a.Diagonal, _a.DiagonalOf(node), f, f, _diagonal, _a.DiagonalOf(node), q);
                for (var i = 0; i < q; i++)
                    _diagonal[_a.DiagonalOf(node) + i * q + i] += 1;
                for (var slot = _a.ColumnStart[node]; slot < _a.ColumnStart[node + 1]; slot++)
                    Congruent(_a.Off, _a.OffStart[slot], _a.FactorOf[_a.Row[slot]], f, _off, _pattern.OffStart[_pattern.SlotOf[slot]], q);
                continue;
            }

            var column = _a.EffectOf(node) - DenseEffect;
            Congruent(_a.Diagonal, _a.DiagonalOf(node), f, f, _dense, column * DenseSize + column, DenseSize);
            for (var i = 0; i < q; i++)
                _dense[(column + i) * DenseSize + column + i] += 1;
            for (var slot = _a.ColumnStart[node]; slot < _a.ColumnStart[node + 1]; slot++)
                Congruent(_a.Off, _a.OffStart[slot], _a.FactorOf[_a.Row[slot]], f, _dense, (_a.EffectOf(_a.Row[slot]) - DenseEffect) * DenseSize + column, DenseSize);
        }

        var width = _a.Width;
        Array.Clear(Right);
        for (var f = 0; f < _a.Factors; f++)
        {
            var q = _a.Sizes[f];
            for (var level = 0; level < _a.Levels[f]; level++)
            {
                var at = (_a.FirstEffect[f] + level * q) * width;
                AddBlockTransposed(Lambda[f], 0, q, q, Right, at, _a.Right, at, width);
            }
        }

        _a.Corner.CopyTo(Corner, 0);
    }

    // target = Λ_f' A Λ_g.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Congruent(double[] a, int at, int f, int g, double[] target, int to, int stride)
    {
        int r = _a.Sizes[f], q = _a.Sizes[g];
        if (r == 1 && q == 1)
        {
            target[to] = Lambda[f][0] * a[at] * Lambda[g][0];
            return;
        }

        double[] left = Lambda[f], right = Lambda[g];
        var half = _small;
        for (var i = 0; i < r; i++)
        {
            for (var j = 0; j < q; j++)
            {
                var sum = 0.0;
                for (var k = 0; k < q; k++)
                    sum += a[at + i * q + k] * right[k * q + j];
                half[i * q + j] = sum;
            }
        }

        for (var i = 0; i < r; i++)
        {
            for (var j = 0; j < q; j++)
            {
                var sum = 0.0;
                for (var k = 0; k < r; k++)
                    sum += left[k * r + i] * half[k * q + j];
                target[to + i * stride + j] = sum;
            }
        }
    }

    // Column node: L_ij = M_ij L_jj⁻ᵀ, and the right side's rows by L_jj⁻¹.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Divide(int node, int q, int at)
    {
        for (var slot = _pattern.RowStart[node]; slot < _pattern.RowStart[node + 1]; slot++)
        {
            var rows = _a.Sizes[_a.FactorOf[_pattern.Rows[slot]]];
            for (var i = 0; i < rows; i++)
            {
                var row = _pattern.OffStart[slot] + i * q;
                for (var j = 0; j < q; j++)
                {
                    var sum = _off[row + j];
                    for (var k = 0; k < j; k++)
                        sum -= _off[row + k] * _diagonal[at + j * q + k];
                    _off[row + j] = sum / _diagonal[at + j * q + j];
                }
            }
        }

        ForwardDiagonal(node, q, Right, _a.EffectOf(node) * _a.Width, _a.Width);
    }

    // What the column takes off the columns to its right and off the right side.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Update(int node, int q, int target)
    {
        var own = _a.EffectOf(node) * _a.Width;
        int from = _pattern.RowStart[node], to = _pattern.RowStart[node + 1], split = _pattern.Split[node];
        for (var lower = from; lower < to; lower++)
        {
            var column = _pattern.Rows[lower];
            var columnSize = _a.Sizes[_a.FactorOf[column]];
            SubtractBlock(_off, _pattern.OffStart[lower], columnSize, q, Right, _a.EffectOf(column) * _a.Width, own, _a.Width);
            if (lower >= split)
                continue;
            SubtractOuter(_diagonal, _a.DiagonalOf(column), columnSize, lower, columnSize, lower, columnSize, q);
            for (var upper = lower + 1; upper < to; upper++, target++)
                SubtractOuter(_off, _pattern.OffStart[_pattern.Targets[target]], columnSize, upper, _a.Sizes[_a.FactorOf[_pattern.Rows[upper]]], lower, columnSize, q);
        }

        UpdateDense(split, to, q);
        return target;
    }

    // Row by row of the dense block, whose rows lie far apart in memory.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void UpdateDense(int split, int to, int q)
    {
        for (var upper = split; upper < to; upper++)
        {
            var row = _place[upper];
            var rows = _a.Sizes[_a.FactorOf[_pattern.Rows[upper]]];
            for (var lower = split; lower <= upper; lower++)
            {
                if (q == 1 && rows == 1 && _scalar)
                    _dense[row * DenseSize + _place[lower]] -= _off[_pattern.OffStart[upper]] * _off[_pattern.OffStart[lower]];
                else
                    SubtractOuter(_dense, row * DenseSize + _place[lower], DenseSize, upper, rows, lower, _a.Sizes[_a.FactorOf[_pattern.Rows[lower]]], q);
            }
        }
    }

    // target −= L_upper L_lower'.
    private void SubtractOuter(double[] target, int at, int stride, int upper, int rows, int lower, int columns, int q)
    {
        for (var i = 0; i < rows; i++)
        {
            var left = _pattern.OffStart[upper] + i * q;
            for (var j = 0; j < columns; j++)
            {
                var right = _pattern.OffStart[lower] + j * q;
                var sum = 0.0;
                for (var k = 0; k < q; k++)
                    sum += _off[left + k] * _off[right + k];
                target[at + i * stride + j] -= sum;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool FactorCorner()
    {
        var width = _a.Width;
        for (var effect = 0; effect < _a.Effects; effect++)
        {
            var row = Right.AsSpan(effect * width, width);
            for (var i = 0; i < width; i++)
            {
                var value = row[i];
                for (var j = 0; j <= i; j++)
                    Corner[i * width + j] -= value * row[j];
            }
        }

        return DenseFactor.Unblocked(Corner, 0, width, width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int InvertColumn(int node, int target, double[] block)
    {
        var q = _a.Sizes[_a.FactorOf[node]];
        var at = _a.DiagonalOf(node);
        int from = _pattern.RowStart[node], to = _pattern.RowStart[node + 1];
        // Targets of this column stand just before those of the next one.
        var first = target;
        for (var lower = from; lower < _pattern.Split[node]; lower++)
            first -= to - lower - 1;

        // N = L_ij L_jj⁻¹ in place of the inverse's blocks for now.
        var n = new double[_pattern.OffStart[to] - _pattern.OffStart[from]];
        var offset = _pattern.OffStart[from];
        Array.Copy(_off, offset, n, 0, n.Length);
        for (var row = 0; row < n.Length; row += q)
        {
            for (var j = q - 1; j >= 0; j--)
            {
                n[row + j] /= _diagonal[at + j * q + j];
                for (var k = 0; k < j; k++)
                    n[row + k] -= n[row + j] * _diagonal[at + j * q + k];
            }
        }

        Array.Clear(_inverseOff!, offset, n.Length);
        if (_scalar && _pattern.Split[node] == from)
        {
            TimesDense(from, n);
            FinishColumn(at, q, offset, n, block);
            return first;
        }

        var pair = first;
        for (var lower = from; lower < to; lower++)
        {
            for (var upper = lower; upper < to; upper++)
            {
                int row = _pattern.Rows[upper], column = _pattern.Rows[lower];
                var slot = lower < _pattern.Split[node] && upper > lower ? _pattern.Targets[pair++] : -1;
                int rows = _a.Sizes[_a.FactorOf[row]], columns = _a.Sizes[_a.FactorOf[column]];
                for (var i = 0; i < rows; i++)
                {
                    for (var j = 0; j < columns; j++)
                    {
                        var value = Inverse(row, column, slot, i, j);
                        var upperRow = _pattern.OffStart[upper] + i * q;
                        var lowerRow = _pattern.OffStart[lower] + j * q;
                        for (var k = 0; k < q; k++)
                        {
                            _inverseOff![upperRow + k] -= value * n[lowerRow - offset + k];
                            if (upper != lower)
                                _inverseOff[lowerRow + k] -= value * n[upperRow - offset + k];
                        }
                    }
                }
            }
        }

        FinishColumn(at, q, offset, n, block);
        return first;
    }

    // Blocks of one effect each, all in the dense part.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TimesDense(int from, double[] n)
    {
        for (var upper = 0; upper < n.Length; upper++)
        {
            var row = _inverseDense.AsSpan(_place[from + upper] * DenseSize, DenseSize);
            var own = n[upper];
            var sum = row[_place[from + upper]] * own;
            for (var lower = 0; lower < upper; lower++)
            {
                var value = row[_place[from + lower]];
                sum += value * n[lower];
                _inverseOff![from + lower] -= value * own;
            }

            _inverseOff![from + upper] -= sum;
        }
    }

    // (L_jj L_jj')⁻¹ − Σ N_i' M⁻¹_ij
    private void FinishColumn(int at, int q, int offset, double[] n, double[] block)
    {
        InverseOfFactor(at, q, block);
        for (var row = 0; row < n.Length; row += q)
        {
            for (var i = 0; i < q; i++)
            {
                for (var j = 0; j < q; j++)
                    block[i * q + j] -= n[row + i] * _inverseOff![offset + row + j];
            }
        }

        Array.Copy(block, 0, _inverseDiagonal!, at, q * q);
    }

    private void InverseOfFactor(int at, int q, double[] inverse)
    {
        Array.Clear(inverse);
        for (var column = 0; column < q; column++)
        {
            for (var i = 0; i < q; i++)
            {
                var sum = i == column ? 1.0 : 0;
                for (var k = 0; k < i; k++)
                    sum -= _diagonal[at + i * q + k] * inverse[k * q + column];
                inverse[i * q + column] = sum / _diagonal[at + i * q + i];
            }

            for (var i = q - 1; i >= 0; i--)
            {
                var sum = inverse[i * q + column];
                for (var k = i + 1; k < q; k++)
                    sum -= _diagonal[at + k * q + i] * inverse[k * q + column];
                inverse[i * q + column] = sum / _diagonal[at + i * q + i];
            }
        }
    }

    private void ForwardDiagonal(int node, int q, double[] b, int own, int columns)
    {
        var at = _a.DiagonalOf(node);
        for (var i = 0; i < q; i++)
        {
            var row = b.AsSpan(own + i * columns, columns);
            for (var k = 0; k < i; k++)
                DenseFactor.Subtract(row, _diagonal[at + i * q + k], b.AsSpan(own + k * columns, columns));
            var divisor = _diagonal[at + i * q + i];
            for (var c = 0; c < columns; c++)
                row[c] /= divisor;
        }
    }

    private void BackwardDiagonal(int node, int q, double[] b, int own, int columns)
    {
        var at = _a.DiagonalOf(node);
        for (var i = q - 1; i >= 0; i--)
        {
            var row = b.AsSpan(own + i * columns, columns);
            for (var k = i + 1; k < q; k++)
                DenseFactor.Subtract(row, _diagonal[at + k * q + i], b.AsSpan(own + k * columns, columns));
            var divisor = _diagonal[at + i * q + i];
            for (var c = 0; c < columns; c++)
                row[c] /= divisor;
        }
    }

    private static void SubtractBlock(double[] block, int at, int rows, int columns, double[] b, int target, int source, int width)
    {
        for (var i = 0; i < rows; i++)
        {
            for (var k = 0; k < columns; k++)
                DenseFactor.Subtract(b.AsSpan(target + i * width, width), block[at + i * columns + k], b.AsSpan(source + k * width, width));
        }
    }

    private static void SubtractBlockTransposed(double[] block, int at, int rows, int columns, double[] b, int target, int source, int width)
    {
        for (var i = 0; i < rows; i++)
        {
            for (var k = 0; k < columns; k++)
                DenseFactor.Subtract(b.AsSpan(target + k * width, width), block[at + i * columns + k], b.AsSpan(source + i * width, width));
        }
    }

    private static void AddBlock(double[] block, int at, int rows, int columns, double[] result, int target, double[] b, int source, int width)
    {
        for (var i = 0; i < rows; i++)
        {
            for (var k = 0; k < columns; k++)
                DenseFactor.Subtract(result.AsSpan(target + i * width, width), -block[at + i * columns + k], b.AsSpan(source + k * width, width));
        }
    }

    private static void AddBlockTransposed(double[] block, int at, int rows, int columns, double[] result, int target, double[] b, int source, int width)
    {
        for (var i = 0; i < rows; i++)
        {
            for (var k = 0; k < columns; k++)
                DenseFactor.Subtract(result.AsSpan(target + k * width, width), -block[at + i * columns + k], b.AsSpan(source + i * width, width));
        }
    }
}
