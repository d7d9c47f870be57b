using System.Globalization;
using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Csv;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.EnterChange;
using Daicho.ResidentRegister.Person;
using Daicho.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;

namespace Daicho.ResidentRegister.ChangeCases;

/// <summary>Lists of cases: on the screen page by page, as a file, and those of one person.</summary>
internal static class CaseListEndpoints
{
    private static readonly string[] Header =
    [
        "受付番号", "異動事由", "人数", "状態", "強制修正", "事務所", "入力した職員", "入力日", "入力日時", "審査", "決裁した職員", "決裁日",
        "差戻し・取下げの理由", "様式", "保管場所", "届出書の保存期限",
    ];

    private static readonly Refusal TooMany = new(
        "RR-LIST-002", $"一つのファイルに出力できるのは{CaseLists.FileRowsMax}件までです。期間や職員を絞ってください。");

    /// <summary>Maps the lists below <c>/changes</c>.</summary>
    public static void MapLists(this RouteGroupBuilder group)
    {
        group.MapGet("/", ListAsync).RequireTask(TaskCodes.ResidentChangeEnter);
        group.MapGet("/list.csv", FileAsync).RequireTask(TaskCodes.ResidentChangeEnter);
    }

    /// <summary>Maps the list of a person's cases below <c>/residents/{id}</c>.</summary>
    public static void MapPersonCases(this RouteGroupBuilder group) =>
        group.MapGet("/entries", OfPersonAsync).RequireTask(TaskCodes.ResidentView, purpose: true);

    /// <summary>Shows a page of a list.</summary>
    public static async Task<IResult> ShowAsync(
        CaseConditions conditions,
        FormState state,
        int status,
        NpgsqlDataSource database,
        StaffDirectory staff,
        CurrentOperator current,
        CancellationToken cancellation)
    {
        CasePageOfList page = await CaseLists.PageAsync(database, conditions, current.Context.OperatorCode, cancellation);
        return Pages.Show<CaseListPage, CaseListModel>(
            new CaseListModel(conditions, page, await staff.ReadAsync(cancellation), ActKeys.New()) { State = state }, status);
    }

    private static Task<IResult> ListAsync(
        HttpRequest request,
        NpgsqlDataSource database,
        StaffDirectory staff,
        CurrentOperator current,
        BusinessClock clock,
        CancellationToken cancellation) =>
        CaseConditions.Read(request.Query, clock.Today()).IsRefused(out Refusal? why, out CaseConditions? conditions)
            ? ShowAsync(
                CaseConditions.Of(CaseListKind.All, clock.Today()),
                new FormState(new FormCollection(new(request.Query)), why), RefusalResults.StatusOf(why), database, staff, current, cancellation)
            : ShowAsync(conditions, FormState.Fresh, StatusCodes.Status200OK, database, staff, current, cancellation);

    // A file leaves the screen for a disk, so that it is on the access log though it names no person.
    private static async Task<IResult> FileAsync(
        HttpRequest request,
        NpgsqlDataSource database,
        StaffDirectory staff,
        CurrentOperator current,
        BusinessClock clock,
        CancellationToken cancellation)
    {
        if (CaseConditions.Read(request.Query, clock.Today()).IsRefused(out Refusal? why, out CaseConditions? conditions))
        {
            return EntryEndpoints.Refused(why);
        }

        string me = current.Context.OperatorCode;
        List<CaseLine> lines = await CaseLists.ListAsync(database, conditions, me, 0, CaseLists.FileRowsMax + 1, cancellation);
        if (lines.Count > CaseLists.FileRowsMax)
        {
            return EntryEndpoints.Refused(TooMany);
        }

        await using (UnitOfWork work = new(database, current.Context))
        {
            work.Record(new AccessEntry(AccessKind.Output, "resident.change.list") { Items = $"異動の一覧 {conditions.ToQuery()}" });
            await work.CommitAsync(cancellation);
        }

        StaffNames names = await staff.ReadAsync(cancellation);
        return Results.File(
            await CsvList.WriteAsync("changes", Header, lines.Select(line => Row(line, names)), cancellation), "text/csv; charset=utf-8", "changes.csv");
    }

    private static async Task<IResult> OfPersonAsync(
        Guid id,
        HttpContext http,
        PersonDoor door,
        CurrentOperator current,
        BusinessClock clock,
        NpgsqlDataSource database,
        CancellationToken cancellation)
    {
        ResidentId person = new(id);
        if ((await door.OpenAsync(person, new Look("resident.entries", "異動の受付の記録"), cancellation))
            .IsRefused(out Refusal? why, out OpenedPerson? opened))
        {
            return await PersonEndpoints.RefusedAsync(http, person, why);
        }

        await using UnitOfWork work = new(database, current.Context);
        return Pages.Show<PersonCasesPage, PersonCasesModel>(new PersonCasesModel(
            new PersonFrame(opened, door.WorkContext, clock.Today()),
            await CaseLists.OfPersonAsync(work, person, cancellation),
            current.Has(TaskCodes.ResidentChangeEnter)));
    }

    private static string[] Row(CaseLine line, StaffNames names) =>
    [
        line.Number.ToString(CultureInfo.InvariantCulture), line.ReasonText, line.Persons.ToString(CultureInfo.InvariantCulture),
        ChangeCase.ChipOf(line.State).Text, line.Forced ? "強制修正" : "", names.Office(line.Office), names.Of(line.EnteredBy), Day(line.EnteredOn),
        line.EnteredAt.ToOffset(BusinessClock.JapanOffset).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        string.Create(CultureInfo.InvariantCulture, $"{line.Reviews}/{line.ReviewersNeeded}"),
        line.DecidedBy is { } by ? names.Of(by) : "", Day(line.DecidedOn), line.ClosedReason ?? "", line.FormTitle, line.FiledIn ?? "",
        line.FiledIn is null ? "" : Day(line.KeptUntil),
    ];

    private static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";
}

/// <summary>The cases of a person that are kept.</summary>
/// <param name="Frame">The person.</param>
/// <param name="Lines">The newest first.</param>
/// <param name="MayOpen">Whether the one who looks may open a case.</param>
internal sealed record PersonCasesModel(PersonFrame Frame, IReadOnlyList<CaseLine> Lines, bool MayOpen);
