using System.Globalization;
using Daicho.Platform;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Daicho.Platform.Jobs;
using Daicho.ResidentRegister.ActNotices;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;
using Daicho.ResidentRegister.Residents.Validation;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Daicho.ResidentRegister.ArrivalNotices;

/// <summary>Whose 転入通知 is overdue (転入通知未着, 4.1.3.1.4). Pure.</summary>
internal static class ArrivalNoticeChecks
{
    /// <summary>Id of the alert.</summary>
    public const string MissingId = "MO-16";

    /// <summary>Adds MO-16 for somebody removed to another municipality of whom it sent no notice within the days awaited.</summary>
    /// <param name="record">The record.</param>
    /// <param name="today">Business date.</param>
    /// <param name="daysAwaited">Days after the removal, the first not counted.</param>
    /// <param name="findings">Receives the alert.</param>
    public static void Missing(ResidentRecord record, DateOnly today, int daysAwaited, Findings findings)
    {
        bool awaited = record is
        {
            Removal.Kind: RemovalKind.MovedOut or RemovalKind.Removed,
            MoveOut: { PlannedTo.Abroad: false, NoticeOn: null },
        };
        if (awaited && record.Removal!.RemovedOn.AddDays(daysAwaited) < today) // awaited tells
        {
            findings.Add(MissingId, null, record);
        }
    }
}

/// <summary>Lists each business date the persons whose 転入通知 is overdue; who stands on the list is not put there again.</summary>
internal static class MissingArrivalNotices
{
    /// <summary>Name of the job, and of the access rows.</summary>
    public const string Kind = "resident_register.missing_arrival_notices";

    /// <summary>Why it runs.</summary>
    public const string Ground = "転入通知の未着の確認";

    /// <summary>Name of the municipality's parameter: a whole number of days.</summary>
    public const string DaysParameter = "arrival_notice.days_awaited";

    // A month: the movers notify within fourteen days (住民基本台帳法第22条), and the notice by line follows at once.
    private const int DaysAwaited = 30;

    // Removals longer ago than the year for which change data are kept are no more asked about (RR-77).
    private const int LookBackDays = 365;

    private const int AtOnce = 500;

    private const string DueSql =
        HistoryReader.Select +
        """

        join resident_register.resident r on r.resident_id = h.resident_id and r.version = h.history_no
        where r.removed_on between $1 and $2 and r.resident_id > $3
          and not exists (
              select from resident_register.act_notice n where n.addressee = r.resident_id and n.kind = 'ArrivalInquiry' and n.arisen_on >= r.removed_on)
        order by r.resident_id
        limit $4
        """;

    /// <summary>The parameter.</summary>
    public static ParameterKind Parameter { get; } =
        ParameterKind.Number("resident_register", DaysParameter, "転入通知を待つ日数 / days", 1, 180);

    /// <summary>Does the one partition; each group of persons is durable by itself.</summary>
    public static async Task RunAsync(IServiceProvider services, JobPartition partition, CancellationToken cancellation)
    {
        NpgsqlDataSource database = services.GetRequiredService<NpgsqlDataSource>();
        DateOnly today = services.GetRequiredService<BusinessClock>().Today();
        OperatorContext by = OperatorContext.ForCommand(Kind, Ground);
        int days = await DaysAsync(database, by, today, cancellation);
        Guid after = Guid.Empty;
        int listed = 0;
        while (true)
        {
            await using UnitOfWork work = new(database, by);
            List<HistoryRow> rows = await work.ListAsync(
                DueSql, HistoryReader.Map, cancellation, today.AddDays(-LookBackDays), today.AddDays(-days), after, AtOnce);
            if (rows.Count == 0)
            {
                break;
            }

            HistoryRow[] missing = [.. rows.Where(row => IsMissing(row.Record, today, days))];
            await ListAsync(work, missing, today, cancellation);
            await work.CommitAsync(cancellation);
            listed += missing.Length;
            after = rows[^1].ResidentId.Value;
            partition.Report(listed, null);
        }

        await using UnitOfWork end = new(database, by);
        await partition.CompleteAsync(
            end, string.Create(CultureInfo.InvariantCulture, $$"""{"listed": {{listed}}, "daysAwaited": {{days}}}"""), cancellation);
        await end.CommitAsync(cancellation);
    }

    private static bool IsMissing(ResidentRecord record, DateOnly today, int days)
    {
        Findings findings = new(CheckSettings.Default);
        ArrivalNoticeChecks.Missing(record, today, days, findings);
        return findings.Count > 0;
    }

    private static async Task ListAsync(UnitOfWork work, HistoryRow[] missing, DateOnly today, CancellationToken cancellation)
    {
        foreach (HistoryRow row in missing)
        {
            await ActNoticeStore.AddAsync(
                work, row.Facts.ActId, today, [new OfferedDocument(OfferedDocumentKind.ArrivalInquiry, row.ResidentId, false)], cancellation);
        }

        if (missing.Length > 0)
        {
            work.Record(new AccessEntry(AccessKind.View, Kind)
            {
                Subjects = [.. missing.Select(row => row.ResidentId.Value)],
                Items = "転出先・転入通知年月日",
                ResultCount = missing.Length,
            });
        }
    }

    private static async Task<int> DaysAsync(NpgsqlDataSource database, OperatorContext by, DateOnly today, CancellationToken cancellation)
    {
        await using UnitOfWork work = new(database, by);
        IReadOnlyDictionary<string, string> said = await Parameters.FindAsync(work, "resident_register", [DaysParameter], today, cancellation);
        return said.TryGetValue(DaysParameter, out string? text)
            ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture)
            : DaysAwaited;
    }
}
