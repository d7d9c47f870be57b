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
using Npgsql;

namespace Daicho.ResidentRegister.Matters;

/// <summary>Notices under Article 9(2) and surveys under Article 14: the queue and the page of each.</summary>
internal static class MatterEndpoints
{
    private const string OpenSql =
        """
        select count(*), coalesce(bool_or(m.received_on < $3::date - 14), false) from resident_register.matter m
        where m.closed_on is null and $1::uuid is not null and $2::text is not null and $4::timestamptz is not null
        """;

    /// <summary>Registers the line of the work list.</summary>
    public static void AddMatters(this IServiceCollection services) => services.AddSingleton(
        new WorkListEntry("異動", "通知・調査", "/matters", TaskCodes.ResidentChangeEnter) { Order = 240, CountSql = OpenSql });

    /// <summary>Maps <c>/matters</c>.</summary>
    public static void MapMatters(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/matters").RequireAntiforgery();
        group.MapGet("/", ListAsync).RequireTask(TaskCodes.ResidentChangeEnter);
        group.MapGet("/new", ShowNewAsync).RequireTask(TaskCodes.ResidentChangeEnter, purpose: true);
        group.MapPost("/new", AddAsync).RequireTask(TaskCodes.ResidentChangeEnter, purpose: true);
        group.MapPost("/{id:guid}/open", OpenAsync).RequireTask(TaskCodes.ResidentChangeEnter);
        group.MapGet("/{id:guid}", ShowMatterAsync).RequireTask(TaskCodes.ResidentChangeEnter, purpose: true);
        group.MapPost("/{id:guid}/examine", ExamineAsync).RequireTask(TaskCodes.ResidentChangeEnter, purpose: true);
        group.MapPost("/{id:guid}/close", CloseAsync).RequireTask(TaskCodes.ResidentChangeEnter, purpose: true);
    }

    private static async Task<IResult> ListAsync(
        NpgsqlDataSource database, CancellationToken cancellation, bool closed = false) =>
        Pages.Show<MatterListPage, MatterListModel>(
            new MatterListModel(closed, await MatterStore.ListAsync(database, !closed, cancellation)));

    private static async Task<IResult> ShowNewAsync(
        Guid person, HttpContext http, CurrentOperator current, EntryDesk entry, CaseDesk desk, CancellationToken cancellation) =>
        (await NewModelAsync(person, current, entry, desk, cancellation)).IsRefused(out Refusal? why, out NewMatterModel? model)
            ? await PersonEndpoints.RefusedAsync(http, new ResidentId(person), why)
            : Pages.Show<NewMatterPage, NewMatterModel>(model);

    private static async Task<IResult> AddAsync(
        Guid person, IFormCollection form, HttpContext http, CurrentOperator current, EntryDesk entry, CaseDesk desk,
        CancellationToken cancellation)
    {
        if (!ActKeys.TryRead(form, out Guid? key))
        {
            return Pages.Show<ErrorPage, ErrorPageModel>(ErrorPageModel.FormExpired, StatusCodes.Status400BadRequest);
        }

        if ((await NewModelAsync(person, current, entry, desk, cancellation)).IsRefused(out Refusal? closed, out NewMatterModel? model))
        {
            return await PersonEndpoints.RefusedAsync(http, new ResidentId(person), closed);
        }

        Posted fields = new(form);
        DateOnly? received = fields.Day("received-on");
        string origin = form["origin"].ToString().Trim();
        string summary = form["summary"].ToString().Trim();
        bool complete = Enum.TryParse(form["kind"], out MatterKind kind) && Enum.IsDefined(kind)
            && received <= desk.Today && origin.Length is > 0 and <= 100 && summary.Length is > 0 and <= 500;
        if (fields.Refusal is { } || !complete)
        {
            Refusal why = fields.Refusal ?? MatterRefusals.Incomplete;
            return Pages.Show<NewMatterPage, NewMatterModel>(
                model with { Key = key.Value.ToString("N"), State = new FormState(form, why) }, RefusalResults.StatusOf(why));
        }

        Matter matter = new()
        {
            Id = Guid.CreateVersion7(),
            Number = 0,
            Kind = kind,
            Origin = origin,
            ReceivedOn = received!.Value, // complete tells
            Summary = summary,
            OpenedBy = current.Context.OperatorCode,
            Version = 1,
            Persons = [person],
        };
        await using UnitOfWork work = desk.Begin();
        Result<ActClaim> claimed = await work.ClaimAsync(key.Value, "resident.matter.open", matter.Id.ToString(), cancellation);
        if (claimed.IsRefused(out Refusal? taken, out ActClaim? claim))
        {
            return EntryEndpoints.Refused(taken);
        }

        if (claim.First)
        {
            await MatterStore.AddAsync(work, matter, desk.Today, cancellation);
            work.Record(Entry("resident.matter.open", matter));
            await work.CommitAsync(cancellation);
        }

        return Pages.Done($"/matters/{claim.Location}?w={EntryEndpoints.Context(current)}");
    }

    // Opening one from the list names its purpose: the duty and the number (K4).
    private static async Task<IResult> OpenAsync(
        Guid id, CurrentOperator current, CaseDesk desk, PurposeStore purposes, CancellationToken cancellation)
    {
        await using UnitOfWork work = desk.Begin();
        if (await MatterStore.FindAsync(work, id, cancellation) is not { } matter)
        {
            return EntryEndpoints.Refused(MatterRefusals.NotFound);
        }

        Purpose purpose = new(
            TaskCodes.ResidentChangeEnter, Matter.Label(matter.Kind), matter.Number.ToString(CultureInfo.InvariantCulture));
        return (await purposes.OpenAsync(current.SignedIn, purpose, cancellation)).IsRefused(out Refusal? why, out Guid context)
            ? EntryEndpoints.Refused(why)
            : Pages.Done($"/matters/{id}?w={context}");
    }

    private static Task<IResult> ShowMatterAsync(
        Guid id, CurrentOperator current, EntryDesk entry, CaseDesk desk, CancellationToken cancellation) =>
        ShowAsync(id, null, null, current, entry, desk, cancellation);

    private static async Task<IResult> ShowAsync(
        Guid id, IFormCollection? form, Refusal? why, CurrentOperator current, EntryDesk entry, CaseDesk desk,
        CancellationToken cancellation)
    {
        await using UnitOfWork work = desk.Begin();
        if (await MatterStore.FindAsync(work, id, cancellation) is not { } matter)
        {
            return EntryEndpoints.Refused(MatterRefusals.NotFound);
        }

        ResidentId person = new(matter.Persons[0]);
        Result<OpenedHousehold> opened = await entry.OpenAsync(person, "resident.matter.view", [], cancellation);
        if (opened.IsRefused(out Refusal? closed, out OpenedHousehold? household))
        {
            return closed == PersonRefusals.ChecksNeeded
                ? Pages.Done(CheckEndpoints.Address(person, EntryEndpoints.Context(current), "matters", id))
                : EntryEndpoints.Refused(closed);
        }

        MatterModel model = new(matter, EntryEndpoints.Strip(household, desk), EntryEndpoints.Context(current))
        {
            State = form is null ? FormState.Fresh : new FormState(form, why),
        };
        return Pages.Show<MatterPage, MatterModel>(model, why is null ? StatusCodes.Status200OK : RefusalResults.StatusOf(why));
    }

    private static async Task<IResult> ExamineAsync(
        Guid id, IFormCollection form, CurrentOperator current, EntryDesk entry, CaseDesk desk, CancellationToken cancellation)
    {
        string examination = form["examination"].ToString().Trim();
        Refusal? why = examination.Length is 0 or > 500
            ? MatterRefusals.NoExamination
            : await StepAsync(
                id, form, "resident.matter.examine", desk,
                (work, version) => MatterStore.ExamineAsync(work, id, version, examination, desk.Today, cancellation), cancellation);
        return why is null
            ? Pages.Done($"/matters/{id}?w={EntryEndpoints.Context(current)}")
            : await ShowAsync(id, form, why, current, entry, desk, cancellation);
    }

    private static async Task<IResult> CloseAsync(
        Guid id, IFormCollection form, CurrentOperator current, EntryDesk entry, CaseDesk desk, CancellationToken cancellation)
    {
        string reason = form["closed-reason"].ToString().Trim();
        string number = HalfWidth.DigitsFromInput(form["case-number"].ToString().Trim());
        long? caseNumber = long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long typed) ? typed : null;
        bool one = (caseNumber is null) != (reason.Length == 0) && (caseNumber is not null || number.Length == 0) && reason.Length <= 500;
        Refusal? why = !one
            ? MatterRefusals.NotClosable
            : await StepAsync(
                id, form, "resident.matter.close", desk,
                (work, version) => MatterStore.CloseAsync(
                    work, id, version, caseNumber, reason.Length == 0 ? null : reason, desk.Today, cancellation),
                cancellation);
        return why is null
            ? Pages.Done($"/matters/{id}?w={EntryEndpoints.Context(current)}")
            : await ShowAsync(id, form, why, current, entry, desk, cancellation);
    }

    /// <summary>One step in one transaction with its access record; the version makes a second submit harmless.</summary>
    private static async Task<Refusal?> StepAsync(
        Guid id, IFormCollection form, string action, CaseDesk desk, Func<UnitOfWork, int, Task<bool>> step,
        CancellationToken cancellation)
    {
        await using UnitOfWork work = desk.Begin();
        if (await MatterStore.FindAsync(work, id, cancellation) is not { } matter)
        {
            return MatterRefusals.NotFound;
        }

        try
        {
            if (!int.TryParse(form["version"], out int version) || !await step(work, version))
            {
                return MatterRefusals.Meanwhile;
            }
        }
        catch (PostgresException broken) when (broken.SqlState == PostgresErrorCodes.CheckViolation)
        {
            // No such act, one that is not decided, or one about somebody else: the database tells.
            return MatterRefusals.NotClosable;
        }

        work.Record(Entry(action, matter));
        await work.CommitAsync(cancellation);
        return null;
    }

    private static AccessEntry Entry(string action, Matter matter) => new(AccessKind.Change, action, matter.Persons[0])
    {
        Subjects = matter.Persons,
        Items = Matter.Label(matter.Kind),
        ActId = matter.Id,
    };

    private static async Task<Result<NewMatterModel>> NewModelAsync(
        Guid person, CurrentOperator current, EntryDesk entry, CaseDesk desk, CancellationToken cancellation)
    {
        Result<OpenedHousehold> opened = await entry.OpenAsync(new ResidentId(person), "resident.matter.new", [], cancellation);
        return opened.IsRefused(out Refusal? why, out OpenedHousehold? household)
            ? why
            : new NewMatterModel(ActKeys.New(), person, EntryEndpoints.Strip(household, desk), EntryEndpoints.Context(current));
    }
}

/// <summary>The queue; it names no resident, so that opening a matter is what the access log tells.</summary>
internal sealed record MatterListModel(bool Closed, IReadOnlyList<Matter> Lines);

/// <summary>The form of a notice or survey about a person.</summary>
internal sealed record NewMatterModel(string Key, Guid Person, PersonStripModel Strip, Guid WorkContext)
{
    /// <summary>What was typed and refused.</summary>
    public FormState State { get; init; } = FormState.Fresh;
}

/// <summary>The page of a notice or survey.</summary>
internal sealed record MatterModel(Matter Matter, PersonStripModel Strip, Guid WorkContext)
{
    /// <summary>What was typed and refused.</summary>
    public FormState State { get; init; } = FormState.Fresh;

    /// <summary>Its facts.</summary>
    public IReadOnlyList<Described> Facts =>
    [
        new("発信元・端緒", Matter.Origin), new("受理日", Day(Matter.ReceivedOn)), new("受け付けた職員", Matter.OpenedBy),
        new("審査・調査の日", Day(Matter.ExaminedOn)), new("審査・調査した職員", Matter.ExaminedBy), new("終了日", Day(Matter.ClosedOn)),
        new("終了した職員", Matter.ClosedBy),
        new("行った異動（受付番号）", Matter.CaseNumber?.ToString(CultureInfo.InvariantCulture)),
        new("内容", Matter.Summary, true), new("審査・調査の結果", Matter.Examination, true), new("変更しない理由", Matter.ClosedReason, true),
    ];

    private static string? Day(DateOnly? day) => day is { } one ? Wareki.Display(one, EraTable.Default) : null;
}
