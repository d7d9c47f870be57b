using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Daicho.Assurance.PeriodicChecks;

/// <summary>The list of periodic checks and the record of a result.</summary>
internal static class CheckEndpoints
{
    /// <summary>Maps <c>/assurance/checks</c>.</summary>
    public static void MapChecks(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/assurance/checks").RequireAntiforgery().RequireTask(TaskCodes.LogReview).ExcludeFromDescription();
        group.MapGet("", (CheckStore store, BusinessClock clock, CancellationToken cancellation) =>
            ShowAsync(FormState.Fresh, store, clock, cancellation));
        group.MapPost("", RecordAsync);
    }

    private static async Task<IResult> RecordAsync(
        IFormCollection form, CurrentOperator current, CheckStore store, BusinessClock clock, CancellationToken cancellation)
    {
        string[] chosen = form["check"].ToString().Split('/', 2);
        if (!ActKeys.TryRead(form, out Guid? act) || chosen.Length != 2
            || !Enum.TryParse(form["result"], out CheckResult result) || !Enum.IsDefined(result))
        {
            return Pages.Show<ErrorPage, ErrorPageModel>(ErrorPageModel.FormExpired, StatusCodes.Status400BadRequest);
        }

        Refusal? why = await store.RecordAsync(
            current.Context, current.SignedIn.DisplayName, act.Value, chosen[0], chosen[1], result, form["note"].ToString().Trim(), cancellation);
        return why is null
            ? Pages.Done("/assurance/checks")
            : await ShowAsync(new FormState(form, why), store, clock, cancellation);
    }

    private static async Task<IResult> ShowAsync(FormState state, CheckStore store, BusinessClock clock, CancellationToken cancellation) =>
        Pages.Show<ChecksPage, ChecksModel>(
            new ChecksModel(await store.ListAsync(cancellation), clock.Today(), ActKeys.New()) { State = state },
            state.Refusal is { } why ? RefusalResults.StatusOf(why) : StatusCodes.Status200OK);
}

/// <summary>The planned checks.</summary>
internal sealed record ChecksModel(IReadOnlyList<PlannedCheck> Checks, DateOnly Today, string Key)
{
    /// <summary>What was typed and refused.</summary>
    public FormState State { get; init; } = FormState.Fresh;

    /// <summary>Where a check stands.</summary>
    public Chip StateOf(PlannedCheck one) => one switch
    {
        { Result: CheckResult.Open } => new Chip("是正中", Tone.Error),
        { LastOn: null } => new Chip("未実施", Tone.Error),
        _ when one.IsDue(Today) => new Chip("期限超過", Tone.Error),
        _ => new Chip("実施済み", Tone.Success),
    };
}
