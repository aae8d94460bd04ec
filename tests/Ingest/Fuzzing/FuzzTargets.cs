using System.Text;
using LobResearch.Ingest.Reading;
using LobResearch.Ingest.Reading.Delimited;
using LobResearch.Ingest.Reading.Dialects;
using LobResearch.Ingest.Reading.Spss;
using LobResearch.Ingest.Writing.Spss;
using LobResearch.TestKit;

namespace LobResearch.Ingest.Tests.Fuzzing;

/// <summary>All readers with their seeds: the reference files, their first rows, and small files made here.</summary>
internal static class FuzzTargets
{
    private const string Handmade =
        "nr;code;steun;bedrag;opmerking\r\n1;\"p1\";3;1.237,50;\"een \"\"aanhaling\"\"; en\r\nnog een regel\"\r\n2;p2;;0,5;\r\n3;'p3';4;-1;\"=1+1\"\r\n";

    private const string RedCap =
        "record_id,redcap_event_name,redcap_repeat_instance,agree,place___1,place___2,remark,parents_complete\n" +
        "1,t0_arm_1,,2,1,0,\"een, twee\",2\n1,t1_arm_1,,2,0,0,,2\n2,t0_arm_1,,,1,0,\"é\",2\n";

    private static readonly SpssVariable[] Variables =
    [
        new("id", 0, "Nummer", SpssFormat.Number(8, 0), SpssMissing.None, [], SpssMeasure.Scale),
        new(
            "steun_1", 0, "Steun – één", SpssFormat.Number(2, 0), new SpssMissing([99], 7, double.PositiveInfinity, []),
            [new(1, null, "oneens"), new(2, null, "eens"), new(99, null, "weet niet")], SpssMeasure.Ordinal),
        new("kort", 5, null, SpssFormat.String(5), SpssMissing.None with { Texts = ["nvt", "?"] }, [new(double.NaN, "ja", "Ja, zeker")], SpssMeasure.Nominal),
        new("lang", 40, "Woonplaats", SpssFormat.String(40), SpssMissing.None with { Texts = ["onbekend"] }, [new(double.NaN, "'s-Hertogenbosch", "Den Bosch")], SpssMeasure.Nominal),
        new("opmerking", 600, "Open vraag", SpssFormat.String(600), SpssMissing.None, [], SpssMeasure.Nominal),
        new("een_naam_van_veel_meer_dan_acht_tekens", 0, null, SpssFormat.Date, SpssMissing.None, [], SpssMeasure.Scale),
    ];

    /// <summary>One entry per reader and, for delimited text, per encoding.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("delimited utf-8", [Text(Handmade, Encoding.UTF8), FirstLines("utf8_bom.csv", 12), FirstLines("dutch_excel_cp1252.csv", 1)], [File("utf8_bom.csv")]),
        new("delimited utf-16", [Text(Handmade, Encoding.Unicode), Text(Handmade, Encoding.BigEndianUnicode), Marked(Handmade, Encoding.BigEndianUnicode), File("tab_utf16.txt")[..1200]], [File("tab_utf16.txt")]),
        new("delimited windows-1252", [FirstLines("dutch_excel_cp1252.csv", 12), Text(Handmade, Encoding.Latin1)], [File("dutch_excel_cp1252.csv")])
        {
            Format = new FileFormat { Delimited = new DelimitedFormat { Encoding = TextEncoding.Windows1252 } },
        },
        new("qualtrics", [FirstLines("qualtrics_numeric.csv", 6), FirstLines("qualtrics_labels.csv", 6)], [File("qualtrics_numeric.csv"), File("qualtrics_numeric.tsv")]),
        new("limesurvey", [FirstLines("limesurvey_codes.csv", 12), FirstLines("limesurvey_full.csv", 8)], [File("limesurvey_codes.csv")]) { Format = new FileFormat { Tool = Dialect.LimeSurvey } },
        new("redcap", [Text(RedCap, Encoding.UTF8)], []),
        new("xlsx, the zip's bytes", [Plain()], [File("survey_openpyxl.xlsx"), File("survey_openxlsx.xlsx")]),
        new("xlsx, the parts", [Plain()], [File("survey_openpyxl.xlsx"), File("survey_openxlsx.xlsx")]) { Damage = PackedParts.DamagedZip },
        new("forms xlsx, the parts", [Forms()], []) { Damage = PackedParts.DamagedZip },
        new("xls", [File("xlwt.xls")], []) { Damage = DamagedXls },
        new("sav, plain", [Sav(SpssCompression.None)], [File("pspp_uncompressed.sav")]),
        new("sav, bytecode", [Sav(SpssCompression.Bytes)], [File("pspp.sav"), File("pspp_cp1252.sav"), File("plain.sav")]),
        new("zsav, the file's bytes", [Sav(SpssCompression.Zlib)], [File("pspp.zsav")]),
        new("zsav, the cases", [Sav(SpssCompression.Zlib)], [File("pspp.zsav")]) { Damage = PackedParts.DamagedZsav },
    ];

    // Damage to the table of sectors hides the workbook behind it: half of the cases leave the table alone.
    private static byte[] DamagedXls(Mutator mutator, byte[] original, byte[] other)
    {
        const int Header = 512;
        return mutator.Next(2) == 0 ? mutator.Damaged(original, other) : [.. original[..Header], .. mutator.Damaged(original[Header..], other[Header..])];
    }

    private static byte[] File(string name) => System.IO.File.ReadAllBytes(Repository.At("tests", "ReferenceData", "files", name));

    private static byte[] FirstLines(string name, int count)
    {
        var bytes = File(name);
        var end = 0;
        for (var line = 0; line < count && end < bytes.Length; line++)
            end += bytes.AsSpan(end).IndexOf((byte)'\n') + 1;
        return bytes[..end];
    }

    private static byte[] Text(string text, Encoding encoding) => encoding.GetBytes(text);

    private static byte[] Marked(string text, Encoding encoding) => [.. encoding.GetPreamble(), .. encoding.GetBytes(text)];

    private static byte[] Plain() => PackedParts.Repacked(Made("xlsx", path => new Workbook().Sheet("Antwoorden", [
        ["nr", "code", "steun", "datum", "begonnen", "akkoord", "opmerking"],
        [1.0, "p1", 3.0, new DateTime(2026, 9, 1), new DateTime(2026, 9, 1, 9, 30, 0), true, "één"],
        [2.0, "p2", "=1+1→2", new DateTime(2026, 9, 2), null, false, "@geen formule"],
        [null, null, null, null, null, null, null],
        [3.0, "p3", 2.5, "2-9-2026", null, null, " spaties "],
    ]).Sheet("Lijst", [["a", 1.0]], hidden: true).Write(path)));

    private static byte[] Forms() => PackedParts.Repacked(Made("xlsx", path => new Workbook().Sheet("Blad1", [
        ["ID", "Begintijd", "Tijd van voltooien", "E-mail", "Naam", "Bent u het eens?", "Waar?", "Points - Waar?"],
        [1.0, new DateTime(2026, 9, 1, 9, 0, 0), new DateTime(2026, 9, 1, 9, 5, 0), "anonymous", null, "eens", "thuis, aan tafel;op school;", 1.0],
        [2.0, new DateTime(2026, 9, 1, 9, 0, 0), "9/30/26 9:05:00", "x@example.org", "Fatma", "weet niet", null, null],
    ], false, "A1:A1").Write(path)));

    private static byte[] Sav(SpssCompression compression) => Made("sav", path =>
    {
        using var writer = SavWriter.Create(path, Variables, new SavWriterOptions { Compression = compression, Created = new DateTime(2026, 9, 1), FileLabel = "klein" });
        for (var row = 0; row < 8; row++)
        {
            writer.Number(0, row);
            writer.Number(1, row % 5 == 0 ? double.NaN : row % 4 * 1.5);
            writer.Text(2, row % 3 == 0 ? "" : "ja");
            writer.Text(3, "'s-Hertogenbosch");
            writer.Text(4, row % 2 == 0 ? new string('x', 300 + row) : "");
            writer.Number(5, 13_700_000_000 + 86400.0 * row);
            writer.Next();
        }

        writer.Complete();
    });

    private static byte[] Made(string ending, Action<string> write)
    {
        using var folder = new TemporaryFolder();
        var path = folder.At("seed." + ending);
        write(path);
        return System.IO.File.ReadAllBytes(path);
    }
}
