using Daicho.Testing;
using Shouldly;
using Xunit;

namespace Daicho.EndToEnd.Tests.Host;

/// <summary>The command that seeks copies of the database (CR-66).</summary>
public sealed class StorageTests : IAsyncDisposable
{
    private readonly string folder = PostgresFixture.CreateFolder();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(folder, "data");

    public async ValueTask DisposeAsync() => await PostgresFixture.RemoveFolderAsync(folder);

    [Fact]
    public async Task The_command_names_a_copy_and_fails_until_its_place_is_declared()
    {
        string desk = Directory.CreateDirectory(Path.Combine(folder, "desk")).FullName;
        await File.WriteAllTextAsync(Path.Combine(desk, "numbers.csv"), "addressee_number,kind,value,former,empty\r\n", Cancellation);
        await File.WriteAllTextAsync(
            Path.Combine(Directory.CreateDirectory(Data).FullName, "own.sql"), "-- PostgreSQL database dump\n", Cancellation);

        (int found, string said) = await DaichoProcess.RunAsync(Cancellation, "storage", "scan", "--data", Data, "--folder", folder);
        found.ShouldBe(1, said);
        said.ShouldContain(Path.Combine(desk, "numbers.csv"));
        said.ShouldNotContain("own.sql");

        (int declared, string fine) = await DaichoProcess.RunAsync(
            Cancellation, "storage", "scan", "--data", Data, "--folder", folder, "--declared", desk);
        declared.ShouldBe(0, fine);

        (int refused, string why) = await DaichoProcess.RunAsync(Cancellation, "storage", "scan", "--data", Data);
        refused.ShouldBe(2, why);
    }
}
