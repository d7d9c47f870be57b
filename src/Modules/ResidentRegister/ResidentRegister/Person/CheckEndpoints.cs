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

/// <summary>What comes before a record opens: warnings to be seen, a further item against namesakes.</summary>
internal static class CheckEndpoints
{
    /// <summary>Maps <c>/residents/{id}/check</c>.</summary>
    public static void MapCheck(this RouteGroupBuilder group)
    {
        group.MapGet("/check", ShowAsync).RequireTask(TaskCodes.ResidentView, purpose: true);
        group.MapPost("/check", SubmitAsync).RequireTask(TaskCodes.ResidentView, purpose: true);
    }

    private static async Task<IResult> ShowAsync(
        Guid id,
        HttpContext http,
        PersonDoor door,
        BusinessClock clock,
        CancellationToken cancellation,
        string? back = null)
    {
        ResidentId person = new(id);
        if ((await door.KnockAsync(person, cancellation))
            .IsRefused(out Refusal? why, out (OpenedPerson Person, IReadOnlyList<InquiryCheck> Open) found))
        {
            return await PersonEndpoints.RefusedAsync(http, person, why);
        }

        return found.Open.Count == 0
            ? Pages.Done(Next(person, back, door))
            : Pages.Show<CheckPage, CheckPageModel>(new(found.Person, door.WorkContext, clock.Today(), found.Open) { Back = Place(back) });
    }

    private static async Task<IResult> SubmitAsync(
        Guid id,
        HttpContext http,
        IFormCollection form,
        PersonDoor door,
        CurrentOperator current,
        BusinessClock clock,
        NpgsqlDataSource database,
        CancellationToken cancellation,
        string? back = null)
    {
        ResidentId person = new(id);
        if ((await door.KnockAsync(person, cancellation))
            .IsRefused(out Refusal? why, out (OpenedPerson Person, IReadOnlyList<InquiryCheck> Open) found))
        {
            return await PersonEndpoints.RefusedAsync(http, person, why);
        }

        return (await PassAsync(door, current, database, found, form["seen"] == "on", ReadItem(form), form["proof"].ToString(), cancellation))
            is { } all
                ? Pages.Show<CheckPage, CheckPageModel>(
                    new CheckPageModel(found.Person, door.WorkContext, clock.Today(), found.Open) { Back = Place(back), State = new FormState(form, all) },
                    RefusalResults.StatusOf(all))
                : Pages.Done(Next(person, back, door));
    }

    /// <summary>The address of the checks of a person that lead back to a piece of work.</summary>
    /// <param name="person">Who must be seen first.</param>
    /// <param name="workContext">Id of the purpose.</param>
    /// <param name="work">Where it lies: changes, matters, differences or notices.</param>
    /// <param name="id">Its id.</param>
    public static string Address(ResidentId person, Guid workContext, string work, Guid id) =>
        $"{PersonFrame.Address(person, workContext, "check")}&back={work}/{id}";

    // Who came from a piece of work goes on with it; it asks again for the next person.
    private static string Next(ResidentId person, string? back, PersonDoor door) =>
        Place(back) is { } place ? $"/{place}?w={door.WorkContext}" : PersonFrame.Address(person, door.WorkContext);

    // Only our own pages, never an address that somebody else wrote.
    private static string? Place(string? back) =>
        back?.Split('/') is [("changes" or "matters" or "differences" or "notices") and var work, var id] && Guid.TryParse(id, out Guid known) ? $"{work}/{known}" : null;

    /// <summary>Passes the open checks of a person at once, or says what is missing; null means passed.</summary>
    public static async Task<Refusal?> PassAsync(
        PersonDoor door,
        CurrentOperator current,
        NpgsqlDataSource database,
        (OpenedPerson Person, IReadOnlyList<InquiryCheck> Open) found,
        bool seen,
        ProofItem? item,
        string proof,
        CancellationToken cancellation)
    {
        ResidentId person = found.Person.Row.ResidentId;
        string items = $"照合項目：{(item is { } named ? IdentityProof.Words(named) : "なし")}";
        List<Refusal> refusals = [];
        if (found.Open.Any(check => check != InquiryCheck.Identity) && !seen)
        {
            refusals.Add(PersonRefusals.NotConfirmed);
        }

        if (found.Open.Contains(InquiryCheck.Identity)
            && !await TellsAsync(item, proof.Trim(), found.Person, current, database, cancellation))
        {
            refusals.Add(PersonRefusals.NotTold);
            await door.RefuseAsync(person, "resident.check.identity", items, PersonRefusals.NotTold, cancellation);
        }

        if (refusals.Count > 0)
        {
            return Refusal.Join(refusals);
        }

        await door.PassAsync(person, found.Open, items, cancellation);
        return null;
    }

    private static async Task<bool> TellsAsync(
        ProofItem? item,
        string typed,
        OpenedPerson person,
        CurrentOperator current,
        NpgsqlDataSource database,
        CancellationToken cancellation)
    {
        if (item is not { } named || typed.Length is 0 or > 200 || TextCheck.Check(typed) != TextFault.None)
        {
            return false;
        }

        await using UnitOfWork work = new(database, current.Context);
        return IdentityProof.Tells(
            person.Row.Record,
            await IdentityProof.NamesakesAsync(work, person.Row.ResidentId, cancellation),
            named,
            typed);
    }

    private static ProofItem? ReadItem(IFormCollection form) =>
        Enum.TryParse(form["proof-item"], out ProofItem item) && Enum.IsDefined(item) ? item : null;
}
