using System.Text;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.ResidentRegister.IssueCertificate;
using Daicho.ResidentRegister.IssueCertificate.Layout;
using Daicho.ResidentRegister.IssueCertificate.Seals;
using Daicho.ResidentRegister.Residents;
using Daicho.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.IssueCertificate;

/// <summary>The electronic seal as a registered picture (電子公印, 5.6, CE-12).</summary>
public sealed class SealTests(CertificateWorld world) : IClassFixture<CertificateWorld>
{
    private const string Words = "霞野市長之印";
    private static readonly DateOnly Today = new(2026, 6, 15);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private SealStore Store => new(world.Database.App, world.Clock, Approvals);

    private Approvals Approvals => new(world.Database.App, world.Clock);

    [Theory]
    [InlineData(251)]
    [InlineData(99)]
    public void A_seal_beyond_25_millimetres_square_is_refused(int side) =>
        SealImage.Read(Picture(0), side).Refusal.ShouldBe(SealImage.TooLargeOrNotBlack);

    [Fact]
    public void A_seal_of_the_largest_side_is_kept_to_the_pixel()
    {
        SealImage seal = SealImage.Read(Picture(0), 250).Value;

        seal.SideMm.ShouldBe(25);
        seal.ToPicture().Rows.Sum(bits => int.PopCount(bits)).ShouldBe(60 * 120);
    }

    [Fact]
    public void What_is_no_square_picture_or_has_nothing_on_it_is_refused()
    {
        SealImage.Read([1, 2, 3], 210).Refusal.ShouldBe(SealImage.NoPicture);
        SealImage.Read(new GreyPicture(120, 121, new byte[120 * 121]).ToPng(), 210).Refusal.ShouldBe(SealImage.NoPicture);
        SealImage.Read(new GreyPicture(100, 100, new byte[100 * 100]).ToPng(), 210).Refusal.ShouldBe(SealImage.NoPicture);
        SealImage.Read(Picture(120), 210).Refusal.ShouldBe(SealImage.TooLargeOrNotBlack);
    }

    [Fact]
    public async Task A_seal_is_printed_from_its_day_once_another_officer_approved_it_and_a_past_copy_keeps_the_seal_of_its_moment()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        CertificateRequest request = CertificateWorld.RequestFor(CertificateForm.PersonCopy, person);
        SealTerms terms = new("mayor", Today, null, "架空市民第１号");

        // Registered, not approved: the words are printed.
        Guid form = Guid.CreateVersion7();
        (await Store.AskAsync(Officer.Context, form, terms, 210, Picture(10), Cancellation)).ShouldBeNull();
        (await Store.AskAsync(Officer.Context, form, terms, 210, Picture(10), Cancellation)).ShouldBeNull();
        SealLine asked = (await Store.ListAsync(Officer.Context, Cancellation)).Single(one => one.Terms.Source == terms.Source);
        asked.State.ShouldBe(SealState.Waiting);
        (await Store.EnterAsync(Officer.Context, asked.Id, Cancellation)).ShouldBe(SecurityRefusals.NotApproved);
        (StoredCertificate first, byte[] withWords) = await MakeAsync(request);
        CertificateWorld.Text(withWords).ShouldContain(Words);
        HasPicture(withWords).ShouldBeFalse();

        // Approved by another, taken into use by who registered it.
        await EnterAsync(asked.Id);
        (await Store.EnterAsync(Officer.Context, asked.Id, Cancellation)).ShouldBe(SealRefusals.NotWaiting);
        (StoredCertificate second, byte[] withFirstSeal) = await MakeAsync(request);
        CertificateWorld.Text(withFirstSeal).ShouldNotContain(Words);
        HasPicture(withFirstSeal).ShouldBeTrue();

        // The next seal ends the first on its day.
        (await Store.AskAsync(Officer.Context, Guid.CreateVersion7(), terms with { From = Today.AddDays(1) }, 240, Picture(40), Cancellation)).ShouldBeNull();
        await EnterAsync((await Store.ListAsync(Officer.Context, Cancellation))[0].Id);
        (await Store.ListAsync(Officer.Context, Cancellation)).Single(one => one.Id == asked.Id).Terms.Until.ShouldBe(Today.AddDays(1));
        world.Time.Advance(TimeSpan.FromDays(1));
        try
        {
            (_, byte[] withNextSeal) = await MakeAsync(request);
            (await DarkAsync(withNextSeal)).ShouldNotBe(await DarkAsync(withFirstSeal));

            (await ReproduceAsync(first)).ShouldBe(withWords);
            (await ReproduceAsync(second)).ShouldBe(withFirstSeal);
        }
        finally
        {
            world.Time.Advance(TimeSpan.FromDays(-1));
        }
    }

    [Fact]
    public async Task The_seal_of_the_acting_mayor_closes_no_certificate_of_the_mayor()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        (await Store.AskAsync(
            Officer.Context, Guid.CreateVersion7(), new SealTerms("acting", Today, Today.AddDays(30), "架空市民第２号"), 180, Picture(5), Cancellation))
            .ShouldBeNull();
        await EnterAsync((await Store.ListAsync(Officer.Context, Cancellation)).First(one => one.Terms.Role == "acting").Id);

        (await LoadAsync()).Seal?.SideTenthsMm.ShouldNotBe(180);
        await using (UnitOfWork work = new(world.Database.Owner, OperatorContext.ForCommand("test", "試験")))
        {
            await CertificateSettings.AddCertifierAsync(
                work, "acting", "長職務代理者　副市長", "仮名　二郎", Today, Today.AddDays(1), "職務代理者印", "試験", Cancellation);
            await work.CommitAsync(Cancellation);
        }

        (await LoadAsync()).Seal.ShouldNotBeNull().SideTenthsMm.ShouldBe(180);
        await world.Database.Owner.ExecuteAsync("delete from resident_register.certifier where role = 'acting'", Cancellation);
    }

    [Fact]
    public async Task Nobody_approves_his_own_seal_and_a_registered_one_is_never_changed()
    {
        SealTerms terms = new("mayor", Today.AddYears(5), Today.AddYears(6), "架空市民第３号");
        (await Store.AskAsync(Officer.Context, Guid.CreateVersion7(), terms, 210, Picture(7), Cancellation)).ShouldBeNull();
        Guid seal = (await Store.ListAsync(Officer.Context, Cancellation)).Single(one => one.Terms.Source == terms.Source).Id;
        Guid approval = await ApprovalOfAsync(seal);

        (await Approvals.DecideAsync(Officer.Context, approval, [SealStore.ApprovalKind], true, "", Cancellation)).ShouldBe(SecurityRefusals.OwnRequest);
        foreach (string change in (string[])["set source = 'x'", "set valid_until = null", "set bits = ''"])
        {
            await Should.ThrowAsync<PostgresException>(() => world.Database.Owner.ExecuteAsync(
                $"update resident_register.seal_image {change} where seal_image_id = $1", Cancellation, seal));
        }
    }

    [Fact]
    public async Task A_seal_does_not_begin_in_the_past() =>
        (await Store.AskAsync(
            Officer.Context, Guid.CreateVersion7(), new SealTerms("mayor", Today.AddDays(-1), null, "架空市民第４号"), 210, Picture(9), Cancellation))
        .ShouldBe(SealRefusals.WrongPeriod);

    private Issuer Officer => world.As("ikeda", TaskCodes.SystemOperate);

    private async Task EnterAsync(Guid seal)
    {
        (await Approvals.DecideAsync(
            world.As("kuroda").Context, await ApprovalOfAsync(seal), [SealStore.ApprovalKind], true, "", Cancellation)).ShouldBeNull();
        (await Store.EnterAsync(Officer.Context, seal, Cancellation)).ShouldBeNull();
    }

    private async Task<Guid> ApprovalOfAsync(Guid seal) => (await world.Database.Owner.ListAsync(
        "select approval_id from resident_register.seal_image where seal_image_id = $1", row => row.GetGuid(0), Cancellation, seal)).Single();

    private async Task<CertificateSettings> LoadAsync()
    {
        await using UnitOfWork work = new(world.Database.App, Officer.Context);
        return (await CertificateSettings.LoadAsync(work, Today, Cancellation)).Value;
    }

    private async Task<(StoredCertificate Copy, byte[] Pdf)> MakeAsync(CertificateRequest request)
    {
        StoredCertificate copy = (await world.MakeAsync(request))[0];
        return (copy, await world.PrintAsync(copy));
    }

    private async Task<byte[]> ReproduceAsync(StoredCertificate copy) =>
        (await world.Process.HandOver.ReproduceAsync(world.Clerk, copy.DocumentId, "監査", Cancellation)).Value.Pdf;

    private static bool HasPicture(byte[] pdf) => Encoding.Latin1.GetString(pdf).Contains("/XObject", StringComparison.Ordinal);

    /// <summary>How many dark pixels stand where the seal does.</summary>
    private static async Task<int> DarkAsync(byte[] pdf)
    {
        GreyPicture page = await PdfTools.RasteriseAsync(pdf, 127);
        return Enumerable.Range(0, page.Pixels.Length).Count(at => at % page.Width > 820 && at / page.Width is > 1140 and < 1370 && page.Pixels[at] < 60);
    }

    /// <summary>A seal of 120 pixels, half of it black, with some lines of paper at the top.</summary>
    private static byte[] Picture(int paper) => new GreyPicture(
        120, 120, [.. Enumerable.Range(0, 120 * 120).Select(at => at / 120 >= paper && at % 8 < 4 ? (byte)0 : (byte)255)]).ToPng();
}
