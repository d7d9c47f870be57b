using System.Globalization;
using Daicho.Kernel;
using Daicho.ResidentRegister.ChangeCases;
using Daicho.ResidentRegister.IssueCertificate.Layout;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Items;

namespace Daicho.ResidentRegister.IssueCertificate;

/// <summary>One line of the review list (審査リスト). Masked: it names a person.</summary>
internal sealed record ReviewLine(string Reason, string Name, string Address, PartialDate? HappenedOn, string EnteredBy)
{
    /// <inheritdoc />
    public override string ToString() => "ReviewLine(***)";
}

/// <summary>What a notice tells of a decided change, read from the history of its addressee.</summary>
/// <param name="Reason">異動の事由 in words.</param>
/// <param name="Facts">Dates and basis of the act.</param>
/// <param name="Before">The record before; null for somebody who came with the act.</param>
/// <param name="After">The record that the act made.</param>
internal sealed record NoticeFacts(string Reason, ChangeFacts Facts, ResidentRecord? Before, ResidentRecord After)
{
    /// <summary>The facts of an act; null when it did not touch the addressee, or leaves nothing for the form to tell.</summary>
    /// <param name="form">The form.</param>
    /// <param name="act">The act.</param>
    /// <param name="history">History of the addressee, newest first.</param>
    public static NoticeFacts? Of(CertificateForm form, Guid act, IReadOnlyList<HistoryRow> history)
    {
        if (history.FirstOrDefault(row => row.Facts.ActId == act) is not { } after)
        {
            return null;
        }

        ResidentRecord? before =
            history.FirstOrDefault(row => row.HistoryNo < after.HistoryNo && row.Facts.ActId != act)?.Record;
        NoticeFacts facts = new(ChangeReasons.Get(after.Facts.Reason).Japanese, after.Facts, before, after.Record);
        bool tells = form switch
        {
            CertificateForm.HouseholderChangeNotice => before?.Household.Head is not null && after.Record.Household.Head is not null,
            CertificateForm.HouseholderChangeRequest => before?.Household.Head is not null && after.Record.Household.Head is null,
            CertificateForm.AdultWardMoveOutNotice => after.Record.MoveOut is { PlannedTo.Abroad: false },
            CertificateForm.ArrivalNoticeInquiry => history[0].Record is { IsLive: false, MoveOut: { PlannedTo.Abroad: false, NoticeOn: null } },
            _ => true,
        };
        return tells ? facts : null;
    }

    /// <inheritdoc />
    public override string ToString() => "NoticeFacts(***)";
}

/// <summary>Notices and lists that the processing of a change prints (RR-87). Pure; the frame comes from the composer.</summary>
internal static class Notices
{
    /// <summary>住民票コード通知票, 変更通知票 and 修正通知票 (20.4.1 to 20.4.3).</summary>
    public static CertificateContent RecordCode(
        CertificateContent frame, CertificateRequest request, ResidentRecord record, IssuerSettings issuer) => frame with
    {
        AuthenticationText = null,
        SharedItems =
        [
            NumberPlaces.For(CertificateItem.RecordCode, record.Id.Value),
            new LabelledItem("氏名", record.Name.Display),
            new LabelledItem("生年月日", record.Kind == ResidentKind.Foreign ? record.BirthDate.DisplayWestern() : record.BirthDate.Display()),
        ],
        Notice = new NoticeText(
            Addressee(record, new SubjectItems(record, request, issuer).PresentAddress),
            [CodeText(frame.Form)],
            [issuer.Contact]),
    };

    private static string CodeText(CertificateForm form) => form switch
    {
        CertificateForm.ResidentRecordCodeChangeNotice =>
            "請求により、あなたの住民票に記載された住民票コードを下記のとおり変更しましたので、住民基本台帳法第３０条の４の規定により通知します。",
        CertificateForm.ResidentRecordCodeCorrectionNotice =>
            "あなたの住民票に記載された住民票コードに誤りがありましたので、下記のとおり修正し、通知します。",
        _ => "あなたの住民票に住民票コードを記載しましたので、住民基本台帳法第３０条の３の規定により通知します。",
    };

    // Items that the person is told of; codes and marks of the office are not.
    private static readonly HashSet<string> ToldGroups =
        ["氏名", "住所", "世帯", "戸籍", "住民となった日", "転入前住所", "外国人住民", "消除"];

    /// <summary>The notice of a decided act that the frame's form names.</summary>
    public static CertificateContent OfAct(
        CertificateContent frame, ResidentRecord to, NoticeFacts notice, IssuerSettings issuer) => frame.Form switch
    {
        CertificateForm.HouseholderChangeNotice => HouseholderChange(
            frame, to, notice.Before!.Household.Head!.Written, notice.After.Household.Head!.Written, // NoticeFacts.Of tells
            notice.Facts.HappenedOn.SortDate ?? notice.Facts.ProcessedOn, issuer),
        CertificateForm.HouseholderChangeRequest => HouseholderRequest(frame, to, notice, issuer),
        CertificateForm.ReceiptNotice => Receipt(frame, to, notice, issuer),
        CertificateForm.AdultWardMoveOutNotice => MunicipalLetters.AdultWard(frame, notice.After, issuer),
        CertificateForm.ArrivalNoticeInquiry => MunicipalLetters.ArrivalInquiry(frame, to, issuer),
        _ => ExOfficioEntry(
            frame, to, notice.Reason,
            [
                .. RecordDiff.Between(notice.Before, notice.After).Where(one => ToldGroups.Contains(one.Item.Group))
                    .Select(one => (one.Item.Japanese, one.Before, one.After)),
            ],
            notice.Facts.ProcessedOn, issuer),
    };

    /// <summary>住民異動届受理通知: to the address before the change, where a person learns of a notification that was not theirs.</summary>
    private static CertificateContent Receipt(
        CertificateContent frame, ResidentRecord to, NoticeFacts notice, IssuerSettings issuer)
    {
        ResidentRecord known = notice.Before ?? notice.After;
        string address = issuer.Prefecture + issuer.Municipality + known.Address.Full;
        return frame with
        {
            SharedItems =
            [
                new LabelledItem("届出の種類", notice.Reason, ItemWidth.Half),
                new LabelledItem("届出年月日", notice.Facts.NotifiedOn is { } day ? Wareki.Display(day, EraTable.Default) : "", ItemWidth.Half),
                new LabelledItem("異動する者", to.Name.Display),
                new LabelledItem("異動年月日", notice.Facts.HappenedOn.Display()),
            ],
            Notice = new NoticeText(
                Addressee(known, address),
                ["下記のとおり住民異動届を受理しましたので通知します。"],
                ["この届出に心当たりがないときは、この通知書を持って速やかに窓口へお申し出ください。", issuer.Contact]),
        };
    }

    /// <summary>世帯主変更依頼通知書 (4.0.5).</summary>
    private static CertificateContent HouseholderRequest(
        CertificateContent frame, ResidentRecord to, NoticeFacts notice, IssuerSettings issuer)
    {
        string address = issuer.Prefecture + issuer.Municipality + to.Address.Full;
        return frame with
        {
            SharedItems =
            [
                new LabelledItem("住所", address), new LabelledItem("従前の世帯主", notice.Before!.Household.Head!.Written), // NoticeFacts.Of tells
                new LabelledItem("世帯主でなくなった年月日", notice.Facts.HappenedOn.Display()),
            ],
            Notice = new NoticeText(
                Addressee(to, address),
                ["あなたの世帯の世帯主が異動し、現在、世帯主が定まっていません。住民基本台帳法第２５条の規定により、世帯主の変更を届け出てください。"],
                ["届出は、変更のあった日から１４日以内に、世帯主又は世帯員の方が窓口で行ってください。", issuer.Contact]),
        };
    }

    /// <summary>世帯主変更通知書 (4.0.4).</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="to">Who is told.</param>
    /// <param name="before">The former householder's name.</param>
    /// <param name="after">The new householder's name.</param>
    /// <param name="on">変更年月日.</param>
    /// <param name="issuer">The municipality.</param>
    public static CertificateContent HouseholderChange(
        CertificateContent frame, ResidentRecord to, string before, string after, DateOnly on, IssuerSettings issuer)
    {
        string address = issuer.Prefecture + issuer.Municipality + to.Address.Full;
        return frame with
        {
            SharedItems =
            [
                new LabelledItem("住所", address), new LabelledItem("変更前の世帯主", before),
                new LabelledItem("変更後の世帯主", after), new LabelledItem("変更年月日", Wareki.Display(on, EraTable.Default)),
            ],
            Notice = new NoticeText(
                Addressee(to, address),
                ["下記のとおり世帯主を変更しましたので通知します。"],
                ["内容に相違があるときは、この通知を受け取った日から１４日以内に窓口へお申し出ください。", issuer.Contact]),
        };
    }

    /// <summary>職権記載等通知書 (住民基本台帳法施行令第12条第4項).</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="to">The person as recorded now.</param>
    /// <param name="reason">異動の事由 in words.</param>
    /// <param name="changed">Item, before and after.</param>
    /// <param name="on">処理年月日.</param>
    /// <param name="issuer">The municipality.</param>
    public static CertificateContent ExOfficioEntry(
        CertificateContent frame,
        ResidentRecord to,
        string reason,
        IReadOnlyList<(string Item, string Before, string After)> changed,
        DateOnly on,
        IssuerSettings issuer)
    {
        string address = issuer.Prefecture + issuer.Municipality + to.Address.Full;
        return frame with
        {
            SharedItems =
            [
                new LabelledItem("氏名", to.Name.Display), new LabelledItem("住所", address),
                new LabelledItem("異動の事由", reason, ItemWidth.Half),
                new LabelledItem("処理年月日", Wareki.Display(on, EraTable.Default), ItemWidth.Half),
                .. changed.SelectMany(one => new LabelledItem[]
                {
                    new($"修正前　{one.Item}", one.Before), new($"修正後　{one.Item}", one.After),
                }),
            ],
            Notice = new NoticeText(
                Addressee(to, address),
                ["住民基本台帳法施行令第１２条第４項の規定により、下記のとおり職権で住民票の記載等をしましたので通知します。"],
                [
                    $"この処分に不服があるときは、この処分があったことを知った日の翌日から起算して３か月以内に、{issuer.Municipality}長に対して審査請求をすることができます。",
                    issuer.Contact,
                ]),
        };
    }

    /// <summary>審査リスト of changes that wait or were processed on a day.</summary>
    public static CertificateContent ReviewList(
        CertificateContent frame, IReadOnlyList<ReviewLine> lines, DateOnly processedOn, string office) => frame with
    {
        Certifier = null,
        SealText = null,
        SealRemark = null,
        SharedItems =
        [
            new LabelledItem("処理日", Wareki.Display(processedOn, EraTable.Default), ItemWidth.Half),
            new LabelledItem("所管", office, ItemWidth.Half),
        ],
        Table = new ListTable(
            [new("番号", 1), new("異動事由", 1.8), new("氏名", 3), new("住所", 4.4), new("異動日", 2.9), new("入力者", 1.5)],
            [
                .. lines.Select((line, index) => (IReadOnlyList<string>)
                    [$"{index + 1}", line.Reason, line.Name, line.Address, line.HappenedOn?.Display() ?? "", line.EnteredBy]),
            ]),
    };

    /// <summary>確認用帳票 of a case before its registration.</summary>
    public static CertificateContent Confirmation(CertificateContent frame, OpenedCase of) => frame with
    {
        Certifier = null,
        SealText = null,
        SealRemark = null,
        Statement = "登録前の確認用です。証明書として使用できません。",
        SharedItems =
        [
            new LabelledItem("受付番号", of.Case.Number.ToString(CultureInfo.InvariantCulture), ItemWidth.Half),
            new LabelledItem("異動事由", of.Case.ReasonText, ItemWidth.Half),
        ],
        Table = new ListTable(
            [new("氏名", 2), new("項目", 2), new("変更前", 4), new("変更後", 4)],
            [
                .. of.Rows.SelectMany(row => RecordDiff.Between(row.Before, row.Row.Record).Select(item => (IReadOnlyList<string>)
                    [row.Row.Record.Name.Display, item.Item.Japanese, item.Before, item.After])),
            ]),
    };

    private static string Addressee(ResidentRecord to, string address)
    {
        string postal = to.Address.PostalCode is { } code ? $"〒{code.Value}\n" : "";
        return $"{postal}{address}\n{to.NameOnLetters}　様";
    }
}
