using Daicho.Kernel;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.IssueCertificate.Layout;

namespace Daicho.ResidentRegister.IssueCertificate;

/// <summary>Who asks (請求者の区分, 住民基本台帳法第12条から第12条の3まで; standard 8.1).</summary>
internal enum RequesterClass
{
    /// <summary>本人.</summary>
    Person,

    /// <summary>同一世帯の者.</summary>
    SameHousehold,

    /// <summary>代理人.</summary>
    Representative,

    /// <summary>本人等以外の者 (法第12条の3).</summary>
    ThirdParty,

    /// <summary>国又は地方公共団体の機関 (法第12条の2), 公用.</summary>
    Official,
}

/// <summary>An item of the record that a certificate can show; the name always stands.</summary>
internal enum CertificateItem
{
    /// <summary>フリガナ, when confirmed (5.3).</summary>
    Reading,

    /// <summary>生年月日.</summary>
    BirthDate,

    /// <summary>性別.</summary>
    Sex,

    /// <summary>住所.</summary>
    Address,

    /// <summary>旧氏.</summary>
    FormerSurname,

    /// <summary>通称.</summary>
    CommonName,

    /// <summary>住民となった年月日 with 届出日.</summary>
    BecameResident,

    /// <summary>住所を定めた年月日.</summary>
    AddressSettled,

    /// <summary>転入前住所.</summary>
    MovedInFrom,

    /// <summary>世帯主・続柄.</summary>
    Householder,

    /// <summary>本籍・筆頭者.</summary>
    Domicile,

    /// <summary>個人番号.</summary>
    IndividualNumber,

    /// <summary>住民票コード.</summary>
    RecordCode,

    /// <summary>国籍・地域.</summary>
    Nationality,

    /// <summary>法第30条の45に規定する区分.</summary>
    ForeignCategory,

    /// <summary>在留資格.</summary>
    ResidenceStatus,

    /// <summary>在留期間等.</summary>
    PeriodOfStay,

    /// <summary>在留期間の満了の日.</summary>
    PeriodEnd,

    /// <summary>在留カード等の番号.</summary>
    CardNumber,

    /// <summary>通称の記載・削除に関する事項.</summary>
    CommonNameRecord,

    /// <summary>異動前住所 inside the municipality.</summary>
    PriorAddress,

    /// <summary>異動履歴 (A).</summary>
    History,

    /// <summary>異動履歴 with special reasons (1.1.4, CE-18).</summary>
    SpecialHistory,

    /// <summary>留意事項 and 備考 (B, C).</summary>
    Notes,

    /// <summary>消除年月日・消除事由 of a 除票, with the day of the fact and its notification.</summary>
    Removal,

    /// <summary>転出先 of a 除票, planned and actual, with the days of notice and of moving out.</summary>
    MovedOutTo,
}

/// <summary>What a requester asks to be left out although it belongs to the form.</summary>
internal enum LeftOut
{
    /// <summary>方書: only on 記載事項証明書 (5.4, CE-08).</summary>
    Building,

    /// <summary>旧氏: never (CE-09).</summary>
    FormerSurname,
}

/// <summary>The one who asks. Masked: it names a person.</summary>
/// <param name="Class">Class.</param>
/// <param name="Name">氏名 or name of the body.</param>
/// <param name="Address">住所.</param>
internal sealed record Requester(RequesterClass Class, string Name, string Address)
{
    /// <summary>The resident who asks, when it is one of this register: the person or a member of the household.</summary>
    public Guid? ResidentId { get; init; }

    /// <summary>The household of that resident, read from the register when the request is examined.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public Guid? HouseholdId { get; init; }

    /// <summary>Relation to the person, or the office and section of an official request.</summary>
    public string? Relation { get; init; }

    /// <summary>法定代理人: acts in the person's place by law, not by letter of attorney.</summary>
    public bool IsStatutory { get; init; }

    /// <summary>Kinds of identity documents checked (法第12条第3項), never their numbers.</summary>
    public IReadOnlyList<string> DocumentsChecked { get; init; } = [];

    /// <summary>By post.</summary>
    public bool ByPost { get; init; }

    /// <inheritdoc />
    public override string ToString() => $"Requester({Class})";
}

/// <summary>An alert that the clerk confirmed, with the reason.</summary>
internal sealed record ConfirmedAlert(string CheckId, string Reason);

/// <summary>One request for a certificate as accepted at the counter (RR-83, RR-88).</summary>
internal sealed record CertificateRequest
{
    /// <summary>The form.</summary>
    public required CertificateForm Form { get; init; }

    /// <summary>Who asks.</summary>
    public required Requester Requester { get; init; }

    /// <summary>使用目的・請求事由.</summary>
    public string Ground { get; init; } = "";

    /// <summary>The persons, in the order chosen; the form's order is set by the household.</summary>
    public required IReadOnlyList<Guid> Subjects { get; init; }

    /// <summary>Items asked for besides what the form always shows.</summary>
    public IReadOnlyList<CertificateItem> Items { get; init; } = [];

    /// <summary>Items asked to be left out.</summary>
    public IReadOnlyList<LeftOut> LeftOut { get; init; } = [];

    /// <summary>
    /// History number of the row that closed the earlier sheet asked for (従前の除票, 改製原住民票); null for the present sheet.
    /// </summary>
    public int? Sheet { get; init; }

    /// <summary>部数.</summary>
    public int Copies { get; init; } = 1;

    /// <summary>The first issue of which this is the 再交付 (4.1.3.0.3); null otherwise.</summary>
    public Guid? ReissueOf { get; init; }

    /// <summary>The decided change case, or the act of the daily work, that a notice tells of; null for what is asked for at the counter.</summary>
    public Guid? NoticeOf { get; init; }

    /// <summary>Alerts confirmed by the clerk.</summary>
    public IReadOnlyList<ConfirmedAlert> Confirmed { get; init; } = [];

    /// <summary>Whether an item was asked for.</summary>
    public bool Asks(CertificateItem item) => Items.Contains(item);

    /// <inheritdoc />
    public override string ToString() => $"CertificateRequest({Form}, {Subjects.Count} subjects)";
}

/// <summary>State of an application (RR-88).</summary>
internal enum ApplicationState
{
    /// <summary>受付済.</summary>
    Accepted,

    /// <summary>不交付.</summary>
    Refused,

    /// <summary>作成済.</summary>
    Made,

    /// <summary>交付済.</summary>
    HandedOver,

    /// <summary>全部廃棄.</summary>
    Spoiled,
}

/// <summary>An application with its copies. Masked: it leads to persons.</summary>
internal sealed record CertificateApplication
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>State.</summary>
    public required ApplicationState State { get; init; }

    /// <summary>The request.</summary>
    public required CertificateRequest Request { get; init; }

    /// <summary>Fee for all copies.</summary>
    public required Yen Fee { get; init; }

    /// <summary>Business date of acceptance.</summary>
    public required DateOnly AcceptedOn { get; init; }

    /// <summary>Moment of acceptance.</summary>
    public required DateTimeOffset AcceptedAt { get; init; }

    /// <summary>Office.</summary>
    public required string Office { get; init; }

    /// <summary>Who accepted it.</summary>
    public required string OperatorCode { get; init; }

    /// <summary>Why it was refused.</summary>
    public string? RefusalCode { get; init; }

    /// <summary>The release asked for (支援措置, four eyes).</summary>
    public Guid? ApprovalId { get; init; }

    /// <summary>Version for conflicts.</summary>
    public required int Version { get; init; }

    /// <inheritdoc />
    public override string ToString() => $"CertificateApplication({State})";
}

/// <summary>What every hand-over names and verifies (incident I-1): document, person and content.</summary>
/// <param name="DocumentId">The document.</param>
/// <param name="SubjectId">The person it is about; of a household form the first.</param>
/// <param name="ContentHash">SHA-256 of the content, lower-case hexadecimal.</param>
internal sealed record DocumentAddress(Guid DocumentId, ResidentId SubjectId, string ContentHash);
