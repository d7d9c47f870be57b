using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Daicho.Assurance.Rights;

/// <summary>The rights ledger: designate, set, revoke, compare with the roster (CR-46 to CR-49).</summary>
internal static class RightsEndpoints
{
    private const int PageSize = 50;
    private const int RosterCharactersMax = 200_000;

    private static readonly Refusal Incomplete = new(
        "SEC-GRANT-004", "職員、役割、事務所、開始日、理由をすべて入力してください。終了日は開始日より後の日にしてください。");

    private static readonly Refusal NoReason = new("SEC-GRANT-005", "失効の理由を200文字以内で入力してください。", Field: "reason");

    private static readonly Refusal NoRoster = new(
        "SEC-GRANT-006", "職員名簿の職員番号を1行に1つずつ入力してください。", Field: "roster");

    public static void MapRights(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder rights = routes.MapGroup("/rights").RequireAntiforgery().ExcludeFromDescription();
        rights.MapGet("", ShowAsync).RequireTask(TaskCodes.RightsView);
        rights.MapGet("/designate", ShowDesignateAsync).RequireTask(TaskCodes.RightsDesignate);
        rights.MapPost("/designate", DesignateAsync).RequireTask(TaskCodes.RightsDesignate);
        rights.MapPost("/set", SetAsync).RequireTask(TaskCodes.RightsSet);
        rights.MapPost("/revoke", RevokeAsync).RequireTask(TaskCodes.RightsView);
        rights.MapPost("/review", ReviewAsync).RequireTask(TaskCodes.RightsReview);
    }

    private static async Task<RazorComponentResult<RightsPage>> ShowAsync(
        int? page,
        bool? revoked,
        RightsLedger ledger,
        BusinessClock clock,
        CancellationToken cancellation) =>
        await RenderAsync(Math.Clamp(page ?? 1, 1, 100_000), revoked ?? false, FormState.Fresh, ledger, clock, cancellation);

    private static async Task<RazorComponentResult<RightsPage>> RenderAsync(
        int page,
        bool revoked,
        FormState state,
        RightsLedger ledger,
        BusinessClock clock,
        CancellationToken cancellation)
    {
        RosterReview? last = await ledger.LastReviewAsync(cancellation);
        bool overdue = last is null || last.ReviewedAt.AddMonths(RightsLedger.ReviewEveryMonths) < clock.Instant();
        return Pages.Show<RightsPage, RightsPageModel>(
            new(
                await ledger.ListAsync(revoked, PageSize, (page - 1) * PageSize, cancellation),
                await ledger.CountAsync(revoked, cancellation),
                page,
                revoked,
                await ledger.VersionAsync(cancellation),
                last,
                overdue,
                state),
            state.Refusal is null ? StatusCodes.Status200OK : RefusalResults.StatusOf(state.Refusal));
    }

    private static Task<RazorComponentResult<DesignatePage>> ShowDesignateAsync(
        RightsLedger ledger,
        BusinessClock clock,
        CancellationToken cancellation) => RenderDesignateAsync(FormState.Fresh, ledger, clock, cancellation);

    private static async Task<RazorComponentResult<DesignatePage>> RenderDesignateAsync(
        FormState state,
        RightsLedger ledger,
        BusinessClock clock,
        CancellationToken cancellation)
    {
        RightsChoices choices = await ledger.ChoicesAsync(cancellation);
        return Pages.Show<DesignatePage, DesignatePageModel>(
            new(
                [.. choices.Postings.Select(one => new Choice($"{one.OperatorId:N}{one.PostingId:N}", $"{one.DisplayName}　{one.OfficeName} {one.Section}"))],
                [.. choices.Roles.Select(one => new Choice(one.Code, one.Name))],
                [.. choices.Offices.Select(one => new Choice(one.Code, one.Name)), new Choice("*", "全事務所")],
                clock.Today(),
                ActKeys.New(),
                state),
            state.Refusal is null ? StatusCodes.Status200OK : RefusalResults.StatusOf(state.Refusal));
    }

    private static async Task<IResult> DesignateAsync(
        IFormCollection form,
        CurrentOperator current,
        Daicho.Platform.Security.Rights rights,
        RightsLedger ledger,
        BusinessClock clock,
        CancellationToken cancellation)
    {
        if (!ActKeys.TryRead(form, out Guid? act))
        {
            return Pages.Show<ErrorPage, ErrorPageModel>(ErrorPageModel.FormExpired, StatusCodes.Status400BadRequest);
        }

        Refusal? refusal = Incomplete;
        if (Read(form) is { } designation)
        {
            refusal = (await rights.DesignateAsync(current.Context, act.Value, designation, cancellation)).Refusal;
        }

        return refusal is null
            ? Pages.Done("/rights")
            : await RenderDesignateAsync(new FormState(form, refusal), ledger, clock, cancellation);
    }

    private static Designation? Read(IFormCollection form)
    {
        string holder = form["holder"].ToString();
        string until = form["until"].ToString();
        string reason = form["reason"].ToString().Trim();
        bool complete = holder.Length == 64
            & Guid.TryParseExact(holder[..Math.Min(32, holder.Length)], "N", out Guid operatorId)
            & Guid.TryParseExact(holder[Math.Min(32, holder.Length)..], "N", out Guid postingId)
            & form["role"].ToString().Length > 0
            & form["office"].ToString().Length > 0
            & reason.Length is > 0 and <= 200;
        DateOnly? first = Day(form["from"].ToString());
        DateOnly? last = until.Length == 0 ? null : Day(until);
        bool dated = first is not null && (until.Length == 0 || last > first);
        return complete && dated
            ? new Designation(operatorId, postingId, form["role"].ToString(), form["office"].ToString(), first!.Value, last, reason) // dated above
            : null;
    }

    private static DateOnly? Day(string text) =>
        PartialDate.TryParse(text, EraTable.Default, out PartialDate? date) ? date.Exact : null;

    private static async Task<IResult> SetAsync(
        IFormCollection form,
        CurrentOperator current,
        Daicho.Platform.Security.Rights rights,
        RightsLedger ledger,
        BusinessClock clock,
        CancellationToken cancellation)
    {
        Refusal? refusal = Guid.TryParse(form["id"], out Guid id)
            ? await rights.SetAsync(current.Context, id, cancellation)
            : SecurityRefusals.NoSuchRight;
        return refusal is null
            ? Pages.Done("/rights")
            : await RenderAsync(1, false, new FormState(null, refusal), ledger, clock, cancellation);
    }

    /// <summary>Head or officer, either alone: taking away must not wait (CR-47).</summary>
    private static async Task<IResult> RevokeAsync(
        IFormCollection form,
        CurrentOperator current,
        Daicho.Platform.Security.Rights rights,
        RightsLedger ledger,
        BusinessClock clock,
        CancellationToken cancellation)
    {
        string reason = form["reason"].ToString().Trim();
        Refusal? refusal =
            !current.Has(TaskCodes.RightsDesignate) && !current.Has(TaskCodes.RightsSet) ? SecurityRefusals.NotPermitted
            : reason.Length is 0 or > 200 ? NoReason
            : !Guid.TryParse(form["id"], out Guid id) ? SecurityRefusals.NoSuchRight
            : await rights.RevokeAsync(current.Context, id, clock.Today(), reason, cancellation);
        return refusal is null
            ? Pages.Done("/rights")
            : await RenderAsync(1, false, new FormState(null, refusal), ledger, clock, cancellation);
    }

    private static async Task<IResult> ReviewAsync(
        IFormCollection form,
        CurrentOperator current,
        RightsLedger ledger,
        BusinessClock clock,
        CancellationToken cancellation)
    {
        string text = form["roster"].ToString();
        HashSet<string> roster = text.Length > RosterCharactersMax
            ? []
            : [.. text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        if (roster.Count == 0)
        {
            return await RenderAsync(1, false, new FormState(null, NoRoster), ledger, clock, cancellation);
        }

        await ledger.CompareAsync(current.Context, roster, "", cancellation);
        return Pages.Done("/rights");
    }
}
