using System.Globalization;
using System.Text.Json;
using LobResearch.Ingest.Reading.Spss;
using LobResearch.TestKit;

namespace LobResearch.Ingest.Tests.Reading.Spss;

/// <summary>Files of haven, PSPP and SPSS's own kind, against haven's reading of them.</summary>
public sealed class SavReaderTests
{
    private static readonly DateTime Epoch = new(1582, 10, 14, 0, 0, 0, DateTimeKind.Unspecified);
    private static readonly JsonElement Expected =
        JsonDocument.Parse(File.ReadAllText(Repository.At("tests", "ReferenceData", "files", "expected_spss_xlsx.json"))).RootElement.GetProperty("files");

    [TestCase("plain")]
    [TestCase("survey")]
    [TestCase("zsav")]
    [TestCase("pspp.sav")]
    [TestCase("pspp.zsav")]
    [TestCase("pspp_uncompressed.sav")]
    [TestCase("pspp_cp1252.sav")]
    public void Read_FileOfAnotherProgram_EqualsHaven(string id)
    {
        var expected = Expected.GetProperty(id);
        var file = ReadAll(Repository.At("tests", "ReferenceData", "files", expected.GetProperty("file").GetString()!));
        Assert.That(file.Rows, Is.EqualTo(expected.GetProperty("n_rows").GetInt32()));
        Assert.That(file.Header.CaseCount, Is.EqualTo(file.Rows));
        Assert.That(file.Header.FileLabel, Is.EqualTo(expected.GetProperty("file_label").GetString()));
        var columns = expected.GetProperty("columns").EnumerateArray().ToList();
        Assert.That(file.Header.Variables, Has.Count.EqualTo(columns.Count));
        foreach (var (column, index) in columns.Select((column, index) => (column, index)))
            Compare(column, file, index);
    }

    [Test]
    public void Read_Bfi_EqualsHaven()
    {
        var expected = JsonDocument.Parse(File.ReadAllText(Repository.At("tests", "ReferenceData", "01_bfi", "bfi_sav_expected.json"))).RootElement;
        var file = ReadAll(Repository.At("tests", "ReferenceData", "01_bfi", "bfi.sav"));
        Assert.That(file.Rows, Is.EqualTo(expected.GetProperty("n_rows").GetInt32()));
        foreach (var (variable, index) in expected.GetProperty("variables").EnumerateArray().Select((variable, index) => (variable, index)))
        {
            var actual = file.Header.Variables[index];
            Assert.That(actual.Name, Is.EqualTo(variable.GetProperty("name").GetString()));
            Assert.That(actual.Label, Is.EqualTo(variable.GetProperty("label").GetString()), actual.Name);
            Assert.That(actual.Missing.Numbers, Is.EqualTo(variable.GetProperty("user_missing_values").EnumerateArray().Select(value => value.GetDouble())), actual.Name);
            var labels = variable.GetProperty("value_labels");
            Assert.That(
                actual.ValueLabels.ToDictionary(label => label.Label, label => label.Number),
                Is.EqualTo(labels.ValueKind == JsonValueKind.Null ? [] : labels.EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetDouble())), actual.Name);
            Assert.That(file.Numbers[index].Count(actual.Missing.Contains), Is.EqualTo(variable.GetProperty("n_user_missing").GetInt32()), actual.Name);
            Assert.That(file.Numbers[index].Count(double.IsNaN), Is.EqualTo(variable.GetProperty("n_system_missing").GetInt32()), actual.Name);
            Assert.That(file.Numbers[index].Take(8).Select(value => double.IsNaN(value) ? null : (double?)value), Is.EqualTo(variable.GetProperty("first8").EnumerateArray().Select(Nullable)), actual.Name);
        }
    }

    [Test]
    public void Read_PsppFile_KeepsRangeAndValue()
    {
        // haven can't represent a range and a value together; PSPP's own listing says LOWEST THRU 10; 99.
        var age = ReadAll(Repository.At("tests", "ReferenceData", "files", "pspp.sav")).Header.Variables.Single(variable => variable.Name == "leeftijd");
        Assert.That(age.Missing.Low, Is.EqualTo(double.NegativeInfinity));
        Assert.That(age.Missing.High, Is.EqualTo(10));
        Assert.That(age.Missing.Numbers, Is.EqualTo(new[] { 99.0 }));
    }

    [Test]
    public void Read_PsppFile_TellsWeightAndMeasure()
    {
        using var reader = SavReader.Open(Repository.At("tests", "ReferenceData", "files", "pspp.sav"));
        Assert.That(reader.Header.Weight, Is.EqualTo("gewicht"));
        var measures = reader.Header.Variables.ToDictionary(variable => variable.Name, variable => variable.Measure);
        Assert.That(measures["geslacht"], Is.EqualTo(SpssMeasure.Nominal));
        Assert.That(measures["opleiding"], Is.EqualTo(SpssMeasure.Ordinal));
        Assert.That(measures["A1"], Is.EqualTo(SpssMeasure.Scale));
        Assert.That(measures["datum"], Is.EqualTo(SpssMeasure.Scale));
    }

    private static void Compare(JsonElement expected, WholeFile file, int index)
    {
        var variable = file.Header.Variables[index];
        var what = variable.Name;
        Assert.That(variable.Name, Is.EqualTo(expected.GetProperty("name").GetString()));
        Assert.That(variable.FormatName, Is.EqualTo(expected.GetProperty("spss_format").GetString()), what);
        Assert.That(variable.Label, Is.EqualTo(expected.GetProperty("label").GetString()), what);
        var type = variable switch
        {
            { IsNumber: false } => "string",
            { Format.IsDay: true } => "date",
            { Format.IsMoment: true } => "datetime",
            { Format.IsDuration: true } => "time_seconds",
            _ => "numeric",
        };
        Assert.That(type, Is.EqualTo(expected.GetProperty("type").GetString()), what);
        var labels = expected.GetProperty("value_labels");
        Assert.That(
            variable.ValueLabels.Select(label => (label.Text ?? label.Number.ToString(CultureInfo.InvariantCulture), label.Label)),
            Is.EqualTo(labels.ValueKind == JsonValueKind.Null ? [] : labels.EnumerateArray().Select(label => (label.GetProperty("value").ToString(), label.GetProperty("label").GetString()!))), what);
        CompareMissing(expected, variable);

        var first = expected.GetProperty("first_values").EnumerateArray().ToList();
        var last = expected.GetProperty("last_value");
        if (!variable.IsNumber)
        {
            Assert.That(file.Texts[index].Take(first.Count), Is.EqualTo(first.Select(value => value.GetString() ?? "")), what);
            Assert.That(file.Texts[index][^1], Is.EqualTo(last.GetString() ?? ""), what);
            var widest = file.Texts[index].Max(text => System.Text.Encoding.UTF8.GetByteCount(text));
            Assert.That(widest, Is.EqualTo(expected.GetProperty("max_string_bytes").GetInt32()), what);
            return;
        }

        var numbers = file.Numbers[index];
        Assert.That(numbers.Count(double.IsNaN), Is.EqualTo(expected.GetProperty("n_system_missing").GetInt32()), what);
        Assert.That(numbers.Count(value => double.IsNaN(value) || variable.Missing.Contains(value)), Is.EqualTo(expected.GetProperty("n_missing_total").GetInt32() + HavenGap(variable, numbers, expected)), what);
        Assert.That(numbers.Take(first.Count).Select(value => Shown(variable, value)), Is.EqualTo(first.Select(Plain)), what);
        Assert.That(Shown(variable, numbers[^1]), Is.EqualTo(Plain(last)), what);
        if (expected.GetProperty("mean_valid") is { ValueKind: JsonValueKind.Number } mean)
        {
            var valid = numbers.Where(value => !double.IsNaN(value) && !variable.Missing.Contains(value)).ToList();
            Assert.That(valid.Average(), Is.EqualTo(mean.GetDouble()).Within(1e-9), what);
        }
    }

    // haven drops the single value beside a range.
    private static int HavenGap(SpssVariable variable, List<double> numbers, JsonElement expected) =>
        variable.Missing.Low is not null && expected.GetProperty("user_missing_values").ValueKind == JsonValueKind.Null
            ? numbers.Count(value => variable.Missing.Numbers.Contains(value))
            : 0;

    private static void CompareMissing(JsonElement expected, SpssVariable variable)
    {
        var values = expected.GetProperty("user_missing_values");
        if (values.ValueKind == JsonValueKind.Array)
        {
            Assert.That(
                variable.IsNumber ? variable.Missing.Numbers.Select(value => value.ToString(CultureInfo.InvariantCulture)) : variable.Missing.Texts,
                Is.EqualTo(values.EnumerateArray().Select(value => value.ToString())), variable.Name);
        }

        var range = expected.GetProperty("user_missing_range");
        if (range.ValueKind == JsonValueKind.Array)
        {
            Assert.That(variable.Missing.Low, Is.EqualTo(Bound(range[0])), variable.Name);
            Assert.That(variable.Missing.High, Is.EqualTo(Bound(range[1])), variable.Name);
        }
        else
        {
            Assert.That(variable.Missing.Low, Is.Null, variable.Name);
        }
    }

    private static double Bound(JsonElement bound) => bound.ToString() switch
    {
        "-Inf" => double.NegativeInfinity,
        "Inf" => double.PositiveInfinity,
        var text => double.Parse(text, CultureInfo.InvariantCulture),
    };

    private static object? Shown(SpssVariable variable, double value) => double.IsNaN(value)
        ? null
        : variable.Format.IsDay ? Epoch.AddSeconds(value).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        : variable.Format.IsMoment ? Epoch.AddSeconds(value).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture)
        // The reference gives 15 digits.
        : double.Parse(value.ToString("G15", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static object? Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Number => value.GetDouble(),
        _ => value.GetString(),
    };

    private static double? Nullable(JsonElement value) => value.ValueKind == JsonValueKind.Null ? null : value.GetDouble();

    private static WholeFile ReadAll(string path)
    {
        using var reader = SavReader.Open(path);
        var variables = reader.Header.Variables;
        var numbers = variables.Select(_ => new List<double>()).ToList();
        var texts = variables.Select(_ => new List<string>()).ToList();
        while (reader.Read())
        {
            for (var index = 0; index < variables.Count; index++)
            {
                if (variables[index].IsNumber)
                    numbers[index].Add(reader.Number(index));
                else
                    texts[index].Add(reader.Text(index).ToString());
            }
        }

        return new WholeFile(reader.Header, (int)reader.Case, numbers, texts);
    }

    private sealed record WholeFile(SpssHeader Header, int Rows, List<List<double>> Numbers, List<List<string>> Texts);
}
