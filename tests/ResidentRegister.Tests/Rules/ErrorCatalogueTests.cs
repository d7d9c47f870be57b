using System.Runtime.CompilerServices;
using Daicho.ResidentRegister.Residents.Validation;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Rules;

/// <summary>docs/error-catalogue.md tells of every check of the national catalogue what became of it.</summary>
public sealed class ErrorCatalogueTests
{
    private const string In = "in";
    private const string ByDesign = "by design";
    private const string OtherIssue = "other issue";

    // The adapters of the contest of rules are no door of an office.
    private static readonly IReadOnlySet<string> Reached = CallGraph.Literals(
        typeof(ResidentRegisterModule).Assembly, type => type.Namespace?.StartsWith("Daicho.ResidentRegister.Cases", StringComparison.Ordinal) == true);

    private static readonly IReadOnlyList<Check> Catalogue = [.. Checks.All.Where(check => check.Id[..2] is not ("CR" or "RR"))];

    [Fact]
    public void Every_check_stands_in_the_document_once_in_the_order_of_the_catalogue() =>
        Rows().Select(row => row.Id).ShouldBe(Catalogue.Select(check => check.Id));

    [Fact]
    public void A_check_that_is_in_is_called_by_what_runs_in_an_office_and_no_other_is() =>
        Rows().Where(row => row.State == In != Reached.Contains(row.Id)).Select(row => $"{row.Id} {row.State}").ShouldBeEmpty();

    [Fact]
    public void A_check_without_a_call_has_its_reason_and_one_with_a_call_its_test() =>
        Rows().Where(row => (row.State switch
        {
            In => row is { Reason.Length: 0, Test.Length: > 0 },
            ByDesign => row is { Reason.Length: > 0, Test.Length: > 0 },
            OtherIssue => row is { Reason.Length: > 0, Test.Length: 0 },
            _ => false,
        }) is false).Select(row => row.Id).ShouldBeEmpty();

    [Fact]
    public void The_catalogue_of_the_program_says_the_same() =>
        Rows().Where(row => row.State == In != Checks.Get(row.Id).NotReached is null).Select(row => row.Id).ShouldBeEmpty();

    private static IReadOnlyList<(string Id, string State, string Reason, string Test)> Rows([CallerFilePath] string here = "") =>
    [
        .. File.ReadAllLines(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "error-catalogue.md")) // a source file has a folder
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length == 6 && cells[1].Length == 5 && cells[1][2] == '-')
            .Select(cells => (cells[1], cells[2], cells[3], cells[4].Trim('`'))),
    ];
}
