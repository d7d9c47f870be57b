using Daicho.Kernel;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents;

namespace Daicho.ResidentRegister.Import.Layout;

/// <summary>A household of a file.</summary>
internal sealed record HouseholdRow(HouseholdId? Id, HouseholdNumber Number, DateOnly FormedOn, DateOnly? ClosedOn);

/// <summary>A number on its way into or out of the vault.</summary>
internal sealed record NumberRow(AddresseeNumber Person, NumberKind Kind, string Value)
{
    /// <summary>The person had it before; it comes before the present one, and older ones before younger ones.</summary>
    public bool Former { get; init; }

    /// <inheritdoc />
    public override string ToString() => $"NumberRow({Kind})";
}

/// <summary>One person of a support measure (支援措置); the facts of the measure stand on each of its rows.</summary>
internal sealed record SupportRow
{
    public required Guid? MeasureId { get; init; }

    public required AddresseeNumber Person { get; init; }

    /// <summary>The applicant; false for a person included with the applicant.</summary>
    public required bool Applicant { get; init; }

    public string? Relation { get; init; }

    public required bool Provisional { get; init; }

    public required DateOnly StartedOn { get; init; }

    public required DateOnly EndsOn { get; init; }

    public DateOnly? ClosedOn { get; init; }

    public string? ClosedReason { get; init; }

    public string? OriginalMunicipality { get; init; }

    public IReadOnlyList<string> Affairs { get; init; } = [];

    public string? Contact { get; init; }

    /// <summary>JSON of the person against whom it protects.</summary>
    public string? Offender { get; init; }

    /// <summary>JSON list of the municipalities told.</summary>
    public string? Forwarding { get; init; }

    /// <inheritdoc />
    public override string ToString() => "SupportRow(***)";
}

/// <summary>A suppression (抑止) of a person or of a household.</summary>
internal sealed record SuppressionRow
{
    public required Guid? SuppressionId { get; init; }

    public AddresseeNumber? Person { get; init; }

    public HouseholdNumber? Household { get; init; }

    public required Protection.SuppressedProcess Process { get; init; }

    /// <summary>True: refused; false: an alert.</summary>
    public required bool Error { get; init; }

    public required DateOnly StartsOn { get; init; }

    public DateOnly? EndsOn { get; init; }

    public required string Reason { get; init; }

    public DateTimeOffset? LiftedAt { get; init; }

    public DateTimeOffset? ReleasedUntil { get; init; }

    /// <inheritdoc />
    public override string ToString() => "SuppressionRow(***)";
}

/// <summary>A memo on a person (メモ, 1.1.15).</summary>
internal sealed record MemoRow(AddresseeNumber Person, string Text, string WrittenBy, DateTimeOffset? WrittenAt, DateTimeOffset? RemovedAt)
{
    /// <inheritdoc />
    public override string ToString() => "MemoRow(***)";
}

/// <summary>The files of an import or export of the register; docs/import-layout.md describes them.</summary>
internal static class ImportLayout
{
    /// <summary>Name in the manifest.</summary>
    public const string Name = "resident-import";

    /// <summary>Version in the manifest; another one is refused.</summary>
    public const string Version = "1";

    /// <summary>The present snapshot of each person with the facts of the latest change, by addressee number.</summary>
    public static Layout<HistoryRow> Residents { get; } = new("residents.csv", RecordLayout.Row);

    /// <summary>The older snapshots, by addressee number and history number.</summary>
    public static Layout<HistoryRow> History { get; } = new("history.csv", RecordLayout.Row);

    /// <summary>Households, by household number.</summary>
    public static Layout<HouseholdRow> Households { get; } = new("households.csv", Household);

    /// <summary>Individual Numbers and resident record codes, apart from everything else (RR-03).</summary>
    public static Layout<NumberRow> Numbers { get; } = new("numbers.csv", Number);

    /// <summary>Support measures.</summary>
    public static Layout<SupportRow> Support { get; } = new("support.csv", SupportMeasure);

    /// <summary>Suppressions.</summary>
    public static Layout<SuppressionRow> Suppressions { get; } = new("suppressions.csv", Suppression);

    /// <summary>Memos.</summary>
    public static Layout<MemoRow> Memos { get; } = new("memos.csv", Memo);

    private static HouseholdRow Household(ColumnPass pass, HouseholdRow? row) => new(
        pass.Id("household_id", "世帯識別子", row?.Id?.Value) is { } id ? new HouseholdId(id) : null,
        pass.RequiredValue("household_number", "世帯番号", row?.Number),
        pass.RequiredDate("formed_on", "世帯設定日", row?.FormedOn),
        pass.Date("closed_on", "世帯消除日", row?.ClosedOn));

    private static NumberRow Number(ColumnPass pass, NumberRow? row) => new(
        pass.RequiredValue("addressee_number", "宛名番号", row?.Person),
        pass.RequiredCode("kind", "番号の種類", row?.Kind),
        pass.Secret("value", "番号", row?.Value))
    {
        Former = pass.Flag("former", "変更前の番号", row is { Former: true }),
    };

    private static SupportRow SupportMeasure(ColumnPass pass, SupportRow? row) => new()
    {
        MeasureId = pass.Id("measure_id", "支援措置識別子", row?.MeasureId),
        Person = pass.RequiredValue("addressee_number", "宛名番号", row?.Person),
        Applicant = pass.Flag("applicant", "申出者", row is { Applicant: true }),
        Relation = pass.Text("relation", "申出者との関係", row?.Relation),
        Provisional = pass.Flag("provisional", "仮支援措置", row is { Provisional: true }),
        StartedOn = pass.RequiredDate("started_on", "開始年月日", row?.StartedOn),
        EndsOn = pass.RequiredDate("ends_on", "終了年月日", row?.EndsOn),
        ClosedOn = pass.Date("closed_on", "解除年月日", row?.ClosedOn),
        ClosedReason = pass.Text("closed_reason", "解除事由", row?.ClosedReason),
        OriginalMunicipality = pass.Text("original_municipality", "当初受付市区町村", row?.OriginalMunicipality),
        Affairs = pass.List("affairs", "対象事務", row?.Affairs),
        Contact = pass.Text("contact", "連絡先", row?.Contact, lines: true),
        Offender = pass.Text("offender", "加害者", row?.Offender, lines: true),
        Forwarding = pass.Text("forwarding", "転送先", row?.Forwarding, lines: true),
    };

    private static SuppressionRow Suppression(ColumnPass pass, SuppressionRow? row) => new()
    {
        SuppressionId = pass.Id("suppression_id", "抑止識別子", row?.SuppressionId),
        Person = pass.Value("addressee_number", "宛名番号", row?.Person),
        Household = pass.Value("household_number", "世帯番号", row?.Household),
        Process = pass.RequiredCode("process", "抑止対象", row?.Process),
        Error = pass.Flag("error", "エラーとする", row is { Error: true }),
        StartsOn = pass.RequiredDate("starts_on", "開始年月日", row?.StartsOn),
        EndsOn = pass.Date("ends_on", "終了年月日", row?.EndsOn),
        Reason = pass.Required("reason", "抑止理由", row?.Reason, lines: true),
        LiftedAt = pass.Moment("lifted_at", "解除日時", row?.LiftedAt),
        ReleasedUntil = pass.Moment("released_until", "一時解除期限", row?.ReleasedUntil),
    };

    private static MemoRow Memo(ColumnPass pass, MemoRow? row) => new(
        pass.RequiredValue("addressee_number", "宛名番号", row?.Person),
        pass.Required("text", "メモ", row?.Text, lines: true),
        pass.Required("written_by", "記載者", row?.WrittenBy),
        pass.Moment("written_at", "記載日時", row?.WrittenAt),
        pass.Moment("removed_at", "削除日時", row?.RemovedAt));
}
