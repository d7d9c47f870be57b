using System.Globalization;
using System.Text;

namespace Daicho.ResidentRegister.IssueCertificate.Layout;

/// <summary>
/// What the QR codes of a 転出証明書 hold for the arrival office: the items as printed, as lines of CSV in UTF-8 (certificates.md,
/// 20.2.1). A family needs several codes; each says which part of how many it is, and the parts joined in order are the lines.
/// </summary>
internal static class MoveOutCodes
{
    /// <summary>The most bytes of one code: version 28 at correction level L (JIS X 0510, table 7), which paper still carries.</summary>
    public const int BytesMax = 1528;

    // A part may begin up to this many bytes early, as no character is cut (RFC 3629: four bytes at most).
    private const int CharacterRestMax = 3;
    private const int PartsMax = 99;

    /// <summary>The payload of each code in order; none for a form without codes.</summary>
    /// <exception cref="ArgumentException">The lines need more than 99 codes.</exception>
    public static IReadOnlyList<byte[]> Of(CertificateContent content)
    {
        if (content.QrMunicipality is null)
        {
            return [];
        }

        byte[] lines = Encoding.UTF8.GetBytes(Lines(content));
        int room = BytesMax - Head(content, PartsMax, PartsMax).Length - CharacterRestMax;
        int parts = (lines.Length + room - 1) / room;
        if (parts > PartsMax)
        {
            throw new ArgumentException("The items need more codes than a certificate has.", nameof(content));
        }

        int[] cuts = [.. Enumerable.Range(0, parts + 1).Select(part => CharacterAt(lines, (int)((long)lines.Length * part / parts)))];
        return [.. Enumerable.Range(1, parts).Select(part => (byte[])[.. Head(content, part, parts), .. lines[cuts[part - 1]..cuts[part]]])];
    }

    private static byte[] Head(CertificateContent content, int part, int parts) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"DAICHO-OUT,2,{content.QrMunicipality},{content.DocumentId},{part},{parts}\n"));

    private static string Lines(CertificateContent content)
    {
        StringBuilder csv = new();
        csv.AppendJoin(',', content.SharedItems.Select(item => Quote(item.Value))).Append('\n');
        foreach (CertificateSubject subject in content.Subjects)
        {
            csv.AppendJoin(',', subject.Items.Select(item => item.Value).Prepend(subject.Reading ?? "").Prepend(subject.Name).Select(Quote))
                .Append('\n');
        }

        return csv.ToString();
    }

    private static string Quote(string value) =>
        value.AsSpan().ContainsAny(",\"\n") ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;

    /// <summary>Where the character at this byte begins.</summary>
    private static int CharacterAt(byte[] utf8, int index)
    {
        while (index < utf8.Length && (utf8[index] & 0xC0) == 0x80)
        {
            index--;
        }

        return index;
    }
}
