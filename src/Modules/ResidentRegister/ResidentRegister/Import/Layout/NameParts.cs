using Daicho.ResidentRegister.Residents;

namespace Daicho.ResidentRegister.Import.Layout;

/// <summary>The columns of names.</summary>
internal static class NameParts
{
    /// <summary>A name that is always there.</summary>
    public static PersonName RequiredName(ColumnPass pass, string name, string japanese, PersonName? value)
    {
        pass.BeginAlways(name, japanese);
        return Body(pass, value);
    }

    /// <summary>A name that may be absent.</summary>
    public static PersonName? Name(ColumnPass pass, string name, string japanese, PersonName? value) =>
        pass.Begin(name, japanese, value is not null) ? Body(pass, value) : null;

    /// <summary>通称.</summary>
    public static CommonName? Common(ColumnPass pass, string name, string japanese, CommonName? value)
    {
        if (!pass.Begin(name, japanese, value is not null))
        {
            return null;
        }

        CommonName read = new(
            pass.Required("written", "漢字", value?.Written),
            pass.Text("kana", "フリガナ", value?.Kana),
            pass.Flag("kana_confirmed", "フリガナ確認", value is { KanaConfirmed: true }))
        {
            RecordedOn = pass.Date("recorded_on", "記載日", value?.RecordedOn),
            RecordedBy = pass.Text("recorded_by", "記載市区町村", value?.RecordedBy),
        };
        pass.End();
        return read;
    }

    /// <summary>旧氏.</summary>
    public static FormerSurname? Former(ColumnPass pass, string name, string japanese, FormerSurname? value)
    {
        if (!pass.Begin(name, japanese, value is not null))
        {
            return null;
        }

        FormerSurname read = new(
            pass.Required("written", "漢字", value?.Written),
            pass.Text("kana", "フリガナ", value?.Kana),
            pass.Flag("kana_confirmed", "フリガナ確認", value is { KanaConfirmed: true }))
        {
            RequestedOn = pass.Date("requested_on", "請求日", value?.RequestedOn),
            ApplicationCode = pass.Text("application_code", "申請コード", value?.ApplicationCode),
        };
        pass.End();
        return read;
    }

    /// <summary>Names before the latest change.</summary>
    public static EarlierNames? Earlier(ColumnPass pass, EarlierNames? value)
    {
        if (!pass.Begin("earlier", "変更前", value is not null))
        {
            return null;
        }

        EarlierNames read = new(
            Name(pass, "name", "氏名", value?.Name),
            Common(pass, "common_name", "通称", value?.Common),
            Name(pass, "parallel_name", "併記名", value?.Parallel));
        pass.End();
        return read;
    }

    /// <summary>Names of a householder.</summary>
    public static HeadNames? Head(ColumnPass pass, string name, string japanese, HeadNames? value)
    {
        if (!pass.Begin(name, japanese, value is not null))
        {
            return null;
        }

        HeadNames read = new(
            pass.Required("written", "漢字", value?.Written),
            pass.Text("kana", "フリガナ", value?.Kana),
            pass.Text("common", "通称", value?.Common),
            pass.Text("parallel", "併記名", value?.Parallel))
        {
            CommonKana = pass.Text("common_kana", "通称フリガナ", value?.CommonKana),
            ParallelKana = pass.Text("parallel_kana", "併記名フリガナ", value?.ParallelKana),
            Alphabet = pass.Text("alphabet", "アルファベット", value?.Alphabet),
        };
        pass.End();
        return read;
    }

    private static PersonName Body(ColumnPass pass, PersonName? value)
    {
        PersonName read = new()
        {
            Written = pass.Required("written", "漢字", value?.Written),
            Surname = pass.Text("surname", "（氏）", value?.Surname),
            GivenName = pass.Text("given_name", "（名）", value?.GivenName),
            Alphabet = pass.Text("alphabet", "アルファベット", value?.Alphabet),
            Kana = pass.Text("kana", "フリガナ", value?.Kana),
            KanaConfirmed = pass.Flag("kana_confirmed", "フリガナ確認", value is { KanaConfirmed: true }),
            Unset = pass.Flag("unset", "未設定", value is { Unset: true }),
        };
        pass.End();
        return read;
    }
}
