using Daicho.ResidentRegister.Residents.Items;

namespace Daicho.ResidentRegister.DescribeFiles;

/// <summary>
/// Description of a file of personal information as it is published (個人情報ファイル簿, 個人情報の保護に関する法律第75条), with the ground
/// by which persons are told of the collection (CR-01).
/// </summary>
internal sealed record FileDescription
{
    /// <summary>The files of this module; those of the resident network come with it.</summary>
    public static IReadOnlyList<FileDescription> All { get; } =
    [
        new(
            "住民基本台帳ファイル",
            "住民基本台帳法第７条（住民票の記載事項を法律に明示）",
            "住民の居住関係の公証、選挙人名簿の登録その他の住民に関する事務の処理の基礎とするため",
            "住民基本台帳に記録されている者及び消除された者",
            "本人又は代理人の届出、職権、他の市区町村・行政機関・地方公共団体情報システム機構からの通知",
            "住民票の除票及び改製前の記録は消除又は改製から１５０年（住民基本台帳法施行令第３４条第１項）、異動データは処理から１年"),
    ];

    private FileDescription(string name, string groundOfNotice, string purpose, string persons, string obtained, string kept)
    {
        foreach (string text in (string[])[name, groundOfNotice, purpose, persons, obtained, kept])
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(text);
        }

        (Name, GroundOfNotice, Purpose, Persons, Obtained, Kept) = (name, groundOfNotice, purpose, persons, obtained, kept);
    }

    /// <summary>個人情報ファイルの名称.</summary>
    public string Name { get; }

    /// <summary>本人への明示の根拠.</summary>
    public string GroundOfNotice { get; }

    /// <summary>利用目的.</summary>
    public string Purpose { get; }

    /// <summary>記録範囲.</summary>
    public string Persons { get; }

    /// <summary>収集方法.</summary>
    public string Obtained { get; }

    /// <summary>保存期間.</summary>
    public string Kept { get; }

    /// <summary>記録項目: the names of the items the program really keeps, by their groups.</summary>
    public static IReadOnlyList<(string Group, IReadOnlyList<string> Items)> Recorded { get; } =
    [
        .. RecordItems.All.GroupBy(item => item.Group)
            .Select(group => (group.Key, (IReadOnlyList<string>)[.. group.Select(item => item.Japanese).Distinct()])),
    ];
}
