using Daicho.ResidentRegister.IssueCertificate.Layout;

namespace Daicho.ResidentRegister.IssueCertificate;

/// <summary>
/// Places for numbers in a stored content: the number itself lives in the vault only and is set in while the page is drawn.
/// A place is a field of its item, so no text of a record can be taken for one.
/// </summary>
internal static class NumberPlaces
{
    /// <summary>The item with the place of a person's number.</summary>
    public static LabelledItem For(CertificateItem item, Guid person, ItemWidth width = ItemWidth.Full) =>
        new(CertificateForms.Label(item), "", width) { Number = new NumberPlace(item, person) };

    /// <summary>The persons whose number of this kind the content has a place for.</summary>
    public static IReadOnlyList<Guid> PersonsOf(CertificateContent content, CertificateItem item) =>
    [
        .. content.Subjects.SelectMany(subject => subject.Items).Concat(content.SharedItems)
            .Select(one => one.Number).OfType<NumberPlace>()
            .Where(place => place.Item == item).Select(place => place.Person).Distinct(),
    ];

    /// <summary>The content with every place filled; <paramref name="number"/> gives the digits as printed.</summary>
    public static CertificateContent Fill(CertificateContent content, Func<NumberPlace, string> number) => content with
    {
        Subjects = [.. content.Subjects.Select(subject => subject with { Items = Fill(subject.Items, number) })],
        SharedItems = Fill(content.SharedItems, number),
    };

    private static List<LabelledItem> Fill(IReadOnlyList<LabelledItem> items, Func<NumberPlace, string> number) =>
        [.. items.Select(item => item.Number is { } place ? item with { Value = number(place), Number = null } : item)];
}
