using System.Globalization;
using System.Text;

namespace Daicho.Platform.Postgres;

/// <summary>The folder that holds everything of one installation, held by one running program at a time.</summary>
/// <remarks>The lock is the operating system's and ends with the process, however it dies.</remarks>
public sealed class DataFolder : IDisposable
{
    /// <summary>The format of the folder that this program reads and writes.</summary>
    public const int FormatVersion = 1;

    private const string LockName = "daicho.lock";
    private const string NoteName = "daicho.pid";
    private readonly FileStream held;

    private DataFolder(string path, FileStream held)
    {
        Path = path;
        this.held = held;
        Secrets = new SecretFolder(System.IO.Path.Combine(path, "secrets"));
    }

    /// <summary>The absolute path.</summary>
    public string Path { get; }

    /// <summary>Passwords and keys, readable by the owner of the program only.</summary>
    public SecretFolder Secrets { get; }

    /// <summary>Creates or opens the folder and holds it until disposal.</summary>
    /// <exception cref="StartupRefusedException">Another program holds it, or its format is not ours.</exception>
    public static DataFolder Hold(string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        FileStream held = Lock(full);
        try
        {
            CheckFormat(full);

            // Beside the lock, because a locked file cannot be read by others.
            File.WriteAllText(System.IO.Path.Combine(full, NoteName), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new DataFolder(full, held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>The process that holds the folder now, or null when nobody does; zero while it is only just starting.</summary>
    public static int? FindHolder(string path)
    {
        string file = System.IO.Path.Combine(System.IO.Path.GetFullPath(path), LockName);
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            using FileStream free = new(file, FileMode.Open, FileAccess.Read, FileShare.Read);
            return null;
        }
        catch (IOException)
        {
            string note = System.IO.Path.Combine(System.IO.Path.GetFullPath(path), NoteName);
            return File.Exists(note) && int.TryParse(File.ReadAllText(note), NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => held.Dispose();

    private static FileStream Lock(string path, int tries = 5)
    {
        try
        {
            // Others may pass through (the database's own user must), but not list; what is secret lies in folders of its own.
            if (!Directory.Exists(path))
            {
                Directory.CreateDirectory(path, (UnixFileMode)0b111_001_001);
            }

            return new FileStream(System.IO.Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException)
        {
            throw new StartupRefusedException(
                $"データフォルダ {path} に書き込めません。所有者と権限を確認してください。",
                $"The data folder {path} is not writable. Check its owner and permissions.");
        }
        catch (IOException) when (Directory.Exists(path))
        {
            // Somebody who only asked for the holder held it for that moment.
            int? holder = FindHolder(path);
            return holder is null && tries > 1 ? Lock(path, tries - 1) : throw new StartupRefusedException(
                $"データフォルダ {path} は別の daicho(プロセス {holder})が使用中です。先に停止してください。",
                $"The data folder {path} is in use by another daicho (process {holder}). Stop it first.");
        }
        catch (IOException failure)
        {
            throw new StartupRefusedException(
                $"データフォルダ {path} を作成できません。場所を確認してください。",
                $"The data folder {path} cannot be created: {failure.Message}");
        }
    }

    private static void CheckFormat(string path)
    {
        string file = System.IO.Path.Combine(path, "version");
        if (File.Exists(file))
        {
            string text = File.ReadAllText(file).Trim();
            if (text != FormatVersion.ToString(CultureInfo.InvariantCulture))
            {
                throw new StartupRefusedException(
                    $"データフォルダ {path} は別の版の形式です。この版の daicho は形式 {FormatVersion} だけを扱えます。",
                    $"The data folder {path} has another format; this daicho handles format {FormatVersion} only.");
            }

            return;
        }

        if (Directory.EnumerateFileSystemEntries(path).Any(entry => System.IO.Path.GetFileName(entry) is not (LockName or "version.new")))
        {
            throw new StartupRefusedException(
                $"フォルダ {path} は daicho のデータフォルダではなく、空でもありません。別の場所を指定してください。",
                $"The folder {path} is neither empty nor a data folder of daicho. Choose another place.");
        }

        // Whole or not at all: a folder with an empty version would be refused for ever.
        string fresh = file + ".new";
        using (FileStream stream = new(fresh, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            stream.Write(Encoding.ASCII.GetBytes($"{FormatVersion}\n"));
            stream.Flush(flushToDisk: true);
        }

        WholeFile.Rename(fresh, file);
    }
}
