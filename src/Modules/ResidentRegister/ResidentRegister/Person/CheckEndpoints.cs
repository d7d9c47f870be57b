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
        CancellationToken cancellation)
    {
        ResidentId person = new(id);
        if ((await door.KnockAsync(person, cancellation))
            .IsRefused(out Refusal? why, out (OpenedPerson Person, IReadOnlyList<InquiryCheck> Open) found))
        {
            return await PersonEndpoints.RefusedAsync(http, person, why);
        }

        return found.Open.Count == 0
            ? Pages.Done(PersonFrame.Address(person, door.WorkContext))
            : Pages.Show<CheckPage, CheckPageModel>(new(found.Person, door.WorkContext, clock.Today(), found.Open));
    }

    private static async Task<IResult> SubmitAsync(
        Guid id,
        HttpContext http,
        IFormCollection form,
        PersonDoor door,
        CurrentOperator current,
        BusinessClock clock,
        NpgsqlDataSource database,
        CancellationToken cancellation)
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
                    new CheckPageModel(found.Person, door.WorkContext, clock.Today(), found.Open) { State = new FormState(form, all) },
                    RefusalResults.StatusOf(all))
                : Pages.Done(PersonFrame.Address(person, door.WorkContext));
    }

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
