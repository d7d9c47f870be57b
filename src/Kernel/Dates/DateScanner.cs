namespace Daicho.Kernel;

/// <summary>Walks through a date text that was brought to half width, without spaces.</summary>
internal ref struct DateScanner(ReadOnlySpan<char> text)
{
    /// <summary>No date text is longer; what is longer is not a date.</summary>
    public const int LengthMax = 64;

    private const string KanjiDigits = "〇一二三四五六七八九";

    public ReadOnlySpan<char> Rest { get; private set; } = text;

    public readonly bool AtEnd => Rest.IsEmpty;

    /// <summary>Half width, no spaces, one-character eras (㋿) spelled out; the length, or -1 when too long.</summary>
    public static int Normalize(ReadOnlySpan<char> source, Span<char> target)
    {
        int length = 0;
        foreach (char c in source)
        {
            if (char.IsWhiteSpace(c))
            {
                continue;
            }

            if (length + 2 > target.Length)
            {
                return -1;
            }

            string? square = c switch
            {
                '㍾' => "明治",
                '㍽' => "大正",
                '㍼' => "昭和",
                '㍻' => "平成",
                '㋿' => "令和",
                _ => null,
            };
            if (square is not null)
            {
                target[length++] = square[0];
                target[length++] = square[1];
                continue;
            }

            target[length++] = c is '。' or '・' or '･' ? '.' : HalfWidth.Fold(c);
        }

        return length;
    }

    public bool Take(string word)
    {
        if (!Rest.StartsWith(word))
        {
            return false;
        }

        Rest = Rest[word.Length..];
        return true;
    }

    /// <summary>Takes a word only when nothing follows it.</summary>
    public bool TakeLast(string word) => Rest.SequenceEqual(word) && Take(word);

    public bool TakeSeparator(out char separator)
    {
        separator = Rest.IsEmpty ? '\0' : Rest[0];
        if (separator is not ('.' or '-' or '/'))
        {
            return false;
        }

        Rest = Rest[1..];
        return true;
    }

    public bool TakeEra(EraTable eras, out Era? era, out bool abbreviated)
    {
        bool found = eras.TryTake(Rest, out era, out int length);
        abbreviated = length == 1;
        Rest = Rest[length..];
        return found;
    }

    /// <summary>A number in ASCII digits or in kanji; <paramref name="digits"/> counts ASCII digits and is 0 for kanji.</summary>
    public bool TakeNumber(out int number, out int digits)
    {
        number = 0;
        digits = 0;
        while (digits < Rest.Length && digits < 9 && char.IsAsciiDigit(Rest[digits]))
        {
            number = (number * 10) + (Rest[digits] - '0');
            digits++;
        }

        if (digits > 0)
        {
            Rest = Rest[digits..];
            return true;
        }

        return TakeKanjiNumber(out number);
    }

    public bool TakeNumber(out int number) => TakeNumber(out number, out int digits) && digits <= 2;

    // 二十一 (21), 十 (10), 二〇二六 (2026): at most four signs, so nothing can overflow.
    private bool TakeKanjiNumber(out int number)
    {
        number = 0;
        int length = 0;
        bool tens = false;
        while (length < Rest.Length && length < 4)
        {
            int digit = KanjiDigits.IndexOf(Rest[length], StringComparison.Ordinal);
            if (Rest[length] == '十' && !tens && number < 10)
            {
                number = Math.Max(number, 1) * 10;
                tens = true;
            }
            else if (digit >= 0 && (!tens || number % 10 == 0))
            {
                number = tens ? number + digit : (number * 10) + digit;
            }
            else
            {
                break;
            }

            length++;
        }

        Rest = Rest[length..];
        return length > 0;
    }
}
