using System.Globalization;
using Daicho.Assurance.AccessLogs;
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

namespace Daicho.Assurance.AccessReview;

/// <summary>The weekly review: unusual uses first, a drawn sample, the signature (CR-54, CR-55).</summary>
internal static class ReviewEndpoints
{
    private const int PersonsShownMax = 200;

    /// <summary>Maps <c>/assurance</c>.</summary>
    public static void MapReview(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/assurance").RequireAntiforgery().RequireTask(TaskCodes.LogReview).ExcludeFromDescription();
        group.MapGet("", ShowAsync);
        group.MapPost("/review", SignAsync);
    }

    private static async Task<IResult> ShowAsync(
        string? week,
        ReviewPageReader reader,
        BusinessClock clock,
        CancellationToken cancellation)
    {
        DateOnly today = clock.Today();
        DateOnly from = DateOnly.TryParseExact(week, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly asked)
            ? asked
            : today;
        return Pages.Show<ReviewPage, ReviewPageModel>(
            await reader.ReadAsync(MondayOf(from <= today ? from : today), ActKeys.New(), FormState.Fresh, cancellation));
    }

    private static async Task<IResult> SignAsync(
        IFormCollection form,
        CurrentOperator current,
        ReviewStore reviews,
        UnusualUseFinder finder,
        ReviewPageReader reader,
        NpgsqlDataSource database,
        BusinessClock clock,
        CancellationToken cancellation)
    {
        if (!ActKeys.TryRead(form, out Guid? act)
            || !DateOnly.TryParseExact(form["week"], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly from))
        {
            return Pages.Show<ErrorPage, ErrorPageModel>(ErrorPageModel.FormExpired, StatusCodes.Status400BadRequest);
        }

        Refusal? refusal = AssuranceRefusals.ResultNeeded;
        if (Enum.TryParse(form["result"], out ReviewResult result) && Enum.IsDefined(result))
        {
            Limits limits = await Limits.ReadAsync(database, clock.Today(), cancellation);
            IReadOnlyList<UnusualUse> shown = (await finder.FindAsync(from, from.AddDays(7), limits, cancellation)).Uses;
            refusal = await reviews.SignAsync(
                current.Context,
                current.SignedIn.DisplayName,
                new SignReview(act.Value, from, result, [.. form["interviewed"].OfType<string>()], form["note"].ToString().Trim()),
                shown,
                cancellation);
        }

        return refusal is null
            ? Pages.Done(string.Create(CultureInfo.InvariantCulture, $"/assurance?week={from:yyyy-MM-dd}"))
            : Pages.Show<ReviewPage, ReviewPageModel>(
                await reader.ReadAsync(MondayOf(from), act.Value.ToString("N"), new FormState(form, refusal), cancellation),
                StatusCodes.Status422UnprocessableEntity);
    }

    private static DateOnly MondayOf(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));

    /// <summary>Reads what the page shows; looking at the log is on the log before anything is shown.</summary>
    internal sealed class ReviewPageReader(
        NpgsqlDataSource database,
        BusinessClock clock,
        CurrentOperator current,
        AccessLogAppender log,
        ReviewStore reviews,
        UnusualUseFinder finder,
        LogStore logs,
        PersonSummaries summaries)
    {
        /// <summary>The page of a week.</summary>
        public async Task<ReviewPageModel> ReadAsync(DateOnly from, string key, FormState state, CancellationToken cancellation)
        {
            await log.AppendAsync(
                current.Context,
                cancellation,
                new AccessEntry(AccessKind.View, "log.review") { Items = string.Create(CultureInfo.InvariantCulture, $"点検 {from:yyyy-MM-dd}") });
            Limits limits = await Limits.ReadAsync(database, clock.Today(), cancellation);
            IReadOnlyList<ReviewWeek> weeks = await reviews.WeeksAsync(limits, cancellation);
            UnusualUses found = await finder.FindAsync(from, from.AddDays(7), limits, cancellation);
            List<LogRow> drawn = await logs.ByIdAsync(await reviews.SampleAsync(from, cancellation), cancellation);
            ResidentId[] persons =
            [
                .. found.Uses.Select(use => use.Subject).Concat(drawn.Select(row => row.Subject)).OfType<ResidentId>().Distinct().Take(PersonsShownMax),
            ];
            return new ReviewPageModel(
                from, limits, weeks, found.Uses, found.Cut, drawn, (await summaries(persons, cancellation)).ToDictionary(person => person.Id), key, state);
        }
    }
}

/// <summary>The review of one week.</summary>
internal sealed record ReviewPageModel(
    DateOnly From,
    Limits Limits,
    IReadOnlyList<ReviewWeek> Weeks,
    IReadOnlyList<UnusualUse> Uses,
    IReadOnlyList<Pattern> Cut,
    IReadOnlyList<LogRow> Drawn,
    IReadOnlyDictionary<ResidentId, PersonSummary> Persons,
    string Key,
    FormState State)
{
    /// <summary>The week's standing; null before the log began.</summary>
    public ReviewWeek? Week => Weeks.FirstOrDefault(week => week.From == From);
}
