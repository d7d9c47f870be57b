using Daicho.Platform.Security;
using Daicho.ResidentRegister.IssueCertificate;
using Daicho.ResidentRegister.IssueCertificate.Layout;
using Daicho.ResidentRegister.Residents;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.IssueCertificate;

/// <summary>Supported persons and suppressions at issue (3.1, 3.4).</summary>
public sealed class ProtectedIssuanceTests(CertificateWorld world) : IClassFixture<CertificateWorld>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_supported_person_is_refused_with_the_same_words_whoever_asks_for_whatever()
    {
        ResidentRecord[] family = await world.HouseholdAsync(2);
        await world.ProtectAsync(family[1].Id);
        CertificateRequest one = CertificateWorld.RequestFor(CertificateForm.PersonCopy, family[1]);
        CertificateRequest[] requests =
        [
            one,
            one with { Requester = new Requester(RequesterClass.ThirdParty, "", "") },
            one with { Requester = one.Requester with { Class = RequesterClass.Representative, ResidentId = null }, Items = [CertificateItem.IndividualNumber] },
            one with { Form = CertificateForm.RemovedRecordCopy },
            CertificateWorld.RequestFor(CertificateForm.HouseholdCopy, family),
        ];
        foreach (CertificateRequest request in requests)
        {
            CertificateApplication application = await world.AcceptAsync(request);
            (application.State, application.RefusalCode).ShouldBe((ApplicationState.Refused, "SP-01"));
            (await world.Process.Accept.PreviewAsync(world.Clerk, request, Cancellation)).Refusal.ShouldBe(CertificateRefusals.Supported);
            (await world.Process.Make.HandleAsync(world.Clerk, application.Id, Cancellation)).Refusal.ShouldBe(CertificateRefusals.NotReviewed);
        }
    }

    [Fact]
    public async Task Provisional_support_refuses_too()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        await world.ProtectAsync(person.Id, provisional: true);
        (await world.AcceptAsync(CertificateWorld.RequestFor(CertificateForm.PersonCopy, person))).RefusalCode.ShouldBe("SP-02");
    }

    [Fact]
    public async Task A_release_by_the_responsible_officer_serves_for_one_application_once()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        await world.ProtectAsync(person.Id);
        CertificateRequest request = CertificateWorld.RequestFor(CertificateForm.PersonCopy, person);
        CertificateApplication application = await world.AcceptAsync(request);
        ReleaseHandler release = new(world.Database.App, new Approvals(world.Database.App, world.Clock));
        Guid form = Guid.CreateVersion7();
        Guid approval = (await release.RequestAsync(world.Clerk, form, application.Id, "本人が窓口で請求", Cancellation)).Value;
        (await release.RequestAsync(world.Clerk, form, application.Id, "本人が窓口で請求", Cancellation)).Value.ShouldBe(approval);

        (await world.Process.Make.HandleAsync(world.Clerk, application.Id, Cancellation)).Refusal.ShouldBe(CertificateRefusals.NotReviewed);
        Approvals approvals = new(world.Database.App, world.Clock);
        (await approvals.DecideAsync(world.Clerk.Context, approval, [AcceptHandler.ReleaseKind], true, "", Cancellation)).ShouldBe(SecurityRefusals.OwnRequest);
        (await approvals.DecideAsync(world.Officer.Context, approval, [AcceptHandler.ReleaseKind], true, "本人確認済", Cancellation)).ShouldBeNull();
        StoredCertificate copy = (await world.Process.Make.HandleAsync(world.Clerk, application.Id, Cancellation)).Value.Single();
        CertificateWorld.Text(await world.PrintAsync(copy)).ShouldContain("見本　太郎");

        (await world.AcceptAsync(request)).RefusalCode.ShouldBe("SP-01");

        // Nor does it serve for drawing the copy once more from the ledger.
        (await world.Process.HandOver.ReproduceAsync(world.Clerk, copy.DocumentId, "監査", Cancellation))
            .Refusal.ShouldNotBeNull().Code.ShouldBe("SP-01");
        (await world.CountAsync(
            "select count(*) from platform.access_log where act_id = $1 and action = 'certificate.reproduce' and refusal_code = 'SP-01'",
            application.Id)).ShouldBe(1);
    }

    [Fact]
    public async Task The_named_other_party_is_refused_even_after_a_release()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        await world.ProtectAsync(person.Id, offender: "相手　次郎");
        CertificateRequest request = CertificateWorld.RequestFor(CertificateForm.PersonCopy, person) with
        {
            Requester = new Requester(RequesterClass.ThirdParty, "相手次郎", "架空県霞野市") { DocumentsChecked = ["運転免許証"] },
        };
        CertificateApplication application = await world.AcceptAsync(request);
        application.RefusalCode.ShouldBe("SP-01");
        ReleaseHandler release = new(world.Database.App, new Approvals(world.Database.App, world.Clock));
        Guid approval = (await release.RequestAsync(world.Clerk, Guid.CreateVersion7(), application.Id, "請求書の提示", Cancellation)).Value;
        await new Approvals(world.Database.App, world.Clock).DecideAsync(world.Officer.Context, approval, [AcceptHandler.ReleaseKind], true, "", Cancellation);
        (await world.Process.Make.HandleAsync(world.Clerk, application.Id, Cancellation)).Refusal.ShouldNotBeNull().Code.ShouldBe("SP-09");
    }

    [Fact]
    public async Task A_measure_that_starts_between_making_and_handing_over_stops_the_copy()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        StoredCertificate copy = (await world.MakeAsync(CertificateWorld.RequestFor(CertificateForm.PersonCopy, person))).Single();
        await world.ProtectAsync(person.Id);
        (await world.Process.HandOver.PrintAsync(world.Clerk, copy.Address, Cancellation)).Refusal.ShouldBe(CertificateRefusals.Supported);
        (await world.Process.HandOver.HandOverAsync(world.Clerk, copy.Address, Cancellation)).ShouldBe(CertificateRefusals.Supported);
    }

    [Theory]
    [InlineData("error", "RR-PERSON-002")]
    [InlineData("alert", "RR-PERSON-003")]
    public async Task A_suppression_of_inquiry_that_starts_after_acceptance_stops_the_making_and_the_print(string level, string code)
    {
        ResidentRecord waiting = await world.AddAsync(Any.Resident());
        CertificateApplication accepted = await world.AcceptAsync(CertificateWorld.RequestFor(CertificateForm.PersonCopy, waiting));
        await world.SuppressAsync(waiting.Id, level, "inquiry");
        (await world.Process.Make.HandleAsync(world.Clerk, accepted.Id, Cancellation)).Refusal.ShouldNotBeNull().Code.ShouldBe(code);
        (await world.CountAsync("select count(*) from resident_register.certificate where application_id = $1", accepted.Id)).ShouldBe(0);

        ResidentRecord made = await world.AddAsync(Any.Resident());
        StoredCertificate copy = (await world.MakeAsync(CertificateWorld.RequestFor(CertificateForm.PersonCopy, made))).Single();
        await world.SuppressAsync(made.Id, level, "inquiry");
        (await world.Process.HandOver.PrintAsync(world.Clerk, copy.Address, Cancellation)).Refusal.ShouldNotBeNull().Code.ShouldBe(code);
        (await world.CountAsync(
            "select count(*) from platform.access_log where act_id = $1 and refusal_code = $2 and action = 'certificate.print'",
            copy.ApplicationId, code)).ShouldBe(1);

        // What was printed before may be handed over past a warning, never past a refusal.
        (await world.Process.HandOver.HandOverAsync(world.Clerk, copy.Address, Cancellation))?.Code.ShouldBe(level == "error" ? code : null);
    }

    [Fact]
    public async Task A_suppression_refuses_or_asks_for_confirmation_by_its_level()
    {
        ResidentRecord stopped = await world.AddAsync(Any.Resident());
        await world.SuppressAsync(stopped.Id, "error");
        (await world.AcceptAsync(CertificateWorld.RequestFor(CertificateForm.PersonCopy, stopped))).RefusalCode.ShouldBe("CE-16");

        ResidentRecord alerted = await world.AddAsync(Any.Resident());
        await world.SuppressAsync(alerted.Id, "alert");
        CertificateRequest request = CertificateWorld.RequestFor(CertificateForm.PersonCopy, alerted);
        (await world.RefusedAsync(request)).Code.ShouldBe("CE-17");
        (await world.AcceptAsync(request with { Confirmed = [new ConfirmedAlert("CE-17", "担当課に確認した")] })).State.ShouldBe(ApplicationState.Accepted);
    }
}
