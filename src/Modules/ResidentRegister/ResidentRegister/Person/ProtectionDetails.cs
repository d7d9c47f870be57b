using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Support;
using Daicho.Web;

namespace Daicho.ResidentRegister.Person;

/// <summary>A support measure with the details that support officers see (standard 1.1.16).</summary>
internal sealed record MeasureDetail(
    bool IsProvisional,
    string Role,
    string? Relation,
    DateOnly StartedOn,
    DateOnly EndsOn,
    IReadOnlyList<string> Affairs,
    string? OriginalMunicipality,
    string? Contact,
    OtherParty Other)
{
    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["viewing"] = "住民基本台帳の閲覧",
        ["record_present"] = "住民票の写し等（現住所地）",
        ["record_former"] = "住民票の写し等（前住所地）",
        ["supplement_present"] = "戸籍の附票の写し（現本籍地）",
        ["supplement_former"] = "戸籍の附票の写し（前本籍地）",
        ["supplement_domicile"] = "戸籍の附票の写し（それ以前の本籍地）",
    };

    /// <summary>An affair in words.</summary>
    public static string Word(string affair) => Words.GetValueOrDefault(affair, affair);

    /// <summary>The items; what is kept from ordinary duties only with <paramref name="details"/>.</summary>
    public IReadOnlyList<Described> Described(bool details, DateOnly today)
    {
        List<Described> items =
        [
            new("区分", IsProvisional ? "仮支援措置" : "支援措置"),
            new("期間", $"{Wareki.Display(StartedOn, EraTable.Default)}から{Wareki.Display(EndsOn, EraTable.Default)}まで"
                + (EndsOn < today ? "（経過。終了の決定はされていません）" : "")),
        ];
        if (details)
        {
            items.Add(new("立場", Role == "applicant" ? "申出者" : $"併せて支援を求める者（{Relation}）"));
            items.Add(new("保護する事務", string.Join("、", Affairs.Select(Word))));
            items.Add(new("当初受付市区町村", OriginalMunicipality));
            items.Add(new("連絡先", Contact));
            items.AddRange(Other.Described);
        }

        return items;
    }

    /// <inheritdoc />
    public override string ToString() => "MeasureDetail(***)";
}

/// <summary>A suppression as listed.</summary>
internal sealed record SuppressionDetail(
    string Process, string Level, string Target, DateOnly StartsOn, DateOnly? EndsOn, string Reason);

/// <summary>Reads who protects a person and how.</summary>
internal static class ProtectionDetails
{
    private const int RowsMax = 100;

    /// <summary>Measures in force.</summary>
    public static Task<List<MeasureDetail>> MeasuresAsync(UnitOfWork work, ResidentId person, CancellationToken cancellation) =>
        work.ListAsync(
            $"""
            select m.kind = 'provisional', p.role, p.relation, m.started_on, m.ends_on, m.affairs, m.original_municipality,
                   m.contact, {OtherParty.Columns}
            from resident_register.supported_person p join resident_register.support_measure m using (measure_id)
            where p.resident_id = $1 and m.closed_on is null
            order by m.started_on, m.measure_id limit $2
            """,
            row => new MeasureDetail(
                row.GetBoolean(0), row.GetString(1), row.Nullable<string>(2), row.GetFieldValue<DateOnly>(3),
                row.GetFieldValue<DateOnly>(4), row.GetFieldValue<string[]>(5), row.Nullable<string>(6), row.Nullable<string>(7),
                OtherParty.Read(row, 8)),
            cancellation,
            person.Value, RowsMax);

    /// <summary>Suppressions of the person and of the household that were not lifted.</summary>
    public static Task<List<SuppressionDetail>> SuppressionsAsync(
        UnitOfWork work,
        ResidentId person,
        HouseholdId household,
        CancellationToken cancellation) =>
        work.ListAsync(
            """
            select process, level, household_id is not null, starts_on, ends_on, reason
            from resident_register.suppression
            where (resident_id = $1 or household_id = $2) and lifted_at is null
            order by starts_on, suppression_id limit $3
            """,
            row => new SuppressionDetail(
                row.GetString(0) switch { "change" => "異動入力", "issue" => "証明書発行", _ => "照会" },
                row.GetString(1) == "error" ? "エラー" : "アラート",
                row.GetBoolean(2) ? "世帯" : "個人",
                row.GetFieldValue<DateOnly>(3), row.Nullable<DateOnly?>(4), row.GetString(5)),
            cancellation,
            person.Value, household.Value, RowsMax);
}
