namespace Daicho.ResidentRegister.Residents.Items;

/// <summary>The Japanese words of our enums, as screens and forms show them.</summary>
internal static class Labels
{
    /// <summary>住民種別.</summary>
    public static string Of(ResidentKind kind) => kind switch
    {
        ResidentKind.Japanese => "日本人住民",
        ResidentKind.Foreign => "外国人住民",
    };

    /// <summary>性別; a blank stays blank.</summary>
    public static string Of(Sex sex) => sex switch
    {
        Sex.Male => "男",
        Sex.Female => "女",
        Sex.Blank => "",
    };

    /// <summary>State of a number.</summary>
    public static string Of(NumberState state) => state switch
    {
        NumberState.None => "なし",
        NumberState.Requested => "付番要求中",
        NumberState.Recorded => "記録あり",
        NumberState.Unconfirmed => "未確認",
    };

    /// <summary>氏名優先区分.</summary>
    public static string Of(NamePriority priority) => priority switch
    {
        NamePriority.Registered => "氏名",
        NamePriority.Common => "通称",
        NamePriority.Parallel => "併記名",
    };

    /// <summary>第30条の45規定区分.</summary>
    public static string Of(ForeignCategory category) => category switch
    {
        ForeignCategory.MidToLongTerm => "中長期在留者",
        ForeignCategory.SpecialPermanent => "特別永住者",
        ForeignCategory.TemporaryRefuge => "一時庇護許可者",
        ForeignCategory.ProvisionalStay => "仮滞在許可者",
        ForeignCategory.TransitionalByBirth => "出生による経過滞在者",
        ForeignCategory.TransitionalByLossOfNationality => "国籍喪失による経過滞在者",
    };

    /// <summary>住民状態 of a 除票.</summary>
    public static string Of(RemovalKind kind) => kind switch
    {
        RemovalKind.MovedOut => "転出",
        RemovalKind.Died => "死亡",
        RemovalKind.Removed => "消除",
        RemovalKind.Recompiled => "改製",
    };

    /// <summary>届出区分.</summary>
    public static string Of(Basis basis) => basis switch
    {
        Basis.Notification => "届出",
        Basis.RegisterNotice => "戸籍届出・通知",
        Basis.Application => "申出",
        Basis.Request => "請求",
        Basis.ExOfficio => "職権",
        Basis.ImmigrationNotice => "出入国在留管理庁長官通知",
    };

    /// <summary>Route of entry.</summary>
    public static string Of(Route route) => route switch
    {
        Route.Counter => "窓口",
        Route.Post => "郵送",
        Route.Medium => "電子記録媒体",
        Route.InternalLinkage => "庁内連携システム",
        Route.ResidentNetwork => "住民基本台帳ネットワーク",
        Route.Online => "オンライン",
    };

    /// <summary>Source of the information.</summary>
    public static string Of(InformationSource source) => source switch
    {
        InformationSource.Person => "本人",
        InformationSource.Representative => "代理人",
        InformationSource.NationalBody => "地方公共団体情報システム機構",
        InformationSource.AdministrativeOrgan => "行政機関",
        InformationSource.FormerMunicipality => "転出元市区町村",
    };

    /// <summary>Why an item is empty.</summary>
    public static string Of(Absence absence) => absence switch
    {
        Absence.Unknown => "不明",
        Absence.NotRecorded => "記載なし",
        Absence.NotMigrated => "未移行",
    };

    /// <summary>Kind of note.</summary>
    public static string Of(NoteKind kind) => kind switch
    {
        NoteKind.PointToNote => "留意事項",
        NoteKind.Remark => "備考",
    };

    /// <summary>Which building names are hidden.</summary>
    public static string Of(BuildingHidden hidden) => string.Join('・', Parts(hidden));

    private static IEnumerable<string> Parts(BuildingHidden hidden)
    {
        (BuildingHidden Flag, string Word)[] words =
        [
            (BuildingHidden.Current, "現住所"), (BuildingHidden.Prior, "前住所"), (BuildingHidden.MovedInFrom, "転入前住所"),
            (BuildingHidden.Planned, "転出予定先"), (BuildingHidden.Actual, "転出先"),
        ];
        return words.Where(word => hidden.HasFlag(word.Flag)).Select(word => word.Word);
    }
}
