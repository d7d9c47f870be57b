using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Daicho.Platform.Tests.Security;

/// <summary>An authenticator in software: ES256, attestation "none". It can leave out user verification, to be refused.</summary>
internal sealed class SoftAuthenticator(string origin, string domain) : IDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] id = RandomNumberGenerator.GetBytes(16);

    public uint Counter { get; set; } = 1;

    public bool VerifiesUser { get; set; } = true;

    public string Create(string optionsJson)
    {
        using JsonDocument options = JsonDocument.Parse(optionsJson);
        byte[] client = ClientData("webauthn.create", options.RootElement);
        ECParameters point = key.ExportParameters(false);
        byte[] cose =
        [
            0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. point.Q.X!, 0x22, 0x58, 0x20, .. point.Q.Y!,
        ];
        byte[] data = [.. AuthenticatorData(0x40), .. new byte[16], 0, (byte)id.Length, .. id, .. cose];
        byte[] attestation =
        [
            0xA3, 0x63, .. "fmt"u8, 0x64, .. "none"u8, 0x67, .. "attStmt"u8, 0xA0, 0x68, .. "authData"u8,
            0x58, (byte)data.Length, .. data,
        ];
        return Credential(new
        {
            clientDataJSON = Base64Url.EncodeToString(client),
            attestationObject = Base64Url.EncodeToString(attestation),
            transports = new[] { "internal" },
        });
    }

    public string Get(string optionsJson, string userId)
    {
        using JsonDocument options = JsonDocument.Parse(optionsJson);
        byte[] client = ClientData("webauthn.get", options.RootElement);
        Counter++;
        byte[] data = AuthenticatorData(0);
        byte[] signature = key.SignData(
            [.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return Credential(new
        {
            clientDataJSON = Base64Url.EncodeToString(client),
            authenticatorData = Base64Url.EncodeToString(data),
            signature = Base64Url.EncodeToString(signature),
            userHandle = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(userId)),
        });
    }

    public void Dispose() => key.Dispose();

    private byte[] ClientData(string type, JsonElement options) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        type,
        challenge = options.GetProperty("challenge").GetString(),
        origin,
        crossOrigin = false,
    });

    private byte[] AuthenticatorData(byte moreFlags)
    {
        byte[] counter = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(counter, Counter);
        byte flags = (byte)(0x01 | (VerifiesUser ? 0x04 : 0) | moreFlags);
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(domain)), flags, .. counter];
    }

    private string Credential(object response) => JsonSerializer.Serialize(new
    {
        id = Base64Url.EncodeToString(id),
        rawId = Base64Url.EncodeToString(id),
        type = "public-key",
        response,
        clientExtensionResults = new { },
        authenticatorAttachment = "platform",
    });
}
