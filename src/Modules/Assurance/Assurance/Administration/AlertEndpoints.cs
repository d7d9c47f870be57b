using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Daicho.Assurance.Administration;

/// <summary>Security alerts, for the system officer and, with the same list, for the privacy officer (CR-127).</summary>
internal static class AlertEndpoints
{
    /// <summary>Address for the system officer.</summary>
    public const string OfSystem = "/alerts";

    /// <summary>Address for the privacy officer.</summary>
    public const string OfPrivacy = "/assurance/alerts";

    /// <summary>Maps both addresses.</summary>
    public static void MapAlerts(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("").RequireAntiforgery().ExcludeFromDescription();
        foreach ((string address, string task) in (ReadOnlySpan<(string, string)>)[(OfSystem, TaskCodes.SystemOperate), (OfPrivacy, TaskCodes.LogReview)])
        {
            group.MapGet(address, async (AlertStore alerts, CancellationToken cancellation) =>
                Pages.Show<AlertsPage, AlertsPageModel>(new(address, await alerts.ListAsync(cancellation)))).RequireTask(task);
            group.MapPost(address, async (IFormCollection form, CurrentOperator current, AlertStore alerts, CancellationToken cancellation) =>
            {
                if (long.TryParse(form["id"], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out long id))
                {
                    await alerts.SeeAsync(current.Context, id, cancellation);
                }

                return Pages.Done(address);
            }).RequireTask(task);
        }
    }
}

/// <summary>The alerts, and the address they were opened at.</summary>
internal sealed record AlertsPageModel(string Address, IReadOnlyList<AlertLine> Alerts);
