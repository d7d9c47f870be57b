using System.Text.Json;
using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.ResidentRegister.Residents;
using Npgsql;

namespace Daicho.ResidentRegister.Data;

/// <summary>One way to read history rows: the columns and their order stand here and nowhere else.</summary>
internal static class HistoryReader
{
    /// <summary>Select list over history rows <c>h</c>, in the order of <see cref="Map"/>; the caller adds further columns after it.</summary>
    public const string Columns =
        """
        select h.act_id, h.reason, h.basis, h.happened_on, h.notified_on, h.register_notice_on, h.application_on,
               h.request_on, h.notice_on, h.processed_on, h.route, h.source, h.ground, h.office, h.terminal,
               h.entered_by, h.reviewed_by, h.decided_by, h.history_no, h.effective_from, h.record, h.replaces_no,
               h.selectable, h.recorded_at
        """;

    /// <summary>Select list and source; the caller adds joins and conditions.</summary>
    public const string Select = Columns + "\nfrom resident_register.resident_history h";

    /// <summary>Reads a row of <see cref="Select"/>.</summary>
    public static HistoryRow Map(NpgsqlDataReader row) => new(
        new ChangeFacts
        {
            ActId = row.GetGuid(0),
            Reason = row.GetString(1),
            Basis = Enum.Parse<Basis>(row.GetString(2)),
            HappenedOn = ReadDate(row.GetString(3)),
            NotifiedOn = row.Nullable<DateOnly?>(4),
            RegisterNoticeOn = row.Nullable<DateOnly?>(5),
            ApplicationOn = row.Nullable<DateOnly?>(6),
            RequestOn = row.Nullable<DateOnly?>(7),
            NoticeOn = row.Nullable<DateOnly?>(8),
            ProcessedOn = row.GetFieldValue<DateOnly>(9),
            Route = Enum.Parse<Route>(row.GetString(10)),
            Source = Enum.Parse<InformationSource>(row.GetString(11)),
            Ground = row.Nullable<string>(12),
            Office = row.GetString(13),
            Terminal = row.GetString(14),
            EnteredBy = row.GetString(15),
            ReviewedBy = row.GetFieldValue<string[]>(16),
            DecidedBy = row.Nullable<string>(17),
        },
        row.GetInt32(18),
        row.GetFieldValue<DateOnly>(19),
        RecordJson.Read(row.GetString(20)),
        row.Nullable<int?>(21))
    {
        Selectable = row.GetBoolean(22),
        RecordedAt = row.GetFieldValue<DateTimeOffset>(23),
    };

    /// <summary>The stored form of a date that may be vague.</summary>
    public static string WriteDate(PartialDate date) => JsonSerializer.Serialize(date, RecordJson.Options);

    private static PartialDate ReadDate(string json) =>
        JsonSerializer.Deserialize<PartialDate>(json, RecordJson.Options)
        ?? throw new JsonException("A stored date is null.");
}
