using System.Buffers.Binary;
using System.Numerics;

namespace Daicho.Kernel;

/// <summary>Deterministic random numbers: the same seed gives the same values on every machine and version.</summary>
/// <remarks>
/// xoshiro256** seeded by SplitMix64 (Blackman and Vigna, public domain). NOT for secrets, keys, codes or anything that must not
/// be guessed: use <see cref="System.Security.Cryptography.RandomNumberGenerator"/> there. Not safe for several threads at once.
/// </remarks>
public sealed class SeededRandom
{
    private ulong s0;
    private ulong s1;
    private ulong s2;
    private ulong s3;

    /// <summary>Starts the sequence of a seed; every seed, zero included, is good.</summary>
    public SeededRandom(ulong seed)
    {
        s0 = SplitMix64(ref seed);
        s1 = SplitMix64(ref seed);
        s2 = SplitMix64(ref seed);
        s3 = SplitMix64(ref seed);
    }

    /// <summary>The next 64 bits.</summary>
    public ulong NextUInt64()
    {
        unchecked
        {
            ulong result = BitOperations.RotateLeft(s1 * 5, 7) * 9;
            ulong shifted = s1 << 17;
            s2 ^= s0;
            s3 ^= s1;
            s1 ^= s2;
            s0 ^= s3;
            s2 ^= shifted;
            s3 = BitOperations.RotateLeft(s3, 45);
            return result;
        }
    }

    /// <summary>A whole number from 0 to below <paramref name="max"/>, each equally likely.</summary>
    public int NextInt(int max)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);

        // Lemire's multiplication with rejection: without the rejection low numbers would be a little too frequent.
        uint range = (uint)max;
        ulong product = (NextUInt64() >> 32) * range;
        uint low = (uint)(product & uint.MaxValue);
        if (low < range)
        {
            uint threshold = (uint)(((1UL << 32) - range) % range);
            while (low < threshold)
            {
                product = (NextUInt64() >> 32) * range;
                low = (uint)(product & uint.MaxValue);
            }
        }

        return (int)(product >> 32);
    }

    /// <summary>A whole number from <paramref name="min"/> to below <paramref name="max"/>.</summary>
    public int NextInt(int min, int max) => min + NextInt(max - min);

    /// <summary>A number from 0 to below 1, with 53 random bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Fills a buffer.</summary>
    public void NextBytes(Span<byte> buffer)
    {
        Span<byte> block = stackalloc byte[8];
        while (!buffer.IsEmpty)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(block, NextUInt64());
            int count = Math.Min(8, buffer.Length);
            block[..count].CopyTo(buffer);
            buffer = buffer[count..];
        }
    }

    /// <summary>One of the items, each equally likely.</summary>
    /// <exception cref="ArgumentException">The list is empty.</exception>
    public T Pick<T>(IReadOnlyList<T> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return items.Count > 0
            ? items[NextInt(items.Count)]
            : throw new ArgumentException("There is nothing to pick from.", nameof(items));
    }

    /// <summary>Puts the items into a random order, in place (Fisher–Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = NextInt(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static ulong SplitMix64(ref ulong state)
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15;
            ulong z = state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
