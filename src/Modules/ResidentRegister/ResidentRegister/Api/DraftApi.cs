using Daicho.Kernel;
using Daicho.Platform.Api;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.ResidentRegister.ChangeCases;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.EnterChange;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;

namespace Daicho.ResidentRegister.Api;

/// <summary>Drafts of changes (仮登録): the paper forms with their fields, read in the same place as those of the screens.</summary>
internal static class DraftApi
{
    private static readonly ChangeFormsAnswer Forms = new([.. ChangeForms.All.Select(form => new ChangeFormAnswer(
        form.Code, form.Title, form.Reasons, form.Bases,
        [.. form.Fields.Select(field => new FormFieldAnswer([.. EntryNames.PartsOf(field)], field.Label, field.Kind, field.Required))]))]);

    /// <summary>Maps forms and drafts.</summary>
    public static void MapDrafts(this RouteGroupBuilder api)
    {
        api.MapGet("/change-forms", Handler(FormsAsync)).RequireTask(TaskCodes.ResidentChangeEnter).Produces<ChangeFormsAnswer>()
            .Describe("getChangeForms", ChangeApi.Tag, "届出の様式", "The paper forms and their fields.");
        api.MapPost("/change-cases", EnterAsync).RequireTask(TaskCodes.ResidentChangeEnter)
            .Accepts<ChangeDraftBody>("application/json").Produces<CaseStateAnswer>(StatusCodes.Status201Created).IsAct()
            .Describe("enterChange", ChangeApi.Tag, "異動の入力（仮登録）", "Stores a draft; it is not on the record and not seen outside.")
            .WithMetadata(new OperationExample(
                """
                {"form":"RELOCATION","fields":{"basis":["Notification"],"persons":["0190a000-0000-7000-8000-000000000001"],
                "happenedOn":["2026-11-10"],"notifiedOn":["2026-11-20"],"notifier.kind":["Person"],"notifier.document":["運転免許証"],
                "newAddress.town":["緑町"],"newAddress.lot":["５番地"]}}
                """));
        api.MapPut("/change-cases/{id:guid}", EditAsync).RequireTask(TaskCodes.ResidentChangeEnter)
            .Accepts<ChangeDraftBody>("application/json").Produces<CaseStateAnswer>().IsAct(withVersion: true)
            .Describe("editChangeDraft", ChangeApi.Tag, "下書きの修正", "Replaces the fields of a draft or of a returned case; the form stays.")
            .WithMetadata(new OperationExample("""{"form":"RELOCATION","fields":{"newAddress.town":["緑町"],"newAddress.lot":["６番地"]}}"""));
        api.MapPost("/change-cases/cancellations", CancelAsync).RequireTask(TaskCodes.ResidentChangeEnter)
            .Accepts<CancelBody>("application/json").Produces<CaseStateAnswer>(StatusCodes.Status201Created).IsAct()
            .Describe("cancelChange", ChangeApi.Tag, "異動の取消しの入力", "Stores a draft that cancels the newest change of persons; it goes the same way as any change.")
            .WithMetadata(new OperationExample("""{"rows":[{"resident":"0190a000-0000-7000-8000-000000000001","historyNo":2}],"ground":"届出の誤りによる職権の取消し"}"""));
    }

    // With a context as its only parameter a method would be taken for a plain request delegate, and its answer dropped.
    private static Delegate Handler(Func<HttpContext, Task<IResult>> answer) => answer;

    private static Task<IResult> FormsAsync(HttpContext http) =>
        ResidentApi.AnswerAsync(http, Forms, ApiJson.Strict.ChangeFormsAnswer, 0);

    private static Task<IResult> EnterAsync(
        HttpContext http, CaseDesk desk, EntryDesk entry, SaveDraftHandler save, CancellationToken cancellation) => Steps.DoAsync(
        http,
        ApiJson.Strict.ChangeDraftBody,
        (body, key, _) => SaveAsync(body, null, key, 0, desk, entry, save, cancellation),
        withVersion: false,
        cancellation);

    private static Task<IResult> EditAsync(
        Guid id, HttpContext http, CaseDesk desk, EntryDesk entry, SaveDraftHandler save, CaseReader cases, CancellationToken cancellation) => Steps.DoAsync(
        http,
        ApiJson.Strict.ChangeDraftBody,
        async (body, key, version) =>
            await cases.FindAsync(new ChangeCaseId(id), cancellation) is not { } draft ? CaseRefusals.NotFound
                : draft.Content.Form != body.Form ? CaseRefusals.WrongState
                : await SaveAsync(body, draft, key, version, desk, entry, save, cancellation),
        withVersion: true,
        cancellation);

    private static async Task<Result<ApiAnswer>> SaveAsync(
        ChangeDraftBody body,
        ChangeCase? draft,
        Guid key,
        int version,
        CaseDesk desk,
        EntryDesk entry,
        SaveDraftHandler save,
        CancellationToken cancellation)
    {
        if (ChangeForms.Find(body.Form) is not { } form)
        {
            return CaseRefusals.NotFound;
        }

        FormCollection fields = new(body.Fields.ToDictionary(
            field => field.Key, field => new StringValues([.. field.Value]), StringComparer.Ordinal));
        if ((await entry.ReadAsync(fields, form, cancellation)).IsRefused(out Refusal? unread, out EntryRead? read))
        {
            return unread;
        }

        return await entry.AdmitAsync(read.Content, draft, cancellation) is { } kept
            ? kept
            : await ChangeApi.AfterAsync(
                desk,
                await save.HandleAsync(new SaveDraft(key, draft?.Id, version, read.Content) { Numbers = read.Numbers }, cancellation),
                draft is null ? StatusCodes.Status201Created : StatusCodes.Status200OK,
                cancellation);
    }

    private static Task<IResult> CancelAsync(
        HttpContext http, CaseDesk desk, EntryDesk entry, SaveDraftHandler save, CancellationToken cancellation) => Steps.DoAsync(
        http,
        ApiJson.Strict.CancelBody,
        async (body, key, _) =>
        {
            CaseContent content = new()
            {
                Cancel = new CancelRequest
                {
                    Rows = [.. body.Rows.Select(row => new CancelledRow(new ResidentId(row.Resident), row.HistoryNo))],
                    Basis = body.Basis ?? Basis.ExOfficio,
                    ApplicationOn = body.ApplicationOn,
                    Ground = body.Ground,
                    Source = InformationSource.AdministrativeOrgan,
                },
            };
            return await entry.AdmitAsync(content, null, cancellation) is { } kept
                ? kept
                : await ChangeApi.AfterAsync(
                    desk,
                    await save.HandleAsync(new SaveDraft(key, null, 0, content), cancellation),
                    StatusCodes.Status201Created,
                    cancellation);
        },
        withVersion: false,
        cancellation);
}
