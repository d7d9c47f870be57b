using System.Net;
using System.Text.RegularExpressions;
using Daicho.Web.Gallery;
using Microsoft.AspNetCore.Builder;
using Shouldly;
using Xunit;

namespace Daicho.Web.Tests;

public sealed partial class PagesOverHttp : IAsyncLifetime
{
    private readonly HttpClient browser = new(new HttpClientHandler { AllowAutoRedirect = false });
    private WebApplication host = null!; // set before each fact

    public async ValueTask InitializeAsync()
    {
        host = await GalleryHost.StartAsync(TestContext.Current.CancellationToken);
        browser.BaseAddress = new Uri(host.Urls.Single());
    }

    public async ValueTask DisposeAsync()
    {
        browser.Dispose();
        await host.DisposeAsync();
    }

    [Theory]
    [InlineData("/", 200)]
    [InlineData("/empty", 200)]
    [InlineData("/form", 200)]
    [InlineData("/form-errors", 200)]
    [InlineData("/components", 200)]
    [InlineData("/sign-in", 200)]
    [InlineData("/ended", 200)]
    [InlineData("/error", 500)]
    [InlineData("/missing", 404)]
    public async Task Every_page_is_whole_and_free_of_inline_script_and_style(string path, int status)
    {
        HttpResponseMessage answer = await browser.GetAsync(path, TestContext.Current.CancellationToken);
        string page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        ((int)answer.StatusCode).ShouldBe(status);
        page.ShouldStartWith("<!DOCTYPE html>");
        page.TrimEnd().ShouldEndWith("</html>");
        page.ShouldContain("架空のデータ");
        InlineCode().Matches(page).Select(match => match.Value).ShouldBeEmpty();
    }

    [Fact]
    public async Task First_screen_with_all_files_stays_within_300_KB_over_the_wire()
    {
        long total = 0;
        string page = await browser.GetStringAsync("/form-errors", TestContext.Current.CancellationToken);
        foreach (string path in AssetAddress().Matches(page).Select(match => match.Value).Distinct())
        {
            using HttpRequestMessage request = new(HttpMethod.Get, path);
            request.Headers.AcceptEncoding.ParseAdd("br, gzip");
            HttpResponseMessage asset = await browser.SendAsync(request, TestContext.Current.CancellationToken);
            asset.StatusCode.ShouldBe(HttpStatusCode.OK, path);
            asset.Content.Headers.ContentEncoding.ShouldBe(["br"]);
            asset.Headers.CacheControl!.ToString().ShouldBe("public, max-age=31536000, immutable");
            total += (await asset.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length;
        }

        (total + page.Length * 3L).ShouldBeLessThan(300_000);
        total.ShouldBeGreaterThan(10_000); // the files were really counted
    }

    [Fact]
    public async Task A_file_under_another_hash_is_not_found_and_a_known_one_is_not_sent_again()
    {
        using HttpRequestMessage again = new(HttpMethod.Get, WebAssets.Address("daicho.css"));
        HttpResponseMessage first = await browser.GetAsync(WebAssets.Address("daicho.css"), TestContext.Current.CancellationToken);
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        (await browser.SendAsync(again, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await browser.GetAsync("/assets/0000/daicho.css", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_form_with_its_token_is_taken_and_one_without_or_with_control_characters_is_refused_with_a_page_that_says_what_to_do()
    {
        string page = await browser.GetStringAsync("/form", TestContext.Current.CancellationToken);
        Dictionary<string, string> fields = HiddenField().Matches(page)
            .GroupBy(match => match.Groups["name"].Value)
            .ToDictionary(group => group.Key, group => group.Last().Groups["value"].Value);

        HttpResponseMessage taken = await browser.PostAsync("/form", new FormUrlEncodedContent(fields), TestContext.Current.CancellationToken);
        taken.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        taken.Headers.Location!.ToString().ShouldBe("/components?act=" + fields[ActKeys.FieldName]);

        foreach (string control in (string[])["\u0007", "\u001B[31m", "\u0085"])
        {
            HttpResponseMessage illegible = await browser.PostAsync(
                "/form", new FormUrlEncodedContent(new Dictionary<string, string>(fields) { ["remark"] = $"備考{control}" }), TestContext.Current.CancellationToken);
            illegible.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            string said = await illegible.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            said.ShouldContain("使用できない文字が含まれています");
            said.ShouldNotContain("備考");
        }

        fields.Remove("__RequestVerificationToken").ShouldBeTrue();
        HttpResponseMessage refused = await browser.PostAsync("/form", new FormUrlEncodedContent(fields), TestContext.Current.CancellationToken);
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("この送信では何も記録していません。");
    }

    [GeneratedRegex("""<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=|<style|javascript:""", RegexOptions.IgnoreCase)]
    private static partial Regex InlineCode();

    [GeneratedRegex("/assets/[0-9a-f]+/[a-z.]+")]
    private static partial Regex AssetAddress();

    [GeneratedRegex("""<input type="hidden" name="(?<name>[^"]+)" value="(?<value>[^"]*)" """)]
    private static partial Regex HiddenField();
}
