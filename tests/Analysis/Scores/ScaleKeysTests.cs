using LobResearch.Analysis.Scores;
using LobResearch.Simulation.Scenarios;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Measurement;
using LobResearch.Study;
using LobResearch.Study.Codebook;
using ScaleScore = LobResearch.Analysis.Frames.ScaleScore;

namespace LobResearch.Analysis.Tests.Scores;

/// <summary>Scores by a codebook's keys, held against those of the database.</summary>
public sealed class ScaleKeysTests
{
    [Test]
    public async Task Score_EveryScaleOfEveryQuestionnaire_IsThatOfTheDatabaseToTheLastBit()
    {
        var generated = await GeneratedStudy.CrossedAsync();
        foreach (var form in generated.Study.Definition.Forms.Where(form => form.Scales.Count > 0))
        {
            var (scored, reversed) = await AssertSameBitsAsync(generated.Study, form);
            Assert.That(scored, form.Id.StartsWith("circle", StringComparison.Ordinal) ? Is.Zero : Is.GreaterThan(100), form.Id);
            Assert.That(reversed, form.Id == "parent" ? Is.GreaterThan(1000) : Is.AtLeast(0), "scores with reversed items");
        }
    }

    [Test]
    public async Task Score_SumsUserMissingAndItemsOfOtherRanges_IsThatOfTheDatabaseToTheLastBit()
    {
        await using var changed = await GeneratedStudy.CreateAsync(
            "scored", new ScenarioOptions { Scenario = Scenario.Crossed, Seed = 5, Parents = 320 },
            folder => Rewrite(
                Path.Combine(folder, "codebooks", "parent.yaml"), ("class: dont_know", "class: user_missing"),
                ("checks:", """
                      - {id: SUMMED, title: {nl: som}, items: [exp_i_1, exp_i_2, -exp_i_3, exp_i_4, exp_i_5, -exp_i_6, exp_i_7], minimum_answered: 0.3, aggregate: sum}
                      - {id: MIXED, title: {nl: gemengd}, items: [sup_1, -education, exp_c_1], minimum_answered: 0.5}
                    checks:
                    """)),
            file => file.Path.Contains("consent", StringComparison.Ordinal) || file.Path.Contains("parents", StringComparison.Ordinal));
        var form = changed.Study.Definition.NewestForm("parent")!;
        Assert.That(await changed.AskAsync<int>("""select count(*)::int from form.parent where sup_1__missing = 'user_missing'"""), Is.GreaterThan(0));
        Assert.That(await changed.AskAsync<int>("""select count(*)::int from form.parent where num_nonnulls(exp_i_1, exp_i_2, exp_i_3, exp_i_4, exp_i_5, exp_i_6, exp_i_7) between 3 and 6"""), Is.GreaterThan(0), "sums with gaps");
        await AssertSameBitsAsync(changed.Study, form);
        var mixed = ScaleKeys.Of(form, form.Scales.Single(scale => scale.Id == "MIXED"));
        Assert.That(mixed.Items.Select(item => item.Range), Is.EqualTo(new (double, double)?[] { (1, 4), (1, 5), (1, 4) }));
        var report = await new StudyScales(changed.Study).ReportAsync("parent", new StudyScalesOptions { Scales = ["SUP"], Waves = ["T0"] });
        Assert.That(report.Scales.Single().Missing.Sum(item => item.Of(MissingClass.UserMissing)), Is.GreaterThan(0));
        Assert.That(report.Scales.Single().Missing.Sum(item => item.Of(MissingClass.DontKnow)), Is.Zero);
    }

    [Test]
    public void Key_SharesOfTheCodebook_MeanAsManyItemsAsThere()
    {
        var parents = LobStudy.Find("lob").NewestForm("parent")!;
        foreach (var scale in parents.Scales)
        {
            var key = ScaleKeys.Of(parents, scale);
            Assert.That(Enumerable.Range(0, scale.Items.Count + 1).First(key.IsEnough), Is.EqualTo(scale.MinimumItems), scale.Id);
            Assert.That((key.Minimum, key.Maximum), Is.EqualTo((1.0, 4.0)), scale.Id);
        }

        // 0.667 of six items is four: two thirds, not five.
        Assert.That(ScaleKeys.Of(parents, parents.Scales.First(scale => scale.Id == "SUP")).IsEnough(4));
    }

    [Test]
    public void Key_SpecialCategoryItem_IsRefused()
    {
        var parents = LobStudy.Find("lob").NewestForm("parent")!;
        var special = parents.Items.First(item => item is { SpecialCategory: true, Kind: ItemKind.SingleChoice });
        var scale = new Scale("ODD", new Label("vreemd", null), [new Study.Codebook.ScaleItem(special.Id, false), new Study.Codebook.ScaleItem("sup_1", false)], 0.5m, Aggregate.Mean);
        Assert.That(() => ScaleKeys.Of(parents, scale), Throws.TypeOf<InputFault>().With.Message.Contains($"holds {special.Id}, which is special-category data"));
    }

    private static async Task<(int Scored, int Reversed)> AssertSameBitsAsync(LobStudy study, Form form)
    {
        var items = form.Scales.SelectMany(scale => scale.Items).Select(item => item.ItemId).Distinct().ToList();
        var selected = items.Select(item => $"o.\"{item}\"::double precision").Concat(form.Scales.Select(scale => ScaleScore.Sql(form, scale, "o")));
        var rows = new List<double[]>();
        await using var connection = await study.Database.Source.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"select {string.Join(", ", selected)} from form.\"{form.Id}\" o";
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(column => reader.IsDBNull(column) ? double.NaN : reader.GetDouble(column))]);
        var columns = new ColumnSet(items.Select((item, place) => new NumericColumn(item, rows.Select(row => row[place]).ToArray())));
        var (scored, reversed) = (0, 0);
        for (var place = 0; place < form.Scales.Count; place++)
        {
            var scale = form.Scales[place];
            var scores = ScaleScores.Of(ScaleKeys.Of(form, scale), columns).Values.ToArray();
            var stored = rows.Select(row => row[items.Count + place]).ToArray();
            Assert.That(scores.Select(Bits), Is.EqualTo(stored.Select(Bits)), $"{form.Id} {scale.Id}");
            scored += scores.Count(score => !double.IsNaN(score));
            reversed += scale.Items.Any(item => item.Reversed) ? scores.Count(score => !double.IsNaN(score)) : 0;
        }

        return (scored, reversed);
    }

    private static long? Bits(double value) => double.IsNaN(value) ? null : BitConverter.DoubleToInt64Bits(value);

    private static void Rewrite(string path, params (string Old, string New)[] changes)
    {
        var text = File.ReadAllText(path);
        foreach (var (old, replacement) in changes)
        {
            Assert.That(text, Does.Contain(old));
            text = text.Replace(old, replacement, StringComparison.Ordinal);
        }

        File.WriteAllText(path, text);
    }
}
