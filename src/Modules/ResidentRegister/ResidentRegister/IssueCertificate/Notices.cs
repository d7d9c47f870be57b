using Daicho.Kernel;
using Daicho.ResidentRegister.IssueCertificate.Layout;
using Daicho.ResidentRegister.Residents;

namespace Daicho.ResidentRegister.IssueCertificate;

/// <summary>One line of the review list (審査リスト). Masked: it names a person.</summary>
internal sealed record ReviewLine(string Reason, string Name, string Address, PartialDate HappenedOn, string EnteredBy)
{
    /// <inheritdoc />
    public override string ToString() => "ReviewLine(***)";
}

/// <summary>Notices and lists that the processing of a change prints (RR-87). Pure; the frame comes from the composer.</summary>
internal static class Notices
{
    /// <summary>住民票コード通知票 (20.4.1).</summary>
    public static CertificateContent RecordCode(
        CertificateContent frame, CertificateRequest request, ResidentRecord record, IssuerSettings issuer) => frame with
    {
        AuthenticationText = null,
        SharedItems =
        [
            new LabelledItem("住民票コード", NumberPlaces.For(CertificateItem.RecordCode, record.Id.Value)),
            new LabelledItem("氏名", record.Name.Display),
            new LabelledItem("生年月日", record.Kind == ResidentKind.Foreign ? record.BirthDate.DisplayWestern() : record.BirthDate.Display()),
        ],
        Notice = new NoticeText(
            Addressee(record, new SubjectItems(record, request, issuer).PresentAddress),
            ["あなたの住民票に住民票コードを記載しましたので、住民基本台帳法第３０条の３の規定により通知します。"],
            [issuer.Contact]),
    };

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
                    [$"{index + 1}", line.Reason, line.Name, line.Address, line.HappenedOn.Display(), line.EnteredBy]),
            ]),
    };

    private static string Addressee(ResidentRecord to, string address)
    {
        string postal = to.Address.PostalCode is { } code ? $"〒{code.Value}\n" : "";
        return $"{postal}{address}\n{to.Name.Display}　様";
    }
}
