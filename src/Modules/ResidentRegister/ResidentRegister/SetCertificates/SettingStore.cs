using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Npgsql;

namespace Daicho.ResidentRegister.SetCertificates;

/// <summary>
/// Certifier and fees of certificates: asked for by one person, approved by another, then recorded from a day on. The running
/// program cannot write them otherwise; what was approved is recorded by a function of the database.
/// </summary>
internal sealed class SettingStore(NpgsqlDataSource database, BusinessClock clock, Approvals approvals)
{
    /// <summary>Kind of the approval.</summary>
    public const string ApprovalKind = "certificate.setting";

    private const string AddSql =
        """
        insert into resident_register.certificate_setting
            (approval_id, kind, content, valid_from, source, requested_by, requested_code, requested_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    // Who is in office without an end leaves it on the day the next one enters, and is not in the way.
    private const string CertifierTakenSql =
        """
        select exists (
            select from resident_register.certifier
            where role = $1::jsonb ->> 'role' and not (valid_until is null and valid_from < $2)
              and daterange(valid_from, valid_until) && daterange($2, ($1::jsonb ->> 'until')::date))
        """;

    private const string FeesTakenSql =
        """
        select exists (
            select from platform.parameter where module = 'resident_register' and name = 'certificate.fees' and valid_from = $1)
        """;

    private const string FindSql =
        """
        select kind, content, valid_from, source from resident_register.certificate_setting
        where approval_id = $1 and requested_by = $2
        """;

    private const string IsRecordedSql =
        """
        select exists (
            select from resident_register.certificate_setting
            where approval_id = $1 and requested_by = $2 and recorded_at is not null)
        """;

    private const string RecordSql = "select resident_register.record_certificate_setting($1)";

    private const string ListSql =
        """
        select s.approval_id, s.kind, s.content, s.valid_from, s.source, s.requested_by, s.requested_code, s.requested_at,
               case when s.recorded_at is not null then 'Recorded' when a.decision = 'refused' then 'Refused'
                    when a.expires_at <= $1 then 'Expired' when a.decision = 'approved' then 'Approved' else 'Waiting' end,
               o.display_name
        from resident_register.certificate_setting s
        join platform.approval a on a.id = s.approval_id
        left join platform.operator o on o.id = a.decided_by
        order by s.requested_at desc, s.approval_id limit 50
        """;

    private const string CertifiersSql =
        """
        select role, title, name, valid_until, seal_text, valid_from, source, recorded_by
        from resident_register.certifier order by valid_from desc, role limit 100
        """;

    private const string FeesSql =
        """
        select valid_from, value::text, source, recorded_by from platform.parameter
        where module = 'resident_register' and name = 'certificate.fees' order by valid_from desc limit 100
        """;

    /// <summary>Asks for the approval of another person, once for a form.</summary>
    /// <returns>Null when it waits.</returns>
    public async Task<Refusal?> AskAsync(OperatorContext by, Guid act, NewSetting setting, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(by);
        if (setting.From < clock.Today())
        {
            return SettingRefusals.Past;
        }

        await using UnitOfWork work = new(database, by);
        if ((await approvals.RequestAsync(work, act, ApprovalKind, setting.Subject, setting.Summary, setting.Source, cancellation))
            .IsRefused(out Refusal? why, out AskedApproval? asked))
        {
            return why;
        }

        if (!asked.First)
        {
            return null;
        }

        if (await IsTakenAsync(work, setting, cancellation))
        {
            return SettingRefusals.Taken;
        }

        await work.ExecuteAsync(
            AddSql, cancellation,
            asked.Id, setting.Code, setting.Content, setting.From, setting.Source, by.OperatorId, by.OperatorCode, clock.Instant());
        await work.CommitAsync(cancellation);
        return null;
    }

    /// <summary>Records what was approved; approval, setting and access row commit together. A second time it changes nothing.</summary>
    /// <returns>Null when it stands.</returns>
    public async Task<Refusal?> RecordAsync(OperatorContext by, Guid approval, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(by);
        await using UnitOfWork work = new(database, by);
        List<NewSetting> found = await work.ListAsync(FindSql, row => Read(row, 0), cancellation, approval, by.OperatorId);
        if (found is not [NewSetting setting])
        {
            return SecurityRefusals.NotApproved;
        }

        if (await approvals.UseAsync(work, approval, ApprovalKind, setting.Subject, cancellation) is { } not)
        {
            return await IsAsync(work, IsRecordedSql, cancellation, approval, by.OperatorId) ? null : not;
        }

        // What held already is not rewritten: certificates were issued by it.
        if (setting.From < clock.Today())
        {
            return SettingRefusals.Late;
        }

        try
        {
            await work.ExecuteAsync(RecordSql, cancellation, approval);
        }
        catch (PostgresException taken) when (taken.SqlState is PostgresErrorCodes.ExclusionViolation or PostgresErrorCodes.UniqueViolation)
        {
            return SettingRefusals.Taken;
        }

        work.Record(new AccessEntry(AccessKind.Account, "certificate.setting.record") { Items = setting.Code, ActId = approval });
        await work.CommitAsync(cancellation);
        return null;
    }

    /// <summary>What was asked for, the newest first.</summary>
    public Task<List<AskedSetting>> ListAsync(CancellationToken cancellation) => database.ListAsync(
        ListSql,
        row => new AskedSetting(
            row.GetGuid(0), Read(row, 1), row.GetGuid(5), row.GetString(6), row.GetFieldValue<DateTimeOffset>(7),
            Enum.Parse<SettingState>(row.GetString(8)), row.Nullable<string>(9)),
        cancellation, clock.Instant());

    /// <summary>Everybody recorded, the newest first.</summary>
    public Task<List<RecordedCertifier>> CertifiersAsync(CancellationToken cancellation) => database.ListAsync(
        CertifiersSql,
        row => new RecordedCertifier(
            new CertifierTerm(row.GetString(0), row.GetString(1), row.GetString(2), row.Nullable<DateOnly?>(3), row.GetString(4)),
            row.GetFieldValue<DateOnly>(5), row.GetString(6), row.GetString(7)),
        cancellation);

    /// <summary>All fees recorded, the newest first.</summary>
    public Task<List<RecordedFees>> FeesAsync(CancellationToken cancellation) => database.ListAsync(
        FeesSql,
        row => new RecordedFees(row.GetFieldValue<DateOnly>(0), row.GetString(1), row.GetString(2), row.GetString(3)),
        cancellation);

    private static Task<bool> IsTakenAsync(UnitOfWork work, NewSetting setting, CancellationToken cancellation) => setting.Kind switch
    {
        SettingKind.Certifier => IsAsync(work, CertifierTakenSql, cancellation, Sql.Json(setting.Content), setting.From),
        SettingKind.Fees => IsAsync(work, FeesTakenSql, cancellation, setting.From),
    };

    private static async Task<bool> IsAsync(UnitOfWork work, string sql, CancellationToken cancellation, params object?[] values) =>
        (await work.ListAsync(sql, row => row.GetBoolean(0), cancellation, values)).Single();

    private static NewSetting Read(NpgsqlDataReader row, int first) => new(
        row.GetString(first) switch
        {
            "certifier" => SettingKind.Certifier,
            "fees" => SettingKind.Fees,
            string other => throw new InvalidDataException($"Unknown kind of setting: {other}."),
        },
        row.GetString(first + 1), row.GetFieldValue<DateOnly>(first + 2), row.GetString(first + 3));
}
