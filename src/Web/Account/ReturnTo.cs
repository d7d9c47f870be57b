using Microsoft.AspNetCore.Http;

namespace Daicho.Web.Account;

/// <summary>The address inside this zone that a page of sign-in leads back to.</summary>
/// <param name="Address">A path; the start page when the request named none of ours.</param>
public sealed record ReturnTo(string Address)
{
    /// <summary>Name of the hidden field.</summary>
    public const string FieldName = "return-to";

    /// <summary>From <c>?return=</c>.</summary>
    public static ReturnTo Read(HttpRequest request) => Of(request.Query["return"].ToString());

    /// <summary>From the hidden field.</summary>
    public static ReturnTo Read(IFormCollection form) => Of(form[FieldName].ToString());

    /// <summary>Another page of sign-in that comes first.</summary>
    public string Behind(string page) => Address == "/" ? page : $"{page}?return={Uri.EscapeDataString(Address)}";

    // Two slashes or a backslash would lead to another host.
    private static ReturnTo Of(string text) => new(
        text.StartsWith('/') && !text.StartsWith("//", StringComparison.Ordinal) && !text.Contains('\\') && !text.Any(char.IsControl)
            ? text
            : "/");
}
