namespace Daicho.Platform.Postgres;

/// <summary>A 64-bit transaction number (<c>xid8</c>) as <c>pg_resetwal</c> takes it, at the first place of a page of the commit log.</summary>
/// <param name="Epoch">The upper half.</param>
/// <param name="Low">The lower half; never one of the three reserved numbers.</param>
/// <remarks>The server makes a page of the commit log when its first number is given out; in the middle of a page that is missing it would not start.</remarks>
internal readonly record struct TransactionNumber(uint Epoch, uint Low)
{
    // Two bits for each transaction on a page of 8 KiB (PostgreSQL, clog.c).
    private const ulong NumbersOfPage = 32_768;

    /// <summary>The number itself.</summary>
    public ulong Value => ((ulong)Epoch << 32) | Low;

    /// <summary>The first such number that is not below the given one.</summary>
    public static TransactionNumber AtLeast(ulong number)
    {
        ulong aligned = (number + NumbersOfPage - 1) / NumbersOfPage * NumbersOfPage;
        ulong usable = aligned % ((ulong)uint.MaxValue + 1) == 0 ? aligned + NumbersOfPage : aligned;
        return new((uint)(usable >> 32), (uint)(usable & uint.MaxValue));
    }
}
