using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.Residents;

namespace Daicho.ResidentRegister.Person;

/// <summary>The further item that tells a person from others of the same reading and birth date (RR-80).</summary>
internal enum ProofItem
{
    /// <summary>住所.</summary>
    Address,

    /// <summary>筆頭者の氏名.</summary>
    DomicileHead,

    /// <summary>世帯主の氏名.</summary>
    Householder,

    /// <summary>宛名番号.</summary>
    AddresseeNumber,

    /// <summary>在留カード等の番号.</summary>
    CardNumber,
}

/// <summary>Decides whether what a visitor says fits this person and none of the namesakes.</summary>
internal static class IdentityProof
{
    /// <summary>Fewer letters of an address tell nobody apart.</summary>
    private const int AddressLettersMin = 3;

    /// <summary>Most namesakes that are compared.</summary>
    private const int NamesakesMax = 50;

    /// <summary>The item's name.</summary>
    public static string Words(ProofItem item) => item switch
    {
        ProofItem.Address => "住所",
        ProofItem.DomicileHead => "筆頭者の氏名",
        ProofItem.Householder => "世帯主の氏名",
        ProofItem.AddresseeNumber => "宛名番号",
        ProofItem.CardNumber => "在留カード等の番号",
    };

    /// <summary>Whether the typed text fits the person and no namesake: an item that fits both proves nothing.</summary>
    public static bool Tells(ResidentRecord person, IEnumerable<ResidentRecord> namesakes, ProofItem item, string typed)
    {
        ArgumentNullException.ThrowIfNull(typed);
        return Fits(person, item, typed) && !namesakes.Any(other => Fits(other, item, typed));
    }

    /// <summary>The records of the namesakes.</summary>
    public static async Task<IReadOnlyList<ResidentRecord>> NamesakesAsync(
        UnitOfWork work,
        ResidentId person,
        CancellationToken cancellation) =>
        await work.ListAsync(
            HistoryReader.Select +
            """

            join resident_register.resident r on r.resident_id = h.resident_id and r.version = h.history_no
            join resident_register.resident me
              on r.birth_from = me.birth_from and r.name_kana collate "C" = me.name_kana collate "C"
            where me.resident_id = $1 and r.resident_id <> $1
            order by r.resident_id
            limit $2
            """,
            row => HistoryReader.Map(row).Record,
            cancellation,
            person.Value, NamesakesMax);

    private static bool Fits(ResidentRecord record, ProofItem item, string typed)
    {
        string key = NameFolding.Fold(typed);
        return key.Length > 0 && item switch
        {
            ProofItem.Address => key.Length >= AddressLettersMin
                && NameFolding.Fold(record.Address.Full).Contains(key, StringComparison.Ordinal),
            ProofItem.DomicileHead => record.Domicile is { } domicile && NameFolding.Fold(domicile.Head) == key,
            ProofItem.Householder => record.Household.Head is { } head && NameFolding.Fold(head.Written) == key,
            ProofItem.AddresseeNumber => record.AddresseeNumber.Value == HalfWidth.DigitsFromInput(typed),
            ProofItem.CardNumber => record.Foreign?.CardNumber is { } card
                && ResidenceCardNumber.TryParse(HalfWidth.FromInput(typed), out ResidenceCardNumber? said) && said == card,
        };
    }
}
