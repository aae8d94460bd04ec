using Dapper;
using LobResearch.Study;
using LobResearch.TestKit;

namespace LobResearch.Ingest.Tests;

public sealed class BatchUndoTests
{
    private const string First = "p1,r1,T0,A,2a,1,0,ja,3.5,40,1980-05-06,iets,1\np2,r2,T0,A,2a,0,1,nee,,-99,,,\n";

    [Test]
    public async Task RunAsync_NewestBatch_LeavesTheDatabaseAsItWas()
    {
        await using var study = await SmallStudy.CreateAsync();
        await study.IngestAsync(First);
        var before = await AnswersAsync(study);
        var second = await study.IngestAsync(First.Replace("3.5,40", "3.5,41", StringComparison.Ordinal) + "p3,r3,T1,A,3c,1,0,ja,3.5,40,1980-05-06,iets,1\n");
        var report = await new BatchUndo(study.Database, study.Definition).RunAsync(second.Batch!.Value);
        Assert.That((report.Removed, report.Restored, report.Persons), Is.EqualTo((2, 1, 1)), report.ToString());
        Assert.That(await AnswersAsync(study), Is.EqualTo(before));
    }

    [Test]
    public async Task RunAsync_UndoneFile_ComesInAgainAsANewBatch()
    {
        await using var study = await SmallStudy.CreateAsync();
        var first = await study.IngestAsync(First);
        var stored = await AnswersAsync(study);
        var undo = new BatchUndo(study.Database, study.Definition);
        await undo.RunAsync(first.Batch!.Value);
        Assert.That((await undo.RunAsync(first.Batch.Value)).AlreadyUndone, Is.True, "twice is no more than once");
        var again = await study.IngestAsync(First);
        Assert.That((again.AlreadyIn, again.New), Is.EqualTo((false, 2)));
        Assert.That(await AnswersAsync(study), Is.EqualTo(stored));
        var list = await BatchList.ReadAsync(study.Database);
        Assert.That(list.Select(batch => batch.UndoneAt is null), Is.EqualTo(new[] { false, true }));
    }

    [Test]
    public async Task RunAsync_BatchThatLaterOnesStandOn_IsRefusedWithTheOrder()
    {
        await using var study = await SmallStudy.CreateAsync();
        var first = await study.IngestAsync(First);
        var second = await study.IngestAsync(First + "p3,r3,T0,A,2a,1,0,ja,3.5,40,1980-05-06,iets,1\n");
        var third = await study.IngestAsync(First + "p4,r4,T0,A,2a,1,0,ja,3.5,40,1980-05-06,iets,1\n");
        var fault = (await Assert.ThrowsAsync<InputFault>(() => new BatchUndo(study.Database, study.Definition).RunAsync(first.Batch!.Value)))!;
        Assert.That(fault.Message, Does.Contain($"{third.Batch}, {second.Batch}"));
    }

    [Test]
    public async Task RunAsync_NoSuchBatch_SaysWhereTheyAreListed()
    {
        await using var study = await SmallStudy.CreateAsync();
        var fault = (await Assert.ThrowsAsync<InputFault>(() => new BatchUndo(study.Database, study.Definition).RunAsync(77)))!;
        Assert.That(fault.Message, Does.Contain("no batch 77").And.Contain("lob ingest list"));
    }

    // All that a batch leaves, but the batches themselves, which stay on record.
    private static async Task<string> AnswersAsync(SmallStudy study)
    {
        await using var connection = await study.Database.Source.OpenConnectionAsync();
        var lines = (await DatabaseSnapshot.TakeAsync(connection)).Split('\n').Where((_, line) => line is not (1 or 2));
        var persons = await connection.QueryAsync<string>("select p.first_batch_id::text from study.person p where not exists (select 1 from study.questionnaire q where q.person_id = p.id)");
        return string.Join('\n', lines.Concat(persons));
    }
}
