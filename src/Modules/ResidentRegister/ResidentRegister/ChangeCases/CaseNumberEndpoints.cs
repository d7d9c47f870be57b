using Daicho.Kernel;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.Platform.Vault;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.EnterChange;
using Daicho.ResidentRegister.Person;
using Daicho.ResidentRegister.Residents.Changes;
using Daicho.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Daicho.ResidentRegister.ChangeCases;

/// <summary>A person of a case with the number that waits, for the comparison with the paper.</summary>
/// <param name="Name">Name of the person.</param>
/// <param name="Number">The number, once it is revealed; its mask before.</param>
internal sealed record CaseNumber(string Name, string Number)
{
    /// <inheritdoc />
    public override string ToString() => "CaseNumber";
}

/// <summary>The numbers of one kind that wait with a case.</summary>
/// <param name="Case">The case.</param>
/// <param name="Kind">Which number.</param>
/// <param name="Numbers">Whose, in the order of the case.</param>
/// <param name="IsRevealed">Whether they are shown in clear.</param>
/// <param name="WorkContext">Id of the purpose.</param>
internal sealed record CaseNumberPageModel(
    ChangeCase Case, NumberKind Kind, IReadOnlyList<CaseNumber> Numbers, bool IsRevealed, Guid WorkContext)
{
    /// <summary>What was typed and refused.</summary>
    public FormState State { get; init; } = FormState.Fresh;

    /// <summary>The page of the case.</summary>
    public string Back => $"/changes/{Case.Id.Value}?w={WorkContext}";

    /// <summary>Where the reason is sent.</summary>
    public string Action => Address(Case, Kind, WorkContext);

    /// <summary>Address of the numbers of a case.</summary>
    public static string Address(ChangeCase of, NumberKind kind, Guid context) =>
        $"/changes/{of.Id.Value}/{(kind == NumberKind.Individual ? "number" : "code")}?w={context}";
}

/// <summary>The numbers entered into an open case: masked until an act with a reason shows them, each on the access log.</summary>
internal static class CaseNumberEndpoints
{
    /// <summary>Maps <c>number</c> (個人番号) and <c>code</c> (住民票コード) of a case.</summary>
    public static void MapCaseNumbers(this RouteGroupBuilder changes)
    {
        changes.MapGet("/{id:guid}/number", AskNumberAsync).RequireTask(TaskCodes.ResidentViewNumber, purpose: true);
        changes.MapPost("/{id:guid}/number", RevealNumberAsync).RequireTask(TaskCodes.ResidentViewNumber, purpose: true);
        changes.MapGet("/{id:guid}/code", AskCodeAsync).RequireTask(TaskCodes.ResidentViewRecordCode, purpose: true);
        changes.MapPost("/{id:guid}/code", RevealCodeAsync).RequireTask(TaskCodes.ResidentViewRecordCode, purpose: true);
    }

    private static Task<IResult> AskNumberAsync(
        Guid id, CurrentOperator current, CaseReader cases, CaseDesk desk, CancellationToken cancellation) =>
        ShowAsync(id, NumberKind.Individual, null, current, cases, desk, cancellation);

    private static Task<IResult> RevealNumberAsync(
        Guid id, IFormCollection form, CurrentOperator current, CaseReader cases, CaseDesk desk, CancellationToken cancellation) =>
        ShowAsync(id, NumberKind.Individual, form, current, cases, desk, cancellation);

    private static Task<IResult> AskCodeAsync(
        Guid id, CurrentOperator current, CaseReader cases, CaseDesk desk, CancellationToken cancellation) =>
        ShowAsync(id, NumberKind.RecordCode, null, current, cases, desk, cancellation);

    private static Task<IResult> RevealCodeAsync(
        Guid id, IFormCollection form, CurrentOperator current, CaseReader cases, CaseDesk desk, CancellationToken cancellation) =>
        ShowAsync(id, NumberKind.RecordCode, form, current, cases, desk, cancellation);

    // The numbers stand in the answer to the submit and nowhere else: they have no address, and a reload asks again.
    private static async Task<IResult> ShowAsync(
        Guid id,
        NumberKind kind,
        IFormCollection? form,
        CurrentOperator current,
        CaseReader cases,
        CaseDesk desk,
        CancellationToken cancellation)
    {
        if ((await cases.OpenAsync(new ChangeCaseId(id), cancellation)).IsRefused(out Refusal? closed, out OpenedCase? opened))
        {
            return EntryEndpoints.Refused(closed);
        }

        ChangeCase of = opened.Case;
        PersonRef[] persons = [.. of.Content.NumbersEntered.Where(one => one.Kind == kind).Select(one => one.Person)];
        if (!of.IsOpen || persons.Length == 0)
        {
            return EntryEndpoints.Refused(CaseRefusals.NotFound);
        }

        Guid context = EntryEndpoints.Context(current);
        CaseNumberPageModel masked = new(
            of, kind, [.. persons.Select(person => new CaseNumber(NameOf(opened, person), NumberReveals.MaskOf(kind)))], false, context);
        if (form is null)
        {
            return Pages.Show<CaseNumberPage, CaseNumberPageModel>(masked);
        }

        if (NumberReveals.ReadReason(form, current.SignedIn, NumberReveals.GroundOf(kind)) is not { } purpose)
        {
            return Pages.Show<CaseNumberPage, CaseNumberPageModel>(
                masked with { State = new FormState(form, PersonRefusals.Reason) }, StatusCodes.Status422UnprocessableEntity);
        }

        List<CaseNumber> shown = [];
        foreach (PersonRef person in persons)
        {
            if (of.Content.ResidentOf(person) is not { } resident)
            {
                continue;
            }

            Result<VaultNumber?> revealed = await desk.Numbers.RevealAsync(
                current.SignedIn with { Purpose = purpose }, current.RequestId, NumberReveals.TaskOf(kind), of, resident, kind, cancellation);
            if (revealed.Refusal is { } why)
            {
                return EntryEndpoints.Refused(why);
            }

            shown.Add(new CaseNumber(NameOf(opened, person), Formatting.Grouped(revealed.Value?.Reveal() ?? "")));
        }

        return Pages.Show<CaseNumberPage, CaseNumberPageModel>(masked with { Numbers = shown, IsRevealed = true });
    }

    /// <summary>Name of a person of a case: as it will be recorded, or as it was entered while the draft has errors.</summary>
    public static string NameOf(OpenedCase opened, PersonRef person)
    {
        CaseContent content = opened.Case.Content;
        return opened.Rows.FirstOrDefault(row => row.Row.ResidentId == content.ResidentOf(person))?.Row.Record.Name.Display
            ?? content.Newcomers.FirstOrDefault(one => one.Ref == person)?.Name?.Display
            ?? person.Value;
    }
}
