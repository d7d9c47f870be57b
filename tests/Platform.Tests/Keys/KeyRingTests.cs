using Daicho.Platform.Keys;
using Daicho.Platform.Postgres;
using Daicho.Testing;
using Shouldly;
using Xunit;

namespace Daicho.Platform.Tests.Keys;

public sealed class KeyRingTests : IDisposable
{
    private readonly string folder = PostgresFixture.CreateFolder();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Processes_that_make_the_first_key_at_once_all_use_the_same()
    {
        // The window between looking and writing is narrow: many tries, each on an empty folder.
        for (int round = 0; round < 50; round++)
        {
            string path = Path.Combine(folder, $"keys-{round}");
            using FileMasterKey first = new(new SecretFolder(path));
            using Barrier start = new(4);

            string[] keys = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    SecretFolder own = new(path);
                    using FileMasterKey master = new(own);
                    start.SignalAndWait();
                    ZoneKey key = new KeyRing(own, master).Current(KeyRing.NumberData);
                    return $"{key.Id} {Convert.ToHexString(key.Material)}";
                },
                TestContext.Current.CancellationToken,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)));

            keys.Distinct().ShouldHaveSingleItem().ShouldStartWith("number-data.1 ");
            Directory.GetFiles(path, "*.new").ShouldBeEmpty();
        }
    }

    [Fact]
    public void A_new_version_made_by_another_process_is_current_at_once_and_the_old_one_still_opens()
    {
        string path = Path.Combine(folder, "keys");
        SecretFolder shared = new(path);
        using FileMasterKey master = new(shared);
        KeyRing server = new(shared, master);
        ZoneKey old = server.Current(KeyRing.NumberIndex);

        ZoneKey fresh = new KeyRing(new SecretFolder(path), master).Create(KeyRing.NumberIndex);

        server.Current(KeyRing.NumberIndex).Id.ShouldBe("number-index.2");
        server.Current(KeyRing.NumberIndex).Material.ShouldBe(fresh.Material);
        server.All(KeyRing.NumberIndex).Select(key => key.Id).ShouldBe([old.Id, fresh.Id]);
    }
}
