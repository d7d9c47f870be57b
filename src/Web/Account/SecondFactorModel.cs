using Daicho.Platform.Security;

namespace Daicho.Web.Account;

/// <summary>The page of the second factor.</summary>
/// <param name="Form">Where to go on, and what was refused.</param>
/// <param name="Passkeys">The operator's passkeys.</param>
/// <param name="NewSecret">The secret of one-time codes just made, to be typed into an authenticator; shown once.</param>
public sealed record SecondFactorModel(
    ReturningForm Form,
    IReadOnlyList<RegisteredPasskey> Passkeys,
    string? NewSecret = null)
{
    /// <summary>The secret in groups of four, as people type it.</summary>
    public string SecretInGroups => string.Join(' ', (NewSecret ?? "").Chunk(4).Select(group => new string(group)));
}
