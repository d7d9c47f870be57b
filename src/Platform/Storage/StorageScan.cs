namespace Daicho.Platform.Storage;

/// <summary>Where copies are sought, and where content of the database may lie.</summary>
/// <param name="Folders">Absolute folders that are searched with everything below.</param>
/// <param name="Declared">Absolute folders below which content may lie: data folder, backups, places of outputs.</param>
/// <param name="Outputs">How the first lines of the program's own outputs begin.</param>
public sealed record StoragePlaces(IReadOnlyList<string> Folders, IReadOnlyList<string> Declared, IReadOnlyList<string> Outputs);

/// <summary>A file that holds content of a database and lies in no declared place.</summary>
/// <param name="File">Its path; for the operator at the machine, never for a log.</param>
/// <param name="Kind">What it was recognised as.</param>
/// <param name="Bytes">Its length.</param>
public sealed record FoundCopy(string File, CopyKind Kind, long Bytes);

/// <summary>What a search found.</summary>
/// <param name="Files">Files that were looked at.</param>
/// <param name="Unread">Files and folders that could not be opened: what they hold is unknown.</param>
/// <param name="Total">Copies in all.</param>
/// <param name="Copies">The first <see cref="StorageScan.CopiesMax"/> of them, in the order in which they were met.</param>
public sealed record StorageReport(long Files, long Unread, long Total, IReadOnlyList<FoundCopy> Copies);

/// <summary>Searches folders of this machine for content of a database outside the declared places (CR-66).</summary>
/// <remarks>
/// It tells a file by its beginning (<see cref="CopySignature"/>), so that a copy that was encrypted or packed otherwise than by gzip
/// is not found; links are not followed, and other machines, media that are not mounted and file systems outside the folders are not seen.
/// </remarks>
public static class StorageScan
{
    /// <summary>Most copies that are named.</summary>
    public const int CopiesMax = 1000;

    /// <summary>Walks over the folders.</summary>
    /// <param name="places">Where, and where not.</param>
    /// <param name="cancellation">Stops the search.</param>
    public static StorageReport Run(StoragePlaces places, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(places);
        Walk walk = new(places);
        foreach (string folder in places.Folders)
        {
            walk.Over(Path.GetFullPath(folder), cancellation);
        }

        return walk.Report;
    }

    private sealed class Walk(StoragePlaces places)
    {
        private readonly string[] declared = [.. places.Declared.Select(folder => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))];
        private readonly List<FoundCopy> copies = [];
        private readonly byte[] head = new byte[CopySignature.HeadBytes];
        private long files;
        private long unread;
        private long total;

        public StorageReport Report => new(files, unread, total, copies);

        public void Over(string root, CancellationToken cancellation)
        {
            Stack<string> folders = new([root]);
            while (folders.TryPop(out string? folder))
            {
                cancellation.ThrowIfCancellationRequested();
                if (IsDeclared(folder))
                {
                    continue;
                }

                foreach (FileSystemInfo entry in EntriesOf(folder))
                {
                    if (entry.LinkTarget is not null)
                    {
                        continue;
                    }

                    if (entry is FileInfo file)
                    {
                        Look(file);
                    }
                    else
                    {
                        folders.Push(entry.FullName);
                    }
                }
            }
        }

        private bool IsDeclared(string folder) => declared.Any(one =>
            folder == one || (folder.Length > one.Length && folder.StartsWith(one, StringComparison.Ordinal) && folder[one.Length] == Path.DirectorySeparatorChar));

        private FileSystemInfo[] EntriesOf(string folder)
        {
            try
            {
                return new DirectoryInfo(folder).GetFileSystemInfos();
            }
            catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
            {
                unread++;
                return [];
            }
        }

        private void Look(FileInfo file)
        {
            try
            {
                // Pipes, sockets and devices have no length; opening one could wait for ever.
                long length = file.Length;
                if (length == 0)
                {
                    return;
                }

                files++;
                using FileStream stream = new(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
                int read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
                if (CopySignature.Of(head.AsSpan(0, read), length, places.Outputs) is not { } kind)
                {
                    return;
                }

                total++;
                if (copies.Count < CopiesMax)
                {
                    copies.Add(new FoundCopy(file.FullName, kind, length));
                }
            }
            catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
            {
                unread++;
            }
        }
    }
}
