using System.Globalization;
using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.ResidentRegister.ChangeCases;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.IdentityChecks;
using Daicho.ResidentRegister.Residents;
using Daicho.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Npgsql;

namespace Daicho.ResidentRegister.Person;

/// <summary>The pages of a person that only read. Each opens through <see cref="PersonDoor"/>.</summary>
internal static class PersonEndpoints
{
    private const int HistoryRowsMax = 20;

    /// <summary>Maps <c>/residents/{id}</c>.</summary>
    public static void MapPerson(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/residents/{id:guid}").RequireAntiforgery();
        group.MapGet("/", ShowAsync).RequireTask(TaskCodes.ResidentView, purpose: true);
        group.MapGet("/history", HistoryAsync).RequireTask(TaskCodes.ResidentView, purpose: true);
        group.MapGet("/as-of", AsOfAsync).RequireTask(TaskCodes.ResidentView, purpose: true);
        group.MapPost("/as-of", ChooseMomentAsync).RequireTask(TaskCodes.ResidentView, purpose: true);
        group.MapGet("/protection", ProtectionAsync).RequireTask(TaskCodes.ResidentView, purpose: true);
        group.MapCheck();
        group.MapMemos();
        group.MapIdentity();
        group.MapPersonCases();
        group.MapPrintAndReveal();
    }

    /// <summary>Answers a refusal of the door: to the page of the checks, or with the page of refusals.</summary>
    public static async Task<IResult> RefusedAsync(HttpContext http, ResidentId person, Refusal why)
    {
        if (why == PersonRefusals.ChecksNeeded)
        {
            Guid context = CurrentOperator.Of(http).SignedIn.WorkContextId ?? Guid.Empty; // the door demanded a purpose
            return Pages.Done(PersonFrame.Address(person, context, "check"));
        }

        await RefusalResults.WriteAsync(http, why);
        return Results.Empty;
    }

    private static async Task<IResult> ShowAsync(
        Guid id,
        HttpContext http,
        PersonDoor door,
        CurrentOperator current,
        BusinessClock clock,
        CancellationToken cancellation)
    {
        ResidentId person = new(id);
        return (await door.OpenAsync(person, new Look("resident.view", "住民票の記載事項"), cancellation))
            .IsRefused(out Refusal? why, out OpenedPerson? opened)
                ? await RefusedAsync(http, person, why)
                : Pages.Show<PersonPage, RecordPageModel>(new(
                    new PersonFrame(opened, door.WorkContext, clock.Today()),
                    RecordSummary.Of(opened.Row.Record, ItemVisibility.Of(current)),
                    ItemVisibility.Of(current).Groups(opened.Row),
                    [.. NumberReveals.Kinds.Where(kind => NumberReveals.MayHold(opened.Row.Record, kind) && current.Has(NumberReveals.TaskOf(kind)))]));
    }

    private static async Task<IResult> HistoryAsync(
        Guid id,
        HttpContext http,
        PersonDoor door,
        CurrentOperator current,
        BusinessClock clock,
        NpgsqlDataSource database,
        StaffDirectory staff,
        CancellationToken cancellation,
        int? before = null)
    {
        ResidentId person = new(id);
        if ((await door.OpenAsync(person, new Look("resident.history", "異動履歴"), cancellation))
            .IsRefused(out Refusal? why, out OpenedPerson? opened))
        {
            return await RefusedAsync(http, person, why);
        }

        int newest = opened.Row.HistoryNo;
        int below = Math.Clamp(before ?? newest + 1, 1, newest + 1);
        await using UnitOfWork work = new(database, current.Context);
        List<HistoryRow> rows = await RegisterStore.HistoryAsync(work, person, below, HistoryRowsMax + 1, cancellation);
        PersonFrame frame = new(opened, door.WorkContext, clock.Today());
        string? Page(bool there, int from) =>
            there ? frame.Address("history") + string.Create(CultureInfo.InvariantCulture, $"&before={from}") : null;

        IReadOnlyList<TimelineEntry> entries = HistoryEntries.Of(
            rows, HistoryRowsMax, ItemVisibility.Of(current), await staff.ReadAsync(cancellation));
        int last = entries.Count > 0 ? rows[entries.Count - 1].HistoryNo : 0;
        return Pages.Show<HistoryPage, HistoryPageModel>(new(
            frame, entries, entries.Count > 0 ? rows[0].HistoryNo : 0, last,
            Page(below <= newest, Math.Min(below + HistoryRowsMax, newest + 1)),
            Page(rows.Count > HistoryRowsMax, last)));
    }

    private static async Task<IResult> AsOfAsync(
        Guid id,
        HttpContext http,
        PersonDoor door,
        CurrentOperator current,
        BusinessClock clock,
        NpgsqlDataSource database,
        CancellationToken cancellation,
        [FromQuery(Name = "on")] DateOnly? on = null,
        [FromQuery(Name = "known")] DateOnly? known = null)
    {
        ResidentId person = new(id);
        if ((await door.OpenAsync(person, new Look("resident.as-of", "過去の時点の記載事項"), cancellation))
            .IsRefused(out Refusal? why, out OpenedPerson? opened))
        {
            return await RefusedAsync(http, person, why);
        }

        DateOnly today = clock.Today();
        await using UnitOfWork work = new(database, current.Context);
        PastRecord? past = await RegisterStore.AsOfAsync(work, person, on ?? today, EndOf(known ?? today, clock), cancellation);
        return Pages.Show<AsOfPage, AsOfPageModel>(new(
            new PersonFrame(opened, door.WorkContext, today),
            Wareki.Print(on ?? today, EraTable.Default, WarekiForm.HalfWidth),
            Wareki.Print(known ?? today, EraTable.Default, WarekiForm.HalfWidth),
            past?.Row,
            ItemVisibility.Of(current))
        {
            IsComposed = past is { IsComposed: true },
        });
    }

    // The dates go into the address: they are days that the clerk looks at, not facts about the person.
    private static async Task<IResult> ChooseMomentAsync(
        Guid id,
        HttpContext http,
        IFormCollection form,
        PersonDoor door,
        CurrentOperator current,
        BusinessClock clock,
        CancellationToken cancellation)
    {
        (string Field, DateOnly? Day)[] days =
            [.. ((string[])["true-on", "known-on"]).Select(field => (field, Read(form[field], clock.Today())))];
        if (days.All(one => one.Day is not null))
        {
            return Pages.Done(
                PersonFrame.Address(new ResidentId(id), door.WorkContext, "as-of")
                + string.Create(CultureInfo.InvariantCulture, $"&on={days[0].Day:yyyy-MM-dd}&known={days[1].Day:yyyy-MM-dd}"));
        }

        ResidentId person = new(id);
        if ((await door.OpenAsync(person, new Look("resident.as-of", "過去の時点の記載事項"), cancellation))
            .IsRefused(out Refusal? why, out OpenedPerson? opened))
        {
            return await RefusedAsync(http, person, why);
        }

        Refusal unread = Refusal.Join(
            [.. days.Where(one => one.Day is null).Select(one => PersonRefusals.Moment with { Field = one.Field })]);
        return Pages.Show<AsOfPage, AsOfPageModel>(
            new AsOfPageModel(new PersonFrame(opened, door.WorkContext, clock.Today()), "", "", null, ItemVisibility.Of(current))
            {
                State = new FormState(form, unread),
            },
            RefusalResults.StatusOf(unread));
    }

    private static async Task<IResult> ProtectionAsync(
        Guid id,
        HttpContext http,
        PersonDoor door,
        CurrentOperator current,
        BusinessClock clock,
        NpgsqlDataSource database,
        CancellationToken cancellation)
    {
        ResidentId person = new(id);
        bool seesDetails = current.Check(TaskCodes.ResidentViewProtected) is null;
        Look look = new("resident.protection", seesDetails ? "支援措置の内容・抑止" : "支援措置の有無・抑止");
        if ((await door.OpenAsync(person, look, cancellation)).IsRefused(out Refusal? why, out OpenedPerson? opened))
        {
            return await RefusedAsync(http, person, why);
        }

        await using UnitOfWork work = new(database, current.Context);
        return Pages.Show<ProtectionPage, ProtectionPageModel>(new(
            new PersonFrame(opened, door.WorkContext, clock.Today()),
            await ProtectionDetails.MeasuresAsync(work, person, cancellation),
            await ProtectionDetails.SuppressionsAsync(work, person, opened.Row.Record.Household.Id, cancellation),
            seesDetails,
            current.Has(TaskCodes.SupportManage),
            current.Has(TaskCodes.SuppressionSet)));
    }

    private static DateOnly? Read(string? text, DateOnly today) =>
        DateInput.TryUnderstand(text, today, EraTable.Default, out UnderstoodDate? date) ? date.Date?.Exact : null;

    /// <summary>The last instant of a day in Japan; of today and later, now.</summary>
    public static DateTimeOffset EndOf(DateOnly day, BusinessClock clock) =>
        day >= clock.Today() ? DateTimeOffset.MaxValue.AddYears(-1)
            : new DateTimeOffset(day.AddDays(1).ToDateTime(TimeOnly.MinValue), BusinessClock.JapanOffset).ToUniversalTime().AddTicks(-10);
}
