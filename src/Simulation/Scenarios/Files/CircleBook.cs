using LobResearch.Ingest.Sheets;
using LobResearch.Ingest.Sheets.Defining;

namespace LobResearch.Simulation.Scenarios.Files;

/// <summary>Somebody in a leerkring, werkgroep or focusgroep.</summary>
/// <param name="Role">In the words of the sheets.</param>
/// <param name="Code">The own code, without errors.</param>
internal sealed record CircleMember(string Role, string Code);

/// <summary>A group of a school with an offer.</summary>
internal sealed record Circle(ScenarioSchool School, IReadOnlyList<CircleMember> Members);

/// <summary>The groups' workbook: members, sessions, evaluations after each session and at the end, and what the group made of work methods.</summary>
internal static class CircleBook
{
    /// <summary>Groups at most: a workbook that people fill in by hand holds no thousands.</summary>
    public const int MostCircles = 100;

    private static readonly string[] Kinds = ["leerkring", "werkgroep", "focusgroep"];
    private static readonly string[] Methods = ["post-its op flappen", "casussen", "tekenen", "collages", "omgekeerd brainstormen", "organisatie-opstellingen"];
    private static readonly string[] Verdicts = ["werkte goed", "werkte goed", "werkte goed", "verdeeld", "sloeg niet aan"];
    private static readonly string[] Good = ["Iedereen werd gehoord.", "We maakten samen iets.", "De sfeer was open."];
    private static readonly DateOnly First = new(2023, 9, 18);

    public static void Write(string path, IReadOnlyList<Circle> circles, ScenarioDraws draws)
    {
        string[] names = ["leerkring-groups", "leerkring-members", "leerkring-sessions", "leerkring-session-evaluations", "leerkring-evaluations", "leerkring-method-verdicts"];
        var sheets = names.Select(name => SheetBooks.Leerkring.Sheets.Single(sheet => sheet.Name == name)).ToList();
        using var workbook = new TableWorkbook(path, [.. sheets.Select(sheet => sheet.Title)]);
        var writers = new Action<Circle, SheetDefinition>[] { Group, Members, Sessions, SessionEvaluations, Evaluations, MethodVerdicts };
        for (var at = 0; at < sheets.Count; at++)
        {
            workbook.Begin([.. sheets[at].Columns.Select(column => column.Heading)]);
            foreach (var circle in circles)
                writers[at](circle, sheets[at]);
        }

        void Group(Circle circle, SheetDefinition sheet) => workbook.Row(Name(circle), Kinds[circle.School.Index % 3], circle.School.Code, First, First.AddDays(SessionDay(5)));

        void Members(Circle circle, SheetDefinition sheet)
        {
            foreach (var member in circle.Members)
                workbook.Row(Name(circle), member.Role, circle.School.Code, member.Code, "binnen", First, null);
        }

        // The six stages in order; the fifth partly outside the circle.
        void Sessions(Circle circle, SheetDefinition sheet)
        {
            for (var session = 0; session < 6; session++)
                workbook.Row(Name(circle), session + 1, First.AddDays(SessionDay(session)), session + 1, session == 4 ? "buiten" : "binnen", 90 + 30 * (session % 2));
        }

        void SessionEvaluations(Circle circle, SheetDefinition sheet)
        {
            for (var session = 0; session < 6; session++)
            {
                for (var at = 0; at < circle.Members.Count; at++)
                {
                    var random = draws.Of(ScenarioStream.Circle, circle.School.Index, at, session);
                    if (random.Chance(0.85))
                        workbook.Row([Name(circle), session + 1, circle.Members[at].Role, circle.School.Code, circle.Members[at].Code, .. Ratings(random, 6, 0.5 + 0.1 * session)]);
                }
            }
        }

        void Evaluations(Circle circle, SheetDefinition sheet)
        {
            for (var at = 0; at < circle.Members.Count; at++)
            {
                var random = draws.Of(ScenarioStream.Circle, circle.School.Index, at, 99);
                if (random.Chance(0.8))
                    workbook.Row([Name(circle), circle.Members[at].Role, circle.School.Code, circle.Members[at].Code, .. Ratings(random, 15, 0.9), random.Chance(0.4) ? Good[random.Below(Good.Length)] : null, null]);
            }
        }

        void MethodVerdicts(Circle circle, SheetDefinition sheet)
        {
            var random = draws.Of(ScenarioStream.Circle, circle.School.Index);
            for (var session = 0; session < 6; session++)
                workbook.Row(Name(circle), session + 1, Methods[(session + circle.School.Index) % Methods.Length], Verdicts[random.Below(Verdicts.Length)]);
        }
    }

    private static string Name(Circle circle) => "kring-" + circle.School.Code;

    private static int SessionDay(int session) => 35 * session;

    private static object?[] Ratings(RandomDraws random, int count, double above)
    {
        var level = above + 0.7 * random.Normal();
        return [.. Enumerable.Range(0, count).Select(_ => random.Chance(0.02) ? null : (object)Math.Clamp((int)Math.Round(2.5 + level + 0.6 * random.Normal()), 1, 4))];
    }
}
