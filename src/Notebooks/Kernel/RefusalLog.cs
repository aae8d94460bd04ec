using System.Globalization;

namespace LobResearch.Notebooks.Kernel;

/// <summary>Says which messages were dropped, and no more than that: no content, and no end of lines when there is no end of messages.</summary>
/// <param name="log">Takes the lines.</param>
internal sealed class RefusalLog(Action<string> log)
{
    private const int Shown = 20;

    private const int Between = 1000;

    private long _count;

    /// <summary>Counts a dropped message and says why it was, for the first ones; later ones are summed up.</summary>
    public void Add(string why)
    {
        _count++;
        if (_count <= Shown)
            log(why);
        else if (_count % Between == 0)
            log(string.Create(CultureInfo.InvariantCulture, $"{_count} messages have been ignored until now."));
    }
}
