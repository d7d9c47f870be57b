using System.Globalization;
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

namespace Daicho.Assurance.AccessLogs;

/// <summary>The list of accesses by person, operator, period and kind.</summary>
internal static class LogEndpoints
{
    /// <summary>Maps <c>/assurance/log</c>.</summary>
    public static void MapLog(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/assurance/log").RequireAntiforgery().RequireTask(TaskCodes.LogReview).ExcludeFromDescription();
        group.MapGet("", ShowAsync);
        group.MapPost("", FindAsync);
    }

    private static async Task<IResult> ShowAsync(HttpRequest request, long? after, LogReader reader, BusinessClock clock, CancellationToken cancellation) =>
        Pages.Show<LogPage, LogPageModel>(
            await reader.ReadAsync(LogConditions.Read(request.Query, clock.Today()), after, FormState.Fresh, cancellation));

    /// <summary>The number of a person comes in the body and leaves as an id: addresses carry no numbers of persons.</summary>
    private static async Task<IResult> FindAsync(
        IFormCollection form,
        LogReader reader,
        PersonByAddresseeNumber find,
        BusinessClock clock,
        CancellationToken cancellation)
    {
        DateOnly today = clock.Today();
        LogConditions fallback = LogConditions.Read(QueryCollection.Empty, today);
        if (!DateInput.TryUnderstand(form["from"], today, EraTable.Default, out UnderstoodDate? from) || from.Range is null
            || !DateInput.TryUnderstand(form["until"], today, EraTable.Default, out UnderstoodDate? until) || until.Range is null
            || !LogConditions.IsPeriod(from.Range.From, until.Range.LastDay))
        {
            return await RefuseAsync(AssuranceRefusals.Period);
        }

        Guid? subject = null;
        string number = HalfWidth.DigitsFromInput(form["number"].ToString());
        if (number.Length > 0)
        {
            ResidentId? person = AddresseeNumber.TryParse(number, out AddresseeNumber? parsed) ? await find(parsed, cancellation) : null;
            if (person is null)
            {
                return await RefuseAsync(AssuranceRefusals.NoSuchPerson);
            }

            subject = person.Value;
        }

        string kind = form["kind"].ToString();
        return Pages.Done("/assurance/log?" + new LogConditions(
            from.Range.From,
            until.Range.LastDay,
            form["operator"].ToString() is { Length: > 0 } code ? code : null,
            kind.Length > 0 ? kind : null,
            subject,
            form["order"] == "oldest").ToQuery());

        async Task<IResult> RefuseAsync(Refusal why) => Pages.Show<LogPage, LogPageModel>(
            await reader.ReadAsync(fallback, null, new FormState(form, why), cancellation), StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>Reads a page of the list; looking at the log is on the log before anything is shown.</summary>
    internal sealed class LogReader(CurrentOperator current, AccessLogAppender log, LogStore logs, PersonSummaries summaries)
    {
        /// <summary>One page.</summary>
        public async Task<LogPageModel> ReadAsync(LogConditions conditions, long? after, FormState state, CancellationToken cancellation)
        {
            await log.AppendAsync(
                current.Context,
                cancellation,
                new AccessEntry(AccessKind.View, "log.list", conditions.Subject)
                {
                    Items = string.Create(CultureInfo.InvariantCulture, $"{conditions.From:yyyy-MM-dd}/{conditions.Until:yyyy-MM-dd} {conditions.OperatorCode} {conditions.Kind}").TrimEnd(),
                });
            List<LogRow> rows = await logs.ListAsync(conditions, after, LogStore.PageRows + 1, cancellation);
            bool hasMore = rows.Count > LogStore.PageRows;
            List<LogRow> shown = rows[..Math.Min(rows.Count, LogStore.PageRows)];
            ResidentId[] persons =
                [.. shown.Select(row => row.Subject).Append(conditions.Subject is Guid id ? new ResidentId(id) : null).OfType<ResidentId>().Distinct()];
            return new LogPageModel(
                conditions,
                shown,
                await logs.CountAsync(conditions, cancellation),
                hasMore ? shown[^1].Id : null,
                after is not null,
                await logs.OperatorsAsync(cancellation),
                (await summaries(persons, cancellation)).ToDictionary(person => person.Id),
                current.Has(TaskCodes.LogExport),
                state);
        }
    }
}

/// <summary>A page of the list.</summary>
/// <param name="Conditions">Which rows.</param>
/// <param name="Rows">The rows of this page.</param>
/// <param name="Total">Rows in all, up to one more than is counted.</param>
/// <param name="Next">Where the next page begins; null at the end.</param>
/// <param name="IsLater">Not the first page.</param>
/// <param name="Operators">To choose from.</param>
/// <param name="Persons">Whose records.</param>
/// <param name="MayExport">Whether an output is offered.</param>
/// <param name="State">What was typed and refused.</param>
internal sealed record LogPageModel(
    LogConditions Conditions,
    IReadOnlyList<LogRow> Rows,
    long Total,
    long? Next,
    bool IsLater,
    IReadOnlyList<(string Code, string Name)> Operators,
    IReadOnlyDictionary<ResidentId, PersonSummary> Persons,
    bool MayExport,
    FormState State);
