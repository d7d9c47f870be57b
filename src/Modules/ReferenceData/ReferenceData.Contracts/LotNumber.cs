using System.Globalization;
using System.Text.RegularExpressions;
using Daicho.Kernel;

namespace Daicho.ReferenceData.Contracts;

/// <summary>A lot or house number (番地・住居番号) as it sorts: 甲１２番地３の２先 is 甲, 12, 3, 2, 先.</summary>
/// <param name="Prefix">前漢字: what stands before the first number; the whole text when there is no number in it.</param>
/// <param name="First">本番; null when the text has no number.</param>
/// <param name="Second">枝番.</param>
/// <param name="Third">小枝番.</param>
/// <param name="Suffix">後漢字: what follows, without 番地, 番 and 号.</param>
public sealed partial record LotNumber(string Prefix, int? First, int? Second, int? Third, string Suffix)
{
    /// <summary>What is compared: 12番地3 , 12番3号 and 12-3 are the same lot.</summary>
    public string Key => string.Join('-', new[] { Prefix, Text(First), Text(Second), Text(Third), Suffix }.Where(part => part.Length > 0));

    /// <summary>Reads a number as written, full or half width; anything is read, at worst as a prefix.</summary>
    public static LotNumber Read(string written)
    {
        ArgumentNullException.ThrowIfNull(written);
        string text = HalfWidth.FromInput(written);
        Match match = Form().Match(text);
        return match.Success
            ? new LotNumber(
                match.Groups["prefix"].Value, Number(match.Groups["first"]), Number(match.Groups["second"]), Number(match.Groups["third"]),
                Unit().Replace(match.Groups["suffix"].Value, "", 1))
            : new LotNumber(text, null, null, null, "");
    }

    private static string Text(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static int? Number(Group digits) => digits.Success ? int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex("^(?<prefix>[^0-9]*)(?<first>[0-9]{1,9})(?:(?:番地の?|番の?|[-のノ])(?<second>[0-9]{1,9})(?:(?:号の?|[-のノ])(?<third>[0-9]{1,9}))?)?(?![0-9])(?<suffix>.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();

    [GeneratedRegex("^(番地|番|号)", RegexOptions.CultureInvariant)]
    private static partial Regex Unit();
}
