using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;
using Daicho.ResidentRegister.Residents.Items;
using Daicho.Web;

namespace Daicho.ResidentRegister.EnterChange;

/// <summary>The words of the choices on the entry forms.</summary>
internal static class EntryWords
{
    /// <summary>確認した書類.</summary>
    public static IReadOnlyList<Choice> Documents { get; } = Each<CheckedDocument>(one => one switch
    {
        CheckedDocument.MoveOutCertificate => "転出証明書",
        CheckedDocument.SubstituteForMoveOutCertificate => "転出証明書に準ずる証明書・除票の写し",
        CheckedDocument.MoveOutInformation => "転出証明書情報",
        CheckedDocument.FamilyRegister => "戸籍謄抄本・附票の写し",
        CheckedDocument.ResidenceCard => "在留カード・特別永住者証明書",
        CheckedDocument.RelationshipProof => "続柄を証する書類",
        CheckedDocument.RegisterNotice => "戸籍届書・法第９条第２項の通知",
        CheckedDocument.ImmigrationConfirmation => "処理結果確認票（出入国在留管理庁）",
        CheckedDocument.Passport => "旅券",
        CheckedDocument.IndividualNumberCard => "マイナンバーカード",
        CheckedDocument.Survey => "実態調査書・その他の根拠書類",
        CheckedDocument.QualificationNotice => "資格・カード等の通知",
    });

    /// <summary>届出人.</summary>
    public static IReadOnlyList<Choice> Notifiers { get; } = Each<NotifierKind>(Of);

    /// <summary>性別.</summary>
    public static IReadOnlyList<Choice> Sexes { get; } =
        [new(nameof(Sex.Male), Labels.Of(Sex.Male)), new(nameof(Sex.Female), Labels.Of(Sex.Female))];

    /// <summary>住民種別.</summary>
    public static IReadOnlyList<Choice> Kinds { get; } = Each<ResidentKind>(Labels.Of);

    /// <summary>第30条の45の区分.</summary>
    public static IReadOnlyList<Choice> Categories { get; } = Each<ForeignCategory>(Labels.Of);

    /// <summary>情報の入手元.</summary>
    public static IReadOnlyList<Choice> Sources { get; } = Each<InformationSource>(Labels.Of);

    /// <summary>The words of a kind of notifier.</summary>
    public static string Of(NotifierKind kind) => kind switch
    {
        NotifierKind.Person => "本人",
        NotifierKind.Householder => "世帯主",
        NotifierKind.HouseholdMember => "同一世帯の者",
        NotifierKind.LegalRepresentative => "法定代理人",
        NotifierKind.Attorney => "任意代理人",
    };

    /// <summary>The choices of a field of the form.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The field has no choices: a form was defined without them.</exception>
    public static IReadOnlyList<Choice> ChoicesOf(string field) => field switch
    {
        "mode" => [new(nameof(EntryMode.NewEntry), "新規"), new(nameof(EntryMode.ReArrival), "再転入")],
        "noticeToPerson" => [new("1", "本人に通知する"), new("0", "通知しない")],
        "provision" => [new("30の46", "第３０条の４６"), new("30の47", "第３０条の４７")],
        "minor" => Each<MinorCase>(one => one switch
        {
            MinorCase.CommonCharacter => "俗字等の正字への更正",
            MinorCase.CharacterIdentification => "文字同定",
            MinorCase.PlaceRenamed => "行政区画・町名の変更",
            MinorCase.LotRenumbered => "地番の変更",
            MinorCase.ResidenceIndication => "住居表示の実施・変更",
            MinorCase.BuildingRenamed => "建物の名称・貸主の変更",
        }),
        "fix.sex" => [new("男", "男"), new("女", "女")],
        "fix.namePriority" => Each<NamePriority>(Labels.Of),
        "fix.category" => Each<ForeignCategory>(Labels.Of),
        _ when field.StartsWith("fix.", StringComparison.Ordinal) && FixableItems.Find(field["fix.".Length..]) is { IsFlag: true } =>
            [new("1", "有"), new("0", "無")],
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, "The field has no choices."),
    };

    private static IReadOnlyList<Choice> Each<T>(Func<T, string> words)
        where T : struct, Enum =>
        [.. Enum.GetValues<T>().Select(value => new Choice(Enum.GetName(value)!, words(value)))]; // a declared value has a name
}
