using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.ResidentRegister.Contracts;
using Daicho.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;

namespace Daicho.ResidentRegister.Person;

/// <summary>Memos of a person, written under a right of their own.</summary>
internal static class MemoEndpoints
{
    private static readonly Look Look = new("resident.memos", "メモ");

    /// <summary>Maps <c>/residents/{id}/memos</c>.</summary>
    public static void MapMemos(this RouteGroupBuilder group)
    {
        group.MapGet("/memos", ShowAsync).RequireTask(TaskCodes.ResidentView, purpose: true);
        group.MapPost("/memos", AddAsync).RequireTask(TaskCodes.ResidentMemo, purpose: true);
        group.MapPost("/memos/{memo:guid}/removal", RemoveAsync).RequireTask(TaskCodes.ResidentMemo, purpose: true);
    }

    private static Task<IResult> ShowAsync(
        Guid id,
        HttpContext http,
        PersonDoor door,
        CurrentOperator current,
        BusinessClock clock,
        NpgsqlDataSource database,
        CancellationToken cancellation) =>
        ListAsync(new ResidentId(id), http, door, current, clock, database, FormState.Fresh, ActKeys.New(), cancellation);

    private static async Task<IResult> AddAsync(
        Guid id,
        HttpContext http,
        IFormCollection form,
        PersonDoor door,
        CurrentOperator current,
        BusinessClock clock,
        NpgsqlDataSource database,
        CancellationToken cancellation)
    {
        ResidentId person = new(id);
        if (!ActKeys.TryRead(form, out Guid? key))
        {
            return Pages.Show<ErrorPage, ErrorPageModel>(ErrorPageModel.FormExpired, StatusCodes.Status400BadRequest);
        }

        if ((await door.OpenAsync(person, Look, cancellation)).IsRefused(out Refusal? closed, out _))
        {
            return await PersonEndpoints.RefusedAsync(http, person, closed);
        }

        await using UnitOfWork work = new(database, current.Context);
        Result<Guid> added = await MemoStore.AddAsync(work, person, key.Value, form["memo"].ToString(), clock.Today(), cancellation);
        return added.IsRefused(out Refusal? why, out _)
            ? await ListAsync(
                person, http, door, current, clock, database, new FormState(form, why), key.Value.ToString("N"), cancellation)
            : Pages.Done(PersonFrame.Address(person, door.WorkContext, "memos"));
    }

    private static async Task<IResult> RemoveAsync(
        Guid id,
        Guid memo,
        HttpContext http,
        PersonDoor door,
        CurrentOperator current,
        BusinessClock clock,
        NpgsqlDataSource database,
        CancellationToken cancellation)
    {
        ResidentId person = new(id);
        if ((await door.OpenAsync(person, Look, cancellation)).IsRefused(out Refusal? closed, out _))
        {
            return await PersonEndpoints.RefusedAsync(http, person, closed);
        }

        await using UnitOfWork work = new(database, current.Context);
        return await MemoStore.RemoveAsync(work, person, memo, clock.Today(), cancellation) is { } why
            ? await PersonEndpoints.RefusedAsync(http, person, why)
            : Pages.Done(PersonFrame.Address(person, door.WorkContext, "memos"));
    }

    private static async Task<IResult> ListAsync(
        ResidentId person,
        HttpContext http,
        PersonDoor door,
        CurrentOperator current,
        BusinessClock clock,
        NpgsqlDataSource database,
        FormState state,
        string key,
        CancellationToken cancellation)
    {
        if ((await door.OpenAsync(person, Look, cancellation)).IsRefused(out Refusal? why, out OpenedPerson? opened))
        {
            return await PersonEndpoints.RefusedAsync(http, person, why);
        }

        await using UnitOfWork work = new(database, current.Context);
        return Pages.Show<MemoPage, MemoPageModel>(
            new MemoPageModel(
                new PersonFrame(opened, door.WorkContext, clock.Today()),
                await MemoStore.ListAsync(work, person, cancellation),
                current.Has(TaskCodes.ResidentMemo),
                key)
            {
                State = state,
            },
            state.Refusal is { } refused ? RefusalResults.StatusOf(refused) : StatusCodes.Status200OK);
    }
}
