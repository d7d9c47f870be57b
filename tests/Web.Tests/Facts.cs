using Shouldly;
using Xunit;

namespace Daicho.Web.Tests;

public sealed class Facts
{
    [Theory]
    [InlineData("架空町一丁目２番", "架空町三丁目４番", "一丁目２", "三丁目４")]
    [InlineData("葛\U000E0102城", "葛\U000E0103城", "葛\U000E0102", "葛\U000E0103")]
    [InlineData("ああ", "あ", "あ", "")]
    [InlineData(null, "試験", "", "試験")]
    public void Only_the_letters_that_differ_are_marked_variants_included(string? before, string after, string marked, string markedAfter)
    {
        (IReadOnlyList<MarkedText> left, IReadOnlyList<MarkedText> right) = new ChangedItem("項目", before, after).Compare();
        string.Concat(left.Where(part => part.IsMarked).Select(part => part.Text)).ShouldBe(marked);
        string.Concat(right.Where(part => part.IsMarked).Select(part => part.Text)).ShouldBe(markedAfter);
        string.Concat(left.Select(part => part.Text)).ShouldBe(before ?? string.Empty);
        string.Concat(right.Select(part => part.Text)).ShouldBe(after);
    }

    [Fact]
    public void Numbers_are_grouped_and_masked_in_fours()
    {
        Formatting.Grouped("123456789012").ShouldBe("1234-5678-9012");
        Formatting.Masked("1234-5678-9012").ShouldBe("****-****-9012");
        Formatting.Number(1234567).ShouldBe("1,234,567");
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(4, 4)]
    [InlineData(5, 8)]
    [InlineData(70, 80)]
    [InlineData(3120, 4000)]
    public void A_scale_of_four_whole_steps_holds_the_largest_figure(long largest, long top) =>
        new ChartModel("件数", "件", ["1月"], [new("転入", [largest])]).Top.ShouldBe(top);

    [Theory]
    [InlineData("https://example.test/")]
    [InlineData("//example.test/")]
    [InlineData("/\\example.test")]
    [InlineData("next")]
    public void A_finished_act_leads_only_to_a_path_of_this_zone(string address) =>
        Should.Throw<ArgumentException>(() => Pages.Done(address));

    [Fact]
    public void Unlike_alerts_on_two_fields_have_two_boxes()
    {
        Finding first = new("DT-23", FindingSeverity.Alert, "確認", "birth.1");
        (first with { Field = "birth.2" }).ConfirmName.ShouldNotBe(first.ConfirmName);
    }
}
