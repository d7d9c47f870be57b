using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.Api;
using Daicho.Platform.Data;
using Daicho.Platform.Security.Http;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.Household;
using Daicho.ResidentRegister.Person;
using Daicho.ResidentRegister.Residents;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace Daicho.ResidentRegister.Api;

/// <summary>What a client has seen and proved before a record opens.</summary>
internal sealed record ChecksBody : Masked
{
    /// <summary>The warnings of this person were shown to the one who works with the record.</summary>
    public bool WarningsSeen { get; init; }

    /// <summary>The item that tells the person from a namesake; needed when the check identity is open.</summary>
    public ProofItem? ProofItem { get; init; }

    /// <summary>Its value, as the visitor says it.</summary>
    public string? Proof { get; init; }
}

/// <summary>The checks that are still open.</summary>
/// <param name="Open">None of them: the record opens for this purpose.</param>
internal sealed record ChecksAnswer(IReadOnlyList<InquiryCheck> Open);

/// <summary>The operations on one person or household. Each opens through the same door as the pages.</summary>
internal static class PersonApi
{
    private const int HistoryRowsMax = 50;

    /// <summary>The present record.</summary>
    public static async Task<IResult> ResidentAsync(
        Guid id, HttpContext http, PersonDoor door, CurrentOperator current, CancellationToken cancellation)
    {
        ResidentId person = new(id);
        if ((await door.OpenAsync(person, new Look("resident.view", "住民票の記載事項"), cancellation))
            .IsRefused(out Refusal? why, out OpenedPerson? opened))
        {
            return await RefusedAsync(http, door, person, why, cancellation);
        }

        http.Response.Headers.ETag = $"\"{opened.Row.HistoryNo}\"";
        return await ResidentApi.AnswerAsync(
            http, ResidentMapping.Of(opened.Row, opened.Protection, ItemVisibility.Of(current)), ApiJson.Strict.ResidentAnswer, 1);
    }

    /// <summary>A page of the history.</summary>
    public static async Task<IResult> HistoryAsync(
        Guid id,
        string? cursor,
        HttpContext http,
        PersonDoor door,
        CurrentOperator current,
        NpgsqlDataSource database,
        CancellationToken cancellation)
    {
        ResidentId person = new(id);
        string list = $"history {id}";
        int? before = cursor is null ? int.MaxValue : ApiCursor.ReadNumber(cursor, list);
        if (before is null)
        {
            return ApiRefusals.Cursor.ToProblem();
        }

        if ((await door.OpenAsync(person, new Look("resident.history", "異動履歴"), cancellation)).IsRefused(out Refusal? why, out _))
        {
            return await RefusedAsync(http, door, person, why, cancellation);
        }

        await using UnitOfWork work = new(database, current.Context);
        List<HistoryRow> rows = await RegisterStore.HistoryAsync(work, person, before.Value, HistoryRowsMax + 1, cancellation);
        ItemVisibility visibility = ItemVisibility.Of(current);
        HistoryEntryAnswer[] entries =
        [
            .. rows.Take(HistoryRowsMax)
                .Select((row, at) => ResidentMapping.Of(row, at + 1 < rows.Count ? rows[at + 1].Record : null, visibility)),
        ];
        HistoryAnswer answer = new(
            entries, rows.Count > HistoryRowsMax ? ApiCursor.Write(rows[HistoryRowsMax - 1].HistoryNo, list) : null);
        return await ResidentApi.AnswerAsync(http, answer, ApiJson.Strict.HistoryAnswer, 1);
    }

    /// <summary>The record as it was true on one day and known on another.</summary>
    public static async Task<IResult> AsOfAsync(
        Guid id,
        string? trueOn,
        string? knownAt,
        HttpContext http,
        PersonDoor door,
        CurrentOperator current,
        BusinessClock clock,
        NpgsqlDataSource database,
        CancellationToken cancellation)
    {
        DateOnly today = clock.Today();
        if (Day(trueOn, today) is not { } onDay || Day(knownAt, today) is not { } knownDay)
        {
            return ApiRefusals.Query.ToProblem();
        }

        ResidentId person = new(id);
        if ((await door.OpenAsync(person, new Look("resident.as-of", "過去の時点の記載事項"), cancellation))
            .IsRefused(out Refusal? why, out OpenedPerson? opened))
        {
            return await RefusedAsync(http, door, person, why, cancellation);
        }

        await using UnitOfWork work = new(database, current.Context);
        PastRecord? past = await RegisterStore.AsOfAsync(work, person, onDay, PersonEndpoints.EndOf(knownDay, clock), cancellation);
        AsOfAnswer answer = new(
            onDay, knownDay, past is null ? null : ResidentMapping.Of(past.Row, opened.Protection, ItemVisibility.Of(current)),
            past is { IsComposed: true });
        return await ResidentApi.AnswerAsync(http, answer, ApiJson.Strict.AsOfAnswer, 1);
    }

    /// <summary>Notes warnings as seen and proves identity, once for a piece of work.</summary>
    public static async Task<IResult> ChecksAsync(
        Guid id,
        HttpContext http,
        PersonDoor door,
        CurrentOperator current,
        NpgsqlDataSource database,
        CancellationToken cancellation)
    {
        if ((await StrictJson.ReadAsync(http.Request, ApiJson.Strict.ChecksBody, cancellation))
            .IsRefused(out Refusal? unread, out ChecksBody? body))
        {
            return unread.ToProblem();
        }

        ResidentId person = new(id);
        if ((await door.KnockAsync(person, cancellation))
            .IsRefused(out Refusal? closed, out (OpenedPerson Person, IReadOnlyList<InquiryCheck> Open) found))
        {
            return closed.ToProblem();
        }

        return await CheckEndpoints.PassAsync(
            door, current, database, found, body.WarningsSeen, body.ProofItem, body.Proof ?? "", cancellation) is { } why
                ? why.ToProblem()
                : await ResidentApi.AnswerAsync(http, new ChecksAnswer([]), ApiJson.Strict.ChecksAnswer, 0);
    }

    /// <summary>A household.</summary>
    public static async Task<IResult> HouseholdAsync(
        Guid id, HttpContext http, HouseholdDoor door, CancellationToken cancellation, bool removed = false) =>
        (await door.OpenAsync(new HouseholdId(id), removed, cancellation)).IsRefused(out Refusal? why, out OpenedHousehold? opened)
            ? why.ToProblem()
            : await ResidentApi.AnswerAsync(http, ResidentMapping.Of(opened), ApiJson.Strict.HouseholdAnswer, opened.Members.Count);

    /// <summary>A refusal; with open checks it says which, so that the client knows what to ask its user.</summary>
    private static async Task<IResult> RefusedAsync(
        HttpContext http, PersonDoor door, ResidentId person, Refusal why, CancellationToken cancellation)
    {
        if (why != PersonRefusals.ChecksNeeded)
        {
            return why.ToProblem();
        }

        return (await door.KnockAsync(person, cancellation)).IsRefused(out Refusal? closed, out (OpenedPerson Person, IReadOnlyList<InquiryCheck> Open) found)
            ? closed.ToProblem()
            : ResidentApi.ChecksNeeded(found.Open);
    }

    private static DateOnly? Day(string? text, DateOnly today) =>
        text is null ? today
            : DateOnly.TryParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out DateOnly day)
                ? day
                : null;
}
