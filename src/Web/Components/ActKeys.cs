using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;

namespace Daicho.Web;

/// <summary>
/// The key of one act: made when a form is first shown, sent with it, stored with the act. A second submit with the same key
/// finds the stored act and is answered with its result, so back, reload and double clicks are harmless.
/// </summary>
public static class ActKeys
{
    /// <summary>Name of the hidden field.</summary>
    public const string FieldName = "act-key";

    /// <summary>A new key.</summary>
    public static string New() => Guid.CreateVersion7().ToString("N");

    /// <summary>Reads the key of a submitted form; false when it is missing or is not one of ours.</summary>
    public static bool TryRead(IFormCollection form, [NotNullWhen(true)] out Guid? key)
    {
        ArgumentNullException.ThrowIfNull(form);
        bool read = Guid.TryParseExact(form[FieldName].ToString(), "N", out Guid parsed);
        key = read ? parsed : null;
        return read;
    }
}
