using LobResearch.Ingest.Reading.Spss;
using LobResearch.Ingest.Writing.Spss;
using LobResearch.Study;

namespace LobResearch.Ingest.Tests.Checking;

/// <summary>A questionnaire that was edited in the survey tool is refused, with what differs.</summary>
public sealed class InstrumentDriftTests
{
    private const string Form =
        """
        form: parents
        version: 1
        title: {nl: Ouders}
        role: parent
        missing:
          - {code: "9", class: dont_know, label: {nl: weet niet}}
        answer_scales:
          agree:
            - {code: 1, label: {nl: oneens, en: disagree}}
            - {code: 2, label: {nl: eens, en: agree}}
        items:
          - {id: a, kind: single_choice, answers: agree, label: {nl: Ik praat erover, en: I talk about it}}
          - {id: b, kind: single_choice, answers: agree, label: {nl: Ik kijk mee}}
        """;

    private const string Source =
        """
        source: export
        form: parents
        version: 1
        person: {column: code}
        response: [code]
        wave: {is: T0}
        items: {a: a, b: b}
        """;

    [Test]
    public async Task RunAsync_SameQuestionnaire_ComesIn()
    {
        await using var study = await SmallStudy.CreateAsync(Form, Source);
        var report = await study.IngestFileAsync(Write(study, A(), B()));
        Assert.That(report.Findings, Is.Empty, report.ToString());
        Assert.That(await study.AnswersAsync(), Is.EqualTo(new[] { "2 1", "-4 2" }));
    }

    [Test]
    public async Task RunAsync_EditedQuestionnaire_IsRefusedWithEachDifference()
    {
        await using var study = await SmallStudy.CreateAsync(Form, Source);
        var path = Write(study,
            A() with { Label = "Ik praat er nooit over", ValueLabels = [Label(1, "eens"), Label(2, "oneens"), Label(3, "neutraal"), Label(9, "weet niet")] },
            B() with { Missing = new SpssMissing([9, 8], null, null, []) });
        var fault = (await Assert.ThrowsAsync<InputFault>(() => study.IngestFileAsync(path)))!;
        Assert.That(fault.Message, Does.Contain("item a, column a: the question reads “Ik praat er nooit over”, the codebook has “Ik praat erover” / “I talk about it”"));
        Assert.That(fault.Message, Does.Contain("item a, column a: answer 1 reads “eens”, the codebook has “oneens”"));
        Assert.That(fault.Message, Does.Contain("item a, column a: the file has answer 3 “neutraal”, the codebook doesn't"));
        Assert.That(fault.Message, Does.Contain("item b, column b: the file declares 8 missing, the codebook doesn't"));
        Assert.That(fault.Message, Does.Contain("version 2"));
        Assert.That(await study.AnswersAsync(), Is.Empty);
    }

    [Test]
    public async Task RunAsync_OtherOrder_IsRefusedUnlessTheSourceAllowsIt()
    {
        await using var study = await SmallStudy.CreateAsync(Form, Source);
        var fault = (await Assert.ThrowsAsync<InputFault>(() => study.IngestFileAsync(study.Write("o.csv", "code,b,a\np1,1,2\n"))))!;
        Assert.That(fault.Message, Does.Contain("order: item b (column b) stands before a in the file"));
        await using var tolerant = await SmallStudy.CreateAsync(Form, Source + "\nnot_compared: [order]\n");
        await tolerant.IngestFileAsync(tolerant.Write("o.csv", "code,b,a\np1,1,2\n"));
        Assert.That(await tolerant.AnswersAsync(), Is.EqualTo(new[] { "2 1" }));
    }

    [Test]
    public async Task RunAsync_WordsThatTheSourceStates_AreThoseTheFileMustHave()
    {
        await using var study = await SmallStudy.CreateAsync(Form, Source.Replace("a: a,", "a: {column: a, text: \"Q1. Praat u erover?\"},", StringComparison.Ordinal));
        await study.IngestFileAsync(Write(study, A() with { Label = "Q1. Praat u  erover?" }, B()));
        Assert.That(await study.AnswersAsync(), Has.Count.EqualTo(2));
        var fault = (await Assert.ThrowsAsync<InputFault>(() => study.IngestFileAsync(Write(study, A(), B()))))!;
        Assert.That(fault.Message, Does.Contain("the source states “Q1. Praat u erover?”"));
    }

    [Test]
    public async Task RunAsync_AnswerThatReadsAsAnothersCode_AsksTheSourceWhichIsMeant()
    {
        var form = Form.Replace("{nl: oneens, en: disagree}", "{nl: \"2\"}", StringComparison.Ordinal);
        await using var study = await SmallStudy.CreateAsync(form, Source);
        var path = study.Write("o.csv", "code,a,b\np1,2,2\n");
        var fault = (await Assert.ThrowsAsync<InputFault>(() => study.IngestFileAsync(path)))!;
        Assert.That(fault.Message, Does.Contain("answers: labels"));
        await using var labels = await SmallStudy.CreateAsync(form, Source + "\nanswers: labels\n");
        await labels.IngestFileAsync(path);
        Assert.That(await labels.AnswersAsync(), Is.EqualTo(new[] { "1 1" }));
    }

    private static SpssVariable A() => Variable("a", "I talk about it") with { ValueLabels = [Label(1, "oneens"), Label(2, "Eens"), Label(9, "weet niet")] };

    private static SpssVariable B() => Variable("b", "Ik kijk mee") with { ValueLabels = [Label(1, "disagree"), Label(2, "agree")] };

    private static SpssVariable Variable(string name, string label) =>
        new(name, 0, label, SpssFormat.Number(8, 0), new SpssMissing([9], null, null, []), [], SpssMeasure.Ordinal);

    private static SpssValueLabel Label(double value, string label) => new(value, null, label);

    private static string Write(SmallStudy study, SpssVariable a, SpssVariable b)
    {
        var path = study.At($"{Guid.NewGuid():N}.sav");
        using var writer = SavWriter.Create(path, [new SpssVariable("code", 4, null, SpssFormat.String(4), SpssMissing.None, [], SpssMeasure.Nominal), a, b]);
        foreach (var (code, first, second) in new[] { ("p1", 2.0, 1.0), ("p2", 9.0, 2.0) })
        {
            writer.Text(0, code);
            writer.Number(1, first);
            writer.Number(2, second);
            writer.Next();
        }

        writer.Complete();
        return path;
    }
}
