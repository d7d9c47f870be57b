using System.Globalization;

using Daicho.Platform.Pdf;

namespace Daicho.ResidentRegister.IssueCertificate.Layout;

/// <summary>The forms of the resident register, by the clauses of the standard specification (標準仕様書 20.x).</summary>
internal enum CertificateForm
{
    /// <summary>住民票の写し（個人票）, 20.1.1.</summary>
    PersonCopy,

    /// <summary>住民票の写し（世帯連記式）, 20.1.2.</summary>
    HouseholdCopy,

    /// <summary>住民票の除票の写し, 20.1.3.</summary>
    RemovedRecordCopy,

    /// <summary>住民票記載事項証明書（個人）, 20.1.4.</summary>
    EnteredItemsPerson,

    /// <summary>住民票記載事項証明書（世帯連記式）, 20.1.4.</summary>
    EnteredItemsHousehold,

    /// <summary>転出証明書, 20.2.1.</summary>
    MovingOutCertificate,

    /// <summary>転出証明書に準ずる証明書, 20.2.2.</summary>
    MovingOutCertificateEquivalent,

    /// <summary>住民票コード通知票, 20.4.1.</summary>
    ResidentRecordCodeNotice,

    /// <summary>住民票コード変更通知票, 20.4.2.</summary>
    ResidentRecordCodeChangeNotice,

    /// <summary>住民票コード修正通知票, 20.4.3.</summary>
    ResidentRecordCodeCorrectionNotice,

    /// <summary>世帯主変更通知書.</summary>
    HouseholderChangeNotice,

    /// <summary>職権記載等通知書.</summary>
    ExOfficioEntryNotice,

    /// <summary>住民異動届受理通知.</summary>
    ReceiptNotice,

    /// <summary>世帯主変更依頼通知書.</summary>
    HouseholderChangeRequest,

    /// <summary>成年被後見人の転出通知, to the municipality of arrival (9.4).</summary>
    AdultWardMoveOutNotice,

    /// <summary>転入通知未着照会書, to the municipality of the planned destination (4.1.3.1.4).</summary>
    ArrivalNoticeInquiry,

    /// <summary>確認用帳票, 20.0.1.</summary>
    ConfirmationSheet,

    /// <summary>審査リスト.</summary>
    ReviewList,
}

/// <summary>Fixed words a form may carry besides its content; no others can be printed (clause 5.1).</summary>
[Flags]
internal enum CertificateMarks
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>公用.</summary>
    OfficialUse = 1,

    /// <summary>再交付, 4.1.3.0.3.</summary>
    Reissue = 2,

    /// <summary>特例による転出処理済, 4.1.3.0.4.</summary>
    SpecialCaseMovingOut = 4,

    /// <summary>除票.</summary>
    Removed = 8,
}

/// <summary>Words printed across every page.</summary>
[Flags]
internal enum CertificateWatermark
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>見本.</summary>
    Specimen = 1,

    /// <summary>架空のデータ, on all output of a demonstration zone.</summary>
    FictitiousData = 2,
}

/// <summary>Width of an item in twelfths of a row; what is left of a row goes to its last item.</summary>
internal enum ItemWidth
{
    /// <summary>A third of a row.</summary>
    Third = 4,

    /// <summary>Half a row.</summary>
    Half = 6,

    /// <summary>Two thirds of a row.</summary>
    TwoThirds = 8,

    /// <summary>A row of its own.</summary>
    Full = 12,
}

/// <summary>One item of a form: its printed label and its value as display text (empty prints a blank field).</summary>
internal sealed record LabelledItem(string Label, string Value, ItemWidth Width = ItemWidth.Full)
{
    /// <summary>Whose number goes here while the page is drawn; null for an item that is its value.</summary>
    public NumberPlace? Number { get; init; }

    /// <summary>The value may hold personal data.</summary>
    public override string ToString() => $"LabelledItem({Label})";
}

/// <summary>The place of a number that only the vault holds.</summary>
/// <param name="Item">個人番号 or 住民票コード.</param>
/// <param name="Person">Internal id of the resident.</param>
internal sealed record NumberPlace(CertificateItem Item, Guid Person);

/// <summary>What a note of the combined field (統合記載欄) is: A, B or C of the standard.</summary>
internal enum NoteKind
{
    /// <summary>A: change history (異動履歴).</summary>
    History,

    /// <summary>B: point to note (留意事項).</summary>
    PointToNote,

    /// <summary>C: remark (備考).</summary>
    Remark,
}

/// <summary>One entry of the combined field.</summary>
internal sealed record CertificateNote(NoteKind Kind, string Text)
{
    /// <summary>The text may hold personal data.</summary>
    public override string ToString() => $"CertificateNote({Kind})";
}

/// <summary>A person of a certificate.</summary>
/// <param name="Name">氏名 as registered, with variation selectors.</param>
/// <param name="Reading">フリガナ in katakana without brackets; null leaves it out.</param>
/// <param name="Items">The items after the name, in the order of the form.</param>
internal sealed record CertificateSubject(string Name, string? Reading, IReadOnlyList<LabelledItem> Items)
{
    /// <summary>Entries of the combined field, already chosen for this request.</summary>
    public IReadOnlyList<CertificateNote> Notes { get; init; } = [];

    /// <summary>Masked: a person.</summary>
    public override string ToString() => $"CertificateSubject({Items.Count} items)";
}

/// <summary>Who certifies: the mayor, or the acting mayor, by name.</summary>
internal sealed record Certifier
{
    /// <exception cref="ArgumentException">A part is blank: no certificate goes out as "○○長 公印" without a name.</exception>
    public Certifier(string prefecture, string municipality, string title, string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(prefecture);
        ArgumentException.ThrowIfNullOrWhiteSpace(municipality);
        ArgumentException.ThrowIfNullOrWhiteSpace(title);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        (Prefecture, Municipality, Title, Name) = (prefecture, municipality, title, name);
    }

    /// <summary>都道府県名; printed for designated cities and special wards too.</summary>
    public string Prefecture { get; }

    /// <summary>市区町村名.</summary>
    public string Municipality { get; }

    /// <summary>What follows the municipality's name, such as 長 or 長職務代理者　副市長.</summary>
    public string Title { get; }

    /// <summary>氏名 of the mayor or acting mayor.</summary>
    public string Name { get; }

    /// <summary>The line with the office, such as 架空県台帳市長.</summary>
    public string Office => Prefecture + Municipality + Title;
}

/// <summary>The parts of an issue number (発行番号); the page is added on each sheet.</summary>
/// <param name="Date">Business date of issue.</param>
/// <param name="Municipality">市区町村名.</param>
/// <param name="Terminal">端末.</param>
/// <param name="Printer">プリンタ; null when unknown, and the part stays blank.</param>
/// <param name="Sequence">Running number of the terminal that day.</param>
internal sealed record IssueNumber(DateOnly Date, string Municipality, string Terminal, string? Printer, int Sequence)
{
    /// <summary>The number on one sheet, such as <c>20200502 ●●市 本庁1 プリンタ001 011 1/2</c>.</summary>
    public string On(int page, int total) => string.Create(
        CultureInfo.InvariantCulture, $"{Date:yyyyMMdd} {Municipality} {Terminal} {Printer ?? "　"} {Sequence:D3} {page}/{total}");
}

/// <summary>The text of a notice.</summary>
/// <param name="Addressee">Postal code, address and name lines with 様, separated by line breaks.</param>
/// <param name="Paragraphs">The text before the items.</param>
/// <param name="Closing">Text after the items: what to do, whom to ask, how to object.</param>
internal sealed record NoticeText(string Addressee, IReadOnlyList<string> Paragraphs, IReadOnlyList<string> Closing)
{
    /// <summary>Document number of the office (文書番号), such as 台市民第１２３号; null when there is none.</summary>
    public string? OfficeNumber { get; init; }

    /// <summary>Masked: it holds an address.</summary>
    public override string ToString() => "NoticeText";
}

/// <summary>A column of a list and its share of the width.</summary>
internal sealed record ListColumn(string Label, double Share);

/// <summary>The table of a list or check sheet.</summary>
internal sealed record ListTable(IReadOnlyList<ListColumn> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>Masked: it holds persons.</summary>
    public override string ToString() => $"ListTable({Rows.Count} rows)";
}

/// <summary>Everything that stands on one document, as display text: what may be shown has been decided before.</summary>
internal sealed record CertificateContent
{
    /// <summary>The form.</summary>
    public required CertificateForm Form { get; init; }

    /// <summary>The printed title, such as 住民票の写し.</summary>
    public required string Title { get; init; }

    /// <summary>Identifies the document on each of its pages (incident I-4).</summary>
    public required string DocumentId { get; init; }

    /// <summary>The issue number; each copy has its own.</summary>
    public required IssueNumber IssueNumber { get; init; }

    /// <summary>発行年月日 in wareki, such as 令和８年１１月２１日.</summary>
    public required string IssuedOn { get; init; }

    /// <summary>The persons, in the order of the form.</summary>
    public IReadOnlyList<CertificateSubject> Subjects { get; init; } = [];

    /// <summary>Items that stand once for all persons: address, householder, destination; for notices the table of items.</summary>
    public IReadOnlyList<LabelledItem> SharedItems { get; init; } = [];

    /// <summary>A statement under the title, such as that the document is made as an attachment to the 転入届; null for none.</summary>
    public string? Statement { get; init; }

    /// <summary>認証文; printed on the last page only. Null for forms that certify nothing.</summary>
    public string? AuthenticationText { get; init; }

    /// <summary>Who certifies or sends; null for lists.</summary>
    public Certifier? Certifier { get; init; }

    /// <summary>Text of the electronic seal (電子公印), such as 台帳市長之印; null prints none.</summary>
    public string? SealText { get; init; }

    /// <summary>The registered picture of the seal, drawn instead of its words; null draws the words.</summary>
    public SealImage? Seal { get; init; }

    /// <summary>Fixed text beside the seal, such as この印は黒色です; null for none.</summary>
    public string? SealRemark { get; init; }

    /// <summary>Fixed words.</summary>
    public CertificateMarks Marks { get; init; }

    /// <summary>Words across every page.</summary>
    public CertificateWatermark Watermark { get; init; }

    /// <summary>全国地方公共団体コード of the office whose QR codes stand on a 転出証明書 (<see cref="MoveOutCodes"/>); null for none.</summary>
    public string? QrMunicipality { get; init; }

    /// <summary>The text of a notice; null for certificates and lists.</summary>
    public NoticeText? Notice { get; init; }

    /// <summary>The table of a list; null for certificates and notices.</summary>
    public ListTable? Table { get; init; }

    /// <summary>What happens to a value that does not fit (clause 5.8, a parameter of the municipality).</summary>
    public OverflowPolicy Overflow { get; init; }

    /// <summary>Masked: persons.</summary>
    public override string ToString() => $"CertificateContent({Form}, {Subjects.Count} subjects)";
}

/// <summary>A value that is not wholly printed, for the overflow list (文字超過リスト, clause 5.8).</summary>
/// <param name="Page">Page, from 1.</param>
/// <param name="Label">Label of the field.</param>
/// <param name="DoesNotFit">It does not fit even at its smallest size.</param>
/// <param name="Missing">Characters without a glyph (未登録外字).</param>
internal sealed record FieldOverflow(int Page, string Label, bool DoesNotFit, IReadOnlyList<MissingCharacter> Missing);

/// <summary>A finished document.</summary>
/// <param name="Pdf">The file.</param>
/// <param name="Sha256">Hash of the drawing before compression.</param>
/// <param name="PageCount">Number of sheets.</param>
/// <param name="Overflows">Values not wholly printed; with any of them the clerk is alerted before release.</param>
internal sealed record CertificateDocument(byte[] Pdf, byte[] Sha256, int PageCount, IReadOnlyList<FieldOverflow> Overflows);
