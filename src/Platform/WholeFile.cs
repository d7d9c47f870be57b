using System.Runtime.InteropServices;

namespace Daicho.Platform;

/// <summary>Files that appear whole or not at all, and stay after a loss of power once the call has returned.</summary>
public static class WholeFile
{
    private const int ReadOnly = 0;

    /// <summary>Writes a file, in the place of an older one of that name.</summary>
    public static async Task ReplaceAsync(string path, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        string making = path + ".making";
        await using (FileStream stream = new(making, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            await stream.WriteAsync(bytes, cancellation);
            stream.Flush(flushToDisk: true);
        }

        Rename(making, path);
    }

    /// <summary>Gives a file that was made its name, in the place of an older one, durably.</summary>
    /// <param name="making">The file, whose content is durable already.</param>
    /// <param name="path">Its name, in the same folder.</param>
    public static void Rename(string making, string path)
    {
        File.Move(making, path, overwrite: true);
        KeepNames(Path.GetDirectoryName(Path.GetFullPath(path))!); // a file has a folder
    }

    /// <summary>Makes the names in a folder durable: the content of a file that was flushed can be lost with its name.</summary>
    /// <exception cref="IOException">The folder cannot be written to disk.</exception>
    public static void KeepNames(string folder)
    {
        int descriptor = Open(folder, ReadOnly);
        if (descriptor < 0)
        {
            throw new IOException($"The folder {folder} cannot be opened (errno {Marshal.GetLastPInvokeError()}).");
        }

        int failed = Sync(descriptor);
        int error = Marshal.GetLastPInvokeError();
        _ = Close(descriptor);
        if (failed != 0)
        {
            throw new IOException($"The folder {folder} cannot be made durable (errno {error}).");
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sync(int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
