using Daicho.Kernel;
using Daicho.ResidentRegister.Residents;

namespace Daicho.ResidentRegister.IdentityChecks;

/// <summary>What a card says of its holder.</summary>
internal enum CardItem
{
    /// <summary>氏名.</summary>
    Name,

    /// <summary>住所.</summary>
    Address,

    /// <summary>生年月日.</summary>
    BirthDate,

    /// <summary>性別.</summary>
    Sex,

    /// <summary>個人番号.</summary>
    Number,
}

/// <summary>How an item of the card stands to the registered one.</summary>
internal enum CardResult
{
    /// <summary>一致.</summary>
    Matches,

    /// <summary>不一致.</summary>
    Differs,

    /// <summary>照合なし: the operator may not look up numbers, or none was read.</summary>
    NotCompared,
}

/// <summary>By what the truth of the Individual Number is judged (番号法第16条).</summary>
internal enum NumberDocument
{
    /// <summary>個人番号カード.</summary>
    IndividualNumberCard,

    /// <summary>通知カード, with documents that confirm the person.</summary>
    NotificationCard,
}

/// <summary>The four items as typed, or as a reader typed or pasted them. They are compared and not kept.</summary>
internal sealed record CardReading(string Name, string Address, PartialDate? BirthDate, Sex Sex)
{
    /// <inheritdoc />
    public override string ToString() => "CardReading(***)";
}

/// <summary>Compares what a card says with what is registered (CR-03, RR-82).</summary>
internal static class CardComparison
{
    /// <summary>The item's name.</summary>
    public static string Words(CardItem item) => item switch
    {
        CardItem.Name => "氏名",
        CardItem.Address => "住所",
        CardItem.BirthDate => "生年月日",
        CardItem.Sex => "性別",
        CardItem.Number => "個人番号",
    };

    /// <summary>The result's name.</summary>
    public static string Words(CardResult result) => result switch
    {
        CardResult.Matches => "一致",
        CardResult.Differs => "不一致",
        CardResult.NotCompared => "照合なし",
    };

    /// <summary>The document's name.</summary>
    public static string Words(NumberDocument document) => document switch
    {
        NumberDocument.IndividualNumberCard => "個人番号カード",
        NumberDocument.NotificationCard => "通知カードと本人確認書類",
    };

    /// <summary>Compares the four items; widths, spaces and variants of one character make no difference, a missing building does.</summary>
    /// <param name="card">What the card says.</param>
    /// <param name="registered">The record.</param>
    /// <param name="address">The address the card should bear: before a change, that of the record before it.</param>
    public static IReadOnlyDictionary<CardItem, CardResult> FourItems(CardReading card, ResidentRecord registered, Address address) =>
        new Dictionary<CardItem, CardResult>
        {
            [CardItem.Name] = Of(IsName(card.Name, registered.Name)),
            [CardItem.Address] = Of(IsAddress(card.Address, address)),
            [CardItem.BirthDate] = Of(card.BirthDate is { } born && IsDate(born, registered.BirthDate)),
            [CardItem.Sex] = Of(card.Sex == registered.Sex),
        };

    private static CardResult Of(bool same) => same ? CardResult.Matches : CardResult.Differs;

    private static bool IsName(string read, PersonName name)
    {
        string key = NameFolding.Fold(read);
        return key.Length > 0
            && (key == NameFolding.Fold(name.Written) || (name.Alphabet is { } letters && key == NameFolding.Fold(letters)));
    }

    // A card bears the address with prefecture and municipality in front, which the record may leave out.
    private static bool IsAddress(string read, Address address)
    {
        string key = NameFolding.Fold(read);
        string registered = NameFolding.Fold(address.Full);
        return registered.Length > 0 && key.EndsWith(registered, StringComparison.Ordinal);
    }

    private static bool IsDate(PartialDate read, PartialDate registered) =>
        read.Earliest == registered.Earliest && read.Latest == registered.Latest;
}
