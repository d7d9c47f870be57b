using System.Text.RegularExpressions;
using Daicho.Kernel;

namespace Daicho.ReferenceData.Masters;

/// <summary>Japan Post's nationwide postal codes (KEN_ALL): <c>utf_ken_all.csv</c> in UTF-8, <c>KEN_ALL.CSV</c> in Shift_JIS.</summary>
/// <remarks>
/// Fifteen columns without header. In the Shift_JIS file a town text of more than 38 characters goes on in the following rows,
/// recognisable by the open parenthesis; these rows are joined. Kana there are half-width and are widened.
/// </remarks>
internal static partial class KenAll
{
    /// <summary>Number of columns.</summary>
    public const int Columns = 15;

    /// <summary>Turns the rows into a data set.</summary>
    public static Result<MasterSet> Read(MasterTable.Table table)
    {
        List<PostalRow> items = [];
        for (int i = 0; i < table.Rows.Count; i++)
        {
            MasterTable.Row row = table.Rows[i];
            string town = row[8];
            string kana = row[5];
            while (IsOpen(town))
            {
                if (i + 1 == table.Rows.Count || !Continues(row, table.Rows[i + 1]))
                {
                    return MasterRefusals.At(row.Line, 9, "町域名の括弧が閉じられていません。");
                }

                i++;
                town += table.Rows[i][8];

                // The kana column repeats when only the kanji were too long for one row.
                kana = kana == table.Rows[i][5] ? kana : kana + table.Rows[i][5];
            }

            if (!PostalCode.TryParse(row[2], out PostalCode? code) || !FiveDigits().IsMatch(row[0]))
            {
                return MasterRefusals.At(row.Line, 3, "郵便番号または団体コードが正しくありません。");
            }

            (string name, string? note) = Split(town);
            items.Add(new PostalRow(
                code.Value,
                MunicipalityCode.FromBody(row[0]).Value,
                row[6],
                row[7],
                name,
                name.Length == 0 ? "" : Split(FullWidthKana.From(kana)).Name,
                note));
        }

        return new MasterSet.PostalCodes(table.Sha256, items);
    }

    private static bool IsOpen(string town) => town.Contains('（') && !town.Contains('）');

    private static bool Continues(MasterTable.Row first, MasterTable.Row next) =>
        next[0] == first[0] && next[2] == first[2] && next[7] == first[7];

    private static (string Name, string? Note) Split(string town)
    {
        if (town == "以下に掲載がない場合" || town.EndsWith("の次に番地がくる場合", StringComparison.Ordinal))
        {
            return ("", town);
        }

        if (town.Length > 2 && town.EndsWith("一円", StringComparison.Ordinal))
        {
            return ("", town);
        }

        Match match = Parentheses().Match(town);
        return match.Success ? (match.Groups[1].Value, match.Groups[2].Value) : (town, null);
    }

    [GeneratedRegex("^([^（(]*)[（(](.*)[）)]$")]
    private static partial Regex Parentheses();

    [GeneratedRegex("^[0-9]{5}$")]
    private static partial Regex FiveDigits();
}
