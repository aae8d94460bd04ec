using LobResearch.Analysis.Effects;
using LobResearch.Analysis.Exports;
using LobResearch.Analysis.Runs;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Separability;
using LobResearch.Study;

namespace LobResearch.Analysis.Tests.Runs;

/// <summary>Offers that schools begin at different waves: persons at waves, school and wave effects.</summary>
public sealed class StaggeredOfferTests
{
    [Test]
    public async Task RunAsync_StaggeredOffer_ComparesSchoolsWithThemselves()
    {
        var generated = await GeneratedStudy.CrossedAsync();
        var run = await EffectRunStore.RunAsync(generated.Study, generated.Plan("support_offer", GeneratedStudy.Staggered));
        var primary = run.Estimates.Where(estimate => estimate.Role == EffectRole.Primary).ToList();
        Assert.That(primary.Select(estimate => estimate.Formula), Is.All.EndsWith("+ wave + school"));
        Assert.That(primary.Select(estimate => estimate.Estimator), Is.All.EqualTo("school and wave effects"));
        Assert.That(primary.Select(estimate => estimate.Persons), Is.All.LessThan(primary[0].Rows), "a person has several rows");
        Assert.That(primary.Select(estimate => estimate.Clusters), Is.All.EqualTo(16));
        Assert.That(run.Report.Notes, Has.Some.Contains("averages the effects in schools that had begun"));
        Assert.That(run.Estimates.Select(estimate => estimate.Estimator).Distinct(), Is.EquivalentTo(new[] { "school and wave effects", "unadjusted", "mixed", "ancova, exact links only" }));
        Assert.That(run.Report.Separability.Absorbed, Is.True);
    }

    [Test]
    public async Task ReadAsync_StaggeredOffer_BeginsWithTheFirstActivityBeforeTheWaveAndStaysBegun()
    {
        var generated = await GeneratedStudy.CrossedAsync();
        var run = await EffectRunStore.RunAsync(generated.Study, generated.Plan("support_offer", GeneratedStudy.Staggered));
        var export = await RunExport.ReadAsync(generated.Study, run.Id, special: false);
        T Of<T>(string name) => (T)(object)export.Columns.First(column => column.Column.Name == name).Column;
        var (school, wave, offered) = (Of<CategoricalColumn>("school"), Of<CategoricalColumn>("wave"), Of<NumericColumn>("offered_O").Values.ToArray());
        Assert.That(wave.Levels, Is.EqualTo(new[] { "T0", "T1", "T2" }));
        foreach (var place in Enumerable.Range(0, export.Rows).DistinctBy(row => (school.Codes[row], wave.Codes[row])))
        {
            var begun = await generated.AskAsync<bool>(
                "select exists (select 1 from study.offer o join study.wave w on w.code = @wave where o.school = @school and o.component_code = 'O' and o.held_on < w.starts)",
                new { wave = wave.Levels[wave.Codes[place]], school = school.Levels[school.Codes[place]] });
            Assert.That(offered[place], Is.EqualTo(begun ? 1 : 0), $"{school.Levels[school.Codes[place]]} at {wave.Levels[wave.Codes[place]]}");
        }
    }

    [Test]
    public async Task RunAsync_OneSchoolBegins_CannotBeToldFromWhatElseChangedThere()
    {
        var generated = await GeneratedStudy.CrossedAsync();
        var first = await generated.AskAsync<string>("select min(school) from study.offer where component_code = 'O'");
        // Without the others' activities only one school begins.
        await using var alone = await GeneratedStudy.CreateAsync("onebegins", change: folder =>
        {
            var path = Directory.GetFiles(Path.Combine(folder, "files"), "*activit*").First(file => file.EndsWith(".csv", StringComparison.Ordinal));
            var lines = File.ReadAllLines(path);
            File.WriteAllLines(path, lines.Where((line, place) => place == 0 || !line.Contains(";O", StringComparison.Ordinal) && !line.Contains(",O", StringComparison.Ordinal) || line.Contains(first, StringComparison.Ordinal)));
        }, wanted: file => !file.Path.Contains("students", StringComparison.Ordinal) && !file.Path.Contains("attendance", StringComparison.Ordinal));
        var run = await EffectRunStore.RunAsync(alone.Study, alone.Plan("support_offer", GeneratedStudy.Staggered));
        Assert.That(run.Report.Separability["offered_O"].Separation, Is.EqualTo(Separation.NotFromCluster));
        Assert.That(run.Estimates.First(estimate => estimate.Exposure == "O").Reason, Does.StartWith("component not separable from school"));
    }

    [TestCase("offer: staggered", "'waves' lists the waves of a staggered offer in order, from the baseline T0 to the outcome's wave T2")]
    [TestCase("offer: staggered\nwaves: [T0, T2, T1]", "'waves' lists the waves")]
    [TestCase("offer: staggered\nwaves: [T0, T9, T2]", "the study has no wave 'T9'")]
    [TestCase("waves: [T0, T2]", "'waves' is of a staggered offer alone")]
    [TestCase("offer: now_and_then", "'offer' is one of constant, staggered")]
    public async Task Read_StaggeredPlanWithAFault_SaysWhatToChange(string change, string message)
    {
        var generated = await GeneratedStudy.CrossedAsync();
        Assert.That(() => generated.Plan("support_offer", text => text.Replace("estimand: offer", "estimand: offer\n" + change, StringComparison.Ordinal)), Throws.InstanceOf<InputFault>().With.Message.Contains(message));
    }

    [Test]
    public async Task Read_StaggeredParticipationOrDml_IsRefused()
    {
        var generated = await GeneratedStudy.CrossedAsync();
        Assert.That(
            () => generated.Plan("support_participation", text => text.Replace("estimand: participation", "estimand: participation\noffer: staggered\nwaves: [T0, T2]", StringComparison.Ordinal)),
            Throws.InstanceOf<InputFault>().With.Message.Contains("only an offer is staggered over schools").And.Message.Contains("double machine learning has no form for persons at several waves"));
    }
}
