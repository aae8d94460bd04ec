using LobResearch.Notebooks.Kernel;

namespace LobResearch.Notebooks.Tests.Kernel;

/// <summary>Places in code points and in UTF-16 units.</summary>
public sealed class CodePointsTests
{
    [TestCase("abc", 0, 0)]
    [TestCase("abc", 3, 3)]
    [TestCase("ë≤", 2, 2)]
    [TestCase("😀.", 1, 2)]
    [TestCase("😀.", 2, 3)]
    [TestCase("x = \"👨‍👩‍👧\";", 10, 13)]
    public void ToUtf16_AndBack_AgreesWithPython(string text, int codePoints, int units)
    {
        Assert.That(CodePoints.ToUtf16(text, codePoints), Is.EqualTo(units));
        Assert.That(CodePoints.FromUtf16(text, units), Is.EqualTo(codePoints));
    }

    [TestCase(-1, 0)]
    [TestCase(99, 3)]
    public void ToUtf16_OutsideTheText_IsTheNearestEnd(int codePoints, int units) =>
        Assert.That(CodePoints.ToUtf16("😀.", codePoints), Is.EqualTo(units));

    [Test]
    public void FromUtf16_OutsideTheText_IsTheNearestEnd()
    {
        Assert.That(CodePoints.FromUtf16("😀.", 99), Is.EqualTo(2));
        Assert.That(CodePoints.FromUtf16("😀.", -1), Is.Zero);
    }

    [Test]
    public void ToUtf16_HalfAPair_CountsForOne() => Assert.That(CodePoints.ToUtf16("\uD83Da", 2), Is.EqualTo(2));
}
