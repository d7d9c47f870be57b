namespace Daicho.ResidentRegister.Residents.Changes;

/// <summary>The fields of each paper form. A field that is not here cannot be entered (CR-08).</summary>
internal static class FormDefinitions
{
    private static readonly Basis[] ByNotification = [Basis.Notification, Basis.ExOfficio, Basis.Application];
    private static readonly Basis[] ByNotice = [Basis.Notification, Basis.ExOfficio];
    private static readonly Basis[] ByRegister = [Basis.RegisterNotice, Basis.ExOfficio];
    private static readonly Basis[] Official = [Basis.ExOfficio, Basis.Application];
    private static readonly Basis[] AnyOfficial =
        [Basis.ExOfficio, Basis.Application, Basis.RegisterNotice, Basis.ImmigrationNotice];

    private static readonly FormField Persons = new("persons", "異動する者", FieldKind.Residents) { Required = true };
    private static readonly FormField NewPersons = new("newcomers", "異動する者", FieldKind.Newcomers) { Required = true };
    private static readonly FormField HappenedOn = new("happenedOn", "異動日", FieldKind.Date) { Required = true };
    private static readonly FormField NewAddress = new("newAddress", "新しい住所", FieldKind.Address) { Required = true };
    private static readonly FormField Target = new("target", "異動先の世帯", FieldKind.Household);
    private static readonly FormField NewHead = new("newHead", "新しい世帯主", FieldKind.Person);
    private static readonly FormField RemainingHead = new("remainingHead", "残る世帯の世帯主", FieldKind.Person);
    private static readonly FormField Kinship = new("relationships", "続柄", FieldKind.Relationships);
    private static readonly FormField Checked = new("documents", "確認した書類", FieldKind.Documents);

    private static readonly FormField NotifiedOn = new("notifiedOn", "届出日", FieldKind.Date);
    private static readonly FormField[] NewHome = [NewAddress, Target, NewHead, Kinship];

    /// <summary>Fields every notification has besides its dates.</summary>
    private static readonly FormField[] Notice =
    [
        new("notifier", "届出人", FieldKind.Notifier), new("ground", "職権記録書", FieldKind.Text),
        new("applicationOn", "申出日", FieldKind.Date), new("noticeToPerson", "職権記載等通知書", FieldKind.Choice),
    ];

    /// <summary>Fields every ex officio act has.</summary>
    private static readonly FormField[] Act =
    [
        new("ground", "職権記録書", FieldKind.Text), new("applicationOn", "申出日", FieldKind.Date), new("registerNoticeOn", "戸籍届出・通知日", FieldKind.Date),
        new("noticeOn", "通知日", FieldKind.Date), new("notifier", "申出人", FieldKind.Notifier), Checked,
        new("noticeToPerson", "職権記載等通知書", FieldKind.Choice),
    ];

    private static readonly FormField[] Basic =
    [
        new("person.name", "氏名・フリガナ", FieldKind.Text), new("person.sex", "性別", FieldKind.Choice), new("person.birthDate", "生年月日", FieldKind.Date),
        new("person.relationship", "続柄", FieldKind.Text),
    ];

    private static readonly FormField[] Arriving =
    [
        .. Basic, new("person.kind", "住民種別", FieldKind.Choice), new("person.movedInFrom", "転入前住所・世帯主", FieldKind.Address),
        new("person.domicile", "本籍・筆頭者", FieldKind.Address), new("person.formerSurname", "旧氏", FieldKind.Text),
        new("person.commonName", "通称", FieldKind.Text), new("person.parallelName", "併記名", FieldKind.Text),
        new("person.foreign", "国籍・地域、在留資格等", FieldKind.Text), new("person.individualNumber", "個人番号", FieldKind.Number),
        new("person.recordCode", "住民票コード", FieldKind.Number), new("person.earlier", "再転入者の従前の記録", FieldKind.Person),
        new("person.pointToNote", "留意事項", FieldKind.Text), new("mode", "新規・再転入", FieldKind.Choice),
    ];

    // Stated by the certificate of the municipality left; who comes from abroad brings none.
    private static readonly FormField DeletedNames = new("person.deletedCommonName", "通称の削除に関する事項", FieldKind.Text);

    /// <summary>All forms.</summary>
    public static IReadOnlyList<ChangeForm> All { get; } =
        [.. Arrivals(), .. Departures(), .. Households(), .. RegisterEvents(), .. ExOfficio(), .. Requests()];

    private static ChangeForm[] Arrivals() =>
    [
        new("MOVE_IN", "転入届", ["IN_DOMESTIC"], ByNotification,
            [
                HappenedOn, NotifiedOn, NewPersons, .. Arriving, DeletedNames, .. NewHome, Checked,
                new("certificate", "転出証明書の内容", FieldKind.Text), new("special", "特例転入", FieldKind.Check), .. Notice,
            ]),
        new("MOVE_IN_UNREPORTED", "転入届（未届転入）", ["IN_DOMESTIC"], ByNotification,
            [
                HappenedOn, NotifiedOn, NewPersons, .. Arriving, DeletedNames, new("person.lastRegistered", "最終登録住所地", FieldKind.Address),
                .. NewHome,
                Checked, new("certificate", "転出証明書の内容", FieldKind.Text), new("unreported", "未届転入", FieldKind.Check), .. Notice,
            ]),
        new("MOVE_IN_ABROAD", "転入届（国外から）", ["IN_ABROAD"], ByNotification,
            [
                HappenedOn, NotifiedOn, NewPersons, .. Arriving, new("person.livedElsewhereSince", "他市区町村での居住", FieldKind.Check), .. NewHome,
                Checked, new("provision", "法第３０条の４６・第３０条の４７", FieldKind.Choice), .. Notice,
            ]),
        new("RELOCATION", "転居届", ["MOVE"], ByNotification,
            [
                HappenedOn, NotifiedOn, Persons, NewAddress, Target, new("otherDwelling", "同一住所別家屋", FieldKind.Check), NewHead,
                RemainingHead, Kinship, .. Notice, Checked,
            ]),
    ];

    private static ChangeForm[] Departures() =>
    [
        new("MOVE_OUT", "転出届", ["OUT_DOMESTIC"], ByNotice,
            [
                HappenedOn, NotifiedOn, Persons, new("destination", "転出先（予定）・世帯主", FieldKind.Address) { Required = true },
                new("special", "特例による転出", FieldKind.Check), RemainingHead, Kinship, .. Notice, Checked,
            ]),
        new("MOVE_OUT_ABROAD", "転出届（国外へ）", ["OUT_ABROAD"], ByNotice,
            [
                HappenedOn, NotifiedOn, Persons, new("destination", "転出先（予定）の国名", FieldKind.Address) { Required = true },
                RemainingHead, Kinship, .. Notice, Checked,
            ]),
    ];

    private static ChangeForm[] Households() =>
    [
        new("HOUSEHOLD_SPLIT", "世帯変更届（世帯分離）", ["HH_SPLIT"], ByNotification,
            [HappenedOn, NotifiedOn, Persons, NewHead, Kinship, RemainingHead, .. Notice, Checked]),
        new("HOUSEHOLD_MERGE", "世帯変更届（世帯合併）", ["HH_MERGE"], ByNotification,
            [HappenedOn, NotifiedOn, Persons, Target, Kinship, .. Notice, Checked]),
        new("HOUSEHOLD_CHANGE", "世帯変更届（世帯変更）", ["HH_CHANGE"], ByNotification,
            [HappenedOn, NotifiedOn, Persons, Target, Kinship, RemainingHead, .. Notice, Checked]),
        new("HOUSEHOLD_HEAD", "世帯変更届（世帯主変更）", ["HH_HEAD"], ByNotification,
            [HappenedOn, NotifiedOn, Persons, NewHead, Kinship, .. Notice, Checked]),
    ];

    private static ChangeForm[] RegisterEvents() =>
    [
        new("BIRTH", "出生届・出生の通知", ["BIRTH"], ByRegister,
            [
                NewPersons, HappenedOn, .. Act, .. Basic, new("person.kind", "住民種別", FieldKind.Choice),
                new("person.parent", "父母", FieldKind.Person), new("person.domicile", "本籍・筆頭者", FieldKind.Address),
                new("person.foreign", "国籍・地域等", FieldKind.Text), new("filedWithMoveIn", "転入届と同時", FieldKind.Check), Target, Kinship,
                new("newAddress", "子の住所（支援措置の世帯に入るときは届書から入力）", FieldKind.Address),
            ]),
        new("DEATH", "死亡届・死亡の通知", ["DEATH"], ByRegister, [Persons, HappenedOn, .. Act, RemainingHead, Kinship]),
        new("NATURALISATION", "帰化・国籍取得の通知", ["EXO_ADD_NATURALIZED"], [Basis.RegisterNotice],
            [Persons, HappenedOn, .. Act, .. Fixes("name", "kana", "domicile", "domicileHead")]),
        new("NATIONALITY_LOSS", "国籍喪失の通知", ["EXO_ADD_NATIONALITY_LOST"], [Basis.RegisterNotice],
            [Persons, HappenedOn, .. Act, .. Fixes("name", "kana", "alphabet", "nationality")]),
        new("REGISTER_NOTICE", "戸籍の届出・法第９条第２項の通知による修正", ["EXO_FIX"], ByRegister,
            [
                Persons, HappenedOn, .. Act, Kinship,
                .. Fixes("name", "kana", "kanaConfirmed", "sex", "birthDate", "domicile", "domicileHead", "relationship", "pointToNote", "remark"),
            ]),
    ];

    private static ChangeForm[] ExOfficio() =>
    [
        new("EX_OFFICIO_ENTRY", "職権記録書（記載）", ["EXO_ADD"], AnyOfficial,
            [
                NewPersons, HappenedOn, .. Act, .. Arriving, DeletedNames, new("person.lastRegistered", "最終登録住所地", FieldKind.Address),
                new("person.addressSettledOn", "住所を定めた年月日", FieldKind.Date), new("person.becameResidentOn", "住民となった年月日", FieldKind.Date),
                NewAddress, Target, NewHead, Kinship,
            ]),
        new("EX_OFFICIO_DELETION", "職権記録書（消除）", ["EXO_REM"], AnyOfficial,
            [
                Persons, HappenedOn, .. Act, new("disappearance", "失踪宣告", FieldKind.Check), new("destination", "転出先", FieldKind.Address),
                RemainingHead, Kinship,
            ]),
        new("EX_OFFICIO_CORRECTION", "職権記録書（修正）", ["EXO_FIX"], AnyOfficial,
            [Persons, HappenedOn, .. Act, Kinship, .. AllFixes()]),
        new("READING_CONFIRMATION", "フリガナの確認", ["EXO_FIX"], Official,
            [
                Persons, HappenedOn, .. Act,
                .. Fixes(
                    "kana", "kanaConfirmed", "commonNameKana", "commonNameKanaConfirmed", "parallelNameKana", "parallelNameKanaConfirmed",
                    "formerSurnameKana", "formerSurnameKanaConfirmed"),
            ]),
        new("QUALIFICATION", "資格・カード等の通知による修正", ["EXO_FIX"], [Basis.ExOfficio],
            [Persons, HappenedOn, .. Act, .. Fixes([.. QualificationItems.All.Select(item => item.Key)])]),
        new("CLERICAL", "職権記録書（誤記修正）", ["CLERICAL"], Official,
            [Persons, HappenedOn, .. Act, .. Fixes([.. FixableItems.All.Select(item => item.Key)])]),
        new("MINOR", "職権記録書（軽微な修正）", ["MINOR"], [Basis.ExOfficio, Basis.RegisterNotice, Basis.Application],
            [
                Persons, HappenedOn, .. Act, new("minor", "軽微な修正の種類", FieldKind.Choice) { Required = true },
                .. Fixes("name", "kana", "alphabet", "town", "lot", "building", "postalCode", "addressCode"),
            ]),
        new("REMAKE", "職権記録書（改製）", ["REMAKE_ADD"], Official,
            [Persons, HappenedOn, .. Act, new("recompilationNumber", "改製番号", FieldKind.Text) { Required = true }]),
        new("RESTORE", "職権記録書（再製）", ["RESTORE_ADD"], Official, [Persons, HappenedOn, .. Act]),
        new("NUMBER_EX_OFFICIO", "個人番号の職権記載・職権修正", ["NUMBER_EXO_SET", "NUMBER_EXO_FIX"], [Basis.ExOfficio],
            [Persons, HappenedOn, .. Act, new("individualNumber", "個人番号", FieldKind.Number)]),
        new("CODE_EX_OFFICIO", "住民票コードの職権記載", ["CODE_EXO_SET"], [Basis.ExOfficio],
            [Persons, HappenedOn, .. Act, new("recordCode", "住民票コード", FieldKind.Number)]),
    ];

    private static ChangeForm[] Requests() =>
    [
        Request("FORMER_SET", "旧氏記載請求書", "FORMER_SET", Fixes("formerSurname", "formerSurnameKana", "formerSurnameCode")),
        Request("FORMER_CHANGE", "旧氏変更請求書", "FORMER_CHANGE", Fixes("formerSurname", "formerSurnameKana", "formerSurnameCode")),
        Request("FORMER_DEL", "旧氏削除請求書", "FORMER_DEL", []),
        Request("NUMBER_CHANGE", "個人番号指定請求書", "NUMBER_CHANGE_REQ", []),
        Request("CODE_CHANGE", "住民票コード変更請求書", "CODE_CHANGE_REQ", []),
        new("ALIAS_SET", "通称記載申出書", ["ALIAS_SET"], [Basis.Application],
            [Persons, HappenedOn, new("applicationOn", "申出日", FieldKind.Date), new("notifier", "申出人", FieldKind.Notifier), Checked,
                .. Fixes("commonName", "commonNameKana")]),
        new("ALIAS_DEL", "通称削除申出書", ["ALIAS_DEL"], [Basis.Application],
            [Persons, HappenedOn, new("applicationOn", "申出日", FieldKind.Date), new("notifier", "申出人", FieldKind.Notifier), Checked]),
    ];

    private static ChangeForm Request(string code, string title, string reason, IEnumerable<FormField> more) =>
        new(code, title, [reason], [Basis.Request],
            [Persons, HappenedOn, new("requestOn", "請求日", FieldKind.Date), new("notifier", "請求者", FieldKind.Notifier), Checked, .. more]);

    private static IEnumerable<FormField> AllFixes() =>
        Fixes([.. FixableItems.All.Select(item => item.Key)
            .Where(key => key is not ("formerSurname" or "formerSurnameKana" or "formerSurnameCode" or "commonName" or "commonNameKana"))]);

    private static IEnumerable<FormField> Fixes(params string[] keys) =>
        keys.Select(key => FixableItems.Find(key) ?? throw new InvalidOperationException($"There is no item {key}."))
            .Select(item => new FormField($"fix.{item.Key}", item.Label, item.Kind));
}
