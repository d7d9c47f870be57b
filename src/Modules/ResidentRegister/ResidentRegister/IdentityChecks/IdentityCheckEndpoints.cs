using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.Platform.Vault;
using Daicho.ResidentRegister.ChangeCases;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.EnterChange;
using Daicho.ResidentRegister.Person;
using Daicho.ResidentRegister.Protection;
using Daicho.ResidentRegister.Residents;
using Daicho.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;

namespace Daicho.ResidentRegister.IdentityChecks;

/// <summary>What the comparison with a card needs from a request.</summary>
internal sealed record IdentityDesk(NpgsqlDataSource Database, NumberVault Vault, BusinessClock Clock, CurrentOperator Current);

/// <summary>The page of a comparison: whose card, before what, and what was compared before.</summary>
/// <param name="Person">Whose.</param>
/// <param name="Record">What is registered, or entered for somebody who is not registered yet.</param>
/// <param name="CardAddress">The address that the card should bear.</param>
/// <param name="Case">The change; null for a request or an inquiry.</param>
/// <param name="Strip">Who it is.</param>
/// <param name="Action">Where the form is sent.</param>
/// <param name="Back">Where to go back to.</param>
internal sealed record IdentityPageModel(
    ResidentId Person, ResidentRecord Record, Address CardAddress, ChangeCase? Case, PersonStripModel Strip, string Action, string Back)
{
    /// <summary>The comparisons made, the newest first.</summary>
    public IReadOnlyList<IdentityCheck> Checks { get; init; } = [];

    /// <summary>Whether the number is compared too.</summary>
    public bool ComparesNumber { get; init; }

    /// <summary>Whether a card can be compared now.</summary>
    public bool IsOpen { get; init; } = true;

    /// <summary>Whether somebody is protected.</summary>
    public bool IsProtected { get; init; }

    /// <summary>What was typed and refused.</summary>
    public FormState State { get; init; } = FormState.Fresh;

    /// <summary>Key of the page's act.</summary>
    public string Key { get; init; } = ActKeys.New();

    /// <summary>Where the decision on a comparison is sent.</summary>
    public string DecisionAction(IdentityCheck check)
    {
        string[] parts = Action.Split('?', 2);
        return $"{parts[0]}/{check.Id}?{parts[1]}";
    }

    /// <inheritdoc />
    public override string ToString() => "IdentityPageModel";
}

/// <summary>Confirmation of the person and of the truth of the number by the card, for a person and for a person of a change.</summary>
internal static class IdentityCheckEndpoints
{
    private const int TextMax = 200;

    private static readonly Look Look = new("resident.identity", "本人確認の照合");

    private static readonly Refusal NoDocument = new("RR-IDENTITY-001", "確認した書類を選択してください。", Field: "document");
    private static readonly Refusal NoItem = new(
        "RR-IDENTITY-002", "カードの氏名・住所・生年月日・性別をすべて入力してください。", Field: "card-name");
    private static readonly Refusal NotConfirmed = new(
        "RR-IDENTITY-003", "通知カードのときは、本人確認書類を１点で足りるもの１つ又はそのほか２つ入力してください。", Field: "identity-document");
    private static readonly Refusal BadDate = new("RR-IDENTITY-004", "生年月日を「昭和15年3月1日」「S15.3.1」のように入力してください。", Field: "card-birth");
    private static readonly Refusal BadNumber = new("RR-IDENTITY-005", "個人番号の桁数又は検査数字が正しくありません。カードを確認してください。", Field: "card-number");
    private static readonly Refusal NoReason = new("RR-IDENTITY-006", "判断の理由を２００字以内で入力してください。", Field: "reason");
    private static readonly Refusal NothingOpen = new("RR-IDENTITY-007", "判断を待つ照合はありません。", RefusalKind.Conflict);
    private static readonly Refusal CaseClosed = new("RR-IDENTITY-008", "この異動は決裁又は取下げが済んでいます。", RefusalKind.Conflict);

    /// <summary>Registers what the pages need.</summary>
    public static void AddIdentityChecks(this Microsoft.Extensions.DependencyInjection.IServiceCollection services) =>
        Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddScoped<IdentityDesk>(services);

    /// <summary>Maps <c>/residents/{id}/identity</c>.</summary>
    public static void MapIdentity(this RouteGroupBuilder residents)
    {
        residents.MapGet("/identity", (Guid id, HttpContext http, PersonDoor door, IdentityDesk desk, CancellationToken cancellation) =>
            OfPersonAsync(id, http, door, desk, page => Shown(page), cancellation)).RequireTask(TaskCodes.ResidentView, purpose: true);
        residents.MapPost("/identity", (Guid id, HttpContext http, IFormCollection form, PersonDoor door, IdentityDesk desk, CancellationToken cancellation) =>
            OfPersonAsync(id, http, door, desk, page => CompareAsync(page, form, desk, cancellation), cancellation)).RequireTask(TaskCodes.ResidentView, purpose: true);
        residents.MapPost("/identity/{check:guid}", (Guid id, Guid check, HttpContext http, IFormCollection form, PersonDoor door, IdentityDesk desk, CancellationToken cancellation) =>
            OfPersonAsync(id, http, door, desk, page => DecideAsync(page, check, form, desk, cancellation), cancellation)).RequireTask(TaskCodes.ResidentView, purpose: true);
    }

    /// <summary>Maps <c>/changes/{id}/identity/{person}</c>.</summary>
    public static void MapCaseIdentity(this RouteGroupBuilder changes)
    {
        changes.MapGet("/{id:guid}/identity/{person:guid}", (Guid id, Guid person, CaseReader cases, IdentityDesk desk, CancellationToken cancellation) =>
            OfCaseAsync(id, person, cases, desk, page => Shown(page), cancellation)).RequireTask(TaskCodes.ResidentChangeEnter, purpose: true);
        changes.MapPost("/{id:guid}/identity/{person:guid}", (Guid id, Guid person, IFormCollection form, CaseReader cases, IdentityDesk desk, CancellationToken cancellation) =>
            OfCaseAsync(id, person, cases, desk, page => CompareAsync(page, form, desk, cancellation), cancellation)).RequireTask(TaskCodes.ResidentChangeEnter, purpose: true);
        changes.MapPost("/{id:guid}/identity/{person:guid}/{check:guid}", (Guid id, Guid person, Guid check, IFormCollection form, CaseReader cases, IdentityDesk desk, CancellationToken cancellation) =>
            OfCaseAsync(id, person, cases, desk, page => DecideAsync(page, check, form, desk, cancellation), cancellation)).RequireTask(TaskCodes.ResidentChangeEnter, purpose: true);
    }

    private static async Task<IResult> OfPersonAsync(
        Guid id, HttpContext http, PersonDoor door, IdentityDesk desk, Func<IdentityPageModel, Task<IResult>> next, CancellationToken cancellation)
    {
        ResidentId person = new(id);
        if ((await door.OpenAsync(person, Look, cancellation)).IsRefused(out Refusal? why, out OpenedPerson? opened))
        {
            return await PersonEndpoints.RefusedAsync(http, person, why);
        }

        PersonFrame frame = new(opened, door.WorkContext, desk.Clock.Today());
        await using UnitOfWork work = new(desk.Database, desk.Current.Context);
        return await next(new IdentityPageModel(
            person, frame.Record, frame.Record.Address, null, frame.Strip, frame.Address("identity"), frame.Address())
        {
            Checks = await IdentityCheckStore.OfPersonAsync(work, person, cancellation),
            ComparesNumber = desk.Current.Has(TaskCodes.ResidentSearchNumber),
            IsProtected = opened.Protection.IsSupported,
        });
    }

    private static async Task<IResult> OfCaseAsync(
        Guid id, Guid person, CaseReader cases, IdentityDesk desk, Func<IdentityPageModel, Task<IResult>> next, CancellationToken cancellation)
    {
        ChangeCaseId of = new(id);
        if ((await cases.OpenAsync(of, cancellation)).IsRefused(out Refusal? closed, out OpenedCase? opened))
        {
            return await CaseEndpoints.ClosedAsync(of, closed, cases, desk.Current, cancellation);
        }

        if (opened.Rows.FirstOrDefault(row => row.Row.ResidentId.Value == person) is not { } row)
        {
            return EntryEndpoints.Refused(CaseRefusals.NotFound);
        }

        ResidentRecord record = row.Before ?? row.Row.Record;
        Guid context = EntryEndpoints.Context(desk.Current);
        return await next(new IdentityPageModel(
            row.Row.ResidentId, record, row.Before is null && record.MovedInFrom is { } from ? from.Address : record.Address, opened.Case,
            PersonStrips.Of(record, ProtectionFacts.None, desk.Clock.Today(), null),
            $"/changes/{id}/identity/{person}?w={context}", $"/changes/{id}?w={context}")
        {
            Checks = [.. opened.IdentityChecks.Where(check => check.Person.Value == person)],
            ComparesNumber = row.Before is not null && desk.Current.Has(TaskCodes.ResidentSearchNumber),
            IsOpen = opened.Case.IsOpen,
            IsProtected = opened.IsProtected,
        });
    }

    private static Task<IResult> Shown(IdentityPageModel page) => Task.FromResult<IResult>(
        Pages.Show<IdentityPage, IdentityPageModel>(page, page.State.Refusal is { } why ? RefusalResults.StatusOf(why) : StatusCodes.Status200OK));

    private static async Task<IResult> CompareAsync(IdentityPageModel page, IFormCollection form, IdentityDesk desk, CancellationToken cancellation)
    {
        if (!ActKeys.TryRead(form, out Guid? key))
        {
            return Pages.Show<ErrorPage, ErrorPageModel>(ErrorPageModel.FormExpired, StatusCodes.Status400BadRequest);
        }

        Result<IdentityCheck> compared = page.IsOpen ? await ReadAsync(page, key.Value, form, desk, cancellation) : CaseClosed;
        if (compared.IsRefused(out Refusal? why, out IdentityCheck? check))
        {
            // The number is never shown back.
            FormCollection again = new(form.Where(field => field.Key != "card-number").ToDictionary());
            return await Shown(page with { State = new FormState(again, why), Key = key.Value.ToString("N") });
        }

        await using UnitOfWork work = new(desk.Database, desk.Current.Context);
        await IdentityCheckStore.AddAsync(work, check, cancellation);
        await work.CommitAsync(cancellation);
        return Pages.Done(page.Action);
    }

    private static async Task<Result<IdentityCheck>> ReadAsync(
        IdentityPageModel page, Guid key, IFormCollection form, IdentityDesk desk, CancellationToken cancellation)
    {
        string Typed(string field) => form[field].ToString().Trim();
        string name = Typed("card-name");
        string address = Typed("card-address");
        string shown = Typed("identity-document");
        bool known = Enum.TryParse(form["document"], out NumberDocument document) && Enum.IsDefined(document);
        bool sexed = Enum.TryParse(form["card-sex"], out Sex sex) && sex is Sex.Male or Sex.Female;
        bool dated = DateInput.TryUnderstand(Typed("card-birth"), desk.Clock.Today(), EraTable.Default, out UnderstoodDate? born) && born.Date is not null;
        string digits = HalfWidth.DigitsFromInput(Typed("card-number"));
        IndividualNumber? number = null;
        List<Refusal> wrong = [];
        void Refuse(bool when, Refusal why)
        {
            if (when)
            {
                wrong.Add(why);
            }
        }

        Refuse(!known, NoDocument);
        Refuse(
            name.Length is 0 or > TextMax || address.Length is 0 or > TextMax || !sexed || Typed("card-birth").Length == 0
                || TextCheck.Check(name) != TextFault.None || TextCheck.Check(address) != TextFault.None,
            NoItem);
        Refuse(Typed("card-birth").Length > 0 && !dated, BadDate);
        Refuse(
            known && document == NumberDocument.NotificationCard
                && (shown.Length > TextMax || TextCheck.Check(shown) != TextFault.None || !(await IdentityPapers.GetAsync(desk.Database, desk.Clock.Today(), cancellation)).Suffice(shown)),
            NotConfirmed);
        Refuse(page.ComparesNumber && digits.Length > 0 && !IndividualNumber.TryParse(digits, out number), BadNumber);
        if (wrong.Count > 0)
        {
            return Refusal.Join(wrong);
        }

        Dictionary<CardItem, CardResult> items = new(CardComparison.FourItems(
            new CardReading(name, address, born?.Date, sex), page.Record, page.CardAddress))
        {
            [CardItem.Number] = number is null ? CardResult.NotCompared
                : (await desk.Vault.FindResidentAsync(VaultNumber.Of(number), cancellation))
                    .Any(match => match.ResidentId == page.Person.Value && match.IsCurrent) ? CardResult.Matches : CardResult.Differs,
        };
        return new IdentityCheck
        {
            Id = key,
            Person = page.Person,
            Case = page.Case?.Id,
            Document = document,
            IdentityDocument = document == NumberDocument.NotificationCard ? shown : null,
            Items = items,
            CheckedBy = desk.Current.Context.OperatorCode,
            CheckedAt = desk.Clock.Instant(),
        };
    }

    private static async Task<IResult> DecideAsync(
        IdentityPageModel page, Guid check, IFormCollection form, IdentityDesk desk, CancellationToken cancellation)
    {
        string reason = form["reason"].ToString().Trim();
        Refusal? why = !page.IsOpen ? CaseClosed
            : reason.Length is 0 or > TextMax || TextCheck.Check(reason) != TextFault.None ? NoReason
            : null;
        if (why is null)
        {
            await using UnitOfWork work = new(desk.Database, desk.Current.Context);
            if (await IdentityCheckStore.DecideAsync(
                work, check, page.Person, form["do"] == "accept", reason, desk.Clock.Instant(), cancellation))
            {
                await work.CommitAsync(cancellation);
                return Pages.Done(page.Action);
            }

            why = NothingOpen;
        }

        return await Shown(page with { State = new FormState(form, why) });
    }
}
