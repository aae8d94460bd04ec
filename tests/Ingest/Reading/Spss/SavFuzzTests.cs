using LobResearch.Ingest.Reading;
using LobResearch.Study;
using LobResearch.TestKit;

namespace LobResearch.Ingest.Tests.Reading.Spss;

/// <summary>Damaged files end in the readers' own fault, quickly and without much memory.</summary>
public sealed class SavFuzzTests
{
    [TestCase("pspp.sav", 500)]
    [TestCase("pspp.zsav", 500)]
    [TestCase("pspp_uncompressed.sav", 200)]
    [TestCase("survey_openpyxl.xlsx", 100)]
    [TestCase("qualtrics_numeric.csv", 300)]
    [TestCase("tab_utf16.txt", 200)]
    public async Task Read_Mutated_EndsInAFaultOrInRows(string name, int mutations)
    {
        var original = await File.ReadAllBytesAsync(Repository.At("tests", "ReferenceData", "files", name));
        using var folder = new TemporaryFolder();
        var path = folder.At("mutated.bin");
        var random = new Random(1582);
        var faults = 0;
        for (var round = 0; round < mutations; round++)
        {
            await File.WriteAllBytesAsync(path, Mutated(original, random));
            try
            {
                await FileSummary.OfAsync(path, new FileFormat());
            }
            catch (InputFault fault)
            {
                Assert.That(fault.Message, Does.Contain("mutated.bin"));
                faults++;
            }
        }

        Assert.That(faults, Is.Positive);
    }

    private static byte[] Mutated(byte[] original, Random random)
    {
        var bytes = (byte[])original.Clone();
        // The beginning of a file holds its lengths and counts: half of all changes go there.
        for (var change = random.Next(1, 8); change > 0; change--)
        {
            var place = random.Next(2) == 0 ? random.Next(Math.Min(4000, bytes.Length)) : random.Next(bytes.Length);
            bytes[place] = random.Next(3) switch { 0 => 0xFF, 1 => 0, _ => (byte)random.Next(256) };
        }

        return random.Next(4) == 0 ? bytes[..random.Next(1, bytes.Length)] : bytes;
    }
}
