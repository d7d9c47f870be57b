using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Items;

namespace Daicho.ResidentRegister.Search;

/// <summary>The words of a search on screens and in the access log.</summary>
internal static class SearchWords
{
    /// <summary>前方一致 and so on.</summary>
    public static string Of(TextMatch match) => match switch
    {
        TextMatch.Prefix => "前方一致",
        TextMatch.Whole => "完全一致",
        TextMatch.Partial => "部分一致",
        TextMatch.GivenName => "名のみ",
    };

    /// <summary>The number's name.</summary>
    public static string Of(IdentifierKind kind) => kind switch
    {
        IdentifierKind.AddresseeNumber => "宛名番号",
        IdentifierKind.HouseholdNumber => "世帯番号",
        IdentifierKind.ResidenceCardNumber => "在留カード等の番号",
    };

    /// <summary>What the list goes by.</summary>
    public static string Of(EntryKind kind) => kind switch
    {
        EntryKind.UnconfirmedReading => "フリガナ未確認",
        EntryKind.ResidenceCorrection => "居住地補正コード",
        EntryKind.Facility => "特定施設コード",
        EntryKind.FormerMunicipality => "旧市区町村コード（合併前）",
    };

    /// <summary>The item's name.</summary>
    public static string Of(BlankItem item) => item switch
    {
        BlankItem.Name => "氏名",
        BlankItem.Reading => "フリガナ",
        BlankItem.Sex => "性別",
        BlankItem.Relationship => "続柄",
        BlankItem.PostalCode => "郵便番号",
        BlankItem.AddressCode => "住所コード",
        BlankItem.Nationality => "国籍・地域（外国人住民）",
        BlankItem.CardNumber => "在留カード等の番号（外国人住民）",
    };

    /// <summary>The keys searched by, names only: for the access log, which never holds values.</summary>
    public static string Keys(SearchConditions conditions) => string.Join('・', Parts(conditions).Select(part => part.Key));

    /// <summary>The conditions with their values: for the operator's own list.</summary>
    public static IEnumerable<(string Key, string? Value)> Parts(SearchConditions conditions)
    {
        ArgumentNullException.ThrowIfNull(conditions);
        (string Key, string? Value)[] all =
        [
            ($"フリガナ（{Of(conditions.ReadingMatch)}）", conditions.Reading),
            ($"氏名（{Of(conditions.NameMatch)}）", conditions.Name),
            ("生年月日", conditions.Birth),
            ("性別", conditions.Sex is { } sex ? sex == Sex.Blank ? "空欄" : Labels.Of(sex) : null),
            ($"住所（{Of(conditions.AddressMatch)}）", conditions.Address),
            ("住所コード", conditions.AddressCode),
            ("方書", conditions.Building),
            ("続柄", conditions.Relationship),
            ("消除事由", conditions.Removal is { } removal ? Labels.Of(removal) : null),
            (Of(conditions.IdentifierKind), conditions.Identifier),
            (Of(conditions.EntryKind), conditions.Mode == SearchMode.Entry ? conditions.EntryCode ?? "はい" : null),
            .. conditions.Blank.Select(item => (Of(item), (string?)"空欄")),
            (conditions.ByRecordCode ? "住民票コード" : "個人番号", conditions.Mode == SearchMode.Number ? "（保存しません）" : null),
            ("消除された者を含む", conditions.WithRemoved ? "はい" : null),
        ];
        return all.Where(part => !string.IsNullOrEmpty(part.Value));
    }
}
