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

    /// <summary>
    /// The content with its numbers. First as of now; then, for a document made before a number changed, with former numbers:
    /// its hash tells which of them it is.
    /// </summary>
    /// <remarks>
    /// The vault of this release keeps Individual Numbers. A place for a resident record code is left blank on a 転出証明書;
    /// a form that was asked for because of the code is refused.
    /// </remarks>
    public async Task<Result<IReadOnlyList<CertificateContent>>> FillAsync(
        Issuer issuer, CertificateContent content, Guid applicationId, CancellationToken cancellation)
    {
        if (NumberPlaces.Has(content, CertificateItem.RecordCode) && !CertificateForms.IsMovingOut(content.Form))
        {
            return CertificateRefusals.NoNumber;
        }

        List<Dictionary<Guid, string>> ways = [[]];
        foreach (Guid person in NumberPlaces.PersonsOf(content, CertificateItem.IndividualNumber))
        {
            Result<IReadOnlyList<IndividualNumber>> revealed = await vault.RevealAsync(
                issuer.SignedIn, issuer.RequestId, TaskCodes.ResidentCertificateNumber, person, applicationId, cancellation);
            if (revealed.IsRefused(out Refusal? why, out IReadOnlyList<IndividualNumber>? numbers))
            {
                return why;
            }

            if (numbers.Count == 0)
            {
                return CertificateRefusals.NoNumber;
            }

            ways =
            [
                .. numbers.SelectMany(number => ways.Select(way => new Dictionary<Guid, string>(way) { [person] = Print(number) }))
                    .Take(WaysMax),
            ];
        }

        return ways.ConvertAll(way => NumberPlaces.Fill(
            content, (item, person) => item == CertificateItem.IndividualNumber ? way[person] : ""));
    }

    private static string Print(IndividualNumber number) =>
        string.Concat(number.Reveal().Select(digit => (char)(digit - '0' + '０')));
}
