namespace LobResearch.Charts.Catalogue;

/// <summary>What a chart is drawn from.</summary>
[Flags]
public enum ChartNeeds
{
    /// <summary>The study alone.</summary>
    None = 0,

    /// <summary>A run of effects; without one named, the newest.</summary>
    Run = 1,

    /// <summary>A form; without one named, the one that the study asks most people.</summary>
    Form = 2,

    /// <summary>A wave; without one named, the last with answers.</summary>
    Wave = 4,

    /// <summary>One school; without one named, all of them.</summary>
    School = 8,

    /// <summary>The run is one of taking part; without one named, the newest of those.</summary>
    Attendance = 16,
}
