using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.Platform.Vault;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Support;
using Daicho.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Npgsql;

namespace Daicho.ResidentRegister.Search;

/// <summary>The search form and its result; addresses carry opaque ids only.</summary>
internal static class SearchEndpoints
{
    /// <summary>Maps <c>/search</c>.</summary>
    public static void MapSearch(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/search").RequireAntiforgery();
        group.MapGet("/", ShowAsync).RequireTask(TaskCodes.ResidentSearch);
        group.MapPost("/", SubmitAsync).RequireTask(TaskCodes.ResidentSearch).ReadsTextsByField();
        group.MapGet("/number", ShowNumberAsync).RequireTask(TaskCodes.ResidentSearchNumber);
        group.MapPost("/number", SubmitNumberAsync).RequireTask(TaskCodes.ResidentSearchNumber);
        group.MapGet("/{id:guid}", ResultAsync).RequireTask(TaskCodes.ResidentSearch, purpose: true);
    }

    private static async Task<IResult> ShowAsync(
        HttpContext http,
        NpgsqlDataSource database,
        CurrentOperator current,
        CancellationToken cancellation,
        SearchMode mode = SearchMode.Identity,
        [FromQuery(Name = "r")] Guid? recall = null)
    {
        SearchConditions? recalled = recall is { } id
            ? await SearchRequestStore.FindAsync(database, id, current.SignedIn.OperatorId, null, cancellation)
            : null;
        return Pages.Show<SearchPage, SearchPageModel>(
            await ModelAsync(recalled?.Mode ?? Known(mode), database, current, cancellation) with { Recalled = recalled });
    }

    private static async Task<IResult> ShowNumberAsync(
        NpgsqlDataSource database, CurrentOperator current, CancellationToken cancellation) =>
        Pages.Show<SearchPage, SearchPageModel>(await ModelAsync(SearchMode.Number, database, current, cancellation));

    // The number is read, looked up and forgotten; what is kept is whom it led to. Its length says which of the two it is.
    private static async Task<IResult> SubmitNumberAsync(
        IFormCollection form,
        NpgsqlDataSource database,
        CurrentOperator current,
        PurposeStore purposes,
        SearchHandler search,
        NumberVault vault,
        CancellationToken cancellation)
    {
        string typed = HalfWidth.DigitsFromInput(form["number"].ToString());
        bool isCode = ResidentRecordCode.TryParse(typed, out ResidentRecordCode? code);
        Refusal? why = IndividualNumber.TryParse(typed, out IndividualNumber? number) || isCode ? null : SearchRefusals.Number;
        Guid context = Guid.Empty;
        if (why is null)
        {
            why = (await PurposeForm.OpenAsync(form, current, purposes, cancellation)).IsRefused(out Refusal? aimless, out context)
                ? aimless
                : null;
        }

        if (why is not null)
        {
            await search.RefuseAsync(new SearchConditions { Mode = SearchMode.Number, ByRecordCode = isCode }, why, cancellation);
            return Pages.Show<SearchPage, SearchPageModel>(
                await ModelAsync(SearchMode.Number, database, current, cancellation)
                    with { State = new FormState(WithoutNumber(form), why) },
                RefusalResults.StatusOf(why));
        }

        IReadOnlyList<NumberMatch> found = await vault.FindResidentAsync(
            code is not null ? VaultNumber.Of(code) : VaultNumber.Of(number!), cancellation); // no refusal: it was read
        Guid id = await SearchRequestStore.AddAsync(
            database,
            current.SignedIn.OperatorId,
            context,
            new SearchConditions
            {
                Mode = SearchMode.Number,
                Persons = [.. found.Select(match => match.ResidentId).Distinct()],
                ByRecordCode = isCode,
                WithRemoved = form["with-removed"] == "on",
            },
            cancellation);
        return Pages.Done($"/search/{id}?w={context}");
    }

    // A refused number is not shown again.
    private static FormCollection WithoutNumber(IFormCollection form) =>
        new(form.Where(field => field.Key != "number").ToDictionary(field => field.Key, field => field.Value));

    private static SearchMode Known(SearchMode mode) =>
        Enum.IsDefined(mode) && mode != SearchMode.Number ? mode : SearchMode.Identity;

    private static async Task<IResult> SubmitAsync(
        IFormCollection form,
        NpgsqlDataSource database,
        CurrentOperator current,
        PurposeStore purposes,
        SearchHandler search,
        BusinessClock clock,
        CancellationToken cancellation)
    {
        List<Refusal> refusals = [];
        if (SearchForm.Read(form, clock.Today()).IsRefused(out Refusal? unfit, out SearchConditions? conditions))
        {
            refusals.AddRange(unfit.All);
        }

        // A purpose is kept only for a search that can be made.
        Guid context = Guid.Empty;
        if (refusals.Count == 0 || form["duty"].ToString().Length == 0)
        {
            if ((await PurposeForm.OpenAsync(form, current, purposes, cancellation)).IsRefused(out Refusal? aimless, out context))
            {
                refusals.Add(aimless);
            }
        }

        if (refusals.Count > 0)
        {
            Refusal all = Refusal.Join(refusals);
            await search.RefuseAsync(null, all, cancellation);
            _ = Enum.TryParse(form["mode"], out SearchMode mode);
            return Pages.Show<SearchPage, SearchPageModel>(
                await ModelAsync(Known(mode), database, current, cancellation)
                    with { State = new FormState(form, all) },
                RefusalResults.StatusOf(all));
        }

        Guid id = await SearchRequestStore.AddAsync(
            database, current.SignedIn.OperatorId, context, conditions!, cancellation); // no refusal: it was read
        return Pages.Done($"/search/{id}?w={context}");
    }

    private static async Task<IResult> ResultAsync(
        Guid id,
        NpgsqlDataSource database,
        CurrentOperator current,
        SearchHandler search,
        BusinessClock clock,
        CancellationToken cancellation,
        Guid? after = null,
        Guid? before = null)
    {
        Guid? context = current.SignedIn.WorkContextId;
        SearchConditions? conditions =
            await SearchRequestStore.FindAsync(database, id, current.SignedIn.OperatorId, context, cancellation);
        if (conditions is null || context is null)
        {
            await search.RefuseAsync(null, SearchRefusals.Gone, cancellation);
            return await RefusedAsync(SearchRefusals.Gone, SearchMode.Identity, null, database, current, cancellation);
        }

        SearchPlace place = (after, before) switch
        {
            ({ } one, _) => new SearchPlace(After: new ResidentId(one)),
            (null, { } one) => new SearchPlace(Before: new ResidentId(one)),
            _ => SearchPlace.Start,
        };
        return (await search.FindAsync(conditions, place, cancellation)).IsRefused(out Refusal? why, out SearchResult? result)
            ? await RefusedAsync(why, conditions.Mode, conditions, database, current, cancellation)
            : Pages.Show<SearchResultsPage, SearchResultsModel>(new(id, context.Value, result, clock.Today())
            {
                EntersChanges = current.SignedIn.Purpose?.TaskCode == TaskCodes.ResidentChangeEnter,
                ReleasesSuppressions = current.Has(TaskCodes.SuppressionSet)
                    && (current.Has(TaskCodes.SuppressionRelease) || current.Has(SuppressionHandler.TemporaryTask)),
            });
    }

    private static async Task<IResult> RefusedAsync(
        Refusal why,
        SearchMode mode,
        SearchConditions? recalled,
        NpgsqlDataSource database,
        CurrentOperator current,
        CancellationToken cancellation) =>
        Pages.Show<SearchPage, SearchPageModel>(
            await ModelAsync(mode, database, current, cancellation)
                with { Recalled = recalled, State = new FormState(null, why) },
            RefusalResults.StatusOf(why));

    private static async Task<SearchPageModel> ModelAsync(
        SearchMode mode,
        NpgsqlDataSource database,
        CurrentOperator current,
        CancellationToken cancellation) => new()
        {
            Mode = mode,
            Duties = PurposeForm.Choices(current),
            Purpose = current.SignedIn.Purpose,
            WorkContext = current.SignedIn.WorkContextId,
            Recent = await SearchRequestStore.RecentAsync(database, current.SignedIn.OperatorId, cancellation),
            SearchesNumbers = current.Has(TaskCodes.ResidentSearchNumber),
            SeesResidenceStatus = current.Has(TaskCodes.ResidentViewResidenceStatus),
        };
}
