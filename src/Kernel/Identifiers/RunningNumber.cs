using System.Globalization;

namespace Daicho.Kernel;

/// <summary>Running number with a check digit, modulus 11 with weights 2 to 7 (M11W2～7). Clause 1.1.13.</summary>
/// <remarks>
/// The clause fixes check digit 0 for remainder 0 and is silent on remainder 1, whose check value 10 is not one digit:
/// such running numbers are skipped, which keeps the detection of errors whole.
/// </remarks>
internal static class RunningNumber
{
    /// <summary>Fewest digits of a number, check digit included.</summary>
    public const int DigitsMin = 7;

    /// <summary>Most digits of a number, check digit included; fits the widest item of the national data layouts.</summary>
    public const int DigitsMax = 15;

    // No digit: the sign that stands for a running number that must be skipped.
    private const char Skipped = 'x';

    public static IdentifierCheck Check(string? text) =>
        CheckDigits.WithLastDigit(text, DigitsMin, DigitsMax, LastDigit);

    public static string? FromSequence(long running, int digits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(running, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(digits, DigitsMin);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(digits, DigitsMax);
        Span<char> text = stackalloc char[DigitsMax + 5];
        running.TryFormat(text, out int written, "D" + (digits - 1).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        if (written >= digits)
        {
            throw new ArgumentOutOfRangeException(nameof(running), "The running number has outgrown its digits.");
        }

        char last = LastDigit(text[..written]);
        text[written] = last;
        return last == Skipped ? null : new string(text[..digits]);
    }

    private static readonly Func<ReadOnlySpan<char>, char> LastDigit = static baseDigits => CheckDigits.Remainder11(baseDigits) switch
    {
        0 => '0',
        1 => Skipped,
        int remainder => (char)('0' + 11 - remainder),
    };
}
