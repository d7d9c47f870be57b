using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Daicho.Platform.Postgres;

/// <summary>A folder of secrets that only the owner of the program may read.</summary>
public sealed class SecretFolder
{
    private const UnixFileMode OwnerOnlyFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Opens or creates the folder and closes it to everybody else.</summary>
    public SecretFolder(string path)
    {
        Path = path;
        Directory.CreateDirectory(path, OwnerOnlyFile | UnixFileMode.UserExecute);
        File.SetUnixFileMode(path, OwnerOnlyFile | UnixFileMode.UserExecute);
    }

    /// <summary>The absolute path.</summary>
    public string Path { get; }

    /// <summary>A generated password of 256 bits in URL-safe letters, the same at every call for one name.</summary>
    public string GetOrCreatePassword(string name)
    {
        if (Find(name) is { } known)
        {
            return Encoding.ASCII.GetString(known).Trim();
        }

        string password = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        Write(name, Encoding.ASCII.GetBytes(password));
        return password;
    }

    /// <summary>The secret of that name, or null when there is none.</summary>
    public byte[]? Find(string name)
    {
        string file = FileOf(name);
        return File.Exists(file) ? File.ReadAllBytes(file) : null;
    }

    /// <summary>Writes a secret whole or not at all: a crash leaves the old one.</summary>
    public void Write(string name, ReadOnlySpan<byte> secret)
    {
        string file = FileOf(name);
        string fresh = file + ".new";
        File.Delete(fresh);
        WriteFresh(fresh, secret);
        WholeFile.Rename(fresh, file);
    }

    /// <summary>Writes a secret unless one of that name exists: of two processes that make it at once, one wins.</summary>
    /// <returns>False when there was one already; it is left as it is.</returns>
    public bool TryWriteNew(string name, ReadOnlySpan<byte> secret)
    {
        string file = FileOf(name);
        string fresh = $"{file}.{Guid.CreateVersion7():N}.new";
        WriteFresh(fresh, secret);

        // File.Move looks and then renames: a file that appears between the two would be replaced. A link appears or does not.
        bool won = Link(fresh, file) == 0;
        int error = Marshal.GetLastPInvokeError();
        File.Delete(fresh);
        WholeFile.KeepNames(Path);
        return won || (File.Exists(file) ? false : throw new IOException($"The secret {name} could not be written (errno {error})."));
    }

    private static void WriteFresh(string fresh, ReadOnlySpan<byte> secret)
    {
        FileStreamOptions options = new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = OwnerOnlyFile,
        };
        using FileStream stream = new(fresh, options);
        stream.Write(secret);
        stream.Flush(flushToDisk: true);
    }

    [DllImport("libc", EntryPoint = "link", SetLastError = true, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Link(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string existing, [MarshalAs(UnmanagedType.LPUTF8Str)] string created);

    private string FileOf(string name)
    {
        if (name.Length == 0 || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.') || name[0] == '.')
        {
            throw new ArgumentException("A secret's name is made of ASCII letters, digits, '-', '_' and '.'.", nameof(name));
        }

        return System.IO.Path.Combine(Path, name);
    }
}
