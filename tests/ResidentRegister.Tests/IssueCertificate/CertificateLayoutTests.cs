using System.Text;

using Daicho.Platform.Pdf;
using Daicho.ResidentRegister.IssueCertificate.Layout;
using Daicho.Testing;

using Shouldly;

using Xunit;

namespace Daicho.ResidentRegister.Tests.IssueCertificate;

public sealed class CertificateLayoutTests
{
    private static readonly FontSet Mincho = FontSet.Open(FontSet.IpamjMinchoPath);

    public static TheoryData<string> Forms => [.. SampleCertificates.All().Keys];

    [Theory]
    [MemberData(nameof(Forms))]
    public void Every_form_prints_all_its_values_and_passes_the_check_before_release(string form)
    {
        CertificateContent content = SampleCertificates.All()[form];

        CertificateDocument document = Draw(content);

        document.Overflows.ShouldBeEmpty();
        CertificateCheck.Verify(document.Pdf, content).ShouldBeNull();
        string[] printed = [.. PdfText.Extract(document.Pdf).SelectMany(page => page.Texts)];
        foreach (LabelledItem item in content.SharedItems.Concat(content.Subjects.SelectMany(subject => subject.Items)))
        {
            printed.ShouldContain(item.Label);
            printed.ShouldContain(text => item.Value.Length == 0 || text == item.Value, item.Label);
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void The_text_of_every_form_is_as_reviewed(string form)
    {
        StringBuilder text = new();
        int number = 0;
        foreach (PdfPageText page in PdfText.Extract(Draw(SampleCertificates.All()[form]).Pdf))
        {
            text.Append("--- ").Append(++number).Append('\n').AppendJoin('\n', page.Texts).Append('\n');
        }

        GoldenFile.ShouldAgree($"tests/ResidentRegister.Tests/IssueCertificate/Golden/{form}.txt", text.ToString());
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Every_page_of_every_form_looks_as_reviewed(string form)
    {
        CertificateDocument document = Draw(SampleCertificates.All()[form]);
        for (int page = 1; page <= document.PageCount; page++)
        {
            GoldenPicture.ShouldAgree(
                $"tests/ResidentRegister.Tests/IssueCertificate/Golden/{form}-{page}.png",
                await PdfTools.RasteriseAsync(document.Pdf, GoldenPicture.DotsPerInch, page));
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task An_independent_checker_finds_no_fault_in_any_form(string form)
    {
        (int code, byte[] report) = await PdfTools.RunAsync("qpdf", Draw(SampleCertificates.All()[form]).Pdf, "--check", "FILE");

        code.ShouldBe(0, Encoding.UTF8.GetString(report));
    }

    [Fact]
    public void Equal_contents_give_equal_bytes() =>
        Draw(SampleCertificates.MovingOut()).Pdf.ShouldBe(Draw(SampleCertificates.MovingOut()).Pdf);

    [Fact]
    public void Nine_members_take_three_sheets_and_only_the_third_is_certified()
    {
        // Case RES-D-054.
        IReadOnlyList<PdfPageText> sheets = PdfText.Extract(Draw(SampleCertificates.Household(9)).Pdf);

        sheets.Count.ShouldBe(3);
        sheets.Select(sheet => sheet.Contains(SampleCertificates.Authentication)).ShouldBe([false, false, true]);
        sheets.Select(sheet => sheet.Texts.Contains("台帳市長之印")).ShouldBe([false, false, true]);
        sheets.Select(sheet => sheet.Contains("仮名　一郎")).ShouldBe([false, false, true]);
        sheets[2].Contains("９").ShouldBeTrue();
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 1)]
    [InlineData(5, 2)]
    [InlineData(8, 2)]
    [InlineData(13, 4)]
    public void Four_members_stand_on_a_sheet(int members, int sheets) =>
        Draw(SampleCertificates.Household(members)).PageCount.ShouldBe(sheets);

    [Fact]
    public void Each_sheet_carries_document_id_and_issue_number_with_its_page()
    {
        IReadOnlyList<PdfPageText> sheets = PdfText.Extract(Draw(SampleCertificates.Household(5)).Pdf);

        sheets.ShouldAllBe(sheet => sheet.Texts.Contains(SampleCertificates.DocumentId));
        sheets[0].Texts.ShouldContain("20261121 台帳市 本庁1 プリンタ001 011 1/2");
        sheets[1].Texts.ShouldContain("20261121 台帳市 本庁1 プリンタ001 011 2/2");
    }

    [Fact]
    public void An_unknown_printer_stays_blank_in_the_issue_number() =>
        (SampleCertificates.PersonCopy().IssueNumber with { Printer = null }).On(1, 1).ShouldBe("20261121 台帳市 本庁1 　 011 1/1");

    [Fact]
    public async Task A_name_with_registered_variants_is_extracted_with_its_selectors()
    {
        byte[] pdf = Draw(SampleCertificates.PersonCopy()).Pdf;

        PdfText.Extract(pdf)[0].Texts.ShouldContain(SampleCertificates.VariantName);
        (_, byte[] text) = await PdfTools.RunAsync("pdftotext", pdf, "-enc", "UTF-8", "FILE", "-");
        Encoding.UTF8.GetString(text).ShouldContain("葛\U000E0102城", Case.Sensitive);
    }

    [Fact]
    public void A_character_without_a_glyph_is_listed_and_the_document_is_released_only_with_its_list()
    {
        CertificateContent content = SampleCertificates.PersonCopy() with { Subjects = [SampleCertificates.Person("葛\U000E0100城　一", null)] };

        CertificateDocument document = Draw(content);

        FieldOverflow field = document.Overflows.ShouldHaveSingleItem();
        field.Label.ShouldBe("氏名");
        field.DoesNotFit.ShouldBeFalse();
        field.Missing.ShouldHaveSingleItem().CodePoints.ShouldBe("U+845B U+E0100");
        CertificateCheck.Verify(document.Pdf, content).ShouldBe(CertificateCheck.WrongContent);
        CertificateCheck.Verify(document.Pdf, content, document.Overflows).ShouldBeNull();
    }

    [Theory]
    [InlineData(40)]
    [InlineData(100)]
    public void A_long_foreign_name_is_printed_whole(int letters)
    {
        string name = string.Concat(Enumerable.Repeat("KAKUUTARO ", letters))[..letters].TrimEnd();
        foreach (CertificateContent form in new[] { SampleCertificates.PersonCopy(), SampleCertificates.Household(1) })
        {
            CertificateContent content = form with { Subjects = [form.Subjects[0] with { Name = name, Reading = null }] };
            CertificateDocument document = Draw(content);

            document.Overflows.ShouldBeEmpty();
            CertificateCheck.Verify(document.Pdf, content).ShouldBeNull();
        }
    }

    [Fact]
    public void What_does_not_fit_is_listed_and_printed_to_the_limit_or_not_at_all()
    {
        string endless = new('山', 900);
        CertificateContent content = SampleCertificates.PersonCopy() with
        {
            Subjects = [new("架空　花子", null, [new LabelledItem("住所", endless)])],
        };

        CertificateDocument cut = Draw(content);
        CertificateDocument blank = Draw(content with { Overflow = OverflowPolicy.PrintBlank });

        cut.Overflows.ShouldHaveSingleItem().ShouldSatisfyAllConditions(o => o.Label.ShouldBe("住所"), o => o.DoesNotFit.ShouldBeTrue());
        blank.Overflows.ShouldHaveSingleItem().DoesNotFit.ShouldBeTrue();
        PdfText.Extract(cut.Pdf)[0].Contains("山山山").ShouldBeTrue();
        PdfText.Extract(blank.Pdf)[0].Contains("山").ShouldBeFalse();
    }

    [Fact]
    public void History_continues_on_sheets_that_name_the_person_and_loses_no_entry()
    {
        CertificateContent content = SampleCertificates.PersonCopyWithHistory(60);
        IReadOnlyList<PdfPageText> sheets = PdfText.Extract(Draw(content).Pdf);

        sheets.Count.ShouldBeGreaterThan(2);
        sheets.ShouldAllBe(sheet => sheet.Texts.Contains(SampleCertificates.VariantName));
        string[] printed = [.. sheets.SelectMany(sheet => sheet.Texts)];
        content.Subjects[0].Notes.ShouldAllBe(note => printed.Count(text => text == note.Text) == 1);
        sheets.Select(sheet => sheet.Contains(SampleCertificates.Authentication)).ShouldBe([.. Enumerable.Repeat(false, sheets.Count - 1), true]);
    }

    [Fact]
    public void An_entry_longer_than_a_sheet_is_divided_and_loses_no_character()
    {
        string text = string.Concat(Enumerable.Range(0, 3000).Select(number => "あいうえおかき"[number % 7]));
        CertificateContent content = SampleCertificates.PersonCopy() with
        {
            Subjects = [SampleCertificates.Person() with { Notes = [new(NoteKind.Remark, text), new(NoteKind.History, "平成２年４月１日転居")] }],
        };

        CertificateDocument document = Draw(content);

        document.Overflows.ShouldBeEmpty();
        string[] printed = [.. PdfText.Extract(document.Pdf).SelectMany(page => page.Texts)];
        string whole = string.Concat(printed.Where(part => part.Length > 40 && text.Contains(part, StringComparison.Ordinal)));
        whole.ShouldBe(text);
        CertificateCheck.Verify(document.Pdf, content).ShouldBeNull();
    }

    [Fact]
    public void Whatever_the_length_of_its_items_a_moving_out_certificate_has_all_of_them_in_codes_that_paper_carries()
    {
        for (int length = 0; length < 2400; length++)
        {
            CertificateContent content = SampleCertificates.MovingOut();
            content = content with { SharedItems = [.. content.SharedItems, new LabelledItem("備考", new string('あ', length / 3) + new string('a', length % 3))] };
            IReadOnlyList<byte[]> codes = MoveOutCodes.Of(content);
            codes.ShouldAllBe(code => code.Length <= MoveOutCodes.BytesMax);
            if (length % 200 == 0)
            {
                CertificateDocument document = Draw(content);
                CertificateCheck.Verify(document.Pdf, content).ShouldBeNull();
                document.PageCount.ShouldBe(codes.Count == 1 ? 1 : 2);
            }
        }
    }

    [Fact]
    public void A_sheet_of_somebody_else_is_found_before_release()
    {
        CertificateContent asked = SampleCertificates.PersonCopy();
        CertificateContent other = asked with { Subjects = [SampleCertificates.Person("架空　他人", null)] };

        // 架空　他人 lives in the household of the person asked for, whose name stands on the sheet as householder.
        PdfText.Extract(Draw(other).Pdf)[0].Texts.ShouldContain(SampleCertificates.VariantName);
        CertificateCheck.Verify(Draw(other).Pdf, asked).ShouldBe(CertificateCheck.WrongContent);
        CertificateCheck.Verify(Draw(asked with { DocumentId = "another" }).Pdf, asked).ShouldBe(CertificateCheck.WrongContent);
        CertificateCheck.Verify(Draw(asked).Pdf[..^400], asked).ShouldBe(CertificateCheck.Unreadable);
    }

    [Fact]
    public void A_member_too_few_or_too_many_is_found_before_release()
    {
        CertificateContent asked = SampleCertificates.Household(5);

        CertificateCheck.Verify(Draw(SampleCertificates.Household(4)).Pdf, asked).ShouldBe(CertificateCheck.WrongContent);
        CertificateCheck.Verify(Draw(SampleCertificates.Household(6)).Pdf, asked).ShouldBe(CertificateCheck.WrongContent);
    }

    [Fact]
    public void A_notice_to_somebody_else_is_found_before_release()
    {
        CertificateContent asked = SampleCertificates.HouseholderChange();
        CertificateContent other = asked with { Notice = asked.Notice! with { Addressee = "架空県台帳市仮町９番９号\n架空　他人　様" } };

        CertificateCheck.Verify(Draw(other).Pdf, asked).ShouldBe(CertificateCheck.WrongContent);
    }

    [Fact]
    public void A_certified_sheet_in_the_middle_is_found_before_release()
    {
        CertificateContent asked = SampleCertificates.Household(5);
        CertificateContent repeated = asked with { Statement = SampleCertificates.Authentication };

        CertificateCheck.Verify(Draw(repeated).Pdf, asked).ShouldBe(CertificateCheck.WrongContent);
    }

    [Theory]
    [InlineData("架空県", "台帳市", "長", " ")]
    [InlineData("", "台帳市", "長", "仮名　一郎")]
    public void Nobody_certifies_without_prefecture_and_name(string prefecture, string municipality, string title, string name) =>
        Should.Throw<ArgumentException>(() => new Certifier(prefecture, municipality, title, name));

    [Fact]
    public void Marks_print_only_their_fixed_words()
    {
        PdfPageText sheet = PdfText.Extract(Draw(SampleCertificates.MovingOut()).Pdf)[0];

        sheet.Texts.ShouldContain("再交付");
        sheet.Texts.ShouldContain("特例による転出処理済");
        sheet.Texts.ShouldNotContain("公用");
    }

    [Fact]
    public void A_demonstration_zone_marks_every_sheet()
    {
        PdfText.Extract(Draw(SampleCertificates.Household(9)).Pdf).ShouldAllBe(sheet => sheet.Contains("架空のデータ"));
        PdfText.Extract(Draw(SampleCertificates.Household(9) with { Watermark = CertificateWatermark.None }).Pdf)
            .ShouldAllBe(sheet => !sheet.Contains("架空のデータ"));
    }

    [Fact]
    public async Task The_seal_is_black_and_at_most_25_millimetres_square()
    {
        CertificateContent content = SampleCertificates.PersonCopy() with { Watermark = CertificateWatermark.None };

        (int width, _, byte[] pixels) = await PdfTools.RasteriseAsync(Draw(content).Pdf, 254);

        // Ten pixels a millimetre; this row runs between the frame and the characters of the seal.
        int row = 2462 * width;
        int[] black = [.. Enumerable.Range(1600, 320).Where(x => pixels[row + x] < 40)];
        black.Length.ShouldBeGreaterThan(10);
        int[] column = [.. Enumerable.Range(2400, 350).Where(y => pixels[(y * width) + black[^1] - 2] < 40)];
        (black[^1] - black[0]).ShouldBeInRange(200, 250);
        (column[^1] - column[0]).ShouldBeInRange(200, 250);
    }

    [Theory]
    [InlineData(CertificateForm.PersonCopy)]
    [InlineData(CertificateForm.HouseholdCopy)]
    [InlineData(CertificateForm.HouseholderChangeNotice)]
    [InlineData(CertificateForm.ReviewList)]
    internal void A_form_without_its_content_is_refused(CertificateForm form) =>
        Should.Throw<ArgumentException>(() => Draw(SampleCertificates.Base(form, "試験")));

    private static CertificateDocument Draw(CertificateContent content) => CertificateLayout.Draw(content, Mincho);
}
