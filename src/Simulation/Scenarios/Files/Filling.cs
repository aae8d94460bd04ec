using System.Globalization;

namespace LobResearch.Simulation.Scenarios.Files;

/// <summary>The circumstances under which somebody filled a questionnaire in, all made up.</summary>
/// <param name="Began">When.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Id">The survey tool's own id.</param>
/// <param name="FirstName">A name from a short list; to be dropped on the way in.</param>
/// <param name="LastName">Likewise.</param>
/// <param name="Address">An address from the ranges kept for documentation (RFC 5737).</param>
/// <param name="Remark">An open answer; empty for most.</param>
internal sealed record Filling(DateTime Began, int Seconds, string Id, string FirstName, string LastName, string Address, string Remark)
{
    private const string Signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static readonly string[] FirstNames = ["Fatima", "Monique", "Ayse", "Sandra", "Kees", "Mehmet", "Agnieszka", "Shanti", "Peter", "Naima", "Rachid", "Linda"];
    private static readonly string[] LastNames = ["Jansen", "Yilmaz", "El Amrani", "de Vries", "Nowak", "Ramdin", "Bakker", "Martina", "Demir", "van Dijk"];
    private static readonly string[] Remarks =
    [
        "Fijn dat u dit vraagt.", "Ik wil graag weten wat ik thuis kan doen.", "De vragen zijn lang.", "Wij praten thuis veel over later.", "Ik weet niet hoe het bij de opleidingen werkt.",
        "Een gesprek met de mentor zou helpen.", "Groeten, {0}",
    ];

    public DateTime Ended => Began.AddSeconds(Seconds);

    public static Filling Draw(RandomDraws random, int wave, bool isShort)
    {
        var (starts, ends) = ScenarioCalendar.Days[wave];
        var day = starts.AddDays(1 + random.Below(ends.DayNumber - starts.DayNumber - 2));
        var began = day.ToDateTime(new TimeOnly(8, 0)).AddSeconds(random.Below(13 * 3600));
        var seconds = (int)Math.Exp((isShort ? 5.6 : 6.3) + 0.4 * random.Normal());
        seconds = random.Chance(0.006) ? 45 + random.Below(40) : Math.Max(100, seconds);
        var id = string.Create(15, random, (text, draws) =>
        {
            for (var at = 0; at < text.Length; at++)
                text[at] = Signs[draws.Below(Signs.Length)];
        });
        var first = FirstNames[random.Below(FirstNames.Length)];
        var last = LastNames[random.Below(LastNames.Length)];
        var address = string.Create(CultureInfo.InvariantCulture, $"192.0.2.{1 + random.Below(254)}");
        var remark = random.Chance(0.04) ? Remarks[random.Below(Remarks.Length)].Replace("{0}", first, StringComparison.Ordinal) : "";
        return new Filling(began, seconds, id, first, last, address, remark);
    }
}
