using System.Security.Cryptography;
using System.Text;

namespace Daicho.ResidentRegister.Import;

/// <summary>What is known of a person while numbers and measures are joined to it.</summary>
[Flags]
internal enum PersonFacts
{
    None = 0,
    WantsIndividual = 1,
    WantsCode = 2,
    HasIndividual = 4,
    HasCode = 8,
}

/// <summary>A person of the files.</summary>
internal record struct ImportedPerson(Guid Id, PersonFacts Facts);

/// <summary>Numbers as keys: a 1 before the digits keeps leading zeros; 15 digits fit.</summary>
internal static class NumberKey
{
    /// <summary>The key of digits.</summary>
    public static long Of(string digits)
    {
        long key = 1;
        foreach (char digit in digits)
        {
            key = (key * 10) + (digit - '0');
        }

        return key;
    }

    /// <summary>The key of digits in UTF-8; 0 when they are no number.</summary>
    public static long Of(ReadOnlySpan<byte> digits)
    {
        long key = digits.Length is > 0 and <= 15 ? 1 : 0;
        foreach (byte digit in digits)
        {
            if (key == 0 || !char.IsAsciiDigit((char)digit))
            {
                return 0;
            }

            key = (key * 10) + (digit - '0');
        }

        return key;
    }

    /// <summary>The running number in front of the check digit.</summary>
    public static long Running(long key)
    {
        long power = 1;
        while (power <= key / 10)
        {
            power *= 10;
        }

        return (key - power) / 10;
    }
}

/// <summary>Ids for rows that bring none: they follow from the set of files and the number, so that all rows agree.</summary>
internal sealed class DerivedIds(Guid manifest)
{
    /// <summary>The id of a person (R), household (H), measure (M) or suppression (S).</summary>
    public Guid Of(char kind, string number)
    {
        Span<byte> input = stackalloc byte[17 + 64];
        manifest.TryWriteBytes(input, bigEndian: true, out _);
        input[16] = (byte)kind;
        int length = Encoding.ASCII.GetBytes(number.AsSpan(0, Math.Min(number.Length, 64)), input[17..]);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(input[..(17 + length)], hash);

        // RFC 9562 version 8: a form of our own.
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}

/// <summary>Households of the files by number.</summary>
internal sealed class HouseholdIds
{
    private readonly Dictionary<long, Guid> ids = [];

    /// <summary>How many.</summary>
    public int Count => ids.Count;

    /// <summary>The highest running number.</summary>
    public long RunningMax { get; private set; }

    /// <summary>Adds a household; false when the number is there already.</summary>
    public bool TryAdd(string number, Guid id)
    {
        long key = NumberKey.Of(number);
        RunningMax = Math.Max(RunningMax, NumberKey.Running(key));
        return ids.TryAdd(key, id);
    }

    /// <summary>The id of a number; null when there is none.</summary>
    public Guid? Find(string number) => ids.TryGetValue(NumberKey.Of(number), out Guid id) ? id : null;
}
