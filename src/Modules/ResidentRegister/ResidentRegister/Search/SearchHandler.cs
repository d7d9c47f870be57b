using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Person;
using Daicho.ResidentRegister.Protection;
using Daicho.ResidentRegister.Residents.Validation;
using Npgsql;

namespace Daicho.ResidentRegister.Search;

/// <summary>A found person with what protects them.</summary>
/// <param name="Row">The current row; without address when it is kept from this operator.</param>
/// <param name="Protection">Support measures and suppressions in force.</param>
/// <param name="HasNamesake">Another person of the list has the same reading and birth date.</param>
internal sealed record SearchHit(SearchRow Row, ProtectionFacts Protection, bool HasNamesake);

/// <summary>One page of a search.</summary>
/// <param name="Conditions">What was searched by.</param>
/// <param name="Hits">The persons of this page, in order.</param>
/// <param name="Total">How many were found in all.</param>
internal sealed record SearchResult(SearchConditions Conditions, IReadOnlyList<SearchHit> Hits, long Total)
{
    /// <summary>Above this number only 「1,000件以上」 is told (SR-02).</summary>
    public const int CountMax = 1000;

    /// <summary>More than is counted out. A list of what stands in the records is counted whole: its number is what is asked for (RR-12).</summary>
    public bool IsOverCount => Conditions.Mode != SearchMode.Entry && Total >= CountMax;

    /// <summary>What the clerk is told about the list (SR-02, SR-03 of the error catalogue).</summary>
    public void Tell(Findings findings)
    {
        if (IsOverCount)
        {
            findings.Add("SR-02");
        }

        if (Hits.Any(hit => hit.Protection.Suppressions.Count > 0))
        {
            findings.Add("SR-03");
        }
    }

    /// <summary>Whether persons stand before this page.</summary>
    public bool HasPrevious => Hits.Count > 0 && Hits[0].Row.Place > 1;

    /// <summary>Whether persons stand after this page.</summary>
    public bool HasNext => Hits.Count > 0 && Hits[^1].Row.Place < Total;
}

/// <summary>Searches for residents (住民の検索). Standard 2.1.1–2.1.3; RR-79, CR-20, CR-51, CR-64.</summary>
internal sealed class SearchHandler(
    NpgsqlDataSource database,
    CurrentOperator current,
    BusinessClock clock,
    AccessLogAppender log)
{
    /// <summary>Rows of a page.</summary>
    public const int RowsMax = 50;

    private const string Action = "resident.search";

    /// <summary>Finds a page of persons. The access row is durable before anything is returned; without it nothing is.</summary>
    public async Task<Result<SearchResult>> FindAsync(
        SearchConditions conditions,
        SearchPlace place,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(conditions);
        if (Check(conditions) is { } refused)
        {
            await RefuseAsync(conditions, refused, cancellation);
            return refused;
        }

        await using UnitOfWork work = new(database, current.Context);
        Result<SearchResult> found;
        try
        {
            found = await ReadAsync(work, conditions, place, cancellation);
        }
        catch (PostgresException stopped) when (stopped.SqlState == PostgresErrorCodes.QueryCanceled
            && !cancellation.IsCancellationRequested)
        {
            found = SearchRefusals.TooWide;
        }

        if (found.IsRefused(out Refusal? why, out SearchResult? result))
        {
            await RefuseAsync(conditions, why, cancellation);
            return why;
        }

        await log.AppendAsync(current.Context, cancellation, new AccessEntry(AccessKind.Search, Action)
        {
            Subjects = [.. result.Hits.Select(hit => hit.Row.Id.Value)],
            Items = SearchWords.Keys(conditions),
            ResultCount = (int)Math.Min(result.Total, int.MaxValue),
            NumberAccessed = conditions is { Mode: SearchMode.Number, ByRecordCode: false },
        });
        return result;
    }

    /// <summary>Puts a refused search on the access log.</summary>
    public Task RefuseAsync(SearchConditions? conditions, Refusal why, CancellationToken cancellation) =>
        log.AppendAsync(current.Context, cancellation, new AccessEntry(AccessKind.Search, Action)
        {
            Items = conditions is null ? "" : SearchWords.Keys(conditions),
            RefusalCode = why.Code,
        });

    private Refusal? Check(SearchConditions conditions) =>
        current.Check(TaskCodes.ResidentSearch)
        ?? current.CheckPurpose()
        ?? (conditions is { Mode: SearchMode.Identifier, IdentifierKind: IdentifierKind.ResidenceCardNumber }
            ? current.Check(TaskCodes.ResidentViewResidenceStatus)
            : null)
        ?? (conditions.Mode == SearchMode.Number ? current.Check(TaskCodes.ResidentSearchNumber) : null)
        ?? (conditions.Mode == SearchMode.Identity ? SearchForm.CheckEnough(conditions) : null);

    private async Task<Result<SearchResult>> ReadAsync(
        UnitOfWork work,
        SearchConditions conditions,
        SearchPlace place,
        CancellationToken cancellation)
    {
        // An address that the list would mask is not found by typing it either.
        bool seesProtected = current.Check(TaskCodes.ResidentViewProtected) is null;
        bool byAddress = conditions is { Address: not null } or { AddressCode: not null } or { Building: not null };
        IReadOnlyCollection<ResidentId> kept = byAddress
            ?
            [
                .. await ProtectionStore.KeptAsync(work, !seesProtected, clock.Today(), clock.Instant(), cancellation),
                .. current.SignedIn.RelatedResidents.Select(related => new ResidentId(related)),
            ]
            : [];
        (List<SearchRow> rows, long total) = await SearchStore.RunAsync(work, conditions, place, RowsMax, kept, cancellation);
        ResidentId[] persons = [.. rows.Select(row => row.Id)];
        IReadOnlyDictionary<ResidentId, ProtectionFacts> protection = rows.Count == 0
            ? new Dictionary<ResidentId, ProtectionFacts>()
            : await ProtectionStore.OfAsync(work, persons, clock.Today(), clock.Instant(), cancellation);
        bool ownNumber = conditions is { Mode: SearchMode.Number }
            or { Mode: SearchMode.Identifier, IdentifierKind: not IdentifierKind.HouseholdNumber };
        if (ownNumber && persons.Length == 1
            && current.SignedIn.WorkContextId is { } context)
        {
            // A number of one's own tells the person from any namesake.
            await InquiryChecks.PassAsync(work, context, persons, InquiryCheck.Identity, cancellation);
            await work.CommitAsync(cancellation);
        }

        ILookup<(string?, DateOnly?), SearchRow> namesakes = rows.ToLookup(row => (row.Reading, row.BirthFrom));
        return new SearchResult(
            conditions,
            [.. rows.Select(row =>
            {
                ProtectionFacts facts = protection.GetValueOrDefault(row.Id, ProtectionFacts.None);
                return new SearchHit(
                    Keeps(row, facts, seesProtected) ? row with { Address = null } : row,
                    facts,
                    row.BirthFrom is not null && row.Reading is not null
                        && namesakes[(row.Reading, row.BirthFrom)].Skip(1).Any());
            })],
            total);
    }

    // What the door of the person would refuse, the list does not tell.
    private bool Keeps(SearchRow row, ProtectionFacts facts, bool seesProtected) =>
        (facts.IsSupported && !seesProtected) || facts.IsInquiryRefused
        || Permissions.CheckRelation(current.SignedIn, row.Id.Value) is not null;
}
