using System.Globalization;
using Daicho.Assurance.AccessReview;
using Daicho.Assurance.Data;
using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.ResidentRegister.Contracts;
using Daicho.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;

namespace Daicho.Assurance.AccessLogs;

/// <summary>What a resident may be shown: when, which office, for which duty (design, section 3, mechanism 3).</summary>
internal static class ExtractEndpoints
{
    private const int RowsMax = 2000;

    /// <summary>Maps <c>/assurance/extract</c>.</summary>
    public static void MapExtract(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/assurance/extract").RequireAntiforgery().RequireTask(TaskCodes.LogReview).ExcludeFromDescription();
        group.MapGet("", () => Pages.Show<ExtractPage, ExtractPageModel>(ExtractPageModel.Empty(FormState.Fresh)));
        group.MapPost("", FindAsync);
        group.MapGet("/{person:guid}", ShowAsync);
    }

    private static async Task<IResult> FindAsync(IFormCollection form, PersonByAddresseeNumber find, CancellationToken cancellation)
    {
        string number = HalfWidth.DigitsFromInput(form["number"].ToString());
        ResidentId? person = AddresseeNumber.TryParse(number, out AddresseeNumber? parsed) ? await find(parsed, cancellation) : null;
        return person is null
            ? Pages.Show<ExtractPage, ExtractPageModel>(
                ExtractPageModel.Empty(new FormState(form, AssuranceRefusals.NoSuchPerson)), StatusCodes.Status422UnprocessableEntity)
            : Pages.Done($"/assurance/extract/{person.Value}");
    }

    private static async Task<IResult> ShowAsync(
        Guid person,
        CurrentOperator current,
        AccessLogAppender log,
        LogStore logs,
        PersonSummaries summaries,
        NpgsqlDataSource database,
        BusinessClock clock,
        CancellationToken cancellation)
    {
        DateOnly today = clock.Today();
        Limits limits = await Limits.ReadAsync(database, today, cancellation);
        LogConditions conditions = new(today.AddYears(-1).AddDays(1), today, null, null, person, OldestFirst: false);
        List<LogRow> rows = [.. (await logs.ListAsync(conditions, null, RowsMax, cancellation)).Where(row => row.Kind != "account")];
        await log.AppendAsync(
            current.Context,
            cancellation,
            new AccessEntry(AccessKind.Output, "log.extract", person)
            {
                Items = string.Create(CultureInfo.InvariantCulture, $"{conditions.From:yyyy-MM-dd}/{conditions.Until:yyyy-MM-dd}"),
                ResultCount = rows.Count,
            });
        PersonSummary? summary = (await summaries([new ResidentId(person)], cancellation)).SingleOrDefault();
        return summary is null
            ? Pages.Show<ErrorPage, ErrorPageModel>(ErrorPageModel.NotFound, StatusCodes.Status404NotFound)
            : Pages.Show<ExtractPage, ExtractPageModel>(
                new(summary, conditions, [.. rows.Select(row => ExtractLine.Of(row, limits.ExtractNamesOperator))], today, FormState.Fresh));
    }
}

/// <summary>One use as a resident reads it.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">What was done.</param>
/// <param name="Office">Which office.</param>
/// <param name="Duty">For which duty.</param>
/// <param name="OperatorName">By whom; null unless the municipality shows names.</param>
internal sealed record ExtractLine(DateTimeOffset At, string Kind, string Office, string Duty, string? OperatorName)
{
    /// <summary>Leaves out everything that a resident is not shown: operator, terminal, ground in the clerk's words, codes.</summary>
    public static ExtractLine Of(LogRow row, bool namesOperator) => new(
        row.At,
        LogConditions.KindLabel(row.Kind) + (row.NumberAccessed ? "（個人番号を含む）" : null) + (row.RefusalCode is null ? null : "（拒否）"),
        row.Office,
        row.Duty ?? "内部事務",
        namesOperator ? row.OperatorName : null);
}

/// <summary>The extract of one person, or the question for whom.</summary>
internal sealed record ExtractPageModel(PersonSummary? Person, LogConditions? Conditions, IReadOnlyList<ExtractLine> Lines, DateOnly MadeOn, FormState State)
{
    /// <summary>Nobody chosen yet.</summary>
    public static ExtractPageModel Empty(FormState state) => new(null, null, [], default, state);
}
