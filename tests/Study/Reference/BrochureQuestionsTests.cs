using System.Text.RegularExpressions;
using LobResearch.Study.Database;
using LobResearch.TestKit;
using Npgsql;

namespace LobResearch.Study.Tests.Reference;

/// <summary>Each question of data-schema/README.md to the fixed facts gives what the brochure tells.</summary>
public sealed partial class BrochureQuestionsTests
{
    private const string Brochure = "Hogeschool Rotterdam (2016), Leerling, ouders en school samen voor de loopbaan (M. Strijk, A. Diender)";
    private StudyDatabase _database = null!;
    private NpgsqlConnection _connection = null!;

    private static readonly Dictionary<string, string> Questions = Question().Matches(File.ReadAllText(Repository.At("data-schema", "README.md")).ReplaceLineEndings("\n"))
        .ToDictionary(match => match.Groups[1].Value.ReplaceLineEndings(" "), match => match.Groups[2].Value);

    [OneTimeSetUp]
    public async Task SetUpAsync()
    {
        ServerForTests.RequireServer();
        _database = await StudyDatabase.OpenAsync("brochure");
        _connection = await _database.Source.OpenConnectionAsync();
    }

    [OneTimeTearDown]
    public async Task TearDownAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    private static IEnumerable<TestCaseData> Answers =>
    [
        Answer("What are the components of CIOS+R, from the base up?",
            "C|1|Contact|Contact|The school reaches all parents with a positive, open attitude and starts from the child's desired career.|Lusse (2013)",
            "I|2|Informatie|Information|Information on the child's career development, guiding at home, the school's programme, and education and the labour market.|Henderson & Mapp (2002)",
            "O|3|Ondersteuning|Support|Concrete handles that increase career-supportive behaviour, such as a home assignment.|Sage (2004)",
            "S|4|Samenwerken|Collaboration|Parents, school and student discuss what helps, agree who does what and look back later; the student sets the direction.|Lusse (2013)",
            "R|∅|Randvoorwaarden|Preconditions|A shared vision turned into policy, a team that sees the importance and is willing, and the chance to learn.|∅"),
        Answer("Of which parts are the preconditions made?", "visie|vision", "draagvlak|team commitment", "integrale aanpak|integral approach"),
        Answer("What did the four schools do, under which heading, and which components does it hold?",
            "Zadkine ICT|mbo|leerkring|CONTACT|C|nieuwe studenten en hun ouders|welkomstbijeenkomsten; nieuw is dat teamleider en loopbaancoach wederzijdse verwachtingen en goede ervaringen uit het voortgezet onderwijs bespreken|begin van het jaar, met een vervolg later in het jaar",
            "Albeda Verpleegkunde|mbo|werkgroep van leraren, daarna focusgroep van studenten, ouders en leraren|INFORMATIEUITWISSELING|I|ouders van eerstejaars|jaarkalender van contactmomenten met een gespreksagenda, ook als het goed gaat|van intake en plaatsing tot het einde van jaar 1",
            "vmbo Zuiderpark|vmbo|leerkring|ONDERSTEUNING|O|leerlingen van leerjaar 3 en 4 met hun ouders|thuisopdrachten (een interview over de eigen loopbaan en die in de familie; welke kwaliteiten ouders zien), die in de rapportgesprekken terugkomen|rond de rapportgesprekken",
            "RVC De Hef|vmbo|leerkring|INFORMATIEUITWISSELING EN SAMENWERKING|I, S|leerlingen met ouders of andere familie|LOB-diner: een kaartspel in kleine groepen met mentoren en leraren over beroepen, richtingen, kwaliteiten en werkwaarden, daarna het diner|gevolgd door MOL-gesprekken (mentor, ouder, leerling) met concrete afspraken"),
        Answer("How many of the eight schools of the telephone round have each practice, and is it structural?",
            "contact with all parents|C|8|8|∅", "structural contact about the future career|C|∅|8|False",
            "parents' involvement in the career is a point of attention|context|4|8|∅", "collective information on the LOB programme|I|8|8|False",
            "career-themed parent meeting|I|4|8|∅", "career discussed in at least one individual talk|I|8|8|∅", "encourages visits to open days|O|2|8|∅",
            "home assignments|O|1|8|∅", "structural agreements with parents|S|0|8|True"),
        Answer("Of which practices is each single school known?",
            "contact with all parents|8|0|0", "structural contact about the future career|0|0|8", "parents' involvement in the career is a point of attention|0|0|8",
            "collective information on the LOB programme|8|0|0", "career-themed parent meeting|0|0|8", "career discussed in at least one individual talk|8|0|0",
            "encourages visits to open days|0|0|8", "home assignments|0|0|8", "structural agreements with parents|0|8|0"),
        Answer("Who belongs to a leerkring, and who stands around it?",
            "leerlingen of studenten|member", "ouders|member", "leraren (mentoren)|member", "procesbegeleider|companion", "onderzoeker|companion", "lerarenteam|wider_ring", "leerlingenraad|wider_ring"),
        Answer("Which stages does a leerkring go through, and where do they take place?",
            "1|Kennismaking|inside", "2|Situatieanalyse|inside", "3|Doel schetsen|inside", "4|Selecteren interventies|inside", "5|Uitwerken interventies|both", "6|Uitvoeren interventies|∅"),
        Answer("Which work methods were used?", "post-its op flappen", "casussen", "tekenen", "collages", "afbeeldingen selecteren", "omgekeerd brainstormen", "organisatie-opstellingen"),
        Answer("What did the groups make of the work methods, and which are they?",
            "worked_well|most|∅|∅", "divided|a_few|∅|∅", "did_not_catch_on|one|did not catch on with a whole group|∅"),
        Answer("What was evaluated at the end, which qualities were reported, and what came of it?",
            "evaluated|the learning process", "evaluated|the yields", "evaluated|the future value of knowledge and method for the school",
            "quality|open and positive atmosphere", "quality|equality", "quality|substantive alignment", "result|a plan", "result|a shared success experience"),
        Answer("Which quote is there, whose is it, and may it be published?", $"teacher|the leerkring; sunflowers turning with the sun|∅|unknown|{Brochure}"),
    ];

    private static TestCaseData Answer(string question, params string[] rows) => new TestCaseData(question, rows).SetArgDisplayNames(question);

    [TestCaseSource(nameof(Answers))]
    public async Task Question_OfTheReadme_GivesWhatTheBrochureTells(string question, string[] rows)
    {
        Assert.That(Questions, Does.ContainKey(question));
        await using var command = new NpgsqlCommand(Questions[question], _connection);
        await using var reader = await command.ExecuteReaderAsync();
        var found = new List<string>();
        while (await reader.ReadAsync())
            found.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(index => reader.IsDBNull(index) ? "∅" : reader.GetValue(index))));
        Assert.That(found, Is.EqualTo(rows));
    }

    [Test]
    public void Questions_OfTheReadme_AreAllChecked() =>
        Assert.That(Questions.Keys, Is.EquivalentTo(Answers.Select(answer => (string)answer.Arguments[0]!)));

    [GeneratedRegex(@"\*\*([^*]+\?)\*\*\n\n```sql\n(.*?)```", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Question();
}
