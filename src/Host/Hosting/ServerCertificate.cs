using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Daicho.Platform.Postgres;

namespace Daicho.Host.Hosting;

/// <summary>The certificate for HTTPS: the operator's, or one made here for this machine only.</summary>
internal static class ServerCertificate
{
    private const string SecretName = "https.p12";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(398);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    /// <summary>Loads the operator's file, or the self-made certificate, which is renewed a month before its end.</summary>
    public static X509Certificate2 Get(string? file, SecretFolder secrets, TimeProvider time)
    {
        if (file is not null)
        {
            try
            {
                return X509CertificateLoader.LoadPkcs12FromFile(file, password: null);
            }
            catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException)
            {
                throw new StartupRefusedException(
                    $"証明書 {file} を読めません。パスワードなしの PKCS#12 にしてください。",
                    $"The certificate {file} is not readable. It must be PKCS#12 without a password.");
            }
        }

        if (secrets.Find(SecretName) is { } stored)
        {
            X509Certificate2 known = X509CertificateLoader.LoadPkcs12(stored, password: null);
            if (known.NotAfter.ToUniversalTime() - time.GetUtcNow().UtcDateTime > RenewBefore)
            {
                return known;
            }

            known.Dispose();
        }

        byte[] made = Make(time.GetUtcNow());
        secrets.Write(SecretName, made);
        return X509CertificateLoader.LoadPkcs12(made, password: null);
    }

    private static byte[] Make(DateTimeOffset now)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=localhost, O=Daicho self-made", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddMinutes(-5), now.Add(Lifetime));
        return certificate.Export(X509ContentType.Pkcs12);
    }
}
