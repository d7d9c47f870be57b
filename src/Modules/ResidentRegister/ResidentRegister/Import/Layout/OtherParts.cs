using Daicho.ResidentRegister.Residents;

namespace Daicho.ResidentRegister.Import.Layout;

/// <summary>The columns of districts, qualifications and marks.</summary>
internal static class OtherParts
{
    /// <summary>Districts.</summary>
    public static Districts? Districts(ColumnPass pass, string name, string japanese, Districts? value)
    {
        if (!pass.Begin(name, japanese, value is not null))
        {
            return null;
        }

        Districts read = new()
        {
            Administrative = pass.Text("administrative", "行政区", value?.Administrative),
            ResidentsAssociation = pass.Text("residents_association", "自治会", value?.ResidentsAssociation),
            NeighbourhoodAssociation = pass.Text("neighbourhood_association", "町内会", value?.NeighbourhoodAssociation),
            ElementarySchool = pass.Text("elementary_school", "小学校区", value?.ElementarySchool),
            JuniorHighSchool = pass.Text("junior_high_school", "中学校区", value?.JuniorHighSchool),
            Voting = pass.Text("voting", "投票区", value?.Voting),
        };
        pass.End();
        return read;
    }

    /// <summary>Qualifications held elsewhere.</summary>
    public static Qualifications Qualifications(ColumnPass pass, Qualifications? value) => new()
    {
        NationalHealthInsurance = Qualification(pass, "health_insurance", "国民健康保険", value?.NationalHealthInsurance),
        LateStageElderlyMedicalCare = Qualification(pass, "elderly_care", "後期高齢者医療", value?.LateStageElderlyMedicalCare),
        LongTermCareInsurance = Qualification(pass, "care_insurance", "介護保険", value?.LongTermCareInsurance),
        NationalPension = Qualification(pass, "pension", "国民年金", value?.NationalPension),
        ChildAllowance = Qualification(pass, "child_allowance", "児童手当", value?.ChildAllowance),
        ElectoralRoll = Qualification(pass, "electoral_roll", "選挙人名簿", value?.ElectoralRoll),
        RegisterCard = Qualification(pass, "register_card", "住基カード", value?.RegisterCard),
        IndividualNumberCard = Qualification(pass, "number_card", "個人番号カード", value?.IndividualNumberCard),
        AdultWard = pass.Flag("adult_ward", "成年被後見人", value is { AdultWard: true }),
    };

    /// <summary>Marks, codes and reserve items.</summary>
    public static RecordMarks Marks(ColumnPass pass, RecordMarks? value) => new()
    {
        WarningCode = pass.Text("warning_code", "警告コード", value?.WarningCode),
        UnnotifiedMoveIn = pass.Text("unnotified_move_in", "転入未届コード", value?.UnnotifiedMoveIn),
        Returning = pass.Text("returning", "再転入コード", value?.Returning),
        ResidenceCorrection = pass.Text("residence_correction", "居住地補正コード", value?.ResidenceCorrection),
        HideBuilding = Hidden(pass, value?.HideBuilding ?? BuildingHidden.None),
        MinorCorrection = pass.Flag("minor_correction", "軽微な修正", value is { MinorCorrection: true }),
        ForcedCorrection = pass.Flag("forced_correction", "強制修正", value is { ForcedCorrection: true }),
        Migrated = pass.Flag("migrated", "移行データ", value is { Migrated: true }),
        IssuanceCode = pass.Text("issuance_code", "交付識別コード", value?.IssuanceCode),
        RegistrationCategory = pass.Text("registration_category", "登録区分", value?.RegistrationCategory),
        DesignatedCity = pass.Text("designated_city", "政令市コード", value?.DesignatedCity),
        SupplementaryArticle5 = pass.Flag("supplementary_article_5", "住基法附則第5条", value is { SupplementaryArticle5: true }),
        NationalityLostOn = pass.Date("nationality_lost_on", "国籍喪失日", value?.NationalityLostOn),
        SpecialReason = pass.Text("special_reason", "特別な事由", value?.SpecialReason, lines: true),
        FreeEntry = pass.Text("free_entry", "任意記載", value?.FreeEntry, lines: true),
        Reserve1 = pass.Text("reserve_1", "予備1", value?.Reserve1, lines: true),
        Reserve2 = pass.Text("reserve_2", "予備2", value?.Reserve2, lines: true),
        NameCategory = pass.Text("name_category", "氏名区分", value?.NameCategory),
    };

    private static BuildingHidden Hidden(ColumnPass pass, BuildingHidden value) =>
        One(pass, "hide_current", "現住所方書非表示", value, BuildingHidden.Current)
        | One(pass, "hide_prior", "前住所方書非表示", value, BuildingHidden.Prior)
        | One(pass, "hide_moved_in_from", "転入前方書非表示", value, BuildingHidden.MovedInFrom)
        | One(pass, "hide_planned", "転出予定方書非表示", value, BuildingHidden.Planned)
        | One(pass, "hide_actual", "転出確定方書非表示", value, BuildingHidden.Actual);

    private static BuildingHidden One(ColumnPass pass, string name, string japanese, BuildingHidden value, BuildingHidden one) =>
        pass.Flag(name, japanese, (value & one) != 0) ? one : BuildingHidden.None;

    private static Qualification? Qualification(ColumnPass pass, string name, string japanese, Qualification? value)
    {
        if (!pass.Begin(name, japanese, value is not null))
        {
            return null;
        }

        Qualification read = new(
            pass.Flag("held", "有無", value is { Held: true }),
            pass.Date("gained_on", "取得日", value?.GainedOn),
            pass.Date("lost_on", "喪失日", value?.LostOn))
        {
            Category = pass.Text("category", "種別", value?.Category),
            CategoryChangedOn = pass.Date("category_changed_on", "種別変更日", value?.CategoryChangedOn),
            Number = pass.Text("number", "番号", value?.Number),
            SecondCategory = pass.Text("second_category", "種別2", value?.SecondCategory),
            SecondFrom = pass.Date("second_from", "種別2該当日", value?.SecondFrom),
            SecondUntil = pass.Date("second_until", "種別2非該当日", value?.SecondUntil),
            AppliesFrom = pass.Date("applies_from", "適用開始日", value?.AppliesFrom),
            AppliesUntil = pass.Date("applies_until", "適用終了日", value?.AppliesUntil),
        };
        pass.End();
        return read;
    }
}
