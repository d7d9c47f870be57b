using Daicho.Platform;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Daicho.Platform.Storage;
using Npgsql;

namespace Daicho.Assurance.Administration;

/// <summary>A security alert (CR-127).</summary>
/// <param name="Id">Its number.</param>
/// <param name="Kind">What happened, as a code.</param>
/// <param name="Operator">Whose account; null when there is none.</param>
/// <param name="Terminal">Where; null when unknown.</param>
/// <param name="Detail">Counts and codes.</param>
/// <param name="RaisedAt">When.</param>
/// <param name="SeenBy">Who has looked into it; null while nobody has.</param>
/// <param name="SeenAt">When that was said.</param>
internal sealed record AlertLine(
    long Id, string Kind, string? Operator, string? Terminal, string Detail, DateTimeOffset RaisedAt, string? SeenBy, DateTimeOffset? SeenAt)
{
    /// <summary>What happened, in words.</summary>
    public string Label => Kind switch
    {
        "lock-out" => "サインインの失敗によるロック",
        "second-factor-registered" => "二要素目の新しい登録",
        StorageWatch.AlertKind => "保存を認めた場所以外にあるデータベースの内容（端末欄のサーバーで daicho storage scan を実行し、場所を確認）",
        _ => Kind,
    };

    /// <summary>The detail, in words where it is a code.</summary>
    public string DetailWords => Detail == "passkey" ? "パスキー"
        : Detail.EndsWith(" failures", StringComparison.Ordinal) ? $"続けて{Detail[..^" failures".Length]}回失敗"
        : Detail.EndsWith(" files", StringComparison.Ordinal) ? $"{Detail[..^" files".Length]}個のファイル"
        : Detail;
}

/// <summary>Alerts as the system officer and the privacy officer look into them.</summary>
internal sealed class AlertStore(NpgsqlDataSource database, BusinessClock clock)
{
    /// <summary>Alerts that wait, for the work list.</summary>
    public const string CountSql =
        "select count(*), coalesce(bool_or(raised_at < $4 - interval '1 day'), false) from platform.security_alert where seen_at is null";

    private const string ListSql =
        """
        select a.id, a.kind, o.code, a.terminal, a.detail, a.raised_at, s.display_name, a.seen_at
        from platform.security_alert a
        left join platform.operator o on o.id = a.operator_id
        left join platform.operator s on s.id = a.seen_by
        order by a.seen_at is not null, a.id desc limit 500
        """;

    private const string SeenSql = "update platform.security_alert set seen_by = $2, seen_at = $3 where id = $1 and seen_at is null";

    /// <summary>Alerts that nobody has looked into first, then the latest.</summary>
    public Task<List<AlertLine>> ListAsync(CancellationToken cancellation) => database.ListAsync(
        ListSql,
        row => new AlertLine(
            row.GetInt64(0), row.GetString(1), row.Nullable<string>(2), row.Nullable<string>(3), row.GetString(4),
            row.GetFieldValue<DateTimeOffset>(5), row.Nullable<string>(6), row.Nullable<DateTimeOffset?>(7)),
        cancellation);

    /// <summary>Says that an officer has looked into an alert; the first who says so stands.</summary>
    public async Task SeeAsync(OperatorContext officer, long id, CancellationToken cancellation)
    {
        await using UnitOfWork work = new(database, officer);
        if (await work.ExecuteAsync(SeenSql, cancellation, id, officer.OperatorId, clock.Instant()) > 0)
        {
            work.Record(new AccessEntry(AccessKind.Account, "alert.seen") { Items = id.ToString(System.Globalization.CultureInfo.InvariantCulture) });
        }

        await work.CommitAsync(cancellation);
    }
}
