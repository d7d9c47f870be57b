using Daicho.Platform.Pdf;

namespace Daicho.ResidentRegister.IssueCertificate.Layout;

/// <summary>Draws a document of the resident register whole, from one content, in one pass (incident I-4).</summary>
internal static class CertificateLayout
{
    /// <summary>Draws the form the content names.</summary>
    /// <exception cref="ArgumentException">The content lacks what its form consists of.</exception>
    public static CertificateDocument Draw(CertificateContent content, FontSet fonts) => Lay(content, fonts).Finish();

    /// <summary>What would not be wholly printed; as <see cref="Draw"/>, without writing the file.</summary>
    public static IReadOnlyList<FieldOverflow> Measure(CertificateContent content, FontSet fonts) => Lay(content, fonts).Overflows();

    private static FormBook Lay(CertificateContent content, FontSet fonts)
    {
        FormBook book = new(content, fonts);
        switch (content.Form)
        {
            case CertificateForm.PersonCopy:
            case CertificateForm.RemovedRecordCopy:
            case CertificateForm.EnteredItemsPerson:
                PersonSheets.Draw(book);
                break;
            case CertificateForm.HouseholdCopy:
            case CertificateForm.EnteredItemsHousehold:
            case CertificateForm.MovingOutCertificate:
            case CertificateForm.MovingOutCertificateEquivalent:
                HouseholdSheets.Draw(book);
                break;
            case CertificateForm.ResidentRecordCodeNotice:
            case CertificateForm.ResidentRecordCodeChangeNotice:
            case CertificateForm.ResidentRecordCodeCorrectionNotice:
            case CertificateForm.AdultWardMoveOutNotice:
            case CertificateForm.ArrivalNoticeInquiry:
            case CertificateForm.HouseholderChangeNotice:
            case CertificateForm.ExOfficioEntryNotice:
            case CertificateForm.ReceiptNotice:
            case CertificateForm.HouseholderChangeRequest:
                NoticeSheets.Draw(book);
                break;
            case CertificateForm.ConfirmationSheet:
            case CertificateForm.ReviewList:
                ListSheets.Draw(book);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(content), content.Form, "Unknown form.");
        }

        return book;
    }
}

/// <summary>The sheets of one document under construction.</summary>
internal sealed class FormBook(CertificateContent content, FontSet fonts)
{
    private readonly PdfDocument document = new(fonts, new PdfMetadata(content.Title));
    private readonly List<FormSheet> sheets = [];

    public CertificateContent Content => content;

    public FontSet Fonts => fonts;

    public IReadOnlyList<FormSheet> Sheets => sheets;

    /// <summary>Begins a sheet with watermark, marks and title.</summary>
    public FormSheet Begin(bool continued)
    {
        FormSheet sheet = new(document.AddPage(), sheets.Count + 1, content.Overflow);
        sheets.Add(sheet);
        SheetFurniture.DrawWatermark(sheet, content.Watermark);
        SheetFurniture.DrawHead(sheet, fonts, content, continued);
        return sheet;
    }

    /// <summary>Ends the sheets of a certificate: the certification on the last one, "continues" on the others.</summary>
    /// <param name="code">The QR code beside the certification; null for none.</param>
    public void Certify(byte[]? code = null)
    {
        foreach (FormSheet sheet in sheets.SkipLast(1))
        {
            SheetFurniture.DrawContinues(sheet);
        }

        SheetFurniture.DrawCertification(sheets[^1], fonts, content, code);
    }

    /// <summary>Numbers the sheets and writes the file.</summary>
    public CertificateDocument Finish()
    {
        IReadOnlyList<FieldOverflow> overflows = Overflows();
        PdfOutput output = document.Finish();
        return new CertificateDocument(output.Bytes, output.Sha256, output.PageCount, overflows);
    }

    /// <summary>Numbers the sheets; what did not fit on any of them.</summary>
    public IReadOnlyList<FieldOverflow> Overflows()
    {
        foreach (FormSheet sheet in sheets)
        {
            SheetFurniture.DrawFoot(sheet, content, sheets.Count);
        }

        return [.. sheets.SelectMany(sheet => sheet.Overflows)];
    }
}
