using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.Platform.Vault;
using Daicho.ResidentRegister.Contracts;
using Daicho.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;

namespace Daicho.ResidentRegister.Person;

/// <summary>Acts that ask for a reason of their own: a print of the screen (CR-62), and the numbers of the vault in clear.</summary>
/// <remarks>The reason becomes the ground under which the act stands in the access log.</remarks>
internal static class ReasonEndpoints
{
    private const string PrintGround = "画面の印刷：";

    /// <summary>Maps <c>print</c>, <c>sheet</c>, <c>number</c> (個人番号) and <c>code</c> (住民票コード).</summary>
    public static void MapPrintAndReveal(this RouteGroupBuilder group)
    {
        group.MapGet("/print", AskPrintAsync).RequireTask(TaskCodes.ResidentView, purpose: true);
        group.MapPost("/print", PrintAsync).RequireTask(TaskCodes.ResidentView, purpose: true);
        group.MapGet("/sheet", SheetAsync).RequireTask(TaskCodes.ResidentView, purpose: true);
        group.MapGet("/number", AskNumberAsync).RequireTask(TaskCodes.ResidentViewNumber, purpose: true);
        group.MapPost("/number", RevealNumberAsync).RequireTask(TaskCodes.ResidentViewNumber, purpose: true);
        group.MapGet("/code", AskCodeAsync).RequireTask(TaskCodes.ResidentViewRecordCode, purpose: true);
        group.MapPost("/code", RevealCodeAsync).RequireTask(TaskCodes.ResidentViewRecordCode, purpose: true);
    }

    private static Task<IResult> AskPrintAsync(
        Guid id, HttpContext http, PersonDoor door, BusinessClock clock, CancellationToken cancellation) =>
        AskAsync(new ResidentId(id), http, door, null, clock, FormState.Fresh, cancellation);

    private static Task<IResult> AskNumberAsync(
        Guid id, HttpContext http, PersonDoor door, BusinessClock clock, CancellationToken cancellation) =>
        AskAsync(new ResidentId(id), http, door, NumberKind.Individual, clock, FormState.Fresh, cancellation);

    private static Task<IResult> AskCodeAsync(
        Guid id, HttpContext http, PersonDoor door, BusinessClock clock, CancellationToken cancellation) =>
        AskAsync(new ResidentId(id), http, door, NumberKind.RecordCode, clock, FormState.Fresh, cancellation);

    private static async Task<IResult> PrintAsync(
        Guid id,
        HttpContext http,
        IFormCollection form,
        PersonDoor door,
        CurrentOperator current,
        PurposeStore purposes,
        BusinessClock clock,
        NpgsqlDataSource database,
        CancellationToken cancellation)
    {
        ResidentId person = new(id);
        if (NumberReveals.ReadReason(form, current.SignedIn, PrintGround) is not { } purpose)
        {
            return await AskAsync(
                person, http, door, null, clock, new FormState(form, PersonRefusals.Reason), cancellation);
        }

        if ((await purposes.OpenAsync(current.SignedIn, purpose, cancellation)).IsRefused(out Refusal? why, out Guid print))
        {
            return await PersonEndpoints.RefusedAsync(http, person, why);
        }

        await InquiryChecks.TakeOverAsync(database, door.WorkContext, print, person, cancellation);
        return Pages.Done(PersonFrame.Address(person, print, "sheet"));
    }

    private static async Task<IResult> SheetAsync(
        Guid id,
        HttpContext http,
        PersonDoor door,
        CurrentOperator current,
        BusinessClock clock,
        CancellationToken cancellation)
    {
        ResidentId person = new(id);
        string ground = current.SignedIn.Purpose?.Ground ?? "";
        if (!ground.StartsWith(PrintGround, StringComparison.Ordinal))
        {
            return await PersonEndpoints.RefusedAsync(http, person, PersonRefusals.PrintReason);
        }

        Look look = new("resident.print", "住民票の記載事項", AccessKind.Output);
        if ((await door.OpenAsync(person, look, cancellation)).IsRefused(out Refusal? why, out OpenedPerson? opened))
        {
            return await PersonEndpoints.RefusedAsync(http, person, why);
        }

        SignedIn who = current.SignedIn;
        return Pages.Show<SheetPage, SheetPageModel>(new(
            new PersonFrame(opened, door.WorkContext, clock.Today()),
            ItemVisibility.Of(current).Groups(opened.Row),
            $"{who.OperatorCode}（{who.OfficeName}）　{who.Terminal}　{Formatting.Moment(clock.Instant())}　{ground}"));
    }

    private static Task<IResult> RevealNumberAsync(
        Guid id, HttpContext http, IFormCollection form, PersonDoor door, CurrentOperator current, NumberVault vault,
        BusinessClock clock, CancellationToken cancellation) =>
        RevealAsync(id, NumberKind.Individual, http, form, door, current, vault, clock, cancellation);

    private static Task<IResult> RevealCodeAsync(
        Guid id, HttpContext http, IFormCollection form, PersonDoor door, CurrentOperator current, NumberVault vault,
        BusinessClock clock, CancellationToken cancellation) =>
        RevealAsync(id, NumberKind.RecordCode, http, form, door, current, vault, clock, cancellation);

    // The number stands in the answer to this submit and nowhere else: it has no address, and a reload asks again.
    private static async Task<IResult> RevealAsync(
        Guid id,
        NumberKind kind,
        HttpContext http,
        IFormCollection form,
        PersonDoor door,
        CurrentOperator current,
        NumberVault vault,
        BusinessClock clock,
        CancellationToken cancellation)
    {
        ResidentId person = new(id);
        if (NumberReveals.ReadReason(form, current.SignedIn, NumberReveals.GroundOf(kind)) is not { } purpose)
        {
            return await AskAsync(
                person, http, door, kind, clock, new FormState(form, PersonRefusals.Reason), cancellation);
        }

        if ((await door.OpenAsync(person, new Look("resident.number", VaultNumber.WordOf(kind) + "の表示の画面"), cancellation))
            .IsRefused(out Refusal? closed, out OpenedPerson? opened))
        {
            return await PersonEndpoints.RefusedAsync(http, person, closed);
        }

        Result<IReadOnlyList<VaultNumber>> revealed = await vault.RevealAsync(
            current.SignedIn with { Purpose = purpose }, current.RequestId, NumberReveals.TaskOf(kind), kind, id, null, cancellation);
        if (revealed.IsRefused(out Refusal? why, out IReadOnlyList<VaultNumber>? numbers))
        {
            return await PersonEndpoints.RefusedAsync(http, person, why);
        }

        return numbers.Count == 0
            ? await PersonEndpoints.RefusedAsync(http, person, PersonRefusals.NoNumber)
            : Pages.Show<ReasonPage, ReasonPageModel>(
                Question(new PersonFrame(opened, door.WorkContext, clock.Today()), kind) with
                {
                    Number = Formatting.Grouped(numbers[0].Reveal()),
                    Former = [.. numbers.Skip(1).Select(number => Formatting.Grouped(number.Reveal()))],
                });
    }

    private static async Task<IResult> AskAsync(
        ResidentId person,
        HttpContext http,
        PersonDoor door,
        NumberKind? what,
        BusinessClock clock,
        FormState state,
        CancellationToken cancellation) =>
        (await door.OpenAsync(person, new Look("resident.reason", "氏名・住所（理由の入力）"), cancellation))
            .IsRefused(out Refusal? why, out OpenedPerson? opened)
                ? await PersonEndpoints.RefusedAsync(http, person, why)
                : Pages.Show<ReasonPage, ReasonPageModel>(
                    Question(new PersonFrame(opened, door.WorkContext, clock.Today()), what) with { State = state },
                    state.Refusal is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);

    private static ReasonPageModel Question(PersonFrame frame, NumberKind? what) => what is not { } kind
        ? new(frame, PersonTab.Print, "画面の印刷", "印刷した理由・職員・日時は記録され、印刷物にも入ります。", "印刷用の画面を開く", frame.Address("print"))
        : new(
            frame,
            PersonTab.Record,
            VaultNumber.WordOf(kind) + "の表示",
            NumberReveals.Notice,
            VaultNumber.WordOf(kind) + "を表示する",
            frame.Address(kind == NumberKind.Individual ? "number" : "code"));
}
