using DmSc.EndToEnd.Tests.Rig;
using DmSc.Tests.Reports;
using Microsoft.Playwright;

namespace DmSc.EndToEnd.Tests.Reports;

/// <summary>The HTML matrix in a real browser, opened from the disk.</summary>
internal sealed class MatrixPageTests
{
    private static readonly string[] Arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private readonly List<string> _complaints = [];
    private readonly List<string> _requests = [];
    private string _folder = string.Empty;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    [SetUp]
    public async Task OpenBrowser()
    {
        var chromium = ForeignTool.RequirePath("/usr/bin/chromium", "install the chromium package");
        _folder = Directory.CreateTempSubdirectory("dmsc-page-").FullName;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = Arguments });
        _complaints.Clear();
        _requests.Clear();
    }

    [TearDown]
    public async Task CloseBrowser()
    {
        if (_browser is not null)
            await _browser.CloseAsync();
        _playwright?.Dispose();
        if (_folder.Length > 0)
            Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task A_click_on_a_row_shows_reason_cases_checks_and_evidence()
    {
        var page = await Open(SampleRun.Everything(), ColorScheme.Light);
        var detail = page.Locator("tr.detail").First;
        Assert.That(await detail.IsVisibleAsync(), Is.False);

        await page.Locator("tr.item").First.Locator("td").First.ClickAsync();

        var text = await detail.InnerTextAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(text, Does.Contain("CASE-FAIL").And.Contain("9000 ordinary text").And.Contain("6A82 ordinary text"));
            Assert.That(text, Does.Contain("00A4040C 0CA00000").And.Contain("reason of DM-BOOT-C-001"));
            Assert.That(await page.Locator("tr.item").First.Locator("button").GetAttributeAsync("aria-expanded"), Is.EqualTo("true"));
            Assert.That(await detail.GetByRole(AriaRole.Link, new() { Name = "transcript" }).CountAsync(), Is.EqualTo(2));
        }

        await page.Locator("tr.item").First.Locator("button").PressAsync("Enter");
        Assert.That(await detail.IsVisibleAsync(), Is.False, "the keyboard closes what the mouse opened");
        AssertQuiet();
    }

    [Test]
    public async Task Filters_narrow_the_rows_and_reset_shows_all()
    {
        var page = await Open(SampleRun.Everything(), ColorScheme.Light);
        Assert.That(await Shown(page), Is.EqualTo(9));

        await page.Locator(".chip[data-filter='FAIL']").ClickAsync();
        Assert.That(await Shown(page), Is.EqualTo(2));
        await page.Locator("#text").FillAsync("case-waived");
        Assert.That(await Shown(page), Is.EqualTo(1));
        await page.Locator("#reset").ClickAsync();
        await page.Locator("#count").GetByText("9 of 9 items").WaitForAsync();
        await page.Locator("#family").SelectOptionAsync("DM-SC-GEN");
        Assert.That(await Shown(page), Is.EqualTo(4));
        await page.Locator("#text").FillAsync("case-fault");
        Assert.That(await Shown(page), Is.Zero, "no DM-SC item is covered by that case");
        await page.Locator("#family").SelectOptionAsync("");
        Assert.That(await Shown(page), Is.EqualTo(1), "text is also found in closed rows");
        AssertQuiet();
    }

    [TestCase(ColorScheme.Light, "rgb(246, 247, 249)", "rgb(18, 21, 26)")]
    [TestCase(ColorScheme.Dark, "rgb(18, 21, 26)", "rgb(246, 247, 249)")]
    public async Task Colours_follow_the_system_and_the_button_turns_them(ColorScheme scheme, string before, string after)
    {
        var page = await Open(SampleRun.Everything(), scheme);
        await page.Locator("button.open").First.ClickAsync();
        Assert.That(await Background(page), Is.EqualTo(before));
        TestContext.AddTestAttachment(await Picture(page, scheme));

        await page.Locator("#theme").ClickAsync();

        Assert.That(await Background(page), Is.EqualTo(after));
        AssertQuiet();
    }

    [Test]
    public async Task Hostile_text_runs_nothing_and_breaks_nothing()
    {
        var page = await Open(SampleRun.Everything(SampleRun.Hostile), ColorScheme.Light);
        await page.Locator("#all").ClickAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await Shown(page), Is.EqualTo(9));
            Assert.That(await page.Locator("script").CountAsync(), Is.EqualTo(1));
            Assert.That(await page.Locator("tr.detail b").CountAsync(), Is.Zero);
        }

        AssertQuiet();
    }

    [Test]
    public async Task A_link_to_an_item_opens_its_row()
    {
        var page = await Open(SampleRun.Everything(), ColorScheme.Light, "#DM-SC-GEN-2");

        Assert.That(await page.Locator("#DM-SC-GEN-2 button.open").GetAttributeAsync("aria-expanded"), Is.EqualTo("true"));
        AssertQuiet();
    }

    private static Task<int> Shown(IPage page) => page.Locator("tr.item:visible").CountAsync();

    private static Task<string> Background(IPage page) => page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor");

    private static async Task<string> Picture(IPage page, ColorScheme scheme)
    {
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"scr-matrix-{scheme}.png");
        await page.ScreenshotAsync(new() { Path = path, FullPage = true });
        return path;
    }

    private async Task<IPage> Open(SampleRun run, ColorScheme scheme, string hash = "")
    {
        run.WriteAll(_folder);
        var page = await _browser!.NewPageAsync(new() { ColorScheme = scheme, ViewportSize = new() { Width = 1400, Height = 900 } });
        page.Console += (_, message) => _complaints.Add($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => _complaints.Add(error);
        page.Dialog += (_, dialog) => _complaints.Add($"dialog: {dialog.Message}");
        page.Request += (_, request) => _requests.Add(request.Url);
        await page.GotoAsync(new Uri(Path.Combine(_folder, "scr-matrix.html")).AbsoluteUri + hash);
        return page;
    }

    private void AssertQuiet()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(_complaints, Is.Empty);
            Assert.That(_requests.Where(r => !r.StartsWith("data:", StringComparison.Ordinal)), Has.Exactly(1).Items, "the page itself and nothing else");
        }
    }
}
