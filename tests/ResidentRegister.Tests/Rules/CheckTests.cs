using Daicho.Kernel;
using Daicho.ResidentRegister.IssueCertificate;
using Daicho.ResidentRegister.IssueCertificate.Layout;
using Daicho.ResidentRegister.Residents.Changes;
using Daicho.ResidentRegister.Residents.Validation;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Rules;

/// <summary>The catalogue of checks, id by id.</summary>
public sealed class CheckTests
{
    private const int CatalogueCount = 287;

    // Decided and proved where certificates are issued.
    private static readonly string[] AtIssue =
    [
        .. typeof(CertificateRefusals).GetFields().Concat(typeof(SealImage).GetFields()).Select(field => field.GetValue(null)).OfType<Refusal>().Select(refusal => refusal.Code)
            .Where(code => code[..3] is "CE-" or "SP-" or "MO-" or "NM-").Distinct(),
    ];

    public static TheoryData<string> Ids => new(CheckTable.Rows.Select(row => row.Id));

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_check_fires_on_one_side_of_its_boundary_only(string id)
    {
        CheckRow row = CheckTable.Rows.Single(one => one.Id == id);
        row.Fires().Select(finding => finding.CheckId).ShouldContain(id);
        row.Silent().Select(finding => finding.CheckId).ShouldNotContain(id);
    }

    [Fact]
    public void Every_check_of_the_catalogue_is_proved_or_listed_with_its_reason()
    {
        Checks.All.Count(check => check.Id[..2] is not ("CR" or "RR")).ShouldBe(CatalogueCount);
        Checks.All.Where(check => check.NotReached is null).Select(check => check.Id).Order(StringComparer.Ordinal)
            .ShouldBe(CheckTable.Rows.Select(row => row.Id).Union(AtIssue).Order(StringComparer.Ordinal));
        Checks.All.Where(check => check.NotReached is not null).ShouldAllBe(check => check.NotReached!.EndsWith('。'));
    }

    [Fact]
    public void A_message_says_what_is_wrong_in_one_or_two_sentences() =>
        Checks.All.ShouldAllBe(check => check.Text.EndsWith('。') && check.Text.Length < 90);

    [Fact]
    public void Only_derived_severities_can_be_configured()
    {
        CheckSettings settings = CheckSettings.Default.With(new Dictionary<string, Severity> { ["HH-15"] = Severity.Alert });
        settings.SeverityOf("HH-15").ShouldBe(Severity.Alert);
        Should.Throw<ArgumentException>(() => settings.With(new Dictionary<string, Severity> { ["DT-02"] = Severity.Alert }));
    }

    [Fact]
    public void Valid_requests_raise_nothing()
    {
        Stage stage = new();
        ChangeRequest[] valid =
        [
            stage.Move(), stage.Out(), stage.Death(stage.Child), stage.In(), stage.Abroad(), stage.Birth(), stage.Split(stage.Wife),
            stage.NewHead(stage.Wife, (stage.Head, "夫"), (stage.Child, "子")), stage.Fix("remark", "備考"),
        ];
        foreach (ChangeRequest request in valid)
        {
            stage.Decide(request).Select(finding => finding.CheckId).ShouldBeEmpty(request.Reason);
        }
    }
}
