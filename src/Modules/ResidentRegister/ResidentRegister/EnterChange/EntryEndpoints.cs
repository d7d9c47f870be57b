using Daicho.Kernel;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.ResidentRegister.ChangeCases;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Person;
using Daicho.ResidentRegister.Residents.Changes;
using Daicho.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;

namespace Daicho.ResidentRegister.EnterChange;

/// <summary>Choosing an act and filling in its form; addresses carry opaque ids only.</summary>
internal static class EntryEndpoints
{
    /// <summary>Maps the pages of the entry.</summary>
    public static void MapEntry(this RouteGroupBuilder changes)
    {
        changes.MapGet("/new", ChooseAsync).RequireTask(TaskCodes.ResidentChangeEnter, purpose: true);
        changes.MapGet("/enter", EnterAsync).RequireTask(TaskCodes.ResidentChangeEnter, purpose: true);
        changes.MapPost("/enter", SubmitNewAsync).RequireTask(TaskCodes.ResidentChangeEnter, purpose: true).ReadsTextsByField();
        changes.MapGet("/{id:guid}/edit", EditAsync).RequireTask(TaskCodes.ResidentChangeEnter, purpose: true);
        changes.MapPost("/{id:guid}/edit", SubmitEditAsync).RequireTask(TaskCodes.ResidentChangeEnter, purpose: true).ReadsTextsByField();
        changes.MapPost("/parts/towns", TownsAsync).RequireTask(TaskCodes.ResidentChangeEnter);
        changes.MapPost("/parts/households", HouseholdsAsync).RequireTask(TaskCodes.ResidentChangeEnter, purpose: true);
    }

    private static Task<IResult> ChooseAsync(
        HttpContext http,
        CurrentOperator current,
        EntryDesk entry,
        CaseDesk desk,
        CaseReader cases,
        CancellationToken cancellation,
        Guid? person = null) => ChoiceAsync(http, person, [], null, current, entry, desk, cases, cancellation);

    // The choice of an act; shown again with the reason when an act cannot be entered for those chosen.
    private static async Task<IResult> ChoiceAsync(
        HttpContext http,
        Guid? person,
        ResidentId[] chosen,
        BlockedEntry? blocked,
        CurrentOperator current,
        EntryDesk entry,
        CaseDesk desk,
        CaseReader cases,
        CancellationToken cancellation)
    {
        Guid context = Context(current);
        int status = blocked is null ? StatusCodes.Status200OK : RefusalResults.StatusOf(blocked.Why);
        if (person is not { } id)
        {
            return Pages.Show<ChooseActPage, ChooseActModel>(new(context, null, [], null, Finding.From(blocked?.Why)), status);
        }

        Result<OpenedHousehold> opened = await entry.OpenAsync(new ResidentId(id), "resident.change.choose", [], cancellation);
        if (opened.IsRefused(out Refusal? why, out OpenedHousehold? household))
        {
            return await PersonEndpoints.RefusedAsync(http, new ResidentId(id), why);
        }

        blocked ??= await entry.FindOpenAsync([new ResidentId(id)], null, cancellation);
        return Pages.Show<ChooseActPage, ChooseActModel>(
            new(
                context,
                Strip(household, desk),
                household.Members,
                await cases.NewestCancellableAsync(new ResidentId(id), cancellation),
                [.. Finding.From(blocked?.Why), .. household.Notice])
            {
                Open = blocked?.Open,
                Ticked = chosen.Length > 0 ? chosen : [new ResidentId(id)],
            },
            status);
    }

    private static async Task<IResult> TownsAsync(IFormCollection form, EntryDesk entry, CancellationToken cancellation) =>
        await entry.TownsAsync(form["field"].ToString(), form, form["by"] == "postalCode", cancellation) is { } towns
            ? Pages.Show<TownChoices, TownChoicesModel>(towns)
            : Results.NoContent();

    private static async Task<IResult> HouseholdsAsync(
        IFormCollection form, EntryDesk entry, HouseholdFinder finder, CurrentOperator current, CaseDesk desk, CancellationToken cancellation)
    {
        if (ChangeForms.Find(form["form"].ToString()) is not { } paper)
        {
            return Refused(CaseRefusals.NotFound);
        }

        Guid? person = Guid.TryParse(form["persons"].FirstOrDefault(), out Guid first) ? first : null;
        return (await ModelAsync(paper, person, null, current, entry, desk, cancellation)).IsRefused(out Refusal? why, out EntryPageModel? model)
            ? Refused(why)
            : Pages.Show<HouseholdChoices, HouseholdChoicesModel>(await HouseholdChoicesAsync(model, form, finder, cancellation));
    }

    // At the new address, or where the persons live when the form has none.
    private static async Task<HouseholdChoicesModel> HouseholdChoicesAsync(
        EntryPageModel model, IFormCollection form, HouseholdFinder finder, CancellationToken cancellation)
    {
        string town = form["newAddress.town"].ToString().Trim();
        string lot = form["newAddress.lot"].ToString().Trim();
        bool typedHere = town.Length > 0 && lot.Length > 0;
        bool mayBeBlank = !model.Form.Has("newAddress") || model.Form.Reasons.Contains("BIRTH");
        if (!typedHere && (!mayBeBlank || model.Members.Count == 0))
        {
            return new HouseholdChoicesModel([], "先に新しい住所の町名と番地を入力してください。");
        }

        string typed = form["target.number"].ToString().Trim();
        bool isNumber = HalfWidth.DigitsFromInput(typed).All(char.IsAsciiDigit);
        string place = typedHere ? town + lot : model.Members[0].Address.WithoutBuilding;
        return new HouseholdChoicesModel(await finder.FindAsync(place, isNumber ? "" : typed, cancellation));
    }

    private static async Task<IResult> EnterAsync(
        HttpContext http,
        CurrentOperator current,
        EntryDesk entry,
        CaseDesk desk,
        CaseReader cases,
        CancellationToken cancellation,
        [FromQuery] string form = "",
        [FromQuery] Guid? person = null,
        [FromQuery(Name = "p")] Guid[]? chosen = null,
        [FromQuery] int people = 1)
    {
        if (ChangeForms.Find(form) is not { } paper)
        {
            return Refused(CaseRefusals.NotFound);
        }

        if ((await ModelAsync(paper, person, null, current, entry, desk, cancellation)).IsRefused(out Refusal? why, out EntryPageModel? model))
        {
            return await ClosedAsync(http, person, why);
        }

        Guid[] ticked = [.. (chosen ?? []).Where(one => model.Members.Any(member => member.Id.Value == one))];
        ResidentId[] persons = [.. ticked.Select(one => new ResidentId(one))];
        if (!paper.Has("newcomers") && persons.Length > 0 && await entry.CheckAsync(paper, persons, cancellation) is { } blocked)
        {
            return await ChoiceAsync(http, person, persons, blocked, current, entry, desk, cases, cancellation);
        }

        return await HeldAsync(model with
        {
            People = Math.Clamp(people, 1, EntryNames.PeopleMax),
            Ticked = [.. ticked.Select(one => one.ToString())],
        }, entry, ticked, cancellation);
    }

    private static async Task<IResult> ClosedAsync(HttpContext http, Guid? person, Refusal why) =>
        person is { } id ? await PersonEndpoints.RefusedAsync(http, new ResidentId(id), why) : Refused(why);

    // While one clerk works on these persons, another may only look (WF-06).
    private static async Task<IResult> HeldAsync(EntryPageModel model, EntryDesk entry, Guid[] chosen, CancellationToken cancellation)
    {
        Refusal? held = await entry.HoldAsync([.. chosen.Select(one => new ResidentId(one))], cancellation);
        return Pages.Show<EntryPage, EntryPageModel>(held is null ? model : model with { State = new FormState(null, held) });
    }

    private static Task<IResult> SubmitNewAsync(
        HttpContext http,
        IFormCollection form,
        CurrentOperator current,
        EntryDesk entry,
        CaseDesk desk,
        SaveDraftHandler save,
        HouseholdFinder finder,
        CancellationToken cancellation) =>
        SubmitAsync(http, form, null, current, entry, desk, save, finder, cancellation);

    private static async Task<IResult> EditAsync(
        Guid id,
        HttpContext http,
        CurrentOperator current,
        EntryDesk entry,
        CaseDesk desk,
        CaseReader cases,
        CancellationToken cancellation)
    {
        // What was typed is shown again, newcomers included: the case is opened as on its own page.
        if ((await cases.OpenAsync(new ChangeCaseId(id), cancellation)).IsRefused(out Refusal? closed, out OpenedCase? opened))
        {
            return await CaseEndpoints.ClosedAsync(new ChangeCaseId(id), closed, cases, current, cancellation);
        }

        if (opened.Case is not { IsEditable: true } draft || ChangeForms.Find(draft.Content.Form) is not { } paper)
        {
            return Refused(CaseRefusals.WrongState);
        }

        Guid? person = draft.Content.Subjects is [var first, ..] ? first.Value : null;
        Result<EntryPageModel> made = await ModelAsync(paper, person, draft, current, entry, desk, cancellation);
        if (made.IsRefused(out Refusal? why, out EntryPageModel? model))
        {
            return await ClosedAsync(http, person, why);
        }

        FormCollection typed = new(draft.Content.Typed.ToDictionary(one => one.Key, one => new StringValues(one.Value)));
        return Pages.Show<EntryPage, EntryPageModel>(model with
        {
            State = new FormState(typed),
            People = NewcomerForm.People(new Posted(typed)),
        });
    }

    private static async Task<IResult> SubmitEditAsync(
        Guid id,
        HttpContext http,
        IFormCollection form,
        CurrentOperator current,
        EntryDesk entry,
        CaseDesk desk,
        CaseReader cases,
        SaveDraftHandler save,
        HouseholdFinder finder,
        CancellationToken cancellation) =>
        (await cases.OpenAsync(new ChangeCaseId(id), cancellation)).IsRefused(out Refusal? closed, out OpenedCase? opened)
            ? await CaseEndpoints.ClosedAsync(new ChangeCaseId(id), closed, cases, current, cancellation)
            : await SubmitAsync(http, form, opened.Case, current, entry, desk, save, finder, cancellation);

    private static async Task<IResult> SubmitAsync(
        HttpContext http,
        IFormCollection form,
        ChangeCase? draft,
        CurrentOperator current,
        EntryDesk entry,
        CaseDesk desk,
        SaveDraftHandler save,
        HouseholdFinder finder,
        CancellationToken cancellation)
    {
        if (!ActKeys.TryRead(form, out Guid? act))
        {
            return Pages.Show<ErrorPage, ErrorPageModel>(ErrorPageModel.FormExpired, StatusCodes.Status400BadRequest);
        }

        if (ChangeForms.Find(draft?.Content.Form ?? form["form"].ToString()) is not { } paper)
        {
            return Refused(CaseRefusals.NotFound);
        }

        Guid? person = Guid.TryParse(form["persons"].FirstOrDefault(), out Guid first) ? first : null;
        Result<EntryPageModel> made = await ModelAsync(paper, person, draft, current, entry, desk, cancellation);
        if (made.IsRefused(out Refusal? closed, out EntryPageModel? model))
        {
            return await ClosedAsync(http, person, closed);
        }

        model = EntryRepeat.Next(model with { Key = act.Value.ToString("N") }, form);
        string wish = form["do"].ToString();
        if (EntryFill.IsOnlyShownAgain(wish))
        {
            return Pages.Show<EntryPage, EntryPageModel>(model with
            {
                Towns = wish.StartsWith("towns:", StringComparison.Ordinal)
                    ? await entry.TownsAsync(wish["towns:".Length..], form, false, cancellation)
                    : null,
                Households = wish == "households" ? await HouseholdChoicesAsync(model, form, finder, cancellation) : null,
            });
        }

        Result<EntryRead> read = await entry.ReadAsync(form, paper, cancellation);
        if (read.IsRefused(out Refusal? unread, out EntryRead? entered))
        {
            return Again(model, form, unread);
        }

        if ((Opened(entered.Content, model) ?? await entry.AdmitAsync(entered.Content, draft, cancellation)) is { } kept)
        {
            return Again(model, form, kept);
        }

        int version = int.TryParse(form["version"], out int seen) ? seen : 0;
        Result<ChangeCaseId> saved = await save.HandleAsync(
            new SaveDraft(
                act.Value, draft?.Id, version, entered.Content, form["forced"] == "on", current.Check(TaskCodes.ResidentChangeForce) is null)
            {
                Numbers = entered.Numbers,
            },
            cancellation);
        return saved.IsRefused(out Refusal? why, out ChangeCaseId? id)
            ? Again(
                model with
                {
                    Open = why.Code == CaseRefusals.SecondDraft.Code ? (await entry.FindOpenAsync(entered.Content.Subjects, draft?.Id, cancellation))?.Open : null,
                },
                form,
                why)
            : Pages.Done($"/changes/{id.Value}?w={Context(current)}");
    }

    // Only who was opened for this form may be posted by it.
    private static Refusal? Opened(CaseContent content, EntryPageModel model) =>
        (content.Change?.Persons ?? []).All(one => model.Members.Any(member => member.Id == one)) ? null : CaseRefusals.NotOpened;

    private static RazorComponentResult<EntryPage> Again(EntryPageModel model, IFormCollection form, Refusal why) =>
        Pages.Show<EntryPage, EntryPageModel>(
            model with { State = new FormState(form, EntryNames.OnScreen(why)) }, RefusalResults.StatusOf(why));

    private static async Task<Result<EntryPageModel>> ModelAsync(
        ChangeForm paper,
        Guid? person,
        ChangeCase? draft,
        CurrentOperator current,
        EntryDesk entry,
        CaseDesk desk,
        CancellationToken cancellation)
    {
        EntryPageModel model = new()
        {
            Form = paper,
            Key = ActKeys.New(),
            WorkContext = Context(current),
            Case = draft,
            Documents = await desk.DocumentsAsync(cancellation),
            Today = Wareki.Print(desk.Today, EraTable.Default, WarekiForm.HalfWidth),
            MayForce = current.Has(TaskCodes.ResidentChangeForce),
        };
        if (person is not { } id)
        {
            return model;
        }

        IReadOnlyCollection<ResidentId> admitted = draft is null ? [] : [.. draft.Persons.Select(one => one.Id), .. draft.Content.Named];
        Result<OpenedHousehold> opened = await entry.OpenAsync(new ResidentId(id), "resident.change.form", admitted, cancellation);
        return opened.IsRefused(out Refusal? why, out OpenedHousehold? household)
            ? why
            : model with
            {
                Members = household.Members,
                Strip = Strip(household, desk),
                IsProtected = household.IsProtected,
                Notice = household.Notice,
            };
    }

    /// <summary>The strip of the person from whom one came.</summary>
    public static PersonStripModel Strip(OpenedHousehold household, CaseDesk desk) => PersonStrips.Of(
        household.Person, household.Protection.GetValueOrDefault(household.Person.Id, Protection.ProtectionFacts.None), desk.Today, null);

    /// <summary>Id of the purpose of this request.</summary>
    public static Guid Context(CurrentOperator current) => current.SignedIn.WorkContextId
        ?? throw new InvalidOperationException("The endpoint was mapped without a purpose.");

    /// <summary>The page of a refusal.</summary>
    public static IResult Refused(Refusal why) => new RefusedPage(why);

    private sealed class RefusedPage(Refusal why) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => RefusalResults.WriteAsync(httpContext, why);
    }
}
