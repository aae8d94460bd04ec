using System.Diagnostics;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using LobResearch.TestKit;
using Microsoft.Playwright;

namespace LobResearch.Browser.Tests;

/// <summary>The report as a reader meets it: on a telephone, in the dark, with large letters, by a screen reader, on paper.</summary>
[Category("Browser")]
internal sealed class ReportPageTests
{
    private static readonly string[] Chromiums = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    private static readonly string[] Tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"];
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        var chromium = Chromiums.FirstOrDefault(File.Exists);
        if (chromium is null)
            Assert.Fail("Chromium isn't here: apt-get install chromium.");
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = chromium, ChromiumSandbox = !Environment.IsPrivilegedProcess });
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
        Reports.Remove();
    }

    [Test]
    public async Task Page_AsksNothingOfAnyNetwork([Values("eight", "many")] string study)
    {
        await using var context = await _browser.NewContextAsync();
        var page = await context.NewPageAsync();
        var (asked, faults) = (new List<string>(), new List<string>());
        page.Request += (_, request) => asked.Add(request.Url);
        page.Console += (_, message) => faults.Add(message.Text);
        await OpenAsync(page, study, "nl");
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        Assert.That(asked.Where(url => !url.StartsWith("file:", StringComparison.Ordinal) && !url.StartsWith("data:", StringComparison.Ordinal)), Is.Empty);
        Assert.That(asked.Count(url => url.StartsWith("file:", StringComparison.Ordinal)), Is.EqualTo(1), "one file and nothing beside it");
        Assert.That(faults, Is.Empty);
    }

    [TestCase("eight", "nl", false)]
    [TestCase("eight", "nl", true)]
    [TestCase("eight", "en", false)]
    [TestCase("many", "nl", false)]
    [TestCase("many", "nl", true)]
    [TestCase("none", "nl", false)]
    public async Task Page_Axe_FindsNothing(string study, string language, bool isDark)
    {
        await using var context = await ContextAsync(1280, isDark ? ColorScheme.Dark : ColorScheme.Light);
        var page = await context.NewPageAsync();
        await OpenAsync(page, study, language);
        await page.EvaluateAsync("document.querySelectorAll('details').forEach(part => part.open = true)");
        var result = await page.RunAxe(new AxeRunOptions { RunOnly = new RunOnlyOptions { Type = "tag", Values = [.. Tags] } });
        Assert.That(result.Violations.Select(violation => $"{violation.Id}: {violation.Nodes[0].Html[..Math.Min(200, violation.Nodes[0].Html.Length)]}"), Is.Empty);
        Assert.That(result.Passes, Has.Length.GreaterThan(10), "axe looked at something");
    }

    [Test]
    public async Task Page_OnATelephone_ScrollsDownOnly([Values("eight", "many", "none")] string study, [Values(100, 200)] int percent, [Values(320, 390)] int width)
    {
        await using var context = await ContextAsync(width, ColorScheme.Light);
        var page = await context.NewPageAsync();
        await OpenAsync(page, study, "nl");
        await page.EvaluateAsync($"document.documentElement.style.fontSize = '{percent}%'");
        Assert.That(await page.EvaluateAsync<int>("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(width));
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{study}-{width}-{percent}.png"), FullPage = false });
    }

    [Test]
    public async Task Page_TextAtTwiceItsSize_IsNotCut()
    {
        await using var context = await ContextAsync(1280, ColorScheme.Light);
        var page = await context.NewPageAsync();
        await OpenAsync(page, "many", "nl");
        var before = await HeightAsync(page);
        await page.EvaluateAsync("document.documentElement.style.fontSize = '200%'");
        Assert.That(await HeightAsync(page), Is.GreaterThan(1.7 * before), "the text grows");
        var cut = await page.EvaluateAsync<string[]>(
            "Array.from(document.querySelectorAll('h1,h2,h3,p,li,th,td')).filter(part => part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).overflowX !== 'visible').map(part => part.textContent)");
        Assert.That(cut, Is.Empty);

        static Task<double> HeightAsync(IPage page) => page.EvaluateAsync<double>("document.querySelector('main p').getBoundingClientRect().height / document.querySelector('main p').textContent.length");
    }

    [Test]
    public async Task Page_Structure_IsWhatAScreenReaderNeeds([Values("nl", "en")] string language)
    {
        await using var context = await ContextAsync(1280, ColorScheme.Light);
        var page = await context.NewPageAsync();
        await OpenAsync(page, "eight", language);
        Assert.That(await page.Locator("html").GetAttributeAsync("lang"), Is.EqualTo(language));
        Assert.That(await page.Locator("h1").CountAsync(), Is.EqualTo(1));
        Assert.That(await page.Locator("main").CountAsync(), Is.EqualTo(1));
        var tables = await page.EvaluateAsync<int>("Array.from(document.querySelectorAll('table')).filter(table => !table.querySelector('caption') || !table.querySelector('thead th[scope=col]') || !table.querySelector('tbody th[scope=row]')).length");
        Assert.That(tables, Is.Zero, "tables without caption or headings");
        var pictures = await page.EvaluateAsync<string[]>("Array.from(document.querySelectorAll('figure svg')).map(svg => (document.getElementById(svg.getAttribute('aria-labelledby').split(' ')[1]) || {}).textContent || '')");
        Assert.That(pictures, Has.Length.GreaterThan(1));
        Assert.That(pictures, Has.All.Length.GreaterThan(40), "each picture has its alternative text");
        Assert.That(await page.EvaluateAsync<int>("(ids => ids.length - new Set(ids).size)(Array.from(document.querySelectorAll('[id]')).map(part => part.id))"), Is.Zero, "ids that stand twice");
        var levels = await page.EvaluateAsync<int[]>("Array.from(document.querySelectorAll('h1,h2,h3,h4')).map(heading => Number(heading.tagName[1]))");
        Assert.That(levels.Zip(levels.Skip(1)).All(pair => pair.Second <= pair.First + 1), Is.True, "no level is left out");
        // The first tab stop leads past the contents.
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        Assert.That(await page.EvaluateAsync<string>("document.activeElement.id"), Is.EqualTo("main"));
    }

    [Test]
    public async Task Page_SaysNoMoreThanTheIntervals([Values("eight", "many", "none")] string study)
    {
        var text = await File.ReadAllTextAsync((await Reports.OfAsync(study, "nl")).Page);
        Assert.That(text, Does.Not.Contain("werkt niet").And.Not.Contain("werkt wel").And.Not.Contain("bewezen effect van"));
        Assert.That(text, Does.Contain("gesimuleerde gegevens / simulated data"));
        if (study == "none")
            Assert.That(text, Does.Contain("niet te onderscheiden van geen verschil"));
    }

    [Test]
    public async Task Pdf_HasItsTextAndItsPages([Values("eight", "many", "none")] string study)
    {
        var report = await Reports.OfAsync(study, "nl");
        Assert.That(report.PdfReason, Is.Null);
        var text = await RunAsync("pdftotext", "-layout", report.Pdf!, "-");
        Assert.That(text, Does.Contain("In het kort").And.Contain("Waar elk getal vandaan komt").And.Contain("gesimuleerde gegevens / simulated data"));
        // What stands in the last column of the last table of effects isn't cut off at the paper's edge.
        Assert.That(text, Does.Contain("dat betekent"));
        using var folder = new TemporaryFolder();
        await RunAsync("pdftoppm", "-r", "50", "-png", report.Pdf!, folder.At("page"));
        Assert.That(Directory.GetFiles(folder.Path), Has.Length.InRange(5, 60));
    }

    private static async Task OpenAsync(IPage page, string study, string language) => await page.GotoAsync(new Uri((await Reports.OfAsync(study, language)).Page).AbsoluteUri);

    // The page's own policy would keep axe's script out.
    private Task<IBrowserContext> ContextAsync(int width, ColorScheme scheme) =>
        _browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = 800 }, ColorScheme = scheme, BypassCSP = true });

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.Zero, program);
        return output;
    }
}
