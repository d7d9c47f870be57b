using System.Net;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Daicho.EndToEnd.Tests.Host;

/// <summary>Pages and forms without a browser: what a window without scripts sends.</summary>
internal static partial class PlainForms
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A page that opens.</summary>
    public static async Task<string> PageAsync(HttpClient browser, Uri address)
    {
        using HttpResponseMessage answer = await browser.GetAsync(address, Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, address.AbsolutePath);
        return await answer.Content.ReadAsStringAsync(Cancellation);
    }

    /// <summary>Sends a form with the token of the page that showed it.</summary>
    public static async Task<HttpResponseMessage> PostAsync(
        HttpClient browser, Uri address, string page, params (string Name, string Value)[] fields)
    {
        using FormUrlEncodedContent form = new(
        [
            new("__RequestVerificationToken", TokenField().Match(page).Groups[1].Value),
            .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value)),
        ]);
        return await browser.PostAsync(address, form, Cancellation);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex TokenField();
}
