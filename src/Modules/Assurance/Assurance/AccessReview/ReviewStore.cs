using System.Text.Json;
using Daicho.Assurance.Data;
using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Npgsql;

namespace Daicho.Assurance.AccessReview;

/// <summary>How the review of a week stands.</summary>
internal enum ReviewState
{
    /// <summary>Signed.</summary>
    Signed,

    /// <summary>The week is not over.</summary>
    Running,

    /// <summary>Over and not signed, still in time.</summary>
    Waiting,

    /// <summary>Not signed in time: shown red (CR-54).</summary>
    Overdue,
}

/// <summary>What the review found.</summary>
internal enum ReviewResult
{
    /// <summary>Nothing to ask about.</summary>
    NothingFound,

    /// <summary>Asked and explained.</summary>
    Clarified,

    /// <summary>Something has to follow.</summary>
    FollowedUp,
}

/// <summary>One week of the review.</summary>
/// <param name="From">Its Monday.</param>
/// <param name="State">How it stands.</param>
/// <param name="SignedBy">Who signed; null while open.</param>
/// <param name="SignedAt">When; null while open.</param>
/// <param name="Result">What was found; null while open.</param>
/// <param name="Note">What the interviews said.</param>
internal sealed record ReviewWeek(DateOnly From, ReviewState State, string? SignedBy, DateTimeOffset? SignedAt, ReviewResult? Result, string Note);

/// <summary>A signature under a week's review.</summary>
/// <param name="Act">Key of the act: a second submit changes nothing.</param>
/// <param name="From">Monday of the week.</param>
/// <param name="Result">What was found.</param>
/// <param name="Interviewed">Sign-in names of the operators asked.</param>
/// <param name="Note">What they said; needed unless nothing was found.</param>
internal sealed record SignReview(Guid Act, DateOnly From, ReviewResult Result, IReadOnlyList<string> Interviewed, string Note);

/// <summary>The weekly review of the access log and its sign-off (CR-54, CR-55).</summary>
internal sealed class ReviewStore(NpgsqlDataSource database, BusinessClock clock)
{
    private const int WeeksMax = 53;

    private const string WeeksSql =
        """
        select w.week::date, r.signed_by_name, r.signed_at, r.result, coalesce(r.interview_note, '')
        from generate_series(
                greatest(
                    date_trunc('week', (select min(l.occurred_at) at time zone 'Asia/Tokyo'
                                        from (select occurred_at from platform.access_log order by id limit 1) l)),
                    date_trunc('week', $1::timestamp) - $2 * interval '1 week'),
                date_trunc('week', $1::timestamp), interval '1 week') w (week)
        left join lateral (
            select v.* from assurance.log_review v where v.period_from = w.week::date order by v.signed_at desc limit 1) r on true
        order by w.week desc
        """;

    private const string CountSql =
        "select count(*) from platform.access_log where occurred_at >= $1 and occurred_at < $2 and kind <> 'account'";

    // A sample that the officer cannot choose: the order of a hash over row and week.
    private const string SampleSql =
        """
        select id from platform.access_log
        where occurred_at >= $1 and occurred_at < $2 and kind in ('search', 'view', 'reveal', 'output') and refusal_code is null
        order by md5(id::text || '/' || $3::text), id limit $4
        """;

    private const string SignSql =
        """
        insert into assurance.log_review
            (id, period_from, period_until, sample, result, interviewed, interview_note, signed_by, signed_by_name, signed_at)
        values ($1, $2, $2 + 7, $3, $4, $5, $6, $7, $8, $9)
        on conflict (id) do nothing
        """;

    /// <summary>Rows of the log drawn for a week's review.</summary>
    internal const int SampleRows = 10;

    /// <summary>The weeks since the log began, at most a year, the newest first.</summary>
    public async Task<IReadOnlyList<ReviewWeek>> WeeksAsync(Limits limits, CancellationToken cancellation)
    {
        DateOnly today = clock.Today();
        return await database.ListAsync(
            WeeksSql,
            row =>
            {
                DateOnly from = row.GetFieldValue<DateOnly>(0);
                string? signedBy = row.Nullable<string>(1);
                return new ReviewWeek(
                    from,
                    StateOf(from, signedBy is not null, today, limits.ReviewDueDays),
                    signedBy,
                    row.Nullable<DateTimeOffset?>(2),
                    row.IsDBNull(3) ? null : ResultOf(row.GetString(3)),
                    row.GetString(4));
            },
            cancellation,
            today.ToDateTime(TimeOnly.MinValue),
            WeeksMax);
    }

    /// <summary>How a week stands on a day. The week ends with its Sunday; the limit counts from the day after.</summary>
    internal static ReviewState StateOf(DateOnly from, bool isSigned, DateOnly today, int dueDays) =>
        isSigned ? ReviewState.Signed
        : today < from.AddDays(7) ? ReviewState.Running
        : today < from.AddDays(7 + dueDays) ? ReviewState.Waiting
        : ReviewState.Overdue;

    /// <summary>Ids of the log rows drawn for a week.</summary>
    public Task<List<long>> SampleAsync(DateOnly from, CancellationToken cancellation) =>
        database.ListAsync(
            SampleSql, row => row.GetInt64(0), cancellation,
            UnusualUseFinder.Midnight(from), UnusualUseFinder.Midnight(from.AddDays(7)), from.ToString("yyyyMMdd", null), SampleRows);

    /// <summary>Signs a week, with what was shown; the signature itself is on the access log.</summary>
    public async Task<Refusal?> SignAsync(
        OperatorContext officer,
        string officerName,
        SignReview request,
        IReadOnlyList<UnusualUse> shown,
        CancellationToken cancellation)
    {
        if (request.From.DayOfWeek != DayOfWeek.Monday || clock.Today() < request.From.AddDays(7))
        {
            return AssuranceRefusals.WeekNotOver;
        }

        if (request.Result != ReviewResult.NothingFound && request.Note.Length == 0)
        {
            return AssuranceRefusals.NoteNeeded;
        }

        long accesses = (await database.ListAsync(
            CountSql, row => row.GetInt64(0), cancellation,
            UnusualUseFinder.Midnight(request.From), UnusualUseFinder.Midnight(request.From.AddDays(7)))).Single();
        string sample = JsonSerializer.Serialize(new
        {
            accesses,
            patterns = shown.GroupBy(use => Patterns.Code(use.Pattern)).ToDictionary(group => group.Key, group => group.Count()),
            drawn = await SampleAsync(request.From, cancellation),
        });
        await using UnitOfWork work = new(database, officer);
        int rows = await work.ExecuteAsync(
            SignSql, cancellation,
            request.Act, request.From, Sql.Json(sample), CodeOf(request.Result), request.Interviewed.ToArray(), request.Note,
            officer.OperatorId, officerName, clock.Instant());
        if (rows > 0)
        {
            work.Record(new AccessEntry(AccessKind.Account, "log.review.sign") { ActId = request.Act, ResultCount = shown.Count });
        }

        await work.CommitAsync(cancellation);
        return null;
    }

    private static string CodeOf(ReviewResult result) => result switch
    {
        ReviewResult.NothingFound => "nothing-found",
        ReviewResult.Clarified => "clarified",
        ReviewResult.FollowedUp => "followed-up",
    };

    private static ReviewResult ResultOf(string code) => code switch
    {
        "nothing-found" => ReviewResult.NothingFound,
        "clarified" => ReviewResult.Clarified,
        "followed-up" => ReviewResult.FollowedUp,
        _ => throw new InvalidDataException($"Unknown result of a review: {code}."),
    };
}
