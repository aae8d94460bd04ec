using System.Xml.Linq;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Tests.Disclosure;
using LobResearch.Study.Design;
using LobResearch.TestKit;

namespace LobResearch.Charts.Tests;

/// <summary>Pictures that pass the gate in tests, without a database.</summary>
internal static class Release
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static StudyDefinition Study { get; } = StudyFolder.Load(Repository.At("data-schema"));

    public static Task<ReleasedChart> Of<TContent>(TContent content, Audience audience = Audience.Thesis, string? school = null)
        where TContent : class, IDisclosable<TContent> =>
        new DisclosureGate(new MemoryReleaseLog(), StudyKind.Simulated, audience, school, new Dictionary<string, string>()).ReleaseAsync(content);

    /// <summary>Everything that a reader can see or read of a picture.</summary>
    public static string All(ReleasedChart chart) => string.Join('\n', [chart.Title, chart.AltText, .. Words(chart), .. chart.Data.SelectMany(row => row)]);

    public static IReadOnlyList<string> Words(ReleasedChart chart) =>
        [.. XDocument.Parse(System.Text.Encoding.UTF8.GetString(chart.Svg.Span)).Descendants(Svg + "text").Select(text => text.Value.Trim())];
}
