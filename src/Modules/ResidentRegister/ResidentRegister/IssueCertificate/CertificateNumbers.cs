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
        Issuer issuer, CertificateContent content, Guid applicationId, CancellationToken cancellation) =>
        (await WaysAsync(issuer, content, applicationId, cancellation)).IsRefused(out Refusal? why, out IReadOnlyList<Way>? ways)
            ? why
            : ways.Select(way => way.Fill(content)).ToList();

    /// <summary>The same for a 再交付, each way beside the first issue filled alike: what the first showed, this one shows.</summary>
    public async Task<Result<IReadOnlyList<(CertificateContent First, CertificateContent Again)>>> FillAlikeAsync(
        Issuer issuer, CertificateContent first, CertificateContent again, Guid applicationId, CancellationToken cancellation) =>
        (await WaysAsync(issuer, first, applicationId, cancellation)).IsRefused(out Refusal? why, out IReadOnlyList<Way>? ways)
            ? why
            : ways.Select(way => (way.Fill(first), way.Fill(again))).ToList();

    private async Task<Result<IReadOnlyList<Way>>> WaysAsync(
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

        return ways.ConvertAll(way => new Way(way));
    }

    /// <summary>One number for each place. Masked: it holds numbers.</summary>
    private sealed record Way(IReadOnlyDictionary<NumberPlace, string> Numbers)
    {
        public CertificateContent Fill(CertificateContent content) => NumberPlaces.Fill(content, place => Numbers[place]);

        public override string ToString() => "Way(***)";
    }

    private static string Print(VaultNumber number) =>
        string.Concat(number.Reveal().Select(digit => (char)(digit - '0' + '０')));
}
