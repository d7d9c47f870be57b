using Daicho.Kernel;
using Daicho.Platform.Pdf;

namespace Daicho.ResidentRegister.IssueCertificate.Layout;

/// <summary>Re-reads a finished document before it leaves the system (incident I-4).</summary>
/// <remarks>The bytes are read back independently of how they were drawn.</remarks>
internal static class CertificateCheck
{
    /// <summary>The file cannot be read back at all.</summary>
    public static readonly Refusal Unreadable = new(
        "RR-CERT-001", "作成した証明書を確認できませんでした。もう一度作成し、続く場合は管理者に連絡してください。", RefusalKind.Conflict);

    /// <summary>A sheet does not belong to this document or this person.</summary>
    public static readonly Refusal WrongContent = new(
        "RR-CERT-002", "作成した証明書の内容が請求と一致しません。交付せず、管理者に連絡してください。", RefusalKind.Conflict);

    /// <summary>Checks document id, issue number, persons and certification of each sheet.</summary>
    /// <returns>Null when the document may go out.</returns>
    public static Refusal? Verify(byte[] pdf, CertificateContent content)
    {
        IReadOnlyList<PdfPageText> pages;
        try
        {
            pages = PdfText.Extract(pdf);
        }
        catch (InvalidDataException)
        {
            return Unreadable;
        }

        for (int i = 0; i < pages.Count; i++)
        {
            string number = content.IssueNumber.On(i + 1, pages.Count);
            bool certified = content.AuthenticationText is { } text && pages[i].Texts.Contains(text);
            bool mayCertify = content.AuthenticationText is null || certified == (i == pages.Count - 1);
            if (!pages[i].Texts.Contains(content.DocumentId) || !pages[i].Texts.Contains(number) || !mayCertify)
            {
                return WrongContent;
            }
        }

        return SubjectsAgree(pages, content) && AddresseeAgrees(pages, content) ? null : WrongContent;
    }

    /// <summary>Each sheet has persons in its 氏名 fields, and all sheets together have exactly those of the request, in order.</summary>
    /// <remarks>Only the 氏名 field counts: the same name may also stand elsewhere, as householder of somebody else.</remarks>
    private static bool SubjectsAgree(IReadOnlyList<PdfPageText> pages, CertificateContent content)
    {
        if (content.Subjects.Count == 0)
        {
            return true;
        }

        List<string>[] named = [.. pages.Select(NamesOn)];
        return named.All(names => names.Count > 0)
            && WithoutRepeats(named.SelectMany(names => names))
                .SequenceEqual(WithoutRepeats(content.Subjects.Select(subject => subject.Name)), StringComparer.Ordinal);
    }

    /// <summary>A notice goes to whom it was made for; its lines are read back as one text.</summary>
    private static bool AddresseeAgrees(IReadOnlyList<PdfPageText> pages, CertificateContent content) =>
        content.Notice is not { } notice || pages[0].Texts.Contains(notice.Addressee.Replace("\n", "", StringComparison.Ordinal));

    private static List<string> NamesOn(PdfPageText page) =>
        [.. page.Texts.Zip(page.Texts.Skip(1)).Where(pair => pair.First == ItemGrid.NameLabel).Select(pair => pair.Second)];

    /// <summary>Further sheets of one person repeat the name.</summary>
    private static IEnumerable<string> WithoutRepeats(IEnumerable<string> names)
    {
        string? last = null;
        foreach (string name in names)
        {
            if (name != last)
            {
                yield return name;
            }

            last = name;
        }
    }
}
