using System.Text.RegularExpressions;
using Daicho.EndToEnd.Tests.MainJob;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Daicho.EndToEnd.Tests.Demo;

/// <summary>
/// Every page the roles of the demo can reach, in a narrow, a wide and a doubled window and with forced colours: it answers,
/// fits its window, has a heading, and neither axe nor the browser complains.
/// </summary>
[Collection(DemoZone.Name)]
public sealed partial class EveryPageTests(DemoZone zone)
{
    // 640 is a window of 1280 at 200 %.
    private static readonly (string Name, int Width, int Height)[] Windows = [("1920", 1920, 1080), ("640", 640, 480), ("1280", 1280, 720)];

    private static readonly string[] OfPerson =
        ["", "/history", "/as-of", "/protection", "/memos", "/print", "/number", "/code", "/certificates/new"];

    private static readonly string[] OfChanges =
        ["/changes/new", "/changes/notice", "/matters/new"];

    private static readonly string[] OfEverybody = ["/account/password", "/account/second-factor", "/status", "/docs/api", "/terminal"];

    private static readonly string[] OfClerks =
    [
        "/search", "/search?mode=Identifier", "/search?mode=Blank", "/search?mode=Entry", "/search/number", "/changes", "/changes/review-list", "/certificates/forms",
    ];

    [Fact]
    public async Task Every_page_of_a_clerk_fits_every_window_and_axe_finds_nothing()
    {
        Family family = await Family.SettleAsync(zone.Data, "頁例", "ページレイ", "４１番地");
        List<string> complaints = [];
        IPage page = await zone.EnterWithPasskeyAsync("sasaki", "/search", complaints);
        await page.Locator("#duty").SelectOptionAsync(new SelectOptionValue { Label = "異動の入力" });
        await page.Locator("#ground").FillAsync(Counter.Ground);
        await page.Locator("#reading").FillAsync("ページレイ");
        await page.Locator("#birth").FillAsync("S59.5.17");
        await page.GetByRole(AriaRole.Button, new() { Name = "検索する" }).First.ClickAsync();
        await page.WaitForURLAsync("**w=**");
        string context = Purpose().Match(page.Url).Value;
        string head = $"/residents/{family.Head.Id.Value}";
        string people = $"person={family.Head.Id.Value}{string.Concat(family.Members.Select(member => $"&p={member.Id.Value}"))}";
        string[] pages =
        [
            .. await NavigationAsync(page),
            .. OfEverybody,
            .. OfClerks,
            .. OfPerson.Select(one => $"{head}{one}?{context}"),
            $"/households/{family.Head.Household.Id.Value}?{context}",
            .. OfChanges.Select(one => $"{one}?{people}&{context}"),
            $"/changes/enter?form=QUALIFICATION&{people}&{context}",
            $"/changes/enter?form=ALIAS_SET&{people}&{context}",
        ];
        await LookAsync(page, "clerk", pages, complaints);
    }

    [Theory]
    [InlineData("mori", "/assurance/extract", "/assurance/export", "/assurance/exports")]
    [InlineData("kuroda", "/search", "/rights/designate", "/rights")]
    [InlineData("ikeda", "/rights", "/accounts", "/terminals")]
    public async Task Every_page_of_an_officer_fits_every_window_and_axe_finds_nothing(string account, params string[] more)
    {
        List<string> complaints = [];
        IPage page = await zone.EnterWithPasskeyAsync(account, "/account", complaints);
        await LookAsync(page, account, [.. await NavigationAsync(page), .. more], complaints);
    }

    [Fact]
    public async Task A_page_that_says_no_is_a_whole_page_with_a_way_back()
    {
        IPage page = await zone.SignInAsync("sasaki");
        foreach ((string path, int status, string title) in (IEnumerable<(string, int, string)>)
        [
            ("/no-such-page", 404, "見つかりません"),
            ("/rights", 403, "この操作はできません"),
            ($"/changes/{Guid.Empty}?w={Guid.Empty}", 403, "この操作はできません"),
        ])
        {
            IResponse answer = (await page.GotoAsync(new Uri(zone.Address, path).ToString())).ShouldNotBeNull();
            answer.Status.ShouldBe(status, path);
            (await page.Locator("h1").InnerTextAsync()).ShouldBe(title);
            await FitAsync(page, $"every-no-{status}-{title}", path);
        }

        await page.CloseAsync();
    }

    private static async Task<string[]> NavigationAsync(IPage page) =>
        await page.Locator("nav.work-list a").EvaluateAllAsync<string[]>("links => links.map(link => link.getAttribute('href'))");

    private static async Task LookAsync(IPage page, string who, IEnumerable<string> paths, List<string> complaints)
    {
        int number = 0;
        foreach (string path in paths.Distinct())
        {
            string name = $"every-{who}-{++number:00}-{Letters().Replace(path.Split('?')[0], "")}";
            IResponse answer = (await page.GotoAsync(new Uri(new Uri(page.Url), path).ToString())).ShouldNotBeNull();
            answer.Status.ShouldBeLessThan(400, path);
            (await page.Locator("h1").CountAsync()).ShouldBe(1, path);
            await page.EmulateMediaAsync(new() { ForcedColors = ForcedColors.Active });
            await FitAsync(page, $"{name}-forced", path);
            await page.EmulateMediaAsync(new() { ForcedColors = ForcedColors.None });
            foreach ((string window, int width, int height) in Windows)
            {
                await page.SetViewportSizeAsync(width, height);
                await FitAsync(page, $"{name}-{window}", path);
            }

            (await page.RunAxe()).Violations
                .SelectMany(rule => rule.Nodes.Select(node => $"{rule.Id}: {node.Html} {string.Join(' ', node.Any.Select(check => check.Message))}"))
                .ShouldBeEmpty(path);
            complaints.ShouldBeEmpty(path);
        }
    }

    private static async Task FitAsync(IPage page, string name, string path)
    {
        if (Chromium.PictureFolder is { } folder)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = true });
        }

        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
            .ShouldBeLessThanOrEqualTo(0, $"{name} {path}");
    }

    [GeneratedRegex("w=[0-9a-f-]{36}")]
    private static partial Regex Purpose();

    [GeneratedRegex("[^a-z-]|[0-9a-f]{8}-[0-9a-f-]{27}")]
    private static partial Regex Letters();
}
