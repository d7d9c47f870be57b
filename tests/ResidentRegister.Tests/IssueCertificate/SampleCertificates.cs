using System.Globalization;

using Daicho.ResidentRegister.IssueCertificate.Layout;

namespace Daicho.ResidentRegister.Tests.IssueCertificate;

/// <summary>One document of each form, with invented people of the invented town 台帳市.</summary>
internal static class SampleCertificates
{
    public const string DocumentId = "0193f5a0-7c3e-7000-8000-00000000a001";
    public const string Authentication = "この写しは、住民票の原本と相違ないことを証明する。";
    public const string VariantName = "葛\U000E0102城　辻\U000E0102之介";

    private const string Address = "架空県台帳市本町一丁目２番３号　台帳ハイツ１０１号室";

    public static CertificateContent Base(CertificateForm form, string title) => new()
    {
        Form = form,
        Title = title,
        DocumentId = DocumentId,
        IssueNumber = new IssueNumber(new DateOnly(2026, 11, 21), "台帳市", "本庁1", "プリンタ001", 11),
        IssuedOn = "令和８年１１月２１日",
        AuthenticationText = Authentication,
        Certifier = new Certifier("架空県", "台帳市", "長", "仮名　一郎"),
        SealText = "台帳市長之印",
        SealRemark = "この印は黒色です。",
        Watermark = CertificateWatermark.FictitiousData,
    };

    public static CertificateSubject Person(string name = VariantName, string? reading = "カツラギ　ツジノスケ") => new(name, reading,
    [
        new("生年月日", "昭和５５年４月１日", ItemWidth.TwoThirds), new("性別", "男", ItemWidth.Third),
        new("住所", Address),
        new("世帯主", VariantName, ItemWidth.TwoThirds), new("続柄", "世帯主", ItemWidth.Third),
        new("本籍", "架空県台帳市本町一丁目２番", ItemWidth.Full), new("筆頭者", "葛\U000E0102城　太郎"),
        new("住民となった年月日", "令和２年４月１日", ItemWidth.Half), new("届出日", "令和２年４月３日", ItemWidth.Half),
        new("住所を定めた年月日", "", ItemWidth.Half), new("届出日", "", ItemWidth.Half),
        new("転入前住所", "架空県仮設町大字試験１００番地"),
        new("個人番号", "（省略）", ItemWidth.Half), new("住民票コード", "（省略）", ItemWidth.Half),
    ]);

    public static CertificateContent PersonCopy() => Base(CertificateForm.PersonCopy, "住民票の写し") with { Subjects = [Person()] };

    public static CertificateContent PersonCopyWithHistory(int entries) => PersonCopy() with
    {
        Subjects =
        [
            Person() with
            {
                Notes =
                [
                    .. Enumerable.Range(2, entries).Select(Wide).Select(number => new CertificateNote(
                        NoteKind.History, $"平成{number}年４月１日転居、平成{number}年４月３日届出。異動前住所　架空県台帳市仮町{number}番{number}号　台帳市営住宅{number}号棟１０１号室")),
                    new(NoteKind.Remark, "令和７年５月２６日、振り仮名を戸籍の記載により記載"),
                    new(NoteKind.PointToNote, "氏名の文字は、行政事務標準文字による。"),
                ],
            },
        ],
    };

    public static CertificateContent Foreigner() => Base(CertificateForm.PersonCopy, "住民票の写し") with
    {
        Marks = CertificateMarks.OfficialUse,
        Watermark = CertificateWatermark.FictitiousData | CertificateWatermark.Specimen,
        Subjects =
        [
            new("KAKUU MAXIMILIAN ALEXANDER JOHANNES FREDERIK VON TESTENBERG UND ZU DAICHO", null,
            [
                new("通称", "架空　正男（カクウ　マサオ）"),
                new("生年月日", "１９７０年１月２日", ItemWidth.TwoThirds), new("性別", "男", ItemWidth.Third),
                new("住所", "架空県台帳市架空の森一丁目２番３号　架空の森ガーデンヒルズレジデンス・ザ・タワーイーストウイング壱番館１２３４号室（架空管理組合方　架空太郎様方）"),
                new("国籍・地域", "架空国", ItemWidth.Half), new("第３０条の４５に規定する区分", "中長期在留者", ItemWidth.Half),
                new("在留資格", "技術・人文知識・国際業務", ItemWidth.Half), new("在留期間等", "５年", ItemWidth.Half),
                new("在留期間の満了の日", "２０２９年３月３１日", ItemWidth.Half), new("在留カード等の番号", "ZZ00000000ZZ", ItemWidth.Half),
                new("外国人住民となった年月日", "平成２４年７月９日", ItemWidth.Half), new("届出日", "", ItemWidth.Half),
                new("住民となった年月日", "平成３０年１月１５日", ItemWidth.Half), new("届出日", "平成３０年１月１５日", ItemWidth.Half),
                new("転入前住所", "架空県仮設町大字試験１００番地"),
            ]),
        ],
    };

    public static CertificateContent Household(int members) => Base(CertificateForm.HouseholdCopy, "住民票の写し") with
    {
        SharedItems = [new("住所", Address), new("世帯主", VariantName)],
        Subjects = [.. Enumerable.Range(1, members).Select(Member)],
    };

    /// <summary>Seventeen persons, some with names and addresses as long as real ones get.</summary>
    public static CertificateContent LargeHousehold()
    {
        CertificateContent content = Household(17);
        return content with { Subjects = [.. content.Subjects.Select((member, at) => at % 5 == 2 ? Lengthened(member) : member)] };
    }

    public static CertificateContent MovingOut() => Base(CertificateForm.MovingOutCertificate, "転出証明書") with
    {
        AuthenticationText = "上記のとおり転出することを証明する。",
        Marks = CertificateMarks.Reissue | CertificateMarks.SpecialCaseMovingOut,
        SharedItems =
        [
            new("住所", Address), new("世帯主", VariantName), new("転出先", "架空県仮設市仮設町９丁目８番７号", ItemWidth.Full),
            new("転出予定年月日", "令和８年１２月１日", ItemWidth.Half), new("届出年月日", "令和８年１１月２１日", ItemWidth.Half),
        ],
        Subjects = [Mover(1), Mover(2)],
        QrMunicipality = "131016",
    };

    public static CertificateContent Equivalent() => MovingOut() with
    {
        Form = CertificateForm.MovingOutCertificateEquivalent,
        Title = "転出証明書に準ずる証明書",
        Statement = "この証明書は、住民基本台帳法第２２条の規定による転入届に添付すべき書類として交付するものである。",
        AuthenticationText = "上記のとおり転出したことを証明する。",
        Marks = CertificateMarks.None,
        QrMunicipality = null,
    };

    public static CertificateContent Removed() => Base(CertificateForm.RemovedRecordCopy, "住民票の除票の写し") with
    {
        AuthenticationText = "この写しは、住民票の除票の原本と相違ないことを証明する。",
        Marks = CertificateMarks.Removed,
        Subjects =
        [
            Person() with
            {
                Items =
                [
                    .. Person().Items.SkipLast(2), new("消除年月日", "令和８年１０月１日", ItemWidth.Half), new("消除事由", "転出", ItemWidth.Half),
                    new("転出先（予定）", "架空県仮設市仮設町９丁目８番７号"), new("転出先（確定）", "架空県仮設市仮設町９丁目８番７号"),
                    new("転入通知年月日", "令和８年１０月４日", ItemWidth.Half), new("転出年月日", "令和８年１０月２日", ItemWidth.Half),
                ],
            },
        ],
    };

    public static CertificateContent EnteredItems(bool household) =>
        (household ? Household(3) : PersonCopy()) with
        {
            Form = household ? CertificateForm.EnteredItemsHousehold : CertificateForm.EnteredItemsPerson,
            Title = "住民票記載事項証明書",
            AuthenticationText = "上記の事項は、住民票に記載があることを証明する。",
        };

    public static CertificateContent CodeNotice() => Notice(
        CertificateForm.ResidentRecordCodeNotice, "住民票コード通知票",
        ["あなたの住民票に新たに住民票コードを記載しましたので、住民基本台帳法第７条及び第３０条の３の規定により通知します。"],
        [new("住民票コード", "００００００００００１"), new("氏名", VariantName), new("生年月日", "昭和５５年４月１日", ItemWidth.Half), new("記載年月日", "令和８年１１月２１日", ItemWidth.Half)]);

    public static CertificateContent CodeChange() => Notice(
        CertificateForm.ResidentRecordCodeChangeNotice, "住民票コード変更通知票",
        ["請求により、あなたの住民票に記載された住民票コードを下記のとおり変更しましたので、住民基本台帳法第３０条の４の規定により通知します。"],
        [new("住民票コード", "００００００００００１"), new("氏名", VariantName), new("生年月日", "昭和５５年４月１日")]);

    public static CertificateContent CodeCorrection() => Notice(
        CertificateForm.ResidentRecordCodeCorrectionNotice, "住民票コード修正通知票",
        ["あなたの住民票に記載された住民票コードに誤りがありましたので、下記のとおり修正し、通知します。"],
        [new("住民票コード", "００００００００００１"), new("氏名", VariantName), new("生年月日", "昭和５５年４月１日")]);

    public static CertificateContent AdultWard() => Notice(
        CertificateForm.AdultWardMoveOutNotice, "成年被後見人の転出通知",
        ["下記の者は、成年被後見人として台帳市に登録されている者であり、貴市区町村へ転出する旨の届出がありましたので通知します。"],
        Mover()) with
    {
        Notice = new("転入地市区町村長　様", ["下記の者は、成年被後見人として台帳市に登録されている者であり、貴市区町村へ転出する旨の届出がありましたので通知します。"], ["問い合わせ先　台帳市役所　市民部　市民課"]),
    };

    public static CertificateContent ArrivalInquiry() => Notice(
        CertificateForm.ArrivalNoticeInquiry, "転入通知未着照会書", ["転入の届出の有無を調査のうえ、回答してください。"], Mover()) with
    {
        Notice = new(
            "転入地市区町村長　様", ["下記の者は、貴市区町村へ転出したものとして住民票を消除しましたが、住民基本台帳法第９条第１項の規定による転入通知が届いていません。転入の届出の有無を調査のうえ、回答してください。"],
            ["回答　　□　転入の届出がある（転入年月日　　　　　年　　　月　　　日）　　□　転入の届出がない", "問い合わせ先　台帳市役所　市民部　市民課"]),
    };

    private static IReadOnlyList<LabelledItem> Mover() =>
    [
        new("氏名", VariantName), new("生年月日", "昭和５５年４月１日", ItemWidth.Half), new("性別", "女", ItemWidth.Half), new("転出前の住所", Address),
        new("転出先（予定）", "架空県仮設市仮設町９丁目８番７号"), new("転出予定年月日", "令和８年１０月１日"),
    ];

    public static CertificateContent HouseholderChange() => Notice(
        CertificateForm.HouseholderChangeNotice, "世帯主変更通知書",
        ["下記のとおり世帯主を変更しましたので通知します。", "内容に相違がある場合は、この通知を受け取った日から１４日以内に、市民課の窓口へお申し出ください。"],
        [new("住所", Address), new("変更前の世帯主", "葛\U000E0102城　太郎"), new("変更後の世帯主", VariantName), new("変更年月日", "令和８年１１月２０日")]);

    public static CertificateContent HouseholderRequest() => Notice(
        CertificateForm.HouseholderChangeRequest, "世帯主変更依頼通知書",
        ["あなたの世帯の世帯主が異動し、現在、世帯主が定まっていません。住民基本台帳法第２５条の規定により、世帯主の変更を届け出てください。"],
        [new("住所", Address), new("従前の世帯主", "葛\U000E0102城　太郎"), new("世帯主でなくなった年月日", "令和８年１１月２０日")]);

    public static CertificateContent Receipt() => Notice(
        CertificateForm.ReceiptNotice, "住民異動届受理通知",
        ["下記のとおり住民異動届を受理しましたので通知します。"],
        [new("届出の種類", "転居", ItemWidth.Half), new("届出年月日", "令和８年１１月２０日", ItemWidth.Half), new("異動する者", VariantName), new("異動年月日", "令和８年１１月１５日")]);

    public static CertificateContent ExOfficio() => Notice(
        CertificateForm.ExOfficioEntryNotice, "職権記載等通知書",
        ["住民基本台帳法施行令第１２条第４項の規定により、下記のとおり職権で住民票の記載等をしましたので通知します。"],
        [new("氏名", VariantName), new("住所", Address), new("異動の事由", "職権修正", ItemWidth.Half), new("処理年月日", "令和８年１１月２０日", ItemWidth.Half), new("修正前", "架空県台帳市本町一丁目２番"), new("修正後", "架空県台帳市本町一丁目２番３号")]) with
    {
        Notice = new("〒０００－００００\n架空県台帳市本町一丁目２番３号\n台帳ハイツ１０１号室\n" + VariantName + "　様", ["住民基本台帳法施行令第１２条第４項の規定により、下記のとおり職権で住民票の記載等をしましたので通知します。"],
            ["この処分に不服があるときは、この処分があったことを知った日の翌日から起算して３か月以内に、台帳市長に対して審査請求をすることができます。"]) { OfficeNumber = "台市民第１２３号" },
    };

    public static CertificateContent ReviewList(int rows) => Base(CertificateForm.ReviewList, "異動審査リスト") with
    {
        AuthenticationText = null, Certifier = null, SealText = null,
        SharedItems = [new("処理日", "令和８年１１月２１日", ItemWidth.Half), new("所管", "市民課", ItemWidth.Half)],
        Table = new(
            [new("番号", 1), new("異動事由", 1.6), new("氏名", 3), new("住所", 4.6), new("異動日", 2.9), new("入力者", 1.5)],
            [.. Enumerable.Range(1, rows).Select(row => (IReadOnlyList<string>)
            [
                row.ToString(CultureInfo.InvariantCulture), "転入", row % 7 == 0 ? "KAKUU MAXIMILIAN ALEXANDER VON TESTENBERG" : $"架空　{Kanji(row)}子",
                row % 5 == 0 ? "架空県台帳市架空の森一丁目２番３号　架空の森ガーデンヒルズレジデンス壱番館１２３４号室" : "架空県台帳市本町一丁目２番３号", "令和８年１１月２０日", "仮名",
            ])]),
    };

    public static CertificateContent Confirmation() => Base(CertificateForm.ConfirmationSheet, "確認用帳票（転居）") with
    {
        AuthenticationText = null, Certifier = null, SealText = null,
        Statement = "登録前の確認用です。証明書として使用できません。",
        SharedItems = [new("氏名", VariantName, ItemWidth.Half), new("届出日", "令和８年１１月２１日", ItemWidth.Half)],
        Table = new(
            [new("項目", 2), new("変更前", 5), new("変更後", 5)],
            [["住所", Address, "架空県台帳市仮町三丁目４番５号"], ["世帯主", VariantName, VariantName], ["続柄", "世帯主", "世帯主"], ["住所を定めた年月日", "", "令和８年１１月２０日"]]),
    };

    public static IReadOnlyDictionary<string, CertificateContent> All() => new Dictionary<string, CertificateContent>
    {
        ["PersonCopy"] = PersonCopy(), ["PersonHistory"] = PersonCopyWithHistory(24), ["Foreigner"] = Foreigner(), ["Removed"] = Removed(),
        ["HouseholdNine"] = Household(9), ["HouseholdTwo"] = Household(2), ["HouseholdLarge"] = LargeHousehold(), ["MovingOut"] = MovingOut(), ["Equivalent"] = Equivalent(),
        ["EnteredPerson"] = EnteredItems(false), ["EnteredHousehold"] = EnteredItems(true), ["CodeNotice"] = CodeNotice(),
        ["HouseholderChange"] = HouseholderChange(), ["ExOfficio"] = ExOfficio(), ["ReviewList"] = ReviewList(60), ["Confirmation"] = Confirmation(),
        ["HouseholderRequest"] = HouseholderRequest(), ["Receipt"] = Receipt(), ["CodeChange"] = CodeChange(),
        ["CodeCorrection"] = CodeCorrection(), ["AdultWard"] = AdultWard(), ["ArrivalInquiry"] = ArrivalInquiry(),
    };

    private static CertificateContent Notice(CertificateForm form, string title, IReadOnlyList<string> paragraphs, IReadOnlyList<LabelledItem> items) =>
        Base(form, title) with
        {
            AuthenticationText = null,
            SharedItems = items,
            Notice = new(
                "〒０００－００００\n架空県台帳市本町一丁目２番３号\n台帳ハイツ１０１号室\n" + VariantName + "　様", paragraphs,
                ["問い合わせ先　台帳市役所　市民部　市民課　電話００００－００－００００"])
            { OfficeNumber = "台市民第１２３号" },
        };

    private static CertificateSubject Member(int number) => new(number == 1 ? VariantName : $"架空　{Kanji(number)}子", number == 1 ? "カツラギ　ツジノスケ" : "カクウ　コ",
    [
        new("生年月日", "平成１２年３月４日", ItemWidth.Half), new("性別", number == 1 ? "男" : "女", ItemWidth.Half),
        new("続柄", number == 1 ? "世帯主" : "同居人", ItemWidth.Half), new("住民となった年月日", "令和２年４月１日", ItemWidth.Half),
        new("住所を定めた年月日", "", ItemWidth.Half), new("届出日", "令和２年４月３日", ItemWidth.Half),
        new("本籍", "（省略）", ItemWidth.Half), new("筆頭者", "（省略）", ItemWidth.Half),
        new("転入前住所", "架空県仮設町大字試験１００番地"),
    ]);

    private static CertificateSubject Lengthened(CertificateSubject member) =>
        new("KAKUU MAXIMILIAN ALEXANDER JOHANNES FREDERIK VON TESTENBERG UND ZU DAICHO", null,
        [
            new("通称", "架空　正男（カクウ　マサオ）"),
            .. member.Items.SkipLast(1),
            new("転入前住所", "架空県仮設市架空の森一丁目２番３号　架空の森ガーデンヒルズレジデンス・ザ・タワーイーストウイング壱番館１２３４号室（架空管理組合方）"),
        ])
        {
            Notes = [new(NoteKind.PointToNote, "氏名の文字は、在留カードの表記による。")],
        };

    private static CertificateSubject Mover(int number) => new(number == 1 ? VariantName : $"架空　{Kanji(number)}子", number == 1 ? "カツラギ　ツジノスケ" : "カクウ　コ",
    [
        new("生年月日", "平成１２年３月４日", ItemWidth.Half), new("性別", number == 1 ? "男" : "女", ItemWidth.Half),
        new("続柄", number == 1 ? "世帯主" : "妻", ItemWidth.Half), new("住民票コード", "００００００００００１", ItemWidth.Half),
        new("個人番号", "００００００００００００", ItemWidth.Half), new("児童手当", "受給者", ItemWidth.Half),
        new("本籍", "架空県台帳市本町一丁目２番", ItemWidth.TwoThirds), new("筆頭者", "葛\U000E0102城　太郎", ItemWidth.Third),
        new("国民健康保険", "被保険者", ItemWidth.Third), new("国民年金", "第１号", ItemWidth.Third), new("介護保険", "該当なし", ItemWidth.Third),
    ]);

    private static string Wide(int number) =>
        string.Concat(number.ToString(CultureInfo.InvariantCulture).Select(digit => (char)(digit - '0' + '０')));

    private static char Kanji(int number) => "一二三四五六七八九十"[number % 10];
}
