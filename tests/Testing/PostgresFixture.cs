using Daicho.Platform.Postgres;

namespace Daicho.Testing;

/// <summary>One throw-away cluster per test process, started when the first test asks and stopped when the process ends.</summary>
public static class PostgresFixture
{
    private const string FolderPrefix = "daicho-test-";
    private static readonly Lazy<Task<EmbeddedCluster>> Shared = new(StartAsync);

    /// <summary>The cluster of this test process.</summary>
    public static Task<EmbeddedCluster> ClusterAsync() => Shared.Value;

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
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Stop(cluster, folder);
        return cluster;
    }

    /// <summary>The end of a process cannot wait asynchronously; nothing else runs any more.</summary>
    private static void Stop(EmbeddedCluster cluster, string folder)
    {
        Task.Run(async () =>
        {
            await cluster.DisposeAsync();
            await RemoveFolderAsync(folder);
        }).GetAwaiter().GetResult();
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
