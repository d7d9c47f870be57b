using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Rules;

/// <summary>The paper forms (CR-08, RR-64) and the table of reasons.</summary>
public sealed class FormTests
{
    public static TheoryData<string> Codes => new(ChangeForms.All.Select(form => form.Code));

    [Fact]
    public void The_table_holds_the_reasons_of_the_standard()
    {
        ChangeReasons.All.Count.ShouldBe(37);
        ChangeReasons.All.Count(reason => reason.Class == ReasonClass.Addition).ShouldBe(9);
        ChangeReasons.All.Count(reason => reason.Class == ReasonClass.Removal).ShouldBe(9);
        ChangeReasons.All.Count(reason => reason.Class == ReasonClass.Correction).ShouldBe(19);
        ChangeReasons.All.Where(reason => reason.FutureAllowed).Select(reason => reason.Symbol).ShouldBe(["OUT_DOMESTIC", "OUT_ABROAD"]);
        ChangeReasons.All.Where(reason => reason.VagueAllowed).Select(reason => reason.Symbol).ShouldBe(["BIRTH", "DEATH"]);
        ChangeReasons.Finer.ShouldAllBe(reason => ChangeReasons.All.Any(one => one.Symbol == reason.Of));
        ChangeReasons.Find("転居取消").ShouldBeNull();
    }

    [Fact]
    public void Every_reason_that_is_entered_has_a_form()
    {
        // The other half of a pair and the cancellations are not entered by themselves.
        IEnumerable<string> entered = ChangeReasons.All.Select(reason => reason.Symbol)
            .Where(symbol => !ChangeReasons.IsCancellation(symbol)
                && symbol is not ("EXO_REM_NATURALIZED" or "EXO_REM_NATIONALITY_LOST" or "REMAKE_REM" or "RESTORE_REM"));
        ChangeForms.All.SelectMany(form => form.Reasons).Distinct().ShouldBe(entered, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void A_form_rests_on_bases_its_reasons_allow(string code)
    {
        ChangeForm form = ChangeForms.Find(code)!;
        form.Bases.ShouldAllBe(basis => form.Reasons.All(reason => ChangeReasons.Get(reason).Bases.Contains(basis)));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void A_field_outside_the_form_is_refused(string code)
    {
        ChangeForm form = ChangeForms.Find(code)!;
        string[] foreign = [.. ChangeForms.All.SelectMany(other => other.Fields).Select(field => field.Name).Where(name => !form.Has(name)).Distinct()];
        foreign.ShouldNotBeEmpty();
        form.Outside([.. form.Fields.Select(field => field.Name), .. foreign]).ShouldBe(foreign);
        form.Fields.Select(field => field.Name).ShouldBeUnique();
        form.Fields.ShouldAllBe(field => field.Label.Length > 0);
    }

    [Fact]
    public void A_request_with_a_field_of_another_form_is_refused()
    {
        Stage stage = new();
        ChangeRequest request = stage.Move() with { Fixes = [new ItemFix("sex", "女")] };
        stage.Decide(request).Errors.ShouldHaveSingleItem().Field.ShouldBe("fix.sex");
    }
}
