using Daicho.Assurance.AccessReview;
using Daicho.Platform;
using Daicho.Platform.Data;
using Daicho.Platform.Postgres;
using Daicho.Platform.Security;
using Daicho.ResidentRegister.Contracts;
using Daicho.Testing;
using Npgsql;
using NpgsqlTypes;
using Xunit;

namespace Daicho.Assurance.Tests;

/// <summary>A database with the demo staff, an access log to fill and invented residents; one per test class.</summary>
public sealed class AssuranceWorld : IAsyncLifetime
{
    /// <summary>A week that is over.</summary>
    public static readonly DateOnly Monday = new(2026, 11, 9);

    private const string RowSql =
        """
        insert into platform.access_log
            (occurred_at, operator_id, operator_code, office_code, terminal, request_id, task_code, kind, action, subject_id, result_count, refusal_code, number_accessed, subject_ids)
        select $1, coalesce(o.id, '00000000-0000-0000-0000-000000000000'), $2, 'honcho', '本庁窓口01', $3, $4, $5, $6, $7, $8, $9, $10, $11
        from (select 1) x left join platform.operator o on o.code = $2
        """;

    private readonly Dictionary<ResidentId, PersonLikeness> residents = [];

    public FixedClock Time { get; } = FixedClock.On(2026, 11, 20);

    public TestDatabase Database { get; private set; } = null!; // set before the first fact

    public BusinessClock Clock { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Database = await TestDatabase.CreateAsync(MigrationSet.Platform, AssuranceModule.Migrations);
        Clock = new BusinessClock(Time);
        await DemoOperators.SeedAsync(Database.Owner, "koucha-to-mikan-no-aki", true, new DateOnly(2026, 4, 1), CancellationToken.None);
    }

    public async ValueTask DisposeAsync() => await Database.DisposeAsync();

    /// <summary>Before each fact: the log as on the first day. Only the owner, and only by taking the guard away, can do this.</summary>
    public async Task ClearAsync()
    {
        residents.Clear();
        Time.Set(FixedClock.On(2026, 11, 20).GetUtcNow());
        await Database.Owner.ExecuteAsync(
            """
            alter table platform.access_log disable trigger access_log_append_only;
            alter table assurance.log_review disable trigger log_review_append_only;
            delete from platform.access_log;
            delete from assurance.log_review;
            delete from assurance.log_export;
            delete from platform.approval;
            delete from platform.session;
            delete from platform.operator_relation;
            delete from platform.business_holiday;
            delete from platform.parameter where source = '試験';
            alter table platform.access_log enable trigger access_log_append_only;
            alter table assurance.log_review enable trigger log_review_append_only;
            """,
            CancellationToken.None);
    }

    /// <summary>An invented resident.</summary>
    internal ResidentId Resident(string? surname = null, string address = "見本町１番地", HouseholdId? household = null, bool isProtected = false)
    {
        ResidentId id = ResidentId.New();
        residents[id] = new PersonLikeness(id, surname, address, household ?? HouseholdId.New(), isProtected);
        return id;
    }

    /// <summary>A row of the log at a day of the week (0 Monday) and time of day in Japan.</summary>
    internal Task LogAsync(
        string operatorCode,
        ResidentId? subject,
        string kind = "view",
        int day = 0,
        string time = "10:00",
        int? results = null,
        string? refusal = null,
        bool number = false,
        string action = "resident.view",
        params Guid[] listed) =>
        Database.App.ExecuteAsync(
            RowSql,
            CancellationToken.None,
            new DateTimeOffset(Monday.AddDays(day).ToDateTime(TimeOnly.Parse(time, null)), BusinessClock.JapanOffset).ToUniversalTime(),
            operatorCode, Guid.CreateVersion7(), TaskCodes.ResidentView, kind, action, subject?.Value, results, refusal, number,
            new NpgsqlParameter { Value = listed.Length == 0 ? DBNull.Value : listed, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });

    /// <summary>The unusual uses of the week.</summary>
    internal async Task<IReadOnlyList<UnusualUse>> FindAsync() => (await FindAllAsync()).Uses;

    /// <summary>The same, with what was cut.</summary>
    internal async Task<UnusualUses> FindAllAsync()
    {
        UnusualUseFinder finder = new(
            Database.App,
            Clock,
            (persons, _) => Task.FromResult<IReadOnlyList<PersonLikeness>>([.. persons.Distinct().Select(residents.GetValueOrDefault).OfType<PersonLikeness>()]));
        return await finder.FindAsync(Monday, Monday.AddDays(7), await LimitsAsync(), CancellationToken.None);
    }

    internal Task<Limits> LimitsAsync() => Limits.ReadAsync(Database.App, Clock.Today(), CancellationToken.None);

    /// <summary>Who acts.</summary>
    internal async Task<OperatorContext> AsAsync(string code) => new(
        (await new Operators(Database.App, new Sessions(Database.App, Clock, SessionLimits.Standard)).FindAsync(code, CancellationToken.None))!.Value,
        code, DemoOperators.Office, "本庁窓口01", null, Guid.CreateVersion7(), null);
}
