using Daicho.Assurance.AccessReview;
using Daicho.Assurance.Data;
using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Npgsql;

namespace Daicho.Assurance.AccessLogs;

/// <summary>Asks for, and carries out, outputs of the access log.</summary>
internal static class ExportEndpoints
{
    private const int ReasonMax = 200;
    private const string FileName = "access-log.csv";
    private const string FileType = "text/csv; charset=utf-8";

    /// <summary>Maps <c>/assurance/export</c> and <c>/assurance/exports</c>.</summary>
    public static void MapExport(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/assurance").RequireAntiforgery().RequireTask(TaskCodes.LogExport).ExcludeFromDescription();
        group.MapGet("/export", ShowAsync);
        group.MapPost("/export", RequestAsync);
        group.MapGet("/exports", ListAsync);
        group.MapPost("/exports/{id:guid}", PutOutAsync);
    }

    private static async Task<IResult> ShowAsync(
        HttpRequest request, LogStore logs, NpgsqlDataSource database, BusinessClock clock, CancellationToken cancellation)
    {
        LogConditions conditions = LogConditions.Read(request.Query, clock.Today());
        return await AskAsync(conditions, FormState.Fresh, logs, database, clock, cancellation);
    }

    private static async Task<IResult> AskAsync(
        LogConditions conditions, FormState state, LogStore logs, NpgsqlDataSource database, BusinessClock clock, CancellationToken cancellation)
    {
        Limits limits = await Limits.ReadAsync(database, clock.Today(), cancellation);
        long rows = await logs.CountAsync(conditions, cancellation);
        return Pages.Show<ExportPage, ExportPageModel>(
            new(conditions, rows, limits.ExportRows, ActKeys.New(), state), state.Refusal is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> RequestAsync(
        IFormCollection form,
        CurrentOperator current,
        LogStore logs,
        ExportStore exports,
        NpgsqlDataSource database,
        BusinessClock clock,
        CancellationToken cancellation)
    {
        if (!ActKeys.TryRead(form, out Guid? act))
        {
            return Pages.Show<ErrorPage, ErrorPageModel>(ErrorPageModel.FormExpired, StatusCodes.Status400BadRequest);
        }

        LogConditions conditions = LogConditions.Read(new QueryCollection(QueryHelpers.ParseQuery(form["conditions"].ToString())), clock.Today());
        string reason = form["reason"].ToString().Trim();
        if (reason.Length is 0 or > ReasonMax)
        {
            return await AskAsync(conditions, new FormState(form, AssuranceRefusals.ReasonNeeded), logs, database, clock, cancellation);
        }

        Limits limits = await Limits.ReadAsync(database, clock.Today(), cancellation);
        long rows = await logs.CountAsync(conditions, cancellation);
        if (rows <= limits.ExportRows)
        {
            return (await exports.PutOutAsync(current.Context, conditions, limits.ExportRows, reason, cancellation)).IsRefused(out Refusal? grown, out byte[]? file)
                ? await AskAsync(conditions, new FormState(form, grown), logs, database, clock, cancellation)
                : Results.File(file, FileType, FileName);
        }

        return await exports.RequestAsync(current.Context, act.Value, conditions, reason, cancellation) is { } why
            ? await AskAsync(conditions, new FormState(form, why), logs, database, clock, cancellation)
            : Pages.Done("/assurance/exports");
    }

    private static async Task<IResult> ListAsync(CurrentOperator current, ExportStore exports, CancellationToken cancellation) =>
        Pages.Show<ExportsPage, ExportsPageModel>(new(await exports.ListAsync(current.SignedIn.OperatorId, cancellation), FormState.Fresh));

    private static async Task<IResult> PutOutAsync(Guid id, CurrentOperator current, ExportStore exports, CancellationToken cancellation)
    {
        Result<byte[]> result = await exports.PutOutApprovedAsync(current.Context, id, cancellation);
        return result.IsRefused(out Refusal? why, out byte[]? file)
            ? Pages.Show<ExportsPage, ExportsPageModel>(
                new(await exports.ListAsync(current.SignedIn.OperatorId, cancellation), new FormState(null, why)), StatusCodes.Status422UnprocessableEntity)
            : Results.File(file, FileType, FileName);
    }
}

/// <summary>An output about to be made.</summary>
internal sealed record ExportPageModel(LogConditions Conditions, long Rows, int RowsFree, string Key, FormState State);

/// <summary>The operator's own outputs.</summary>
internal sealed record ExportsPageModel(IReadOnlyList<LogExport> Exports, FormState State);
