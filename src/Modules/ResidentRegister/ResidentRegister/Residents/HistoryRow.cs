using Daicho.Kernel;
using Daicho.ResidentRegister.Contracts;

namespace Daicho.ResidentRegister.Residents;

/// <summary>Basis of an act (届出区分); it decides which date must be present.</summary>
internal enum Basis
{
    /// <summary>届出 (法第22条から第25条まで、第30条の46から第30条の48まで): 届出日.</summary>
    Notification,

    /// <summary>戸籍届出・通知 (法第9条第2項): 戸籍届出・通知日.</summary>
    RegisterNotice,

    /// <summary>申出による職権: 申出日.</summary>
    Application,

    /// <summary>請求: 請求日.</summary>
    Request,

    /// <summary>職権: 職権記録書.</summary>
    ExOfficio,

    /// <summary>出入国在留管理庁長官通知: 通知日.</summary>
    ImmigrationNotice,
}

/// <summary>Route by which a change came in (RR-09): no other exists.</summary>
internal enum Route
{
    /// <summary>Paper at the counter.</summary>
    Counter,

    /// <summary>Paper by post.</summary>
    Post,

    /// <summary>Electronic medium other than flash memory.</summary>
    Medium,

    /// <summary>庁内連携システム.</summary>
    InternalLinkage,

    /// <summary>住民基本台帳ネットワーク.</summary>
    ResidentNetwork,

    /// <summary>Online application.</summary>
    Online,
}

/// <summary>From whom the information was obtained (RR-10): no other exists.</summary>
internal enum InformationSource
{
    /// <summary>本人.</summary>
    Person,

    /// <summary>代理人.</summary>
    Representative,

    /// <summary>地方公共団体情報システム機構.</summary>
    NationalBody,

    /// <summary>行政機関.</summary>
    AdministrativeOrgan,

    /// <summary>転出元市区町村.</summary>
    FormerMunicipality,
}

/// <summary>The dates, ground and people of one change; the same for every person it concerns.</summary>
internal sealed record ChangeFacts
{
    /// <summary>The act; joins all rows of one change.</summary>
    public required Guid ActId { get; init; }

    /// <summary>異動事由, a symbol of the table of change reasons.</summary>
    public required string Reason { get; init; }

    /// <summary>届出区分.</summary>
    public required Basis Basis { get; init; }

    /// <summary>異動日: the day it happened; vague only where 1.1.8 allows.</summary>
    public required PartialDate HappenedOn { get; init; }

    /// <summary>届出日.</summary>
    public DateOnly? NotifiedOn { get; init; }

    /// <summary>戸籍届出・通知日.</summary>
    public DateOnly? RegisterNoticeOn { get; init; }

    /// <summary>申出日.</summary>
    public DateOnly? ApplicationOn { get; init; }

    /// <summary>請求日.</summary>
    public DateOnly? RequestOn { get; init; }

    /// <summary>通知日.</summary>
    public DateOnly? NoticeOn { get; init; }

    /// <summary>処理日: always the business date of the decision (DT-09).</summary>
    public required DateOnly ProcessedOn { get; init; }

    /// <summary>Route of entry.</summary>
    public required Route Route { get; init; }

    /// <summary>Source of the information.</summary>
    public required InformationSource Source { get; init; }

    /// <summary>Ground of an ex officio act (職権記録書), or the provision relied on.</summary>
    public string? Ground { get; init; }

    /// <summary>Office of entry.</summary>
    public required string Office { get; init; }

    /// <summary>Terminal of entry.</summary>
    public required string Terminal { get; init; }

    /// <summary>Operator who entered.</summary>
    public required string EnteredBy { get; init; }

    /// <summary>Operators who reviewed; never the one who entered (CR-05).</summary>
    public IReadOnlyList<string> ReviewedBy { get; init; } = [];

    /// <summary>Operator who decided; null for migrated rows.</summary>
    public string? DecidedBy { get; init; }
}

/// <summary>A history row to be appended.</summary>
/// <param name="Facts">What the change was.</param>
/// <param name="HistoryNo">履歴番号: one more than the present version; 1 for a new person.</param>
/// <param name="EffectiveFrom">From which day the state is true.</param>
/// <param name="Record">The whole record after the change.</param>
/// <param name="ReplacesNo">The row that this one corrects or cancels; null for an ordinary change.</param>
internal sealed record HistoryRow(
    ChangeFacts Facts,
    int HistoryNo,
    DateOnly EffectiveFrom,
    ResidentRecord Record,
    int? ReplacesNo = null)
{
    /// <summary>False blocks the row from being chosen (選択不可).</summary>
    public bool Selectable { get; init; } = true;

    /// <summary>When it was recorded; set by the database when read back.</summary>
    public DateTimeOffset? RecordedAt { get; init; }

    /// <summary>The person.</summary>
    public ResidentId ResidentId => Record.Id;
}

/// <summary>A history row to append, with the record before it (null for a person who was not here).</summary>
internal sealed record Append(ResidentRecord? Before, HistoryRow Row);
