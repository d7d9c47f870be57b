using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents;
using Daicho.Web;

namespace Daicho.ResidentRegister.Person;

/// <summary>The pages of a person.</summary>
internal enum PersonTab
{
    /// <summary>記載事項.</summary>
    Record,

    /// <summary>履歴.</summary>
    History,

    /// <summary>過去の時点.</summary>
    AsOf,

    /// <summary>メモ.</summary>
    Memos,

    /// <summary>保護・抑止.</summary>
    Protection,

    /// <summary>印刷.</summary>
    Print,
}

/// <summary>What all pages of a person share: strip, tabs, keys and addresses with the purpose.</summary>
/// <param name="Person">The opened record.</param>
/// <param name="WorkContext">Id of the purpose.</param>
/// <param name="Today">The business date.</param>
internal sealed record PersonFrame(OpenedPerson Person, Guid WorkContext, DateOnly Today)
{
    /// <summary>The present record.</summary>
    public ResidentRecord Record => Person.Row.Record;

    /// <summary>The strip.</summary>
    public PersonStripModel Strip
    {
        get
        {
            PersonStripModel strip = PersonStrips.Of(Record, Person.Protection, Today, Address(), withAddress: !Person.IsAddressKept);
            return Person.IsChanging ? strip with { Flags = [.. strip.Flags, new Chip("異動処理中", Tone.Warning)] } : strip;
        }
    }

    /// <summary>The household's page.</summary>
    public string HouseholdAddress => $"/households/{Record.Household.Id.Value}?w={WorkContext}";

    /// <summary>Keys that work on every page of a person.</summary>
    public IReadOnlyList<FunctionKey> Keys =>
    [
        FunctionKey.Link("F3", "個人", Address()),
        FunctionKey.Link("F4", "世帯", HouseholdAddress),
        FunctionKey.Link("F5", "履歴", Address("history")),
        FunctionKey.Link("F8", "発行", Address("certificates/new")),
    ];

    /// <summary>A page of this person; the address holds ids only.</summary>
    public string Address(string? page = null) => Address(Record.Id, WorkContext, page);

    /// <summary>A page of a person.</summary>
    public static string Address(ResidentId person, Guid workContext, string? page = null) =>
        $"/residents/{person.Value}{(page is null ? "" : "/" + page)}?w={workContext}";

    /// <summary>The tabs.</summary>
    public IReadOnlyList<Tab> Tabs(PersonTab here) =>
    [
        new("記載事項", Address(), here == PersonTab.Record),
        new("世帯", HouseholdAddress),
        new("履歴", Address("history"), here == PersonTab.History, Person.Row.HistoryNo),
        new("過去の時点", Address("as-of"), here == PersonTab.AsOf),
        new("メモ", Address("memos"), here == PersonTab.Memos),
        new("保護・抑止", Address("protection"), here == PersonTab.Protection,
            Person.Protection.Support.Count + Person.Protection.Suppressions.Count),
        new("本人確認", Address("identity")),
        new("印刷", Address("print"), here == PersonTab.Print),
        new("異動を入力", $"/changes/new?person={Record.Id.Value}&w={WorkContext}"),
    ];
}
