using System.Globalization;
using Daicho.Kernel;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.Platform.Work;
using Daicho.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Daicho.ResidentRegister.Retention;

/// <summary>Erasure past the years of keeping: what is due, what was asked for, what was done.</summary>
internal static class RetentionEndpoints
{
    private const string DueSql =
        """
        select r.due + c.due,
               (r.due + c.due) > 0 and not exists (select from resident_register.erasure_run e where e.as_of > $3::date - interval '1 year')
        from (select count(*) as due from resident_register.expired_records($3::date)) r,
             (select count(*) as due from resident_register.expired_cases($3::date)) c
        where $1::uuid is not null and $2::text is not null and $4::timestamptz is not null
        """;

    /// <summary>Registers store, approval and the line of the work list.</summary>
    public static void AddRetention(this IServiceCollection services)
    {
        services.AddSingleton<RetentionStore>();
        services.AddSingleton(new ApprovalKind(RetentionStore.ApprovalKind, "保存期間を過ぎた記録の消去", TaskCodes.RetentionErase));
        services.AddSingleton(new WorkListEntry("保存", "保存期間を過ぎた記録", "/retention", TaskCodes.RetentionErase)
        {
            Order = 410,
            CountSql = DueSql,
        });
    }

    /// <summary>Maps <c>/retention</c>.</summary>
    public static void MapRetention(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/retention").RequireAntiforgery();
        group.MapGet("/", (CurrentOperator current, RetentionStore store, CancellationToken cancellation) =>
            ShowAsync(FormState.Fresh, current, store, cancellation)).RequireTask(TaskCodes.RetentionErase);
        group.MapPost("/ask", AskAsync).RequireTask(TaskCodes.RetentionErase);
        group.MapPost("/erase", EraseAsync).RequireTask(TaskCodes.RetentionErase);
    }

    private static async Task<IResult> AskAsync(
        IFormCollection form, CurrentOperator current, RetentionStore store, CancellationToken cancellation)
    {
        if (!ActKeys.TryRead(form, out Guid? act))
        {
            return Pages.Show<ErrorPage, ErrorPageModel>(ErrorPageModel.FormExpired, StatusCodes.Status400BadRequest);
        }

        string reason = form["reason"].ToString().Trim();
        Refusal? why = reason.Length is 0 or > 200
            ? NoReason
            : (await store.AskAsync(current.Context, act.Value, reason, cancellation)).Refusal;
        return why is null
            ? Pages.Done("/retention")
            : await ShowAsync(new FormState(form, why), current, store, cancellation);
    }

    private static async Task<IResult> EraseAsync(
        IFormCollection form, CurrentOperator current, RetentionStore store, CancellationToken cancellation)
    {
        bool read = Guid.TryParse(form["approval"], out Guid approval);
        if (!DateOnly.TryParseExact(form["as-of"], "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly asOf) || !read)
        {
            return Pages.Show<ErrorPage, ErrorPageModel>(ErrorPageModel.FormExpired, StatusCodes.Status400BadRequest);
        }

        return await store.EraseAsync(current.Context, approval, asOf, cancellation) is { } why
            ? await ShowAsync(new FormState(form, why), current, store, cancellation)
            : Pages.Done("/retention");
    }

    private static readonly Refusal NoReason = new("RR-RETENTION-001", "消去の理由（文書番号など）を２００字以内で入力してください。", Field: "reason");

    private static async Task<IResult> ShowAsync(
        FormState state, CurrentOperator current, RetentionStore store, CancellationToken cancellation) =>
        Pages.Show<RetentionPage, RetentionModel>(
            new RetentionModel(
                await store.DueAsync(cancellation),
                await store.AskedAsync(current.Context, cancellation),
                await store.DoneAsync(cancellation),
                ActKeys.New())
            {
                State = state,
            },
            state.Refusal is { } why ? RefusalResults.StatusOf(why) : StatusCodes.Status200OK);
}

/// <summary>The page of erasures.</summary>
internal sealed record RetentionModel(DueErasure Due, IReadOnlyList<AskedErasure> Asked, IReadOnlyList<DoneErasure> Done, string Key)
{
    /// <summary>What was refused.</summary>
    public FormState State { get; init; } = FormState.Fresh;

    /// <summary>The counts of an erasure in words.</summary>
    public static string Words(DoneErasure done) =>
        string.Join("、", done.Counts.Select(one => $"{Label(one.Key)}{Formatting.Number(one.Value)}件"))
        + (done.NumbersWait ? "（番号保管庫の消去は続行待ちです）" : "");

    private static string Label(string kind) => kind switch
    {
        "closedRecords" => "除票",
        "historyRows" => "履歴",
        "households" => "世帯",
        "changeCases" => "異動データ",
        "matters" => "通知・調査",
        "numbers" => "個人番号",
        "codes" => "住民票コード",
        _ => kind,
    };
}
