using System.Globalization;
using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.Person;
using Daicho.ResidentRegister.Residents;
using Daicho.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;

namespace Daicho.ResidentRegister.Support;

/// <summary>Management of support measures and suppressions of a person.</summary>
internal static class SupportEndpoints
{
    private static readonly Look SupportLook = new("support.manage", "支援措置の内容・世帯員の氏名");
    private static readonly Look SuppressionLook = new("suppression.manage", "抑止");

    /// <summary>Maps <c>/residents/{id}/support</c> and <c>/residents/{id}/suppressions</c>.</summary>
    public static void MapSupport(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/residents/{id:guid}").RequireAntiforgery();
        group.MapGet("/support", ShowSupportAsync).RequireTask(TaskCodes.SupportManage, purpose: true);
        group.MapPost("/support", StartAsync).RequireTask(TaskCodes.SupportManage, purpose: true);
        group.MapPost("/support/{measure:guid}", ChangeAsync).RequireTask(TaskCodes.SupportManage, purpose: true);
        group.MapPost("/support/{measure:guid}/closing", CloseAsync).RequireTask(TaskCodes.SupportRelease, purpose: true);
        group.MapGet("/suppressions", ShowSuppressionsAsync).RequireTask(TaskCodes.SuppressionSet, purpose: true);
        group.MapPost("/suppressions", SetAsync).RequireTask(TaskCodes.SuppressionSet, purpose: true);
        group.MapPost("/suppressions/{suppression:guid}/lifting", LiftAsync).RequireTask(TaskCodes.SuppressionRelease, purpose: true);
        group.MapPost("/suppressions/{suppression:guid}/release", ReleaseAsync).RequireTask(SuppressionHandler.TemporaryTask, purpose: true);
    }

    private static Task<IResult> ShowSupportAsync(Guid id, HttpContext http, Counter counter) =>
        SupportPageAsync(id, http, counter, FormState.Fresh, ActKeys.New());

    private static Task<IResult> ShowSuppressionsAsync(Guid id, HttpContext http, Counter counter) =>
        SuppressionPageAsync(id, http, counter, FormState.Fresh, ActKeys.New());

    private static Task<IResult> StartAsync(Guid id, HttpContext http, IFormCollection form, Counter counter) =>
        ActAsync(id, http, form, counter, SupportLook, "support", SupportPageAsync, async (work, key) =>
        {
            SupportStart start = Read(id, form, counter.Today);
            return await counter.CheckIncludedAsync(work, start, http.RequestAborted)
                ?? (await SupportHandler.StartAsync(work, key, start, counter.Today, http.RequestAborted)).Refusal;
        });

    private static Task<IResult> ChangeAsync(Guid id, Guid measure, HttpContext http, IFormCollection form, Counter counter) =>
        ActAsync(id, http, form, counter, SupportLook, "support", SupportPageAsync, (work, _) => form["do"].ToString() switch
        {
            "extend" => SupportHandler.ExtendAsync(work, counter.Item(measure, id), counter.Today, http.RequestAborted),
            "decide" => SupportHandler.DecideAsync(work, counter.Item(measure, id), counter.Today, http.RequestAborted),
            "provisional" => SupportHandler.MakeProvisionalAsync(work, counter.Item(measure, id), counter.Today, http.RequestAborted),
            "forward" => SupportHandler.ForwardAsync(
                work, counter.Item(measure, id), new Forwarding(form["municipality"].ToString().Trim(), counter.Today), counter.Today, http.RequestAborted),
            _ => Task.FromResult<Refusal?>(SupportRefusals.NoSuch),
        });

    private static Task<IResult> CloseAsync(Guid id, Guid measure, HttpContext http, IFormCollection form, Counter counter) =>
        ActAsync(id, http, form, counter, SupportLook, "support", SupportPageAsync, (work, _) =>
            SupportHandler.CloseAsync(work, counter.Item(measure, id), form["reason"].ToString(), counter.Today, http.RequestAborted));

    private static Task<IResult> SetAsync(Guid id, HttpContext http, IFormCollection form, Counter counter) =>
        ActAsync(id, http, form, counter, SuppressionLook, "suppressions", SuppressionPageAsync, async (work, key) =>
        {
            HistoryRow? row = await RegisterStore.FindAsync(work, new ResidentId(id), http.RequestAborted);
            bool household = form["target"] == "household";
            if (household && row is not null && await counter.CheckHouseholdAsync(work, row, http.RequestAborted) is { } own)
            {
                return own;
            }

            SuppressionRequest request = new(
                household ? null : id, household ? row?.Record.Household.Id.Value : null, form["process"].ToString(),
                form["level"] != "alert", Day(form["ends"], counter.Today), form["reason"].ToString());
            return (await SuppressionHandler.SetAsync(work, key, request, counter.Today, http.RequestAborted)).Refusal;
        });

    private static Task<IResult> LiftAsync(Guid id, Guid suppression, HttpContext http, IFormCollection form, Counter counter) =>
        ActAsync(id, http, form, counter, SuppressionLook, "suppressions", SuppressionPageAsync, (work, _) =>
            SuppressionHandler.LiftAsync(work, counter.Item(suppression, id), form["reason"].ToString(), counter.Today, http.RequestAborted));

    private static Task<IResult> ReleaseAsync(Guid id, Guid suppression, HttpContext http, IFormCollection form, Counter counter) =>
        ActAsync(id, http, form, counter, SuppressionLook, "suppressions", SuppressionPageAsync, (work, _) =>
            SuppressionHandler.ReleaseAsync(
                work, counter.Item(suppression, id), Number(form["minutes"]), form["reason"].ToString(), counter.Today, counter.Now, http.RequestAborted));

    private static async Task<IResult> ActAsync(
        Guid id, HttpContext http, IFormCollection form, Counter counter, Look look, string page,
        Func<Guid, HttpContext, Counter, FormState, string, Task<IResult>> show,
        Func<UnitOfWork, Guid, Task<Refusal?>> act)
    {
        ResidentId person = new(id);
        if (!ActKeys.TryRead(form, out Guid? key))
        {
            return Pages.Show<ErrorPage, ErrorPageModel>(ErrorPageModel.FormExpired, StatusCodes.Status400BadRequest);
        }

        if ((await counter.Door.OpenAsync(person, counter.Of(look), http.RequestAborted)).IsRefused(out Refusal? closed, out _))
        {
            return await PersonEndpoints.RefusedAsync(http, person, closed);
        }

        await using UnitOfWork work = counter.Begin();
        Refusal? why = await act(work, key.Value);
        await work.DisposeAsync();
        return why is null
            ? Pages.Done(PersonFrame.Address(person, counter.Door.WorkContext, page))
            : await show(id, http, counter, new FormState(form, why), key.Value.ToString("N"));
    }

    private static async Task<IResult> SupportPageAsync(Guid id, HttpContext http, Counter counter, FormState state, string key)
    {
        ResidentId person = new(id);
        if ((await counter.Door.OpenAsync(person, counter.Of(SupportLook), http.RequestAborted)).IsRefused(out Refusal? why, out OpenedPerson? opened))
        {
            return await PersonEndpoints.RefusedAsync(http, person, why);
        }

        await using UnitOfWork work = counter.Begin();
        List<HistoryRow> household =
            await RegisterStore.HouseholdAsync(work, opened.Row.Record.Household.Id, withRemoved: false, http.RequestAborted);
        return Pages.Show<SupportPage, SupportPageModel>(
            new SupportPageModel(
                new PersonFrame(opened, counter.Door.WorkContext, counter.Today),
                [.. household.Select(row => row.Record).Where(member => member.Id != person)],
                await SupportStore.MeasuresAsync(work, person, http.RequestAborted),
                key)
            {
                State = state,
            },
            state.Refusal is { } refused ? RefusalResults.StatusOf(refused) : StatusCodes.Status200OK);
    }

    private static async Task<IResult> SuppressionPageAsync(Guid id, HttpContext http, Counter counter, FormState state, string key)
    {
        ResidentId person = new(id);
        if ((await counter.Door.OpenAsync(person, counter.Of(SuppressionLook), http.RequestAborted)).IsRefused(out Refusal? why, out OpenedPerson? opened))
        {
            return await PersonEndpoints.RefusedAsync(http, person, why);
        }

        await using UnitOfWork work = counter.Begin();
        return Pages.Show<SuppressionPage, SuppressionPageModel>(
            new SuppressionPageModel(
                new PersonFrame(opened, counter.Door.WorkContext, counter.Today),
                await SupportStore.SuppressionsAsync(work, person, opened.Row.Record.Household.Id, http.RequestAborted),
                counter.Now, counter.Has(TaskCodes.SuppressionRelease), counter.Has(SuppressionHandler.TemporaryTask), key)
            {
                State = state,
            },
            state.Refusal is { } refused ? RefusalResults.StatusOf(refused) : StatusCodes.Status200OK);
    }

    private static SupportStart Read(Guid applicant, IFormCollection form, DateOnly today) => new()
    {
        Applicant = applicant,
        Included =
        [
            .. form["included"].Select(text => Guid.TryParse(text, out Guid person) ? person : Guid.Empty)
                .Where(person => person != Guid.Empty && person != applicant).Distinct()
                .Select(person => (person, form[$"relation-{person}"].ToString().Trim())),
        ],
        Provisional = form["kind"] == "provisional",
        StartsOn = Day(form["starts"], today),
        EndsOn = Day(form["ends"], today),
        ReasonForOtherEnd = Text(form["end-reason"]),
        Affairs = [.. form["affairs"].OfType<string>()],
        Contact = Text(form["contact"]),
        OriginalMunicipality = Text(form["original"]),
        Offender = Text(form["offender-name"]) is { } name
            ? new Offender(name) { Address = Text(form["offender-address"]), Birth = Text(form["offender-birth"]) }
            : null,
    };

    private static DateOnly? Day(string? text, DateOnly today) =>
        DateInput.TryUnderstand(text, today, EraTable.Default, out UnderstoodDate? understood) ? understood.Date?.Exact : null;

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static int Number(string? text) =>
        int.TryParse(HalfWidth.DigitsFromInput(text ?? ""), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;
}

/// <summary>What every act at the counter needs.</summary>
internal sealed class Counter(PersonDoor door, CurrentOperator current, BusinessClock clock, NpgsqlDataSource database)
{
    /// <summary>The way to a person's record.</summary>
    public PersonDoor Door => door;

    /// <summary>Business date.</summary>
    public DateOnly Today => clock.Today();

    /// <summary>The present moment.</summary>
    public DateTimeOffset Now => clock.Instant();

    /// <summary>A unit of work of the operator.</summary>
    public UnitOfWork Begin() => new(database, current.Context);

    /// <summary>Whether the operator has a task.</summary>
    public bool Has(string task) => current.Has(task);

    /// <summary>An item of the person whose page is open.</summary>
    public ItemOf Item(Guid id, Guid person) => new(id, person, current.SignedIn);

    /// <summary>
    /// How the page of an item opens: past 照会抑止 for those who may release it, as it could never be lifted otherwise;
    /// then without the address.
    /// </summary>
    public Look Of(Look look) => look with
    {
        IsForRelease = current.Has(TaskCodes.SuppressionRelease) || current.Has(SuppressionHandler.TemporaryTask),
    };

    /// <summary>Whether all whom the applicant includes live in the applicant's household and none is a relative of the operator.</summary>
    public async Task<Refusal?> CheckIncludedAsync(UnitOfWork work, SupportStart start, CancellationToken cancellation)
    {
        HistoryRow? applicant = await RegisterStore.FindAsync(work, new ResidentId(start.Applicant), cancellation);
        List<HistoryRow> members = applicant is null
            ? []
            : await RegisterStore.HouseholdAsync(work, applicant.Record.Household.Id, withRemoved: false, cancellation);
        return start.Included.All(one => members.Exists(member => member.ResidentId.Value == one.Person))
            ? start.Included.Select(one => Permissions.CheckRelation(current.SignedIn, one.Person)).FirstOrDefault(no => no is not null)
            : SupportRefusals.NotOfHousehold;
    }

    /// <summary>The relation to a member of the person's household; null when there is none.</summary>
    public async Task<Refusal?> CheckHouseholdAsync(UnitOfWork work, HistoryRow row, CancellationToken cancellation) =>
        (await RegisterStore.HouseholdAsync(work, row.Record.Household.Id, withRemoved: false, cancellation))
            .Select(member => Permissions.CheckRelation(current.SignedIn, member.ResidentId.Value)).FirstOrDefault(no => no is not null);
}
