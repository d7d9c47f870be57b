using Daicho.ResidentRegister.Residents;

namespace Daicho.ResidentRegister.Import.Layout;

/// <summary>The columns of addresses.</summary>
internal static class AddressParts
{
    /// <summary>An address that is always there.</summary>
    public static Address Required(ColumnPass pass, string name, string japanese, Address? value)
    {
        pass.BeginAlways(name, japanese);
        return Body(pass, value);
    }

    /// <summary>An address that may be absent.</summary>
    public static Address? Optional(ColumnPass pass, string name, string japanese, Address? value) =>
        pass.Begin(name, japanese, value is not null) ? Body(pass, value) : null;

    /// <summary>An address with the householder there.</summary>
    public static AddressWithHead? WithHead(ColumnPass pass, string name, string japanese, AddressWithHead? value)
    {
        if (!pass.Begin(name, japanese, value is not null))
        {
            return null;
        }

        AddressWithHead read = new(
            Required(pass, "address", "", value?.Address),
            pass.Text("head_name", "世帯主", value?.HeadName))
        {
            Head = NameParts.Head(pass, "head", "世帯主（登録）", value?.Head),
        };
        pass.End();
        return read;
    }

    private static Address Body(ColumnPass pass, Address? value)
    {
        Address read = new()
        {
            Code = pass.Value("code", "コード", value?.Code),
            PostalCode = pass.Value("postal_code", "郵便番号", value?.PostalCode),
            Town = pass.Required("town", "町字", value?.Town),
            Lot = pass.OrEmpty("lot", "番地", value?.Lot),
            Building = pass.Text("building", "方書", value?.Building),
            BuildingKana = pass.Text("building_kana", "方書フリガナ", value?.BuildingKana),
            Parts = Parts(pass, value?.Parts),
            Facility = pass.Text("facility", "特定施設コード", value?.Facility),
            Abroad = pass.Flag("abroad", "国外", value is { Abroad: true }),
        };
        pass.End();
        return read;
    }

    private static LotParts? Parts(ColumnPass pass, LotParts? value)
    {
        if (!pass.Begin("lot_part", "地番", value is not null))
        {
            return null;
        }

        LotParts read = new(
            pass.OrEmpty("prefix", "前漢字", value?.Prefix),
            pass.Number("first", "本番", value?.First),
            pass.Number("second", "枝番", value?.Second),
            pass.Number("third", "小枝番", value?.Third),
            pass.OrEmpty("suffix", "後漢字", value?.Suffix));
        pass.End();
        return read;
    }
}
