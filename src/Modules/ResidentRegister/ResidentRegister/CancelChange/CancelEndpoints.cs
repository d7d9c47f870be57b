using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.ResidentRegister.ChangeCases;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.EnterChange;
using Daicho.ResidentRegister.Person;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;
using Daicho.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Daicho.ResidentRegister.CancelChange;

/// <summary>The form of a cancellation (4.6.0.1).</summary>
internal sealed record CancelPageModel
{
    /// <summary>Key of the act.</summary>
    public required string Key { get; init; }

    /// <summary>Where it is sent.</summary>
    public required string Action { get; init; }

    /// <summary>Where Esc leads.</summary>
    public required string Back { get; init; }

    /// <summary>The person one works on.</summary>
    public required PersonStripModel Strip { get; init; }

    /// <summary>The change that is cancelled.</summary>
    public required IReadOnlyList<Described> Facts { get; init; }

    /// <summary>Persons of the same act: id and history number.</summary>
    public required IReadOnlyList<Choice> Persons { get; init; }

    /// <summary>What was typed and refused.</summary>
    public FormState State { get; init; } = FormState.Fresh;
}

/// <summary>Enters the cancellation of a change; it goes the same way as any change.</summary>
internal static class CancelEndpoints
{
    private const string Action = "resident.change.cancel";

    /// <summary>Maps the form.</summary>
    public static void MapCancel(this RouteGroupBuilder changes)
    {
        changes.MapGet("/cancel", ShowAsync).RequireTask(TaskCodes.ResidentChangeEnter, purpose: true);
        changes.MapPost("/cancel", SubmitAsync).RequireTask(TaskCodes.ResidentChangeEnter, purpose: true).ReadsTextsByField();
    }

    private static async Task<IResult> ShowAsync(
        Guid person,
        int no,
        HttpContext http,
        CurrentOperator current,
        EntryDesk entry,
        CaseDesk desk,
        CancellationToken cancellation) =>
        (await ModelAsync(new ResidentId(person), no, current, entry, desk, cancellation)).IsRefused(out Refusal? why, out CancelPageModel? model)
            ? await PersonEndpoints.RefusedAsync(http, new ResidentId(person), why)
            : Pages.Show<CancelPage, CancelPageModel>(model);

    private static async Task<IResult> SubmitAsync(
        Guid person,
        int no,
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

        Result<CancelPageModel> made = await ModelAsync(new ResidentId(person), no, current, entry, desk, cancellation);
        if (made.IsRefused(out Refusal? closed, out CancelPageModel? model))
        {
            return await PersonEndpoints.RefusedAsync(http, new ResidentId(person), closed);
        }

        Posted fields = new(form);
        CaseContent content = new()
        {
            Cancel = new CancelRequest
            {
                Rows = [.. fields.Ticked("persons").Where(one => model.Persons.Any(choice => choice.Value == one)).Select(Row)],
                Basis = fields.One<Basis>("basis") ?? Basis.ExOfficio,
                ApplicationOn = fields.Day("applicationOn"),
                Ground = fields.Text("ground"),
                Source = InformationSource.AdministrativeOrgan,
            },
        };
        Refusal? why = fields.Refusal;
        ChangeCaseId? id = null;
        if (why is null)
        {
            (await save.HandleAsync(new SaveDraft(act.Value, null, 0, content), cancellation)).IsRefused(out why, out id);
        }

        return why is null
            ? Pages.Done($"/changes/{id!.Value}?w={EntryEndpoints.Context(current)}") // not refused, so saved
            : Pages.Show<CancelPage, CancelPageModel>(
                model with { Key = act.Value.ToString("N"), State = new FormState(form, why) }, RefusalResults.StatusOf(why));
    }

    private static CancelledRow Row(string choice)
    {
        string[] parts = choice.Split(':');
        return new CancelledRow(
            new ResidentId(Guid.Parse(parts[0])), int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture));
    }

    private static async Task<Result<CancelPageModel>> ModelAsync(
        ResidentId person,
        int no,
        CurrentOperator current,
        EntryDesk entry,
        CaseDesk desk,
        CancellationToken cancellation)
    {
        Result<OpenedHousehold> opened = await entry.OpenAsync(person, Action, [], cancellation);
        if (opened.IsRefused(out Refusal? why, out OpenedHousehold? household))
        {
            return why;
        }

        await using UnitOfWork work = desk.Begin();
        List<HistoryRow> rows = await work.ListAsync(
            HistoryReader.Select +
            """

            where h.act_id = (select act_id from resident_register.resident_history where resident_id = $1 and history_no = $2)
            order by h.resident_id, h.history_no limit 100
            """,
            HistoryReader.Map,
            cancellation,
            person.Value,
            no);
        if (rows.Find(row => row.ResidentId == person) is not { } own)
        {
            return CaseRefusals.NotFound;
        }

        Result<HashSet<ResidentId>> beside = await entry.OpenBesideAsync(
            work, [.. rows.Select(row => row.ResidentId).Where(one => one != person).Distinct()], Action, [], cancellation);
        if (beside.IsRefused(out why, out HashSet<ResidentId>? open))
        {
            return why;
        }

        return new CancelPageModel
        {
            Key = ActKeys.New(),
            Action = $"/changes/cancel?person={person.Value}&no={no}&w={EntryEndpoints.Context(current)}",
            Back = $"/changes/new?person={person.Value}&w={EntryEndpoints.Context(current)}",
            Strip = EntryEndpoints.Strip(household, desk),
            Facts =
            [
                new("取り消す異動", CaseContent.Words(own.Facts.Reason)), new("異動日", own.Facts.HappenedOn.Display()),
                new("処理日", Wareki.Display(own.Facts.ProcessedOn, EraTable.Default)), new("入力した職員", own.Facts.EnteredBy),
            ],
            Persons =
            [
                .. rows.Where(row => row.Facts.Reason == own.Facts.Reason && (row.ResidentId == person || open.Contains(row.ResidentId)))
                    .Select(row => new Choice($"{row.ResidentId.Value}:{row.HistoryNo}", $"{row.Record.Name.Display}（{row.Record.Household.Relationship}・{PersonStrips.Birth(row.Record)}生）")),
            ],
        };
    }
}
