using System.Globalization;
using System.Text;
using Daicho.Kernel;
using Daicho.ResidentRegister.Residents.Changes;

namespace Daicho.ResidentRegister.Residents.Validation;

/// <summary>Checks of names and readings (NM-01 … NM-04, NM-16).</summary>
internal static class NameChecks
{
    /// <summary>A written name or other text of the record: characters that may be used at all (NM-01), 外字 (NM-02).</summary>
    /// <remarks>
    /// NM-01 refuses what no name can hold: controls, unpaired halves, unassigned code points, pictures. The list of
    /// 行政事務標準文字 itself is applied where a text leaves for a system that demands it.
    /// </remarks>
    public static void Text(string? text, string field, PersonRef? person, Findings findings)
    {
        if (string.IsNullOrEmpty(text) || IsPlain(text))
        {
            return;
        }

        if (TextCheck.Check(text) != TextFault.None)
        {
            findings.Add("NM-01", field, person);
            return;
        }

        foreach (Rune rune in text.EnumerateRunes())
        {
            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.PrivateUse:
                    findings.Add("NM-02", field, person);
                    break;
                case UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate or UnicodeCategory.Control:
                case UnicodeCategory.OtherSymbol when rune.Value >= 0x1F000:
                    findings.Add("NM-01", field, person);
                    break;
            }
        }
    }

    /// <summary>A reading: katakana, the long mark and the separating space (NM-03).</summary>
    public static void Reading(string? kana, string field, PersonRef? person, Findings findings)
    {
        if (!string.IsNullOrEmpty(kana) && !KanaFolding.IsKatakanaReading(kana))
        {
            findings.Add("NM-03", field, person);
        }
    }

    /// <summary>The registered name of a person with its reading.</summary>
    public static void Registered(PersonName name, ResidentKind kind, PersonRef? person, Findings findings)
    {
        if (name.Written.Length == 0 && string.IsNullOrEmpty(name.Alphabet))
        {
            findings.Add(kind == ResidentKind.Foreign ? "NM-18" : "RQ-14", "name", person);
            return;
        }

        Text(name.Written, "name", person, findings);
        Text(name.Alphabet, "alphabet", person, findings);
        Reading(name.Kana, "kana", person, findings);
        if (kind == ResidentKind.Japanese && name.Written.Length > 0 && string.IsNullOrEmpty(name.Kana))
        {
            findings.Add("NM-04", "kana", person);
        }

        if (name.Written.Length > findings.Settings.NameLettersMax
            && TextElements.Count(name.Written) > findings.Settings.NameLettersMax)
        {
            findings.Add("NM-16", "name", person);
        }
    }

    // Kana, the unified ideographs and plain letters need no look at the tables: nearly every name of the register.
    private static bool IsPlain(string text)
    {
        foreach (char c in text)
        {
            if (c is not ((>= '\u4E00' and <= '\u9FFF') or (>= '\u3041' and <= '\u30FE') or '　' or ' '
                or (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or '々'))
            {
                return false;
            }
        }

        return true;
    }
}
