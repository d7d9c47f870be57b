using Daicho.ResidentRegister.Residents;

namespace Daicho.ResidentRegister.Data;

/// <summary>An address key a person has or had.</summary>
internal sealed record AddressKey(string Key, string? Code, bool Current);

/// <summary>The search keys that a whole history gives: the same rows as its changes, one by one, leave behind.</summary>
internal static class SearchHistory
{
    /// <summary>Keys of all names, oldest snapshot first; past ones with <see cref="SearchKeys.Past"/>.</summary>
    public static List<NameKey> Names(IReadOnlyList<ResidentRecord> snapshots)
    {
        List<NameKey> keys = [];
        IReadOnlyList<NameKey> current = [];
        foreach (ResidentRecord snapshot in snapshots)
        {
            IReadOnlyList<NameKey> next = SearchKeys.Names(snapshot);
            if (current.Count > 0 && !current.SequenceEqual(next))
            {
                foreach (NameKey old in current)
                {
                    if (!next.Any(one => one.Kind == old.Kind && one.KeyA == old.KeyA && one.WrittenKey == old.WrittenKey))
                    {
                        keys.Add(old with { Kind = (short)(old.Kind + SearchKeys.Past) });
                    }
                }
            }

            current = next;
        }

        keys.AddRange(current);
        return keys;
    }

    /// <summary>Keys of all addresses, oldest snapshot first; the last is the current one.</summary>
    public static List<AddressKey> Addresses(IReadOnlyList<ResidentRecord> snapshots)
    {
        List<AddressKey> keys = [];
        foreach (ResidentRecord snapshot in snapshots)
        {
            string key = SearchKeys.Address(snapshot);
            if (keys.Count > 0 && keys[^1].Key == key)
            {
                continue;
            }

            if (keys.Count > 0)
            {
                keys[^1] = keys[^1] with { Current = false };
            }

            keys.Add(new AddressKey(key, snapshot.Address.Code?.Value, true));
        }

        return keys;
    }
}
