using System.Text.Json;
using Daicho.Platform.Cases;
using Daicho.Platform.Postgres;
using Daicho.ResidentRegister.Cases;
using Daicho.ResidentRegister.Tests.IssueCertificate;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Cases;

/// <summary>Every known-answer case of the resident register, through the production rules and a database.</summary>
public sealed class KnownAnswerTests(KnownAnswers answers) : IClassFixture<KnownAnswers>
{
    // What other modules own.
    private static readonly string[] Elsewhere =
    [
        "RES-D-051", "RES-D-068", "RES-D-069", "RES-D-070", "RES-D-071", "RES-D-072", "RES-D-073", "RES-D-074",
    ];

    // What only the database decides: issue numbers and searches.
    private static readonly string[] OnDatabase = ["RES-D-055", "RES-D-105"];

    public static TheoryData<string> Ids => new(Directory.EnumerateFiles(KnownAnswers.Folder, "*.json").SelectMany(IdsOf));

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_known_case_has_its_known_answer(string id)
    {
        CaseOutcome outcome = answers.Outcomes[id];
        outcome.Verdict.ShouldNotBe(CaseVerdict.Fail, outcome.Detail);
    }

    [Fact]
    public void Only_cases_that_belong_elsewhere_are_not_run() =>
        answers.Outcomes.Values.Where(outcome => outcome.Verdict == CaseVerdict.Unsupported).Select(outcome => outcome.Id).Order()
            .ShouldBe(Elsewhere.Order());

    [Fact]
    public async Task The_runner_prints_one_line_per_case_and_the_sums_and_says_which_need_the_database_that_is_missing()
    {
        using StringWriter output = new();
        (await CaseRunner.RunAsync(
            KnownAnswers.Folder, ResidentRegisterCases.Adapters, _ => throw new StartupRefusedException("PostgreSQL がありません。", "There is no PostgreSQL."),
            output, TestContext.Current.CancellationToken)).ShouldBe(0);
        string[] lines = output.ToString().TrimEnd().Split(Environment.NewLine);
        lines.Length.ShouldBe(answers.Outcomes.Count + 1);
        int unsupported = Elsewhere.Length + OnDatabase.Length;
        lines[^1].ShouldBe($"{answers.Outcomes.Count - unsupported} passed, 0 failed, {unsupported} unsupported");
        foreach (string id in OnDatabase)
        {
            lines.ShouldContain(line => line.StartsWith($"unsupported {id}: ", StringComparison.Ordinal) && line.Contains("PostgreSQL"));
            answers.Outcomes[id].Verdict.ShouldBe(CaseVerdict.Pass);
        }
    }

    private static IEnumerable<string> IdsOf(string path)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
        return [.. document.RootElement.GetProperty("cases").EnumerateArray().Select(one => one.GetProperty("id").GetString() ?? "")];
    }
}

/// <summary>The outcomes of all cases, run once.</summary>
public sealed class KnownAnswers : IAsyncLifetime
{
    private readonly CertificateWorld world = new();

    /// <summary>The cases that ship with the tests.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "cases", "resident");

    /// <summary>By id.</summary>
    public IReadOnlyDictionary<string, CaseOutcome> Outcomes { get; private set; } = new Dictionary<string, CaseOutcome>();

    public async ValueTask InitializeAsync()
    {
        await world.InitializeAsync();
        CaseDatabase database = new(world.Database.App, world.Vault);
        Outcomes = await CaseRunner.EachAsync(Folder, ResidentRegisterCases.Adapters, _ => Task.FromResult(database), CancellationToken.None)
            .ToDictionaryAsync(outcome => outcome.Id);
    }

    public ValueTask DisposeAsync() => world.DisposeAsync();
}
