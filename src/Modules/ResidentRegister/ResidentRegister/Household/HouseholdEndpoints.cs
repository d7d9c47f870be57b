using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.ResidentRegister.Contracts;
using Daicho.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Daicho.ResidentRegister.Household;

/// <summary>The page of a household.</summary>
internal static class HouseholdEndpoints
{
    /// <summary>Maps <c>/households/{id}</c>.</summary>
    public static void MapHousehold(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/households/{id:guid}", ShowAsync).RequireTask(TaskCodes.ResidentView, purpose: true);

    private static async Task<IResult> ShowAsync(
        Guid id,
        HttpContext http,
        HouseholdDoor door,
        CurrentOperator current,
        BusinessClock clock,
        CancellationToken cancellation,
        bool removed = false)
    {
        if ((await door.OpenAsync(new HouseholdId(id), removed, cancellation))
            .IsRefused(out Refusal? why, out OpenedHousehold? opened))
        {
            await RefusalResults.WriteAsync(http, why);
            return Results.Empty;
        }

        Guid context = current.SignedIn.WorkContextId ?? Guid.Empty; // the gate demanded a purpose
        return Pages.Show<HouseholdPage, HouseholdPageModel>(new(opened, context, clock.Today(), removed));
    }
}
