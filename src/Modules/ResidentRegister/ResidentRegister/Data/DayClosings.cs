using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.ResidentRegister.ChangeCases;
using Npgsql;

namespace Daicho.ResidentRegister.Data;

/// <summary>The closing of a day's review list (審査リスト, RR-63).</summary>
internal static class DayClosings
{
    /// <summary>The first day from today whose list is still open: where a case goes that is sent to review now.</summary>
    public static async Task<DateOnly> OpenDayAsync(UnitOfWork work, DateOnly today, CancellationToken cancellation)
    {
        // The closing and the listing of one day wait for each other, so that no case slips onto a closed list; listings do
        // not wait for one another. The second statement sees what a closing committed while the first waited.
        QueryBatch batch = new();
        batch.Ask("select pg_advisory_xact_lock_shared(hashtext('resident_register.day_closing')) is null", _ => true);
        IReadOnlyList<DateOnly> last = batch.Ask(
            "select business_date from resident_register.day_closing where business_date >= $1 order by business_date desc limit 1",
            row => row.GetFieldValue<DateOnly>(0),
            today);
        await batch.RunAsync(work, cancellation);
        return last is [DateOnly closed] ? closed.AddDays(1) : today;
    }

    /// <summary>Closes a day; refused while a listed change of it or of an earlier day waits for review.</summary>
    public static async Task<Refusal?> CloseAsync(UnitOfWork work, DateOnly day, CancellationToken cancellation)
    {
        await LockAsync(work, cancellation);
        try
        {
            await work.ExecuteAsync(
                """
                insert into resident_register.day_closing (business_date, closed_by, cases)
                select $1, $2, count(*) from resident_register.change_case where listed_on = $1
                """,
                cancellation,
                day,
                work.Operator.OperatorCode);
            return null;
        }
        catch (PostgresException waiting) when (waiting.ConstraintName == "reviewed_before_closing")
        {
            return CaseRefusals.DayNotReviewed;
        }
        catch (PostgresException twice) when (twice.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return CaseRefusals.DayClosed;
        }
    }

    /// <summary>Who closed a day; null while it is open.</summary>
    public static async Task<string?> ClosedByAsync(UnitOfWork work, DateOnly day, CancellationToken cancellation) =>
        (await work.ListAsync(
            "select closed_by from resident_register.day_closing where business_date = $1",
            row => row.GetString(0),
            cancellation,
            day)).SingleOrDefault();

    private static Task<int> LockAsync(UnitOfWork work, CancellationToken cancellation) =>
        work.ExecuteAsync("select pg_advisory_xact_lock(hashtext('resident_register.day_closing'))", cancellation);
}
