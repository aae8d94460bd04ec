using System.CommandLine;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Theme;

namespace LobResearch.Cli.Commands;

/// <summary>For whom something is released, and in which language.</summary>
internal static class ReleaseOptions
{
    public static Option<string> Audience()
    {
        var option = new Option<string>("--audience")
        {
            Description = "funder: no group under ten persons, schools under pseudonyms; school: one school beside the others together; thesis: the researcher's own, nothing taken out.",
            DefaultValueFactory = _ => "thesis",
        };
        option.AcceptOnlyFromAmong("funder", "school", "thesis");
        return option;
    }

    public static Option<string> Language()
    {
        var option = new Option<string>("--lang") { Description = "nl or en.", DefaultValueFactory = _ => "nl" };
        option.AcceptOnlyFromAmong("nl", "en");
        return option;
    }

    public static Audience AudienceOf(string name) => Enum.Parse<Audience>(name, ignoreCase: true);

    public static Language Of(string name) => name == "nl" ? Charts.Theme.Language.Dutch : Charts.Theme.Language.English;
}
