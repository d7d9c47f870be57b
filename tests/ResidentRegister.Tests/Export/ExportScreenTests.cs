using System.Net;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Export;

/// <summary>Outputs of the whole register are asked for on a screen of those who manage the system (CR-65).</summary>
public sealed class ExportScreenTests(RegisterWorld world) : IClassFixture<RegisterWorld>
{
    [Fact]
    public async Task A_clerk_cannot_ask_for_an_output_and_the_officers_request_waits_for_another()
    {
        using Browser clerk = await world.EnterAsync("sasaki", secondFactor: true);
        (await clerk.GetAsync("/exports")).Status.ShouldBe(HttpStatusCode.Forbidden);

        using Browser officer = await world.EnterAsync("ikeda", secondFactor: true);
        (string, string)[] asked = [("purpose", "標準準拠システムへの移行（情シ第１２号）"), ("receiver", "見本市"), ("medium", "encrypted_disk"), ("persons-max", "１,０００")];
        Shown incomplete = await officer.SendAsync("/exports", "/exports", [.. asked[..2], ("medium", "usb"), ("persons-max", "0"), ("act-key", Guid.CreateVersion7().ToString("N"))]);
        incomplete.Body.ShouldContain("媒体を選択してください");
        incomplete.Body.ShouldContain("件数の上限を１以上");
        // A double click: the same form arrives several times at once.
        (string, string)[] sent = [.. asked, ("act-key", Guid.CreateVersion7().ToString("N"))];
        foreach (Shown answer in await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => officer.SendAsync("/exports", "/exports", sent))))
        {
            answer.Status.ShouldBe(HttpStatusCode.SeeOther);
        }

        Shown page = await officer.GetAsync("/exports");
        page.Body.ShouldContain("承認待ち");
        page.Body.ShouldContain("暗号化した外付けディスク");
        (await world.CountAsync(
            "select count(*) from platform.approval where kind = 'resident.export' and summary like '%1,000人まで%' and decision is null")).ShouldBe(1);
        (await world.CountAsync("select count(*) from resident_register.export_request where receiver = '見本市'")).ShouldBe(1);
    }
}
