using Daicho.Kernel;
using Daicho.Web;

namespace Daicho.ResidentRegister.Matters;

/// <summary>What came in from outside.</summary>
internal enum MatterKind
{
    /// <summary>住民基本台帳法第9条第2項の通知 of the municipality that accepted a family-register notification.</summary>
    RegisterNotice,

    /// <summary>実態調査 under 住民基本台帳法第14条.</summary>
    Survey,
}

/// <summary>A notice or survey (事案): opened, examined, closed with the act that followed or with the reason for none. Masked: it leads to persons.</summary>
internal sealed record Matter
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>事案番号.</summary>
    public required long Number { get; init; }

    /// <summary>What came in.</summary>
    public required MatterKind Kind { get; init; }

    /// <summary>The municipality that sent it, or how the doubt arose.</summary>
    public required string Origin { get; init; }

    /// <summary>Day it came in.</summary>
    public required DateOnly ReceivedOn { get; init; }

    /// <summary>What it says.</summary>
    public required string Summary { get; init; }

    /// <summary>Who opened it.</summary>
    public required string OpenedBy { get; init; }

    /// <summary>Day of the examination; null while it waits.</summary>
    public DateOnly? ExaminedOn { get; init; }

    /// <summary>Who examined.</summary>
    public string? ExaminedBy { get; init; }

    /// <summary>What was examined, with the result.</summary>
    public string? Examination { get; init; }

    /// <summary>Day it ended; null while it is open.</summary>
    public DateOnly? ClosedOn { get; init; }

    /// <summary>Who closed it.</summary>
    public string? ClosedBy { get; init; }

    /// <summary>受付番号 of the act that followed; null: none did.</summary>
    public long? CaseNumber { get; init; }

    /// <summary>Why no act followed.</summary>
    public string? ClosedReason { get; init; }

    /// <summary>Version for conflicts.</summary>
    public required int Version { get; init; }

    /// <summary>The persons concerned.</summary>
    public required IReadOnlyList<Guid> Persons { get; init; }

    /// <summary>Where it stands.</summary>
    public Chip State => this switch
    {
        { ClosedOn: not null, CaseNumber: not null } => new Chip("記載等をして終了", Tone.Success),
        { ClosedOn: not null } => new Chip("変更なしで終了", Tone.Neutral),
        { ExaminedOn: not null } => new Chip(Kind == MatterKind.Survey ? "調査済" : "審査済", Tone.Info),
        _ => new Chip(Kind == MatterKind.Survey ? "調査待ち" : "書類の審査待ち", Tone.Warning),
    };

    /// <summary>The words of a kind.</summary>
    public static string Label(MatterKind kind) => kind switch
    {
        MatterKind.RegisterNotice => "法第９条第２項の通知",
        MatterKind.Survey => "法第１４条の調査",
    };

    /// <inheritdoc />
    public override string ToString() => $"Matter({Number})";
}

/// <summary>Every "no" about notices and surveys, without personal data.</summary>
internal static class MatterRefusals
{
    public static readonly Refusal NotFound = new("RR-MATTER-001", "この事案はありません。一覧から選び直してください。", RefusalKind.NotFound);
    public static readonly Refusal Incomplete = new("RR-MATTER-002", "種類、発信元、受理日、内容を入力してください。受理日は本日までの日にしてください。", Field: "origin");
    public static readonly Refusal NoExamination = new("RR-MATTER-003", "確認した書類又は調査の方法と、その結果を入力してください。", Field: "examination");
    public static readonly Refusal NotClosable = new("RR-MATTER-004", "対象者の決裁済みの異動の受付番号か、変更しない理由のどちらか一方を入力してください。", Field: "case-number");
    public static readonly Refusal Meanwhile = new("RR-MATTER-005", "ほかの職員が先に処理しました。画面を開き直して状態を確認してください。", RefusalKind.Conflict);
    public static readonly Refusal NotExamined = new("RR-51", "この人について受け付けた通知の書類が審査されていません。「通知・調査」で審査を記録してから、審査へ送ってください。");
}
