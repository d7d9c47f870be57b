using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Daicho.Platform.Hosting;

/// <summary>How an endpoint takes part in showing a document of ours inside a page of ours; without it nothing frames and nothing is framed.</summary>
public enum FrameUse
{
    /// <summary>A page that shows a document of this zone in a frame.</summary>
    ShowsDocument,

    /// <summary>A document that pages of this zone may frame. It holds no markup, so its own policy says only who may frame it.</summary>
    IsDocument,
}

/// <summary>Headers on every answer: nothing from elsewhere runs, nothing frames us, nothing is kept by the browser.</summary>
public static class SecurityHeaders
{
    /// <summary>Adds the headers. An endpoint that serves immutable files may set its own Cache-Control.</summary>
    /// <param name="app">The application.</param>
    /// <param name="contentSecurityPolicy">What pages may load and run; an endpoint may set its own.</param>
    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app, string contentSecurityPolicy) =>
        app.Use((context, next) =>
        {
            context.Response.OnStarting(() => Add(context, contentSecurityPolicy));
            return next(context);
        });

    private static Task Add(HttpContext context, string contentSecurityPolicy)
    {
        IHeaderDictionary headers = context.Response.Headers;
        if (headers.ContentSecurityPolicy.Count == 0)
        {
            headers.ContentSecurityPolicy = contentSecurityPolicy;
        }

        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        switch (context.GetEndpoint()?.Metadata.GetMetadata<FrameUseMark>()?.Use)
        {
            case FrameUse.ShowsDocument:
                headers.ContentSecurityPolicy = contentSecurityPolicy + "; frame-src 'self'";
                break;
            case FrameUse.IsDocument:
                headers.ContentSecurityPolicy = "frame-ancestors 'self'";
                headers.XFrameOptions = "SAMEORIGIN";
                break;
            case null:
                break;
        }

        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        if (headers.CacheControl.Count == 0)
        {
            headers.CacheControl = "no-store";
        }

        return Task.CompletedTask;
    }

    /// <summary>Marks an endpoint of a document shown in a frame, or of the page that shows it.</summary>
    public static TBuilder WithFrames<TBuilder>(this TBuilder builder, FrameUse use)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(new FrameUseMark(use)));
        return builder;
    }

    private sealed record FrameUseMark(FrameUse Use);
}
