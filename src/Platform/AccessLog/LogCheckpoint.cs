using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Daicho.Platform.Keys;

namespace Daicho.Platform.AccessLog;

/// <summary>A signed statement of how far the chain had come and what its head was; kept in another zone too.</summary>
/// <param name="Zone">The zone whose log it is.</param>
/// <param name="Seq">Rows sealed.</param>
/// <param name="ChainHash">Head of the chain at that row, 32 bytes.</param>
/// <param name="SealedAt">When it was made.</param>
/// <param name="KeyId">The key of the signature.</param>
/// <param name="Signature">ECDSA P-256 over SHA-256, fixed-field form.</param>
public sealed record LogCheckpoint(
    string Zone,
    long Seq,
    byte[] ChainHash,
    DateTimeOffset SealedAt,
    string KeyId,
    byte[] Signature)
{
    /// <summary>Signs the head of the chain.</summary>
    public static LogCheckpoint Sign(string zone, long seq, byte[] chainHash, DateTimeOffset at, KeyRing keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        string keyId = keys.Current(KeyRing.LogSigning).Id;
        // PostgreSQL keeps microseconds: what is signed must be what is read back.
        DateTimeOffset sealedAt = new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
        LogCheckpoint unsigned = new(zone, seq, chainHash, sealedAt, keyId, []);
        using ECDsa key = keys.OpenSigningKey(keyId);
        return unsigned with { Signature = key.SignData(unsigned.Text(), HashAlgorithmName.SHA256) };
    }

    /// <summary>Whether a key of this ring signed exactly this.</summary>
    public bool IsGenuine(KeyRing keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        if (!KeyId.StartsWith(KeyRing.LogSigning + ".", StringComparison.Ordinal))
        {
            return false;
        }

        using ECDsa key = keys.OpenSigningKey(KeyId);
        return key.VerifyData(Text(), Signature, HashAlgorithmName.SHA256);
    }

    /// <summary>JSON for the file and for the other zone.</summary>
    public string ToJson() => JsonSerializer.Serialize(this);

    /// <summary>Reads <see cref="ToJson"/>.</summary>
    /// <exception cref="JsonException">It is no checkpoint.</exception>
    public static LogCheckpoint FromJson(string json) =>
        JsonSerializer.Deserialize<LogCheckpoint>(json) ?? throw new JsonException("No checkpoint.");

    private byte[] Text() => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"daicho-log-checkpoint/1\n{Zone}\n{Seq}\n{Convert.ToHexStringLower(ChainHash)}\n{SealedAt.UtcTicks}\n{KeyId}"));
}

/// <summary>The folder of checkpoint files; in production it lies in another zone's reach.</summary>
public sealed class CheckpointFolder
{
    private const string Pattern = "log-*.json";

    private readonly string path;

    /// <summary>Opens the folder, or makes it.</summary>
    public CheckpointFolder(string path)
    {
        this.path = path;
        Directory.CreateDirectory(path);
    }

    /// <summary>Writes a checkpoint under its row number; an existing file is never replaced.</summary>
    public async Task WriteAsync(LogCheckpoint checkpoint, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        string file = Path.Combine(path, string.Create(CultureInfo.InvariantCulture, $"log-{checkpoint.Seq:D19}.json"));
        if (File.Exists(file))
        {
            return;
        }

        await WholeFile.ReplaceAsync(file, Encoding.UTF8.GetBytes(checkpoint.ToJson()), cancellation);
    }

    /// <summary>All checkpoints of the folder, oldest first.</summary>
    public async Task<IReadOnlyList<LogCheckpoint>> ReadAsync(CancellationToken cancellation)
    {
        List<LogCheckpoint> all = [];
        foreach (string file in Directory.EnumerateFiles(path, Pattern).Order(StringComparer.Ordinal))
        {
            all.Add(LogCheckpoint.FromJson(await File.ReadAllTextAsync(file, cancellation)));
        }

        return all;
    }
}
