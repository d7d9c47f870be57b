using System.Net;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.ResidentRegister.IssueCertificate;
using Daicho.ResidentRegister.SetCertificates;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.SetCertificates;

/// <summary>Certifier and fees of certificates take two people, and what was approved is what is recorded.</summary>
public sealed class CertificateSettingTests(RegisterWorld world) : IClassFixture<RegisterWorld>
{
    private const string Page = "/certificates/settings";
    private static readonly DateOnly April = new(2027, 4, 1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private SettingStore Store => world.Services.GetRequiredService<SettingStore>();

    private Approvals Approvals => world.Services.GetRequiredService<Approvals>();

    [Fact]
    public async Task A_certifier_asked_for_by_one_is_recorded_after_the_approval_of_another_and_follows_on_its_day()
    {
        await SeedAsync();
        using Browser clerk = await world.EnterAsync("sasaki", secondFactor: true);
        (string, string)[] term =
        [
            ("role", "mayor"), ("title", "長"), ("name", "仮名　二子"), ("from", "R9.4.1"), ("seal", "見本市長之印"), ("source", "令和9年3月の選挙"),
        ];
        Shown wrong = await clerk.SendAsync(Page, Page + "/certifier", [.. term, ("last-day", "R9.3.1"), Key()]);
        wrong.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        wrong.Body.ShouldContain("最後の日を入力するときは");
        (string, string) key = Key();
        foreach (Shown sent in await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => clerk.SendAsync(Page, Page + "/certifier", [.. term, key]))))
        {
            sent.Status.ShouldBe(HttpStatusCode.SeeOther, sent.Body);
        }

        AskedSetting asked = (await AskedAsync(SettingKind.Certifier)).ShouldHaveSingleItem();
        (await RecordAsync(clerk, asked)).Body.ShouldContain("有効な承認がありません");
        (await Approvals.DecideAsync(await AsAsync("sasaki"), asked.Approval, [SettingStore.ApprovalKind], true, "", Cancellation))
            .ShouldBe(SecurityRefusals.OwnRequest);
        await ApproveAsync(asked);
        (await RecordAsync(clerk, asked)).Status.ShouldBe(HttpStatusCode.SeeOther);
        (await RecordAsync(clerk, asked)).Status.ShouldBe(HttpStatusCode.SeeOther, "a second click changes nothing");

        (await CertifierAsync(April.AddDays(-1))).ShouldBe("仮名　一郎");
        (await CertifierAsync(April)).ShouldBe("仮名　二子");
        (await world.CountAsync("select count(*) from platform.access_log where action = 'certificate.setting.record' and operator_code = 'sasaki'")).ShouldBe(1);
        Shown page = await clerk.GetAsync(Page);
        page.Body.ShouldContain("仮名　一郎");
        page.Body.ShouldContain("登録済み");
    }

    [Fact]
    public async Task Fees_hold_from_their_day_on_and_the_earlier_ones_stay()
    {
        await SeedAsync();
        using Browser clerk = await world.EnterAsync("takahashi", secondFactor: true);
        (string, string)[] fees = [.. CertificateForms.Requestable.Select(form => ($"fee-{form}", "４００")), ("fees-source", "見本市手数料条例")];
        (await clerk.SendAsync(Page, Page + "/fees", [.. fees[1..], ("fees-from", "R9.4.1"), Key()])).Body.ShouldContain("手数料は、０から");
        (await clerk.SendAsync(Page, Page + "/fees", [.. fees, ("fees-from", "R8.11.19"), Key()])).Body.ShouldContain("すでに使われた期間");
        (await clerk.SendAsync(Page, Page + "/fees", [.. fees, ("fees-from", "R9.4.1"), Key()])).Status.ShouldBe(HttpStatusCode.SeeOther);
        AskedSetting asked = (await AskedAsync(SettingKind.Fees)).ShouldHaveSingleItem();
        await ApproveAsync(asked);
        (await RecordAsync(clerk, asked)).Status.ShouldBe(HttpStatusCode.SeeOther);

        (await SettingsAsync(April.AddDays(-1))).Fees["PersonCopy"].ShouldBe(300);
        (await SettingsAsync(April)).Fees.Values.ShouldAllBe(yen => yen == 400);
        (await clerk.SendAsync(Page, Page + "/fees", [.. fees, ("fees-from", "R9.4.1"), Key()])).Body.ShouldContain("その期間の設定は登録済みです");
    }

    [Fact]
    public async Task Neither_a_window_clerk_nor_the_running_program_sets_anything_alone()
    {
        await SeedAsync();
        using Browser officer = await world.EnterAsync("ikeda", secondFactor: true);
        (await officer.GetAsync(Page)).Status.ShouldBe(HttpStatusCode.Forbidden);

        OperatorContext by = await AsAsync("kuroda");
        NewSetting term = NewSetting.Of(new CertifierTerm("acting", "長職務代理者", "仮名　三郎", April.AddDays(8), "職務代理者之印"), April, "不在");
        (await Store.AskAsync(by, Guid.CreateVersion7(), term, Cancellation)).ShouldBeNull();
        AskedSetting asked = (await AskedAsync(SettingKind.Certifier)).Single(one => one.RequestedCode == "kuroda");
        await ThrowsAsync("insert into platform.parameter (module, name, valid_from, value, source, recorded_by) values ('resident_register', 'certificate.fees', '2027-05-01', '{}', 'x', 'x')");
        await ThrowsAsync("update resident_register.certifier set name = 'x'");
        await ThrowsAsync("update resident_register.certificate_setting set source = 'x'");
        await ThrowsAsync($"select resident_register.record_certificate_setting('{asked.Approval}')");

        // Approved and then altered by somebody who may write the table: neither the program nor the database records it.
        (await Approvals.DecideAsync(await AsAsync("takahashi"), asked.Approval, [SettingStore.ApprovalKind], true, "", Cancellation)).ShouldBeNull();
        await world.Database.Owner.ExecuteAsync(
            "update resident_register.certificate_setting set content = replace(content, '三郎', '四郎') where approval_id = $1", Cancellation, asked.Approval);
        (await Store.RecordAsync(by, asked.Approval, Cancellation)).ShouldBe(SecurityRefusals.NotApproved);
        await using UnitOfWork work = new(world.Database.App, by);
        (await Approvals.UseAsync(work, asked.Approval, SettingStore.ApprovalKind, term.Subject, Cancellation)).ShouldBeNull();
        (await Should.ThrowAsync<PostgresException>(() => work.ExecuteAsync(
            "select resident_register.record_certificate_setting($1)", Cancellation, asked.Approval)))
            .SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    private static (string, string) Key() => ("act-key", Guid.CreateVersion7().ToString("N"));

    private async Task SeedAsync() => await ResidentRegisterModule.SeedInventedCertificatesAsync(world.Database.Owner, "990019", "見本市", Cancellation);

    private async Task<IEnumerable<AskedSetting>> AskedAsync(SettingKind kind) =>
        (await Store.ListAsync(Cancellation)).Where(one => one.Setting.Kind == kind && one.State == SettingState.Waiting);

    private async Task ApproveAsync(AskedSetting asked) =>
        (await Approvals.DecideAsync(await AsAsync("kuroda"), asked.Approval, [SettingStore.ApprovalKind], true, "", Cancellation)).ShouldBeNull();

    private static Task<Shown> RecordAsync(Browser browser, AskedSetting asked) =>
        browser.SendAsync(Page, Page + "/record", ("approval", asked.Approval.ToString()));

    private async Task ThrowsAsync(string sql) =>
        (await Should.ThrowAsync<PostgresException>(() => world.Database.App.ExecuteAsync(sql, Cancellation)))
            .SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege, sql);

    private async Task<string> CertifierAsync(DateOnly day) => (await SettingsAsync(day)).Certifier.Name;

    private async Task<CertificateSettings> SettingsAsync(DateOnly day)
    {
        await using UnitOfWork work = new(world.Database.App, OperatorContext.ForCommand("test", "試験"));
        return (await CertificateSettings.LoadAsync(work, day, Cancellation)).Value;
    }

    private async Task<OperatorContext> AsAsync(string code) => OperatorContext.ForCommand("test", "試験") with
    {
        OperatorId = (await world.Database.Owner.ListAsync(
            "select id from platform.operator where code = $1", row => row.GetGuid(0), Cancellation, code)).Single(),
        OperatorCode = code,
    };
}
