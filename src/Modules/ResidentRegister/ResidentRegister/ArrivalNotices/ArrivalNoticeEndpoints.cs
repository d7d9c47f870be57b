using Daicho.Kernel;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.ResidentRegister.ChangeCases;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.EnterChange;
using Daicho.ResidentRegister.Person;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;
using Daicho.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Daicho.ResidentRegister.ArrivalNotices;

/// <summary>The form of an arrival notice that came on paper (4.1.3.1.3).</summary>
internal sealed record ArrivalNoticeModel(
    string Key,
    string Action,
    string Back,
    PersonStripModel Strip,
    IReadOnlyList<Described> Facts)
{
    /// <summary>What was typed and refused.</summary>
    public FormState State { get; init; } = FormState.Fresh;
}

/// <summary>Enters an arrival notice (転入通知) by hand; it goes the same way as any change.</summary>
internal static class ArrivalNoticeEndpoints
{
    /// <summary>Maps the form.</summary>
    public static void MapArrivalNotice(this RouteGroupBuilder changes)
    {
        changes.MapGet("/notice", ShowAsync).RequireTask(TaskCodes.ResidentChangeEnter, purpose: true);
        changes.MapPost("/notice", SubmitAsync).RequireTask(TaskCodes.ResidentChangeEnter, purpose: true);
    }

    private static async Task<IResult> ShowAsync(
        Guid person,
        HttpContext http,
        CurrentOperator current,
        EntryDesk entry,
        CaseDesk desk,
        CancellationToken cancellation) =>
        (await ModelAsync(new ResidentId(person), current, entry, desk, cancellation)).IsRefused(out Refusal? why, out ArrivalNoticeModel? model)
            ? await PersonEndpoints.RefusedAsync(http, new ResidentId(person), why)
            : Pages.Show<ArrivalNoticePage, ArrivalNoticeModel>(model);

    private static async Task<IResult> SubmitAsync(
        Guid person,
        HttpContext http,
        IFormCollection form,
        CurrentOperator current,
        EntryDesk entry,
        CaseDesk desk,
        SaveDraftHandler save,
        CancellationToken cancellation)
    {
        if (!ActKeys.TryRead(form, out Guid? act))
        {
            return Pages.Show<ErrorPage, ErrorPageModel>(ErrorPageModel.FormExpired, StatusCodes.Status400BadRequest);
        }

        Result<ArrivalNoticeModel> made = await ModelAsync(new ResidentId(person), current, entry, desk, cancellation);
        if (made.IsRefused(out Refusal? closed, out ArrivalNoticeModel? model))
        {
            return await PersonEndpoints.RefusedAsync(http, new ResidentId(person), closed);
        }

        Result<CaseContent> read = Read(new Posted(form), new ResidentId(person));
        if (!read.IsRefused(out Refusal? why, out CaseContent? content))
        {
            Result<ChangeCaseId> saved =
                await save.HandleAsync(new SaveDraft(act.Value, null, 0, content), cancellation);
            if (!saved.IsRefused(out why, out ChangeCaseId? id))
            {
                return Pages.Done($"/changes/{id.Value}?w={EntryEndpoints.Context(current)}");
            }
        }

        return Pages.Show<ArrivalNoticePage, ArrivalNoticeModel>(
            model with { Key = act.Value.ToString("N"), State = new FormState(form, why) }, RefusalResults.StatusOf(why));
    }

    private static Result<CaseContent> Read(Posted fields, ResidentId person)
    {
        DateOnly? arrived = fields.Day("arrivedOn");
        DateOnly? noticed = fields.Day("noticeOn");
        Address? destination = EntryForm.AddressOf(fields, "destination");
        if (fields.Refusal is { } unread)
        {
            return unread;
        }

        if (arrived is null || noticed is null || destination is null)
        {
            string field = arrived is null ? "arrivedOn" : noticed is null ? "noticeOn" : "destination.town";
            return new Refusal("RR-74", "転入日・転入通知年月日・転出先（確定）を入力してください。", Field: field);
        }

        return new CaseContent
        {
            Notice = new ArrivalNotice(
                person, arrived.Value, noticed.Value, new AddressWithHead(destination, fields.Text("destination.head")))
            {
                Route = Residents.Route.Post,
            },
        };
    }

    private static async Task<Result<ArrivalNoticeModel>> ModelAsync(
        ResidentId person,
        CurrentOperator current,
        EntryDesk entry,
        CaseDesk desk,
        CancellationToken cancellation)
    {
        Result<OpenedHousehold> opened = await entry.OpenAsync(person, "resident.change.notice", [], cancellation);
        if (opened.IsRefused(out Refusal? why, out OpenedHousehold? household))
        {
            return why;
        }

        Guid context = EntryEndpoints.Context(current);
        MoveOut? plan = household.Person.MoveOut;
        return new ArrivalNoticeModel(
            ActKeys.New(),
            $"/changes/notice?person={person.Value}&w={context}",
            $"/changes/new?person={person.Value}&w={context}",
            EntryEndpoints.Strip(household, desk),
            [
                new("転出先（予定）", plan?.PlannedTo.Full, true),
                new("転出予定年月日", plan is null ? null : Wareki.Display(plan.PlannedOn, EraTable.Default)),
            ]);
    }
}
