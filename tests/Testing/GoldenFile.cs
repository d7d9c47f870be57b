namespace Daicho.Testing;

/// <summary>Reviewed texts in the repository that outputs must agree with.</summary>
public static class GoldenFile
{
    /// <summary>Compares with a file of the repository; with DAICHO_WRITE_GOLDEN=1 writes it instead, for review.</summary>
    /// <param name="path">Path from the root of the repository.</param>
    /// <param name="actual">What was made.</param>
    /// <exception cref="InvalidDataException">The file differs or is missing.</exception>
    public static void ShouldAgree(string path, string actual)
    {
        string file = Path.Combine(RepositoryRoot(), path);
        if (IsWriting)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
            return;
        }

        string[] expected = File.Exists(file) ? File.ReadAllLines(file) : [];
        string[] lines = actual.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        for (int i = 0; i < Math.Max(expected.Length, lines.Length); i++)
        {
            string? want = i < expected.Length ? expected[i] : null;
            string? have = i < lines.Length ? lines[i] : null;
            if (want != have)
            {
                throw new InvalidDataException($"{path} line {i + 1}: expected {want ?? "nothing"}, found {have ?? "nothing"}.");
            }
        }
    }

    /// <summary>Whether files are to be written for review instead of compared.</summary>
    internal static bool IsWriting { get; } = Environment.GetEnvironmentVariable("DAICHO_WRITE_GOLDEN") == "1";

    /// <summary>The folder of the repository that the tests were built in.</summary>
    internal static string RepositoryRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Daicho.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidDataException("The tests do not run inside the repository.");
    }
}
