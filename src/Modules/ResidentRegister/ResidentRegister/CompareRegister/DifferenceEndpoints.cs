using System.Globalization;
using Daicho.Kernel;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.Platform.Work;
using Daicho.ResidentRegister.ChangeCases;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.EnterChange;
using Daicho.ResidentRegister.Person;
using Daicho.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Daicho.ResidentRegister.CompareRegister;

/// <summary>The tasks of comparisons: the list, the page of each with both sides, and the statement that the other side is wrong.</summary>
internal static class DifferenceEndpoints
{
    private const string OpenSql =
        """
        select count(*), coalesce(bool_or(d.found_on < $3::date - 7), false) from resident_register.identity_difference d
        where d.closed_how is null and $1::uuid is not null and $2::text is not null and $4::timestamptz is not null
        """;

    private static readonly Look Look = new("resident.difference", "本人確認情報との相違");
    private static readonly Refusal NotFound = new("RR-COMPARE-001", "この相違はありません。一覧から選び直してください。", RefusalKind.NotFound);
    private static readonly Refusal NoReason = new("RR-COMPARE-002", "相手方の誤りとする理由を２００字以内で入力してください。", Field: "reason");
    private static readonly Refusal Closed = new("RR-COMPARE-003", "この相違は処理が済んでいます。一覧を開き直してください。", RefusalKind.Conflict);

    /// <summary>Registers the line of the work list.</summary>
    public static void AddComparisons(this IServiceCollection services) => services.AddSingleton(
        new WorkListEntry("異動", "本人確認情報との相違", "/differences", TaskCodes.ResidentChangeEnter) { Order = 245, CountSql = OpenSql });

    /// <summary>Maps <c>/differences</c>.</summary>
    public static void MapComparisons(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/differences").RequireAntiforgery();
        group.MapGet("/", ListAsync).RequireTask(TaskCodes.ResidentChangeEnter);
        group.MapPost("/{id:guid}/open", OpenAsync).RequireTask(TaskCodes.ResidentChangeEnter);
        group.MapGet("/{id:guid}", (Guid id, HttpContext http, CurrentOperator current, PersonDoor door, CaseDesk desk, CancellationToken cancellation) =>
            ShowAsync(id, FormState.Fresh, http, current, door, desk, cancellation)).RequireTask(TaskCodes.ResidentChangeEnter, purpose: true);
        group.MapPost("/{id:guid}/close", CloseAsync).RequireTask(TaskCodes.ResidentChangeEnter, purpose: true);
    }

    private static async Task<IResult> ListAsync(CaseDesk desk, CancellationToken cancellation, bool closed = false)
    {
        await using UnitOfWork work = desk.Begin();
        await DifferenceStore.SettleAsync(work, cancellation);
        List<IdentityDifference> lines = await DifferenceStore.ListAsync(work, !closed, cancellation);
        await work.CommitAsync(cancellation);
        return Pages.Show<DifferenceListPage, DifferenceListModel>(new DifferenceListModel(closed, lines));
    }

    // Opening one from the list names its purpose: the duty and the number (K4).
    private static async Task<IResult> OpenAsync(
        Guid id, CurrentOperator current, CaseDesk desk, PurposeStore purposes, CancellationToken cancellation)
    {
        await using UnitOfWork work = desk.Begin();
        if (await DifferenceStore.FindAsync(work, id, cancellation) is not { } found)
        {
            return EntryEndpoints.Refused(NotFound);
        }

        Purpose purpose = new(TaskCodes.ResidentChangeEnter, "本人確認情報との照合", found.Number.ToString(CultureInfo.InvariantCulture));
        return (await purposes.OpenAsync(current.SignedIn, purpose, cancellation)).IsRefused(out Refusal? why, out Guid context)
            ? EntryEndpoints.Refused(why)
            : Pages.Done($"/differences/{id}?w={context}");
    }

    private static async Task<IResult> ShowAsync(
        Guid id, FormState state, HttpContext http, CurrentOperator current, PersonDoor door, CaseDesk desk, CancellationToken cancellation)
    {
        await using UnitOfWork work = desk.Begin();
        if (await DifferenceStore.FindAsync(work, id, cancellation) is not { } found)
        {
            return EntryEndpoints.Refused(NotFound);
        }

        OpenedPerson? opened = null;
        if (found.Person is { } person
            && (await door.OpenAsync(new ResidentId(person), Look, cancellation)).IsRefused(out Refusal? closed, out opened))
        {
            return closed == PersonRefusals.ChecksNeeded
                ? Pages.Done(CheckEndpoints.Address(new ResidentId(person), EntryEndpoints.Context(current), "differences", id))
                : await PersonEndpoints.RefusedAsync(http, new ResidentId(person), closed);
        }

        if (opened is null)
        {
            work.Record(new AccessEntry(AccessKind.View, Look.Action) { Items = "台帳にない人の本人確認情報", ActId = id });
            await work.CommitAsync(cancellation);
        }

        return Pages.Show<DifferencePage, DifferenceModel>(
            new DifferenceModel(
                found,
                opened is null ? null : new PersonFrame(opened, door.WorkContext, desk.Today),
                EntryEndpoints.Context(current))
            {
                State = state,
            },
            state.Refusal is { } why ? RefusalResults.StatusOf(why) : StatusCodes.Status200OK);
    }

    private static async Task<IResult> CloseAsync(
        Guid id, HttpContext http, IFormCollection form, CurrentOperator current, PersonDoor door, CaseDesk desk, CancellationToken cancellation)
    {
        string reason = form["reason"].ToString().Trim();
        Refusal? why = reason.Length is 0 or > 200 || TextCheck.Check(reason) != TextFault.None ? NoReason : null;
        if (why is null)
        {
            await using UnitOfWork work = desk.Begin();
            Guid? person = (await DifferenceStore.FindAsync(work, id, cancellation))?.Person;
            if (await DifferenceStore.CloseAsync(work, id, reason, cancellation))
            {
                work.Record(new AccessEntry(AccessKind.Change, "resident.difference.close", person) { Items = "相手方の誤り", ActId = id });
                await work.CommitAsync(cancellation);
                return Pages.Done("/differences");
            }

            why = Closed;
        }

        return await ShowAsync(id, new FormState(form, why), http, current, door, desk, cancellation);
    }
}

/// <summary>The list; it names no resident, so that opening a task is what the access log tells.</summary>
internal sealed record DifferenceListModel(bool Closed, IReadOnlyList<IdentityDifference> Lines)
{
    /// <summary>What the clerk is told while a difference is open (LK-03).</summary>
    public Residents.Validation.Findings Told
    {
        get
        {
            Residents.Validation.Findings findings = new(Residents.Validation.CheckSettings.Default);
            if (Lines.Any(line => line.ClosedHow is null))
            {
                findings.Add("LK-03");
            }

            return findings;
        }
    }
}

/// <summary>The page of one person who differs.</summary>
internal sealed record DifferenceModel(IdentityDifference Difference, PersonFrame? Frame, Guid WorkContext)
{
    /// <summary>What was typed and refused.</summary>
    public FormState State { get; init; } = FormState.Fresh;

    /// <summary>Both sides now, item by item; numbers are told to differ and not shown.</summary>
    public IReadOnlyList<ChangedItem> Sides
    {
        get
        {
            if (Difference.ClosedHow is not null)
            {
                return [];
            }

            ReceivedItems received = Difference.Received;
            return Frame is { } frame && Difference.Kind == "items"
                ?
                [
                    .. IdentityComparison.Differences(received, frame.Record)
                        .Select(one => new ChangedItem(one.Item, one.Received, one.Registered, one.Item is "氏名" or "住所")),
                    .. Difference.Items.Where(item => item is IdentityComparison.Number or IdentityComparison.RecordCode)
                        .Select(item => new ChangedItem(item, "相違あり", "番号は表示しません")),
                ]
                : Frame is not null ? [new ChangedItem("本人確認情報", "なし", "住民として記載")]
                :
                [
                    new ChangedItem("氏名", received.Name, null, true), new ChangedItem("生年月日", received.BirthDate?.Display(), null),
                    new ChangedItem("住所", received.Address, null, true),
                ];
        }
    }
}
