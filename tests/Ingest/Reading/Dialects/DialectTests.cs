using LobResearch.Ingest.Reading;
using LobResearch.Ingest.Reading.Dialects;

namespace LobResearch.Ingest.Tests.Reading.Dialects;

/// <summary>Which headings and questions ask for a person's name.</summary>
public sealed class DialectTests
{
    [TestCase("Wat is je voornaam?")]
    [TestCase("Wat is uw achternaam?")]
    [TestCase("Voornaam kind")]
    [TestCase("Wat is uw naam?")]
    [TestCase("Wat is de naam van uw kind?")]
    [TestCase("What is your first name?")]
    [TestCase("Child's surname")]
    [TestCase("Family name of the parent")]
    [TestCase("Familienaam")]
    [TestCase("naam_kind")]
    [TestCase("gebruikersnaam")]
    public void IsIdentifying_HeadingOrQuestionThatAsksForAName_Is(string words)
    {
        Assert.That(Dialect.Plain.IsIdentifying(new FileColumn(words)), Is.True);
        if (words.Contains(' ', StringComparison.Ordinal))
            Assert.That(Dialect.Plain.IsIdentifying(new FileColumn("q7") { Label = words }), Is.True);
    }

    [TestCase("schoolnaam")]
    [TestCase("School naam")]
    [TestCase("naam van de school")]
    [TestCase("Naam school")]
    [TestCase("Wat is de naam van je opleiding?")]
    [TestCase("bestandsnaam")]
    [TestCase("Mijn mentor kent mij bij naam")]
    [TestCase("Ik heb met name thuis over mijn keuze gesproken")]
    [TestCase("deelname")]
    public void IsIdentifying_NameOfSomethingElse_IsNot(string words)
    {
        Assert.That(Dialect.Plain.IsIdentifying(new FileColumn(words)), Is.False);
        Assert.That(Dialect.Plain.IsIdentifying(new FileColumn("q7") { Label = words }), Is.False);
    }
}
