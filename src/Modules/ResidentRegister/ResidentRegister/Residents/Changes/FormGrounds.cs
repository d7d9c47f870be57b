namespace Daicho.ResidentRegister.Residents.Changes;

/// <summary>The provision each paper form rests on (CR-14): 住民基本台帳法, 同法施行令 and 番号法.</summary>
internal static class FormGrounds
{
    private const string Act = "住民基本台帳法";
    private const string Order = "住民基本台帳法施行令";
    private const string ExOfficio = $"{Act}第８条・{Order}第１２条";

    /// <summary>The provision of a form.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A form was defined without one.</exception>
    public static string Of(string form) => form switch
    {
        "MOVE_IN" or "MOVE_IN_UNREPORTED" => $"{Act}第２２条",
        "MOVE_IN_ABROAD" => $"{Act}第２２条・第３０条の４６・第３０条の４７",
        "RELOCATION" => $"{Act}第２３条",
        "MOVE_OUT" or "MOVE_OUT_ABROAD" => $"{Act}第２４条",
        "HOUSEHOLD_SPLIT" or "HOUSEHOLD_MERGE" or "HOUSEHOLD_CHANGE" or "HOUSEHOLD_HEAD" => $"{Act}第２５条",
        "REGISTER_NOTICE" => $"{Act}第９条第２項・{Order}第１２条第２項",
        "BIRTH" or "DEATH" or "NATURALISATION" or "NATIONALITY_LOSS" => $"{Act}第８条・{Order}第１２条第２項",
        "EX_OFFICIO_ENTRY" or "EX_OFFICIO_DELETION" or "EX_OFFICIO_CORRECTION" or "CLERICAL" or "MINOR" or "READING_CONFIRMATION" => ExOfficio,
        "QUALIFICATION" => $"{Act}第７条第１０号から第１１号の２まで・第８条・{Order}第１２条",
        "REMAKE" => $"{Order}第１６条",
        "RESTORE" => $"{Order}第１７条",
        "NUMBER_CHANGE" or "NUMBER_EX_OFFICIO" => "行政手続における特定の個人を識別するための番号の利用等に関する法律第７条",
        "CODE_CHANGE" => $"{Act}第３０条の４",
        "CODE_EX_OFFICIO" => $"{Act}第３０条の３",
        "FORMER_SET" or "FORMER_CHANGE" or "FORMER_DEL" => $"{Order}第３０条の１４",
        "ALIAS_SET" or "ALIAS_DEL" => $"{Order}第３０条の１６",
        _ => throw new ArgumentOutOfRangeException(nameof(form), form, "The form has no legal ground."),
    };
}
