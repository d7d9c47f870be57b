using System.Globalization;

namespace Daicho.Bench;

/// <summary>What Linux tells about the processes of a database cluster.</summary>
internal static class ProcessTable
{
    // utime, stime and those of ended children, counted from the state (field 3 of proc_pid_stat(5)); in ticks of 10 ms.
    private const int ProcessorFields = 11;
    private const double SecondsPerTick = 0.01;

    /// <summary>The server and its children.</summary>
    public static IReadOnlyList<string> ClusterOf(int server)
    {
        string parent = server.ToString(CultureInfo.InvariantCulture);
        return
        [
            parent,
            .. Directory.GetDirectories("/proc")
                .Select(Path.GetFileName)
                .OfType<string>()
                .Where(id => char.IsAsciiDigit(id[0]) && Fields(id) is [_, { } of, ..] && of == parent),
        ];
    }

    /// <summary>Processor time that a cluster has used so far, ended backends included.</summary>
    public static TimeSpan ProcessorOf(int server) => TimeSpan.FromSeconds(ClusterOf(server)
        .Sum(id => Fields(id)?.Skip(ProcessorFields).Take(id == server.ToString(CultureInfo.InvariantCulture) ? 4 : 2)
            .Sum(ticks => long.Parse(ticks, CultureInfo.InvariantCulture)) ?? 0) * SecondsPerTick);

    /// <summary>Resident memory in KiB; a page that several processes share counts once among them.</summary>
    public static long KibibytesOf(string id) => long.Parse(
        File.ReadLines($"/proc/{id}/smaps_rollup").First(line => line.StartsWith("Pss:", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    private static string[]? Fields(string id)
    {
        try
        {
            // The name of the program stands in brackets and may hold spaces.
            string stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return null;
        }
    }
}
