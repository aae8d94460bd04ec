namespace LobResearch.Study.Tests;

/// <summary>Text out of files, as people see it.</summary>
public sealed class VisibleTextTests
{
    private static readonly (string Text, string Shown)[] Cases =
    [
        ("gewoon – één 😀", "gewoon – één 😀"),
        ("a\u001b[2Jb", "a\\u001B[2Jb"),
        ("a\nb\tc", "a b c"),
        ("a\0b\u009bc", "a\\u0000b\\u009Bc"),
        ("\u202Egpj.csv", "\\u202Egpj.csv"),
        ("a\uD800", "a\\uD800"),
        ("\uDC00a", "\\uDC00a"),
    ];

    [Test]
    public void Of_CharactersThatSteer_AreShownByNumber()
    {
        foreach (var (text, shown) in Cases)
            Assert.That(VisibleText.Of(text), Is.EqualTo(shown));
    }

    [Test]
    public void Lines_LineEnds_Stay() => Assert.That(VisibleText.Lines("a\r\nb\u001bc"), Is.EqualTo("a\r\nb\\u001Bc"));

    [Test]
    public void InputFault_MessageFromAFile_SteersNothing() => Assert.That(new InputFault("a\u0007\nb").Message, Is.EqualTo("a\\u0007\nb"));
}
