using Daicho.Kernel;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;

namespace Daicho.ResidentRegister.Support;

/// <summary>A suppression to set (抑止設定, 3.1).</summary>
/// <param name="ResidentId">The person; null for a household.</param>
/// <param name="HouseholdId">The household; null for a person.</param>
/// <param name="Process"><c>change</c>, <c>issue</c> or <c>inquiry</c>.</param>
/// <param name="IsError">Level: error or alert.</param>
/// <param name="EndsOn">A note only: passing it ends nothing (NF-11).</param>
/// <param name="Reason">Why.</param>
internal sealed record SuppressionRequest(
    Guid? ResidentId, Guid? HouseholdId, string Process, bool IsError, DateOnly? EndsOn, string Reason);

/// <summary>Sets, lifts and temporarily releases suppressions; three rights (3.1).</summary>
internal static class SuppressionHandler
{
    /// <summary>The right of its own for a temporary release.</summary>
    public const string TemporaryTask = "suppression.release.temporary";

    /// <summary>The act that other systems never hear of (LK-06).</summary>
    public const string TemporaryAct = "suppression.release";

    private const int ReleaseMinutesMax = 60;
    private const int ReasonMax = 200;

    private const string InsertSql =
        """
        insert into resident_register.suppression
            (suppression_id, resident_id, household_id, process, level, starts_on, ends_on, reason)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    private const string PersonsSql =
        """
        select r.resident_id from resident_register.resident r
        where r.resident_id = $1 or (r.household_id = $2 and r.removed_on is null)
        order by r.resident_id limit 500
        """;

    private const string FindSql =
        """
        select s.resident_id, s.household_id from resident_register.suppression s
        where s.suppression_id = $1 and s.lifted_at is null
          and (s.resident_id = $2
               or s.household_id = (select r.household_id from resident_register.resident r where r.resident_id = $2))
        for update
        """;

    /// <summary>Sets a suppression from today.</summary>
    public static async Task<Result<Guid>> SetAsync(
        UnitOfWork work, Guid actKey, SuppressionRequest request, DateOnly today, CancellationToken cancellation)
    {
        bool fits = request.Process is "change" or "issue" or "inquiry" && Reasonable(request.Reason);
        if (!fits)
        {
            return SupportRefusals.NoReason;
        }

        if (request.EndsOn < today)
        {
            return SupportRefusals.EndBeforeStart;
        }

        Guid id = Guid.CreateVersion7();
        Result<ActClaim> claimed = await work.ClaimAsync(actKey, "suppression.set", id.ToString("D"), cancellation);
        if (claimed.IsRefused(out Refusal? taken, out ActClaim? claim))
        {
            return taken;
        }

        if (!claim.First)
        {
            return Guid.Parse(claim.Location);
        }

        await work.ExecuteAsync(
            InsertSql, cancellation,
            id, request.ResidentId, request.HouseholdId, request.Process, request.IsError ? "error" : "alert", today,
            request.EndsOn, request.Reason.Trim());
        return await RecordAsync(work, "suppression.set", id, request.ResidentId, request.HouseholdId, request.Reason, today, cancellation)
            is { } why ? why : id;
    }

    /// <summary>Lifts a suppression for good.</summary>
    public static Task<Refusal?> LiftAsync(
        UnitOfWork work, ItemOf suppression, string reason, DateOnly today, CancellationToken cancellation) =>
        EndAsync(
            work, suppression, "suppression.lift", reason, today,
            "update resident_register.suppression set lifted_at = $2, version = version + 1 where suppression_id = $1",
            null, cancellation);

    /// <summary>Releases for some minutes; it is suppressed again by itself (3.1).</summary>
    public static Task<Refusal?> ReleaseAsync(
        UnitOfWork work, ItemOf suppression, int minutes, string reason, DateOnly today, DateTimeOffset now, CancellationToken cancellation) =>
        minutes is < 1 or > ReleaseMinutesMax
            ? Task.FromResult<Refusal?>(SupportRefusals.ReleaseTooLong)
            : EndAsync(
                work, suppression, TemporaryAct, reason, today,
                "update resident_register.suppression set released_until = $2, version = version + 1 where suppression_id = $1",
                now.AddMinutes(minutes), cancellation);

    private static async Task<Refusal?> EndAsync(
        UnitOfWork work, ItemOf suppression, string act, string reason, DateOnly today, string sql, DateTimeOffset? until,
        CancellationToken cancellation)
    {
        if (!Reasonable(reason))
        {
            return SupportRefusals.NoReason;
        }

        List<(Guid? Resident, Guid? Household)> found = await work.ListAsync(
            FindSql, row => (row.Nullable<Guid?>(0), row.Nullable<Guid?>(1)), cancellation, suppression.Id, suppression.Person);
        if (found is not [var one])
        {
            return SupportRefusals.NoSuch;
        }

        if (suppression.CheckRelation(await PersonsAsync(work, one.Resident, one.Household, cancellation)) is { } own)
        {
            return own;
        }

        await work.ExecuteAsync(sql, cancellation, suppression.Id, until ?? (await NowAsync(work, cancellation)));
        return await RecordAsync(work, act, suppression.Id, one.Resident, one.Household, reason, today, cancellation);
    }

    private static async Task<DateTimeOffset> NowAsync(UnitOfWork work, CancellationToken cancellation) =>
        (await work.ListAsync("select clock_timestamp()", row => row.GetFieldValue<DateTimeOffset>(0), cancellation)).Single();

    private static async Task<Refusal?> RecordAsync(
        UnitOfWork work, string act, Guid id, Guid? resident, Guid? household, string reason, DateOnly today,
        CancellationToken cancellation)
    {
        Guid[] persons = [.. await PersonsAsync(work, resident, household, cancellation)];
        if (persons.Length == 0)
        {
            return SupportRefusals.NoSuch;
        }

        await ProtectionEvents.AppendAsync(work, act, id, persons, reason.Trim(), today, cancellation);
        work.Record(new AccessEntry(AccessKind.Change, act, persons[0]) { Subjects = persons, Items = "抑止設定", ActId = id });
        await work.CommitAsync(cancellation);
        return null;
    }

    private static Task<List<Guid>> PersonsAsync(UnitOfWork work, Guid? resident, Guid? household, CancellationToken cancellation) =>
        work.ListAsync(PersonsSql, row => row.GetGuid(0), cancellation, resident, household);

    private static bool Reasonable(string reason) =>
        !string.IsNullOrWhiteSpace(reason) && reason.Length <= ReasonMax && !reason.Any(char.IsControl);
}
