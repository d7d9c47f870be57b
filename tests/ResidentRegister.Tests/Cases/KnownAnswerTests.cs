using Daicho.Platform.Cases;
using Daicho.ResidentRegister.Cases;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Cases;

/// <summary>Every known-answer case of the resident register, through the production rules.</summary>
public sealed class KnownAnswerTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "cases", "resident");

    // What other modules own, and what only the database decides: issue numbers and searches.
    private static readonly string[] Elsewhere =
    [
        "RES-D-051", "RES-D-055", "RES-D-068", "RES-D-069", "RES-D-070", "RES-D-071", "RES-D-072", "RES-D-073", "RES-D-074",
        "RES-D-105",
    ];

    public static TheoryData<string> Ids => new(Outcomes.Keys);

    private static readonly Dictionary<string, CaseOutcome> Outcomes =
        CaseRunner.Each(Folder, ResidentRegisterCases.Adapters).ToDictionary(outcome => outcome.Id);

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_known_case_has_its_known_answer(string id)
    {
        CaseOutcome outcome = Outcomes[id];
        outcome.Verdict.ShouldNotBe(CaseVerdict.Fail, outcome.Detail);
    }

    [Fact]
    public void Only_cases_that_belong_elsewhere_are_not_run() =>
        Outcomes.Values.Where(outcome => outcome.Verdict == CaseVerdict.Unsupported).Select(outcome => outcome.Id).Order()
            .ShouldBe(Elsewhere.Order());

    [Fact]
    public void The_runner_prints_one_line_per_case_and_the_sums()
    {
        using StringWriter output = new();
        CaseRunner.Run(Folder, ResidentRegisterCases.Adapters, output).ShouldBe(0);
        string[] lines = output.ToString().TrimEnd().Split(Environment.NewLine);
        lines.Length.ShouldBe(Outcomes.Count + 1);
        lines[^1].ShouldBe($"{Outcomes.Count - Elsewhere.Length} passed, 0 failed, {Elsewhere.Length} unsupported");
    }
}
