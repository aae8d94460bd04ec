using Dapper;
using LobResearch.Ingest.Identity;
using LobResearch.Study;
using LobResearch.TestKit;

namespace LobResearch.Ingest.Tests.Identity;

/// <summary>Codes are kept encrypted, and can be put under new keys without anybody getting lost.</summary>
public sealed class KeyRotationTests
{
    private const string Rows = "p1,r1,T0,A,2a,1,0,ja,3.5,40,,,\np2,r2,T0,A,2a,1,0,nee,3.5,41,,,\n";

    [Test]
    public async Task RunAsync_NewKeys_PersonsAreFoundAgainAndOldFilesNamed()
    {
        await using var study = await SmallStudy.CreateAsync();
        await study.IngestAsync(Rows);
        var before = await CodesAsync(study);
        var report = await new KeyRotation(study.Database, study.Definition, ServerForTests.Home).RunAsync();
        var after = await CodesAsync(study);
        Assert.That(report.Codes, Is.EqualTo(2));
        Assert.That(report.Retired, Has.Count.EqualTo(2), "the retired index key and code key");
        Assert.That(after.Select(code => code.Person), Is.EqualTo(before.Select(code => code.Person)));
        Assert.That(after.Select(code => code.Index), Has.None.Matches<byte[]>(index => before.Any(code => code.Index.SequenceEqual(index))));
        Assert.That(after.Select(code => code.Cipher), Has.None.Matches<byte[]>(cipher => before.Any(code => code.Cipher.SequenceEqual(cipher))));

        var again = await study.IngestAsync(Rows + "p1,r3,T1,A,2a,1,0,ja,3.5,40,,,\n");
        Assert.That((again.New, again.Unchanged, again.Changed), Is.EqualTo((1, 2, 0)), "the rows are known, and the new one is an earlier person's");
        Assert.That(await CodesAsync(study), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task RunAsync_KeyInTheEnvironment_IsRefused()
    {
        await using var study = await SmallStudy.CreateAsync();
        await study.IngestAsync(Rows);
        Environment.SetEnvironmentVariable("LOB_CODE_KEY", Convert.ToBase64String(new byte[32]));
        try
        {
            var fault = (await Assert.ThrowsAsync<EnvironmentFault>(() => new KeyRotation(study.Database, study.Definition, ServerForTests.Home).RunAsync()))!;
            Assert.That(fault.Message, Does.Contain("LOB_CODE_KEY"));
        }
        finally
        {
            Environment.SetEnvironmentVariable("LOB_CODE_KEY", null);
        }
    }

    [Test]
    public async Task IngestAsync_Codes_AreKeptEncryptedOnly()
    {
        await using var study = await SmallStudy.CreateAsync();
        await study.IngestAsync("GEHEIMECODE,r1,T0,A,2a,1,0,ja,3.5,40,,,\n");
        var code = (await CodesAsync(study)).Single();
        Assert.That(code.Cipher.AsSpan().IndexOf("GEHEIMECODE"u8), Is.Negative);
        await using var connection = await study.Database.Source.OpenConnectionAsync();
        using var keys = await KeyRing.OpenAsync(connection, ServerForTests.Home, study.Definition.Id);
        Assert.That(keys.Decrypt(code.Person, "parent", code.Cipher), Is.EqualTo("GEHEIMECODE"));
        Assert.Throws<EnvironmentFault>(() => keys.Decrypt(Guid.NewGuid(), "parent", code.Cipher), "bound to the person");
        code.Cipher[^1] ^= 1;
        Assert.Throws<EnvironmentFault>(() => keys.Decrypt(code.Person, "parent", code.Cipher), "damage is told");
    }

    private static async Task<List<StoredCode>> CodesAsync(SmallStudy study)
    {
        await using var connection = await study.Database.Source.OpenConnectionAsync();
        return (await connection.QueryAsync<StoredCode>("select person_id as Person, blind_index as Index, code_cipher as Cipher from identity.code order by person_id")).ToList();
    }

    private sealed record StoredCode(Guid Person, byte[] Index, byte[] Cipher);
}
