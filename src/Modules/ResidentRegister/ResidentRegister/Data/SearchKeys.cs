using Daicho.Kernel;
using Daicho.ResidentRegister.Residents;

namespace Daicho.ResidentRegister.Data;

/// <summary>One search key row of a name; the stored name itself is never changed.</summary>
/// <param name="Kind">0 registered, 1 common name, 2 former surname, 3 parallel name, 4 alphabet; +100 when past.</param>
/// <param name="KeyA">Reading folded without voicing.</param>
/// <param name="KeyB">Reading folded with ヂ=ジ and ズ=ヅ first.</param>
/// <param name="WrittenKey">Written name with variant characters folded.</param>
/// <param name="GivenKey">Given name alone, folded reading; null when not split.</param>
internal sealed record NameKey(short Kind, string KeyA, string KeyB, string WrittenKey, string? GivenKey);

/// <summary>Derives the search keys of a record (standard 2.1.2); pure, so that they can be rebuilt at any time.</summary>
internal static class SearchKeys
{
    /// <summary>Added to the kind of a name the person no longer has.</summary>
    public const short Past = 100;

    /// <summary>Keys of all names the record carries now.</summary>
    public static IReadOnlyList<NameKey> Names(ResidentRecord record)
    {
        List<NameKey> keys = new(2) { Key(0, record.Name.Written, record.Name.Kana) };
        if (record.CommonName is { } common)
        {
            keys.Add(Key(1, common.Written, common.Kana));
        }

        if (record.FormerSurname is { } former)
        {
            keys.Add(Key(2, former.Written, former.Kana));
        }

        if (record.ParallelName is { } parallel)
        {
            keys.Add(Key(3, parallel.Written, parallel.Kana));
        }

        if (record.Name.Alphabet is { } alphabet)
        {
            keys.Add(Key(4, alphabet, null));
        }

        return keys;
    }

    /// <summary>Key of the present address.</summary>
    public static string Address(ResidentRecord record) => NameFolding.Fold(record.Address.Full);

    private static NameKey Key(short kind, string written, string? kana)
    {
        (string keyA, string keyB) = KanaFolding.Fold(kana ?? "");
        int space = kana?.IndexOf('　', StringComparison.Ordinal) ?? -1;
        string? given = space > 0 ? KanaFolding.Fold(kana![(space + 1)..]).KeyA : null;
        return new NameKey(kind, keyA, keyB, NameFolding.Fold(written), given);
    }
}
