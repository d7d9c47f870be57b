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
    /// <param name="pdf">The finished file.</param>
    /// <param name="content">What it must say.</param>
    /// <param name="listed">The overflow list: a character on it is a gap of the name, which the clerk confirms (5.8).</param>
    /// <returns>Null when the document may go out.</returns>
    public static Refusal? Verify(byte[] pdf, CertificateContent content, params IReadOnlyList<FieldOverflow> listed)
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

        return SubjectsAgree(pages, content, listed) && AddresseeAgrees(pages, content) ? null : WrongContent;
    }

    /// <summary>Each sheet has persons in its 氏名 fields, and all sheets together have exactly those of the request, in order.</summary>
    /// <remarks>Only the 氏名 field counts: the same name may also stand elsewhere, as householder of somebody else.</remarks>
    private static bool SubjectsAgree(
        IReadOnlyList<PdfPageText> pages, CertificateContent content, IReadOnlyList<FieldOverflow> listed)
    {
        if (content.Subjects.Count == 0)
        {
            return true;
        }

        string[] gaps =
            [.. listed.Where(one => one.Label == ItemGrid.NameLabel).SelectMany(one => one.Missing).Select(one => one.Text).Distinct()];

        // Sheets of codes come last and name nobody.
        List<string>[] named = [.. pages.SkipLast(CodeSheets.Count(MoveOutCodes.Of(content).Count)).Select(NamesOn)];
        return named.All(names => names.Count > 0)
            && WithoutRepeats(named.SelectMany(names => names))
                .SequenceEqual(WithoutRepeats(content.Subjects.Select(subject => WithoutGaps(subject.Name, gaps))), StringComparer.Ordinal);
    }

    /// <summary>A notice goes to whom it was made for; its lines are read back as one text.</summary>
    private static bool AddresseeAgrees(IReadOnlyList<PdfPageText> pages, CertificateContent content) =>
        content.Notice is not { } notice || pages[0].Texts.Contains(notice.Addressee.Replace("\n", "", StringComparison.Ordinal));

    private static List<string> NamesOn(PdfPageText page) =>
        [.. page.Texts.Zip(page.Texts.Skip(1)).Where(pair => pair.First == ItemGrid.NameLabel).Select(pair => pair.Second)];

    private static string WithoutGaps(string name, string[] gaps) =>
        gaps.Aggregate(name, (left, gap) => left.Replace(gap, "", StringComparison.Ordinal));

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
