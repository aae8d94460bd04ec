using System.Text;

namespace LobResearch.Notebooks.Kernel;

/// <summary>Remembers the last signatures, so that a message that was listened in on can't be sent again.</summary>
/// <param name="capacity">How many are remembered; the oldest is forgotten first.</param>
internal sealed class ReplayGuard(int capacity = 1 << 16)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>Takes a signature; false when it was taken before.</summary>
    public bool IsNew(byte[] signature)
    {
        var text = Encoding.ASCII.GetString(signature);
        if (!_seen.Add(text))
            return false;
        _order.Enqueue(text);
        if (_order.Count > capacity)
            _seen.Remove(_order.Dequeue());
        return true;
    }
}
