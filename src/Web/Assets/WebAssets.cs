using System.Collections.Frozen;
using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Daicho.Web;

/// <summary>
/// The files a browser loads: one style sheet, htmx, our script and the icon. They lie in the assembly, are compressed once,
/// and are served under their hash, so a browser keeps them for ever and a new release is never mixed with an old one.
/// </summary>
public static class WebAssets
{
    /// <summary>
    /// The content security policy that every page is written for: nothing inline, nothing from elsewhere, no evaluation of text.
    /// </summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; " +
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; " +
        "require-trusted-types-for 'script'; trusted-types default";

    private static readonly FrozenDictionary<string, WebAsset> Files = new[]
    {
        WebAsset.Load("daicho.css", "text/css; charset=utf-8"),
        WebAsset.Load("daicho.js", "text/javascript; charset=utf-8"),
        WebAsset.Load("htmx.js", "text/javascript; charset=utf-8"),
        WebAsset.Load("icon.svg", "image/svg+xml"),
    }.ToFrozenDictionary(file => file.Name, StringComparer.Ordinal);

    /// <summary>The address of a file by its name: <c>daicho.css</c>, <c>daicho.js</c>, <c>htmx.js</c> or <c>icon.svg</c>.</summary>
    public static string Address(string name) => Files[name].Address;

    /// <summary>Serves the files; open to everyone, because the sign-in page needs them too.</summary>
    public static IEndpointConventionBuilder MapWebAssets(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        return routes.MapMethods("/assets/{hash}/{name}", [HttpMethods.Get, HttpMethods.Head], Serve)
            .AllowAnonymous()
            .ExcludeFromDescription();
    }

    private static IResult Serve(string hash, string name, HttpContext http)
    {
        if (!Files.TryGetValue(name, out WebAsset? file) || file.Hash != hash)
        {
            return Results.NotFound();
        }

        (byte[] bytes, string? encoding) = file.For(http.Request.Headers.AcceptEncoding.ToString());
        IHeaderDictionary headers = http.Response.Headers;
        headers.CacheControl = "public, max-age=31536000, immutable";
        headers.Vary = HeaderNames.AcceptEncoding;
        headers.XContentTypeOptions = "nosniff";
        if (encoding is not null)
        {
            headers.ContentEncoding = encoding;
        }

        // The tag names the coding as well: a cache may not mix the compressed and the plain bytes.
        return Results.Bytes(bytes, file.ContentType, entityTag: new EntityTagHeaderValue($"\"{file.Hash}-{encoding ?? "id"}\""));
    }

    private sealed record WebAsset(string Name, string ContentType, string Hash, byte[] Plain, byte[] Gzip, byte[] Brotli)
    {
        public string Address => $"/assets/{Hash}/{Name}";

        public static WebAsset Load(string name, string contentType)
        {
            Assembly assembly = typeof(WebAssets).Assembly;
            using MemoryStream joined = new();
            foreach (string part in assembly.GetManifestResourceNames()
                .Where(part => part.StartsWith(name + "/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal))
            {
                using Stream content = assembly.GetManifestResourceStream(part)!; // the name was listed by the assembly itself
                content.CopyTo(joined);
                joined.WriteByte((byte)'\n');
            }

            byte[] plain = joined.ToArray();
            return new WebAsset(
                name,
                contentType,
                Convert.ToHexStringLower(SHA256.HashData(plain).AsSpan(0, 10)),
                plain,
                Compress(plain, to => new GZipStream(to, CompressionLevel.SmallestSize)),
                Compress(plain, to => new BrotliStream(to, CompressionLevel.Optimal)));
        }

        /// <summary>The bytes for what the browser accepts. A coding refused with q=0 is rare enough to be sent plain.</summary>
        public (byte[] Bytes, string? Encoding) For(string accepted)
        {
            if (accepted.Contains("q=0,", StringComparison.Ordinal) || accepted.EndsWith("q=0", StringComparison.Ordinal))
            {
                return (Plain, null);
            }

            return accepted.Contains("br", StringComparison.Ordinal) ? (Brotli, "br")
                : accepted.Contains("gzip", StringComparison.Ordinal) ? (Gzip, "gzip")
                : (Plain, null);
        }

        private static byte[] Compress(byte[] plain, Func<Stream, Stream> wrap)
        {
            using MemoryStream to = new();
            using (Stream compressor = wrap(to))
            {
                compressor.Write(plain);
            }

            return to.ToArray();
        }
    }
}
