using System.Security.Cryptography;
using System.Text;
using Daicho.Kernel;

namespace Daicho.Platform.Security;

/// <summary>A stored password: PBKDF2 with HMAC-SHA-512 (RFC 8018) over the NFKC form, salt of its own.</summary>
/// <param name="Algorithm">Name of the function, so that it can be replaced.</param>
/// <param name="Iterations">Iterations used; fewer than <see cref="IterationsNow"/> means rehash at the next sign-in.</param>
/// <param name="Salt">16 random bytes.</param>
/// <param name="Hash">64 bytes.</param>
public sealed record PasswordHash(string Algorithm, int Iterations, byte[] Salt, byte[] Hash)
{
    /// <summary>Nearly three times what OWASP's Password Storage Cheat Sheet asks of this function (210,000).</summary>
    public const int IterationsNow = 600_000;

    private const string Pbkdf2 = "pbkdf2-hmac-sha512";
    private const int SaltBytes = 16;
    private const int HashBytes = 64;

    /// <summary>Work of the same size for accounts that do not exist, so that the time of the answer tells nothing.</summary>
    internal static readonly PasswordHash Nobody =
        new(Pbkdf2, IterationsNow, new byte[SaltBytes], new byte[HashBytes]);

    /// <summary>Hashes a new password.</summary>
    public static PasswordHash Make(string password) => Make(password, IterationsNow);

    internal static PasswordHash Make(string password, int iterations)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return new PasswordHash(Pbkdf2, iterations, salt, Derive(password, salt, iterations));
    }

    /// <summary>Compares in constant time.</summary>
    /// <exception cref="InvalidOperationException">The stored function is not known to this release.</exception>
    public bool Matches(string password) =>
        Algorithm == Pbkdf2
            ? CryptographicOperations.FixedTimeEquals(Derive(password, Salt, Iterations), Hash)
            : throw new InvalidOperationException($"Unknown password function {Algorithm}.");

    /// <summary>Whether the parameters have grown since it was made.</summary>
    public bool IsOutdated => Algorithm != Pbkdf2 || Iterations < IterationsNow;

    /// <summary>Masks itself.</summary>
    public override string ToString() => "PasswordHash(***)";

    /// <summary>The same password however the keyboard composed it; half a surrogate pair becomes U+FFFD instead of an error.</summary>
    internal static string Fold(string password) =>
        Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(password)).Normalize(NormalizationForm.FormKC);

    private static byte[] Derive(string password, byte[] salt, int iterations) => Rfc2898DeriveBytes.Pbkdf2(
        Encoding.UTF8.GetBytes(Fold(password)), salt, iterations, HashAlgorithmName.SHA512, HashBytes);
}

/// <summary>What a new password must be: long, and not the obvious one. No composition rules (ASVS 6.2.5).</summary>
public static class PasswordRules
{
    /// <summary>Shortest password in characters.</summary>
    public const int LengthMin = 12;

    private const int LengthMax = 128;

    private static readonly string[] Common =
        ["password", "passw0rd", "qwertyuiop", "1234567890", "0123456789", "abcdefghij", "letmein", "administrator", "daicho"];

    /// <summary>Null when the password may be used.</summary>
    public static Refusal? Check(string password, string operatorCode)
    {
        ArgumentNullException.ThrowIfNull(password);
        ArgumentNullException.ThrowIfNull(operatorCode);
        if (password.Length is < LengthMin or > LengthMax)
        {
            return SecurityRefusals.PasswordLength;
        }

        string folded = PasswordHash.Fold(password).ToLowerInvariant();
        bool hasName = folded.Contains(operatorCode, StringComparison.Ordinal);
        bool fewCharacters = folded.Distinct().Count() < 5;
        bool ordered = folded.Zip(folded.Skip(1)).Count(pair => Math.Abs(pair.Second - pair.First) <= 1)
            >= folded.Length - 3;
        // What is left beside a common word must still be long enough to be worth guessing.
        bool common = Common.Any(word => folded.Replace(word, "", StringComparison.Ordinal).Length < 6);
        return hasName || fewCharacters || ordered || common ? SecurityRefusals.PasswordGuessable : null;
    }
}
