using Daicho.Platform.Postgres;

namespace Daicho.Testing;

/// <summary>Stops the cluster of a test process after its last test; every test program names it as a fixture of its assembly.</summary>
public sealed class PostgresEnd : IAsyncDisposable
{
    /// <inheritdoc/>
    public ValueTask DisposeAsync() => new(PostgresFixture.StopAsync());
}

/// <summary>One throw-away cluster per test process, started when the first test asks and stopped after the last.</summary>
public static class PostgresFixture
{
    private const string FolderPrefix = "daicho-test-";
    private static readonly Lazy<Task<EmbeddedCluster>> Shared = new(StartAsync);
    private static Func<Task>? stop;

    /// <summary>The cluster of this test process.</summary>
    public static Task<EmbeddedCluster> ClusterAsync() => Shared.Value;

    /// <summary>Stops the cluster, if any test has asked for it. The runner gives a program that has run its tests only seconds to end.</summary>
    public static Task StopAsync() => Interlocked.Exchange(ref stop, null)?.Invoke() ?? Task.CompletedTask;

    /// <summary>A new empty folder that the database's own user can reach.</summary>
    public static string CreateFolder()
    {
        string folder = Path.Combine(Path.GetTempPath(), FolderPrefix + Guid.CreateVersion7().ToString("N"));
        Directory.CreateDirectory(folder, (UnixFileMode)0b111_001_001);
        return folder;
    }

    /// <summary>Removes a folder of <see cref="CreateFolder"/> after its cluster stopped.</summary>
    public static async Task RemoveFolderAsync(string folder)
    {
        for (int attempt = 1; Directory.Exists(folder); attempt++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException) when (attempt < 50)
            {
                // The server's log process ends a moment after the server and tidies its own file.
                await Task.Delay(TimeSpan.FromMilliseconds(100));
            }
        }
    }

    private static async Task<EmbeddedCluster> StartAsync()
    {
        await RemoveLeftOversAsync();
        string folder = CreateFolder();
        ClusterOptions options = new(folder) { Durable = false };
        EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(options, CancellationToken.None);
        stop = async () =>
        {
            await cluster.DisposeAsync();
            await RemoveFolderAsync(folder);
        };

        // The net for a run that ends before its fixtures do. The end of a process cannot wait asynchronously.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Task.Run(StopAsync).GetAwaiter().GetResult();
        return cluster;
    }

    /// <summary>Folders of test processes that were killed: nobody holds them any more.</summary>
    private static async Task RemoveLeftOversAsync()
    {
        foreach (string folder in Directory.GetDirectories(Path.GetTempPath(), FolderPrefix + "*"))
        {
            if (!File.Exists(Path.Combine(folder, "daicho.lock")) || DataFolder.FindHolder(folder) is not null)
            {
                continue;
            }

            try
            {
                ClusterOptions options = new(folder) { Durable = false };
                await (await EmbeddedCluster.StartAsync(options, CancellationToken.None)).DisposeAsync();
                await RemoveFolderAsync(folder);
            }
            catch (Exception failure) when (failure is StartupRefusedException or IOException or UnauthorizedAccessException)
            {
                // Another test process cleans the same folder, or a test closed it on purpose.
            }
        }
    }
}
