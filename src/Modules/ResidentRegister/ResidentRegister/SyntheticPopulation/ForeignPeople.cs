using System.Globalization;
using Daicho.Kernel;
using Daicho.ReferenceData.Contracts;
using Daicho.ResidentRegister.Residents;

namespace Daicho.ResidentRegister.SyntheticPopulation;

/// <summary>Invents what is special about foreign residents: names by country, categories, statuses, periods, cards.</summary>
internal static class ForeignPeople
{
    private static readonly (string Status, string Period, int Months, int Weight)[] Statuses =
    [
        ("永住者", "無期限", 0, 250), ("技術・人文知識・国際業務", "5年", 60, 60), ("技術・人文知識・国際業務", "3年", 36, 60),
        ("留学", "2年3月", 27, 70), ("留学", "1年3月", 15, 40), ("技能実習（1号）", "1年", 12, 40), ("技能実習（2号）", "2年", 24, 70),
        ("特定技能（1号）", "1年", 12, 90), ("家族滞在", "3年", 36, 80), ("定住者", "3年", 36, 60), ("日本人の配偶者等", "3年", 36, 40),
        ("経営・管理", "1年", 12, 12), ("介護", "3年", 36, 10), ("特定活動", "1年", 12, 25), ("永住者の配偶者等", "3年", 36, 14),
        ("高度専門職（1号ロ）", "5年", 60, 8), ("技能", "3年", 36, 10), ("教育", "3年", 36, 6),
    ];

    private static readonly Weighted<(string Status, string Period, int Months)> Drawn =
        new(Statuses.Select(one => ((one.Status, one.Period, one.Months), one.Weight)));

    private static readonly (string Alphabet, string Kana, string? Kanji)[] ChineseSurnames =
        [("WANG", "オウ", "王"), ("LI", "リ", "李"), ("ZHANG", "チョウ", "張"), ("LIU", "リュウ", "劉"), ("CHEN", "チン", "陳"), ("YANG", "ヨウ", "楊"), ("HUANG", "コウ", "黄"), ("WU", "ゴ", "呉"), ("ZHOU", "シュウ", "周"), ("LIN", "リン", "林")];

    private static readonly (string Alphabet, string Kana, string? Kanji)[] ChineseGiven =
        [("WEI", "イ", "偉"), ("FANG", "ホウ", "芳"), ("NA", "ナ", "娜"), ("MIN", "ビン", "敏"), ("JING", "セイ", "静"), ("LEI", "ライ", "磊"), ("YAN", "エン", "艶"), ("JUN", "グン", "軍"), ("LIHUA", "レイカ", "麗華"), ("XIAOMING", "ギョウメイ", "暁明")];

    private static readonly (string Alphabet, string Kana, string? Kanji)[] KoreanSurnames =
        [("KIM", "キム", "金"), ("LEE", "イ", "李"), ("PARK", "パク", "朴"), ("CHOI", "チェ", "崔"), ("JUNG", "チョン", "鄭"), ("KANG", "カン", "姜"), ("CHO", "チョ", "趙"), ("YOON", "ユン", "尹")];

    private static readonly (string Alphabet, string Kana, string? Kanji)[] KoreanGiven =
        [("MINJUN", "ミンジュン", "敏俊"), ("SEOYEON", "ソヨン", "書妍"), ("JIHOON", "ジフン", "智勲"), ("YOUNGHEE", "ヨンヒ", "英姫"), ("SUNGHO", "ソンホ", "聖浩"), ("MIYOUNG", "ミヨン", "美英")];

    private static readonly (string Alphabet, string Kana, string? Kanji)[] VietnameseSurnames =
        [("NGUYEN", "グエン", null), ("TRAN", "チャン", null), ("LE", "レ", null), ("PHAM", "ファム", null), ("HOANG", "ホアン", null), ("VU", "ヴ", null)];

    private static readonly (string Alphabet, string Kana, string? Kanji)[] VietnameseGiven =
        [("VAN AN", "ヴァン　アン", null), ("THI HOA", "ティ　ホア", null), ("MINH TUAN", "ミン　トゥアン", null), ("THI LAN", "ティ　ラン", null), ("DUC LONG", "ドゥック　ロン", null), ("THU HUONG", "トゥ　フオン", null)];

    private static readonly (string Alphabet, string Kana, string? Kanji)[] OtherSurnames =
        [("SANTOS", "サントス", null), ("SILVA", "シルバ", null), ("REYES", "レイエス", null), ("SHRESTHA", "シュレスタ", null), ("TAMANG", "タマン", null), ("SMITH", "スミス", null), ("GARCIA", "ガルシア", null), ("PERERA", "ペレラ", null), ("AUNG", "アウン", null), ("PUTRI", "プトリ", null), ("KHAN", "カーン", null), ("OLIVEIRA", "オリベイラ", null)];

    private static readonly (string Alphabet, string Kana, string? Kanji)[] OtherGiven =
        [("MARIA", "マリア", null), ("JOSE", "ホセ", null), ("RAM", "ラム", null), ("SITA", "シタ", null), ("JOHN", "ジョン", null), ("ANNA", "アンナ", null), ("DAVID", "デイビッド", null), ("NUR", "ヌル", null), ("CARLOS", "カルロス", null), ("ROSE", "ローズ", null)];

    /// <summary>A name by country; Chinese and Korean names also in kanji for most.</summary>
    public static PersonName Name(SeededRandom random, Country country)
    {
        (var surnames, var given) = country.Code switch
        {
            "CHN" or "TWN" or "SGP" => (ChineseSurnames, ChineseGiven),
            "KOR" or "PRK" => (KoreanSurnames, KoreanGiven),
            "VNM" => (VietnameseSurnames, VietnameseGiven),
            _ => (OtherSurnames, OtherGiven),
        };
        (string alphabet, string kana, string? kanji) = random.Pick(surnames);
        (string givenAlphabet, string givenKana, string? givenKanji) = random.Pick(given);
        bool written = kanji is not null && givenKanji is not null && random.NextInt(10) < 8;
        return new PersonName
        {
            Written = written ? $"{kanji}　{givenKanji}" : "",
            Surname = written ? kanji : null,
            GivenName = written ? givenKanji : null,
            Alphabet = $"{alphabet} {givenAlphabet}",
            Kana = $"{kana}　{givenKana}",
        };
    }

    /// <summary>Items of 法第30条の45 for a person who came on a day.</summary>
    public static ForeignResidence Residence(SeededRandom random, Country country, DateOnly cameOn, DateOnly born, DateOnly asOf)
    {
        if (born > asOf.AddDays(-55))
        {
            return new ForeignResidence { Nationality = country.Name, Category = ForeignCategory.TransitionalByBirth };
        }

        if (country.Code is "KOR" or "PRK" && random.NextInt(100) < 55)
        {
            return new ForeignResidence
            {
                Nationality = country.Name,
                Category = ForeignCategory.SpecialPermanent,
                CardNumber = Card(random),
                FormerRegistrationOn = born.Year < 2000 ? PartialDate.FromDate(born.AddDays(30 + random.NextInt(60))) : null,
                ResidenceNotified = true,
            };
        }

        if (random.NextInt(400) == 0)
        {
            return new ForeignResidence
            {
                Nationality = country.Name,
                Category = random.NextInt(2) == 0 ? ForeignCategory.TemporaryRefuge : ForeignCategory.ProvisionalStay,
                PermittedStay = "6月",
                ResidenceNotified = true,
            };
        }

        (string status, string period, int months) = Drawn.Pick(random);
        return new ForeignResidence
        {
            Nationality = country.Name,
            Category = ForeignCategory.MidToLongTerm,
            Status = status,
            Period = period,
            PeriodEnd = months == 0 ? null : End(random, cameOn, months, asOf),
            CardNumber = Card(random),
            FormerRegistrationOn = cameOn < new DateOnly(2012, 7, 9) ? PartialDate.FromDate(cameOn.AddDays(random.NextInt(30))) : null,
            ResidenceNotified = true,
        };
    }

    /// <summary>A 通称 in Japanese form.</summary>
    public static CommonName Common(SeededRandom random, Draw draw, bool male, int birthYear, DateOnly on, Municipality city)
    {
        NamePart surname = draw.Surname(random);
        NamePart given = draw.GivenName(random, male, birthYear);
        return new CommonName($"{surname.Written}　{given.Written}", $"{surname.Kana}　{given.Kana}", true)
        {
            RecordedOn = on,
            RecordedBy = $"{city.Prefecture}{city.Name}（{city.Code.Value}）",
        };
    }

    private static ResidenceCardNumber Card(SeededRandom random) => ResidenceCardNumber.Parse(
        $"ZZ{random.NextInt(100_000_000).ToString("D8", CultureInfo.InvariantCulture)}ZZ");

    /// <summary>Renewed period after period; the present one ends after the day of reference, for a few shortly before.</summary>
    private static DateOnly End(SeededRandom random, DateOnly cameOn, int months, DateOnly asOf)
    {
        DateOnly end = cameOn.AddMonths(months);
        DateOnly earliest = asOf.AddDays(random.NextInt(200) == 0 ? -40 : 0);
        while (end < earliest)
        {
            end = end.AddMonths(months);
        }

        return end;
    }
}
