using Daicho.Kernel;
using Daicho.ResidentRegister.IssueCertificate.Layout;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Items;

namespace Daicho.ResidentRegister.IssueCertificate;

/// <summary>Letters about a person to the municipality of arrival (9.4, 4.1.3.1.4). Pure; the frame comes from the composer.</summary>
internal static class MunicipalLetters
{
    // The destination as notified stands below; which municipality it names is not derived from its words.
    private const string Addressee = "転入地市区町村長　様";

    /// <summary>成年被後見人の転出通知 (9.4).</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="mover">The record with the plan of the move.</param>
    /// <param name="issuer">The municipality.</param>
    public static CertificateContent AdultWard(CertificateContent frame, ResidentRecord mover, IssuerSettings issuer) => frame with
    {
        SharedItems = About(mover, issuer),
        Notice = new NoticeText(
            Addressee,
            [$"下記の者は、成年被後見人として{issuer.Municipality}に登録されている者であり、貴市区町村へ転出する旨の届出がありましたので通知します。"],
            [issuer.Contact]),
    };

    /// <summary>転入通知未着照会書 (4.1.3.1.4; 住民基本台帳法第9条第1項).</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="mover">The removed record.</param>
    /// <param name="issuer">The municipality.</param>
    public static CertificateContent ArrivalInquiry(CertificateContent frame, ResidentRecord mover, IssuerSettings issuer) => frame with
    {
        SharedItems = About(mover, issuer),
        Notice = new NoticeText(
            Addressee,
            [
                "下記の者は、貴市区町村へ転出したものとして住民票を消除しましたが、住民基本台帳法第９条第１項の規定による転入通知が届いていません。"
                    + "転入の届出の有無を調査のうえ、回答してください。",
            ],
            ["回答　　□　転入の届出がある（転入年月日　　　　　年　　　月　　　日）　　□　転入の届出がない", issuer.Contact]),
    };

    private static LabelledItem[] About(ResidentRecord mover, IssuerSettings issuer)
    {
        MoveOut move = mover.MoveOut ?? throw new ArgumentException("A mover has a destination.", nameof(mover));
        return
        [
            new("氏名", mover.Name.Display),
            new("生年月日", mover.Kind == ResidentKind.Foreign ? mover.BirthDate.DisplayWestern() : mover.BirthDate.Display(), ItemWidth.Half),
            new("性別", Labels.Of(mover.Sex), ItemWidth.Half),
            new("転出前の住所", issuer.Prefecture + issuer.Municipality + mover.Address.Full),
            new("転出先（予定）", move.PlannedTo.Full),
            new("転出予定年月日", Wareki.Display(move.PlannedOn, EraTable.Default)),
        ];
    }
}
