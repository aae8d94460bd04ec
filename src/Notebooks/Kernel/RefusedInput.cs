namespace LobResearch.Notebooks.Kernel;

/// <summary>Standard input of a kernel: there is none, and a cell that reads it hears so at once instead of waiting for ever.</summary>
internal sealed class RefusedInput : TextReader
{
    private const string Why = "A notebook cell can't ask for input: it must run again without anybody there. Put the value into a variable, or give it as a parameter ('lob notebook run -p name=value').";

    /// <inheritdoc/>
    public override int Peek() => throw new NotSupportedException(Why);

    /// <inheritdoc/>
    public override int Read() => throw new NotSupportedException(Why);

    /// <inheritdoc/>
    public override int Read(char[] buffer, int index, int count) => throw new NotSupportedException(Why);

    /// <inheritdoc/>
    public override string? ReadLine() => throw new NotSupportedException(Why);

    /// <inheritdoc/>
    public override string ReadToEnd() => throw new NotSupportedException(Why);
}
