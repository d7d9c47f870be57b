using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Daicho.Platform.Pdf;

/// <summary>The fonts of a document in order of preference, and what each character becomes in them.</summary>
/// <remarks>A character no font holds is never replaced: neither by an empty box nor, for a variation sequence (IVS), by its
/// base character. It stays a gap and is reported, because a name in the wrong glyph is a wrong name.</remarks>
public sealed class FontSet
{
    /// <summary>Where Debian's fonts-ipamj-mincho puts the font of the municipal character set.</summary>
    public const string IpamjMinchoPath = "/usr/share/fonts/truetype/ipamj/ipamjm.ttf";

    private readonly ConcurrentDictionary<(int Base, int Follower), MappedCharacter> known = new();

    private FontSet(IReadOnlyList<TrueTypeFont> fonts) => Fonts = fonts;

    /// <summary>Which font files these are, by name and SHA-256, in order of preference.</summary>
    public string Identity => string.Join(", ", Fonts.Select(font => font.Identity));

    internal IReadOnlyList<TrueTypeFont> Fonts { get; }

    /// <summary>Opens the fonts; the first that holds a character draws it.</summary>
    /// <exception cref="FileNotFoundException">One of the files is missing.</exception>
    /// <exception cref="InvalidDataException">One of the files is not a TrueType font.</exception>
    public static FontSet Open(params IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return paths.Count == 0
            ? throw new ArgumentException("A document needs at least one font.", nameof(paths))
            : new FontSet([.. paths.Select(TrueTypeFont.Open)]);
    }

    /// <summary>Every character or variation sequence of the text that cannot be drawn, in order, each once.</summary>
    public IReadOnlyList<MissingCharacter> FindMissing(string text) =>
        [.. Map(text).Where(character => character.IsMissing && !character.IsLineBreak).Select(character => character.AsMissing()).Distinct()];

    /// <summary>The width of a text set in one line.</summary>
    /// <param name="text">The text; missing characters count as one full width.</param>
    /// <param name="sizePt">Type size in points.</param>
    /// <returns>Millimetres.</returns>
    public double WidthMm(string text, double sizePt) => WidthMm(Map(text), sizePt);

    /// <summary>How many lines a text takes when it is broken into a width without shrinking; 0 for an empty text.</summary>
    public int CountLines(string text, double widthMm, double sizePt) => TextFitting.CountLines(Map(text), widthMm, sizePt);

    /// <summary>Divides a text after so many lines, for texts that go on elsewhere.</summary>
    /// <param name="text">The text.</param>
    /// <param name="widthMm">Width of the lines.</param>
    /// <param name="sizePt">Type size in points.</param>
    /// <param name="lines">Lines of the first part, at least one.</param>
    /// <returns>Both parts; together they are the text, and the second is empty when everything fits.</returns>
    public (string Head, string Tail) SplitAfterLines(string text, double widthMm, double sizePt, int lines)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lines, 1);
        int length = TextFitting.LengthOfLines(Map(text), widthMm, sizePt, lines);
        return (text[..length], text[length..]);
    }

    internal static double WidthMm(IEnumerable<MappedCharacter> characters, double sizePt)
    {
        double ems = 0;
        foreach (MappedCharacter character in characters)
        {
            ems += character.AdvanceEm;
        }

        return ems * sizePt * Units.MillimetresPerPoint;
    }

    /// <summary>Splits a text into what is drawn as one glyph each: a character, with its selector or mark if any.</summary>
    internal IReadOnlyList<MappedCharacter> Map(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<MappedCharacter> characters = new(text.Length);
        for (int i = 0; i < text.Length;)
        {
            // A lone surrogate is not a character: it is decoded to U+FFFD, which no font draws here.
            Rune.DecodeFromUtf16(text.AsSpan(i), out Rune rune, out int used);
            int start = i;
            i += used;
            int follower = 0;
            if (i < text.Length
                && Rune.DecodeFromUtf16(text.AsSpan(i), out Rune next, out int usedByNext) == System.Buffers.OperationStatus.Done
                && (IsSelector(next.Value) || Rune.GetUnicodeCategory(next) == UnicodeCategory.NonSpacingMark))
            {
                follower = next.Value;
                i += usedByNext;
            }

            characters.Add(Find(rune.Value, follower, text, start, i - start));
        }

        return characters;
    }

    private MappedCharacter Find(int scalar, int follower, string text, int start, int length)
    {
        if (known.TryGetValue((scalar, follower), out MappedCharacter? character))
        {
            return character;
        }

        string source = text.Substring(start, length);
        for (int font = 0; font < Fonts.Count; font++)
        {
            ushort glyph = GlyphIn(Fonts[font], scalar, follower, source);
            if (glyph != 0)
            {
                double em = (double)Fonts[font].MetricsOf(glyph).Advance / Fonts[font].UnitsPerEm;

                // Only found characters are kept, so the cache cannot outgrow the fonts.
                return known.GetOrAdd((scalar, follower), new MappedCharacter(font, glyph, em, source, false));
            }
        }

        return new MappedCharacter(0, 0, 1, source, IsSelector(follower) && Fonts.Any(f => f.Characters.GlyphOf(scalar) != 0));
    }

    private static ushort GlyphIn(TrueTypeFont font, int scalar, int follower, string source)
    {
        if (scalar == Rune.ReplacementChar.Value || Rune.IsControl(new Rune(scalar)))
        {
            return 0;
        }

        if (follower == 0)
        {
            return font.Characters.GlyphOf(scalar);
        }

        if (IsSelector(follower))
        {
            return font.Characters.GlyphOf(scalar, follower);
        }

        // A combining mark is drawn only where Unicode has the composed character; stacking marks is not attempted.
        string composed = source.Normalize(NormalizationForm.FormC);
        return Rune.TryGetRuneAt(composed, 0, out Rune one) && one.Utf16SequenceLength == composed.Length
            ? font.Characters.GlyphOf(one.Value)
            : (ushort)0;
    }

    /// <summary>Variation selectors VS1–VS16 and VS17–VS256 (Unicode, "Variation Selectors" blocks).</summary>
    private static bool IsSelector(int scalar) => scalar is (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);
}

/// <summary>One character of a text as a document draws it.</summary>
/// <param name="Font">Index in the font set.</param>
/// <param name="Glyph">Glyph number; 0 when missing.</param>
/// <param name="AdvanceEm">Width in type sizes.</param>
/// <param name="Source">The character as written, with its selector.</param>
/// <param name="HasBaseGlyph">Of a missing variation sequence: the base character alone could be drawn.</param>
internal sealed record MappedCharacter(int Font, ushort Glyph, double AdvanceEm, string Source, bool HasBaseGlyph)
{
    public bool IsMissing => Glyph == 0;

    /// <summary>A line break of the caller's: it ends a line and is not drawn.</summary>
    public bool IsLineBreak => Source == "\n";

    public MissingCharacter AsMissing() =>
        new(Source, HasBaseGlyph ? MissingReason.NoVariationSequence : MissingReason.NoGlyph);
}

/// <summary>Why a character could not be drawn.</summary>
public enum MissingReason
{
    /// <summary>No font of the document has the character.</summary>
    NoGlyph,

    /// <summary>The base character exists, but not in the form its selector asks for (字形なし).</summary>
    NoVariationSequence,
}

/// <summary>A character that could not be drawn and was left as a gap.</summary>
/// <param name="Text">The character with its selector or mark, as it was given.</param>
/// <param name="Reason">What is missing.</param>
public sealed record MissingCharacter(string Text, MissingReason Reason)
{
    /// <summary>The code points, such as <c>U+845B U+E0100</c>, for lists that people read.</summary>
    public string CodePoints => string.Join(' ', Text.EnumerateRunes().Select(rune => $"U+{rune.Value:X4}"));
}
