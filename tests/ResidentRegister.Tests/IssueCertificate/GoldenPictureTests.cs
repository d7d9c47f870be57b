using Daicho.Platform.Pdf;
using Daicho.ResidentRegister.IssueCertificate.Layout;
using Daicho.Testing;

using Shouldly;

using Xunit;

namespace Daicho.ResidentRegister.Tests.IssueCertificate;

/// <summary>What the comparison of pictures finds: a picture that agrees with everything would prove nothing.</summary>
public sealed class GoldenPictureTests
{
    private static readonly FontSet Mincho = FontSet.Open(FontSet.IpamjMinchoPath);

    [Fact]
    public async Task A_page_looks_like_its_own_picture_kept_as_a_file()
    {
        GreyPicture page = await DrawAsync(SampleCertificates.PersonCopy());

        byte[] file = page.ToPng();

        file.Length.ShouldBeLessThan(100_000);
        GoldenPicture.Difference(GreyPicture.FromPng(file), page).ShouldBeNull();
    }

    [Fact]
    public async Task A_page_moved_by_a_third_of_a_millimetre_looks_alike_and_by_a_whole_one_does_not()
    {
        GreyPicture page = await DrawAsync(SampleCertificates.PersonCopy());

        GoldenPicture.Difference(page, Moved(page, 1)).ShouldBeNull();
        GoldenPicture.Difference(page, Moved(page, 3)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Another_seal_is_found_at_its_place() =>
        (await DifferenceAsync(SampleCertificates.PersonCopy(), SampleCertificates.PersonCopy() with { SealText = "仮設町長之印" }))
        .ShouldMatch(@"between 1[67]\d and 1[89]\d mm from the left, 2[34]\d and 2[56]\d mm from the top");

    [Theory]
    [InlineData("令和２年４月１日", "令和２年４月８日")]
    [InlineData("男", "女")]
    public async Task Another_character_in_one_field_is_found(string was, string becomes)
    {
        CertificateContent content = SampleCertificates.PersonCopy();
        CertificateSubject subject = content.Subjects[0];
        CertificateContent other = content with
        {
            Subjects = [subject with { Items = [.. subject.Items.Select(item => item.Value == was ? item with { Value = becomes } : item)] }],
        };

        (await DifferenceAsync(content, other)).ShouldContain("from the top");
    }

    private static async Task<string> DifferenceAsync(CertificateContent one, CertificateContent other) =>
        GoldenPicture.Difference(await DrawAsync(one), await DrawAsync(other)).ShouldNotBeNull();

    private static Task<GreyPicture> DrawAsync(CertificateContent content) =>
        PdfTools.RasteriseAsync(CertificateLayout.Draw(content, Mincho).Pdf, GoldenPicture.DotsPerInch);

    private static GreyPicture Moved(GreyPicture page, int pixels) => page with
    {
        Pixels = [.. page.Pixels.Select((_, at) => at % page.Width < pixels ? (byte)255 : page.Pixels[at - pixels])],
    };
}
