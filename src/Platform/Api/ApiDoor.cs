using System.Globalization;
using Daicho.Kernel;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Daicho.Platform.Api;

/// <summary>The common door of all interfaces for programs, behind the security gate.</summary>
public static class ApiDoor
{
    /// <summary>Registers what the interfaces share; needs the security services.</summary>
    public static IServiceCollection AddApiDoor(this IServiceCollection services)
    {
        services.AddSingleton<ClientLimits>();
        services.AddSingleton<ClientWork>();
        services.AddSingleton<ApiOnce>();
        return services;
    }

    /// <summary>A group of endpoints for clients with a token: never a browser's session, within the client's limits.</summary>
    /// <param name="routes">Where to.</param>
    /// <param name="prefix">Of the form <c>/function/v1</c>: such addresses are answered to programs, not to people.</param>
    public static RouteGroupBuilder MapApi(this IEndpointRouteBuilder routes, string prefix) =>
        routes.MapGroup(prefix).DisableAntiforgery().AddEndpointFilter(EnterAsync);

    /// <summary>The refusal as problem details, with the time to wait when there is one.</summary>
    public static IResult Refuse(HttpContext http, Refusal why, int? waitSeconds = null)
    {
        ArgumentNullException.ThrowIfNull(http);
        if (waitSeconds is { } seconds)
        {
            http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        return why.ToProblem();
    }

    private static async ValueTask<object?> EnterAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        HttpContext http = context.HttpContext;
        CurrentOperator current = CurrentOperator.Of(http);
        SignedIn client = current.SignedIn;
        if (client.Kind != OperatorKind.Client)
        {
            // A session of a browser would let any page of the network act in the clerk's name.
            return Refuse(http, SecurityRefusals.NotSignedIn);
        }

        ClientLimits limits = http.RequestServices.GetRequiredService<ClientLimits>();
        if (await limits.CheckAsync(client, http.RequestAborted) is ({ } why, int seconds))
        {
            await http.RequestServices.GetRequiredService<AccessLogAppender>().AppendAsync(
                current.Context,
                http.RequestAborted,
                new AccessEntry(AccessKind.Account, http.GetEndpoint()?.Metadata.GetMetadata<RequireTaskAttribute>()?.TaskCode ?? "unknown")
                {
                    RefusalCode = why.Code,
                });
            return Refuse(http, why, seconds);
        }

        return await next(context);
    }
}
