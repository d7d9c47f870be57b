using System.Text;
using Daicho.ResidentRegister.IssueCertificate.Layout;

namespace Daicho.ResidentRegister.IssueCertificate;

/// <summary>
/// Places for numbers in a stored content: the number itself lives in the vault only and is set in while the page is drawn.
/// </summary>
internal static class NumberPlaces
{
    // Private-use characters that no register text may hold (TextCheck refuses them at entry).
    private const char Open = '\uE000';
    private const char Close = '\uE001';

    /// <summary>The place of a person's number.</summary>
    public static string For(CertificateItem item, Guid resident) => $"{Open}{item}:{resident:N}{Close}";

    /// <summary>The persons whose number of this kind the content has a place for.</summary>
    public static IReadOnlyList<Guid> PersonsOf(CertificateContent content, CertificateItem item) =>
    [
        .. Texts(content).Where(text => text.StartsWith($"{Open}{item}:", StringComparison.Ordinal))
            .Select(text => Guid.ParseExact(text[^33..^1], "N")).Distinct(),
    ];

    /// <summary>The content with every place filled; <paramref name="number"/> gives the digits as printed.</summary>
    public static CertificateContent Fill(CertificateContent content, Func<CertificateItem, Guid, string> number) => content with
    {
        Subjects = [.. content.Subjects.Select(subject => subject with { Items = Fill(subject.Items, number) })],
        SharedItems = Fill(content.SharedItems, number),
        QrPayload = content.QrPayload is { } payload
            ? Encoding.UTF8.GetBytes(Fill(Encoding.UTF8.GetString(payload), number))
            : null,
    };

    private static IEnumerable<string> Texts(CertificateContent content) =>
        content.Subjects.SelectMany(subject => subject.Items).Concat(content.SharedItems).Select(item => item.Value);

    private static List<LabelledItem> Fill(IReadOnlyList<LabelledItem> items, Func<CertificateItem, Guid, string> number) =>
        [.. items.Select(item => item with { Value = Fill(item.Value, number) })];

    private static string Fill(string text, Func<CertificateItem, Guid, string> number)
    {
        int open = text.IndexOf(Open, StringComparison.Ordinal);
        if (open < 0)
        {
            return text;
        }

        StringBuilder filled = new();
        int from = 0;
        for (; open >= 0; open = text.IndexOf(Open, from))
        {
            int close = text.IndexOf(Close, open);
            string[] parts = text[(open + 1)..close].Split(':');
            filled.Append(text, from, open - from)
                .Append(number(Enum.Parse<CertificateItem>(parts[0]), Guid.ParseExact(parts[1], "N")));
            from = close + 1;
        }

        return filled.Append(text, from, text.Length - from).ToString();
    }
}
