using Daicho.Kernel;
using Daicho.Platform.Security;
using Daicho.Platform.Vault;
using Daicho.ResidentRegister.IssueCertificate.Layout;

namespace Daicho.ResidentRegister.IssueCertificate;

/// <summary>Fills the places for numbers from the vault; permission, purpose and log are the vault's.</summary>
internal sealed class CertificateNumbers(NumberVault vault)
{
    // A number changes once or twice in a life; a document of several persons has few ways to have been filled.
    private const int WaysMax = 64;

    private static readonly (CertificateItem Item, NumberKind Kind)[] Kinds =
        [(CertificateItem.IndividualNumber, NumberKind.Individual), (CertificateItem.RecordCode, NumberKind.RecordCode)];

    /// <summary>
    /// The content with its numbers. First as of now; then, for a document made before a number changed, with former numbers:
    /// its hash tells which of them it is.
    /// </summary>
    public async Task<Result<IReadOnlyList<CertificateContent>>> FillAsync(
        Issuer issuer, CertificateContent content, Guid applicationId, CancellationToken cancellation)
    {
        List<Dictionary<NumberPlace, string>> ways = [[]];
        foreach ((CertificateItem item, NumberKind kind) in Kinds)
        {
            foreach (Guid person in NumberPlaces.PersonsOf(content, item))
            {
                Result<IReadOnlyList<VaultNumber>> revealed = await vault.RevealAsync(
                    issuer.SignedIn, issuer.RequestId, TaskCodes.ResidentCertificateNumber, kind, person, applicationId, cancellation);
                if (revealed.IsRefused(out Refusal? why, out IReadOnlyList<VaultNumber>? numbers))
                {
                    return why;
                }

                if (numbers.Count == 0)
                {
                    return CertificateRefusals.NoNumber;
                }

                ways =
                [
                    .. numbers.SelectMany(number => ways.Select(
                        way => new Dictionary<NumberPlace, string>(way) { [new NumberPlace(item, person)] = Print(number) }))
                        .Take(WaysMax),
                ];
            }
        }

        return ways.ConvertAll(way => NumberPlaces.Fill(content, place => way[place]));
    }

    private static string Print(VaultNumber number) =>
        string.Concat(number.Reveal().Select(digit => (char)(digit - '0' + '０')));
}
