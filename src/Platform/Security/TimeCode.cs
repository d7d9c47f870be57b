using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Daicho.Platform.Security;

/// <summary>Time-based one-time codes: RFC 6238 over RFC 4226, HMAC-SHA-1, 6 digits, 30 seconds, as every authenticator knows.</summary>
public static class TimeCode
{
    /// <summary>Seconds of one step (CR-43: a token changing about every 30 seconds).</summary>
    public const int StepSeconds = 30;

    private const int DigitsModulus = 1_000_000;

    /// <summary>The step of an instant.</summary>
    public static long StepOf(DateTimeOffset instant) => instant.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>The code of a step.</summary>
    public static string CodeAt(ReadOnlySpan<byte> secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // RFC 6238 and its devices use HMAC-SHA-1, whose strength does not rest on collisions.
        HMACSHA1.HashData(secret, counter, hash);
#pragma warning restore CA5350
        int offset = hash[^1] & 0x0F;
        int number = (int)(BinaryPrimitives.ReadUInt32BigEndian(hash[offset..]) & 0x7FFF_FFFF) % DigitsModulus;
        return number.ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>The step among this, the one before and the one after whose code was given; null when none.</summary>
    public static long? FindStep(ReadOnlySpan<byte> secret, string code, DateTimeOffset now)
    {
        long? found = null;
        for (long step = StepOf(now) - 1; step <= StepOf(now) + 1; step++)
        {
            // All three are computed, so that the time of the answer tells nothing.
            bool equal = CryptographicOperations.FixedTimeEquals(
                Encoding.UTF8.GetBytes(CodeAt(secret, step)), Encoding.UTF8.GetBytes(code));
            found = equal ? step : found;
        }

        return found;
    }

    /// <summary>Base 32 (RFC 4648) without padding, to be typed into an authenticator.</summary>
    public static string ToBase32(ReadOnlySpan<byte> secret)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        StringBuilder text = new();
        int bits = 0;
        int buffer = 0;
        foreach (byte one in secret)
        {
            buffer = (buffer << 8) | one;
            bits += 8;
            while (bits >= 5)
            {
                bits -= 5;
                text.Append(Alphabet[(buffer >> bits) & 31]);
                buffer &= (1 << bits) - 1;
            }
        }

        return bits == 0 ? text.ToString() : text.Append(Alphabet[(buffer << (5 - bits)) & 31]).ToString();
    }
}
