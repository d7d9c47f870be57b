using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Daicho.Platform.Data;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Daicho.Platform.Keys;

/// <summary>
/// The keys that seal form tokens and cookies, in the zone's database: every web process of the zone accepts what another
/// one made (RR I-7), and a restart changes nothing.
/// </summary>
public static class FormKeys
{
    /// <summary>Adds the ring; needs the <c>NpgsqlDataSource</c> of the app role and the zone's <see cref="KeyRing"/>.</summary>
    /// <param name="services">The services of the zone.</param>
    /// <param name="zone">The zone: another zone's tokens are refused even under the same key.</param>
    public static IServiceCollection AddFormKeys(this IServiceCollection services, string zone)
    {
        services.AddDataProtection().SetApplicationName(zone);
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(options =>
        {
            options.XmlRepository = new FormKeyRepository(provider.GetRequiredService<NpgsqlDataSource>());
            options.XmlEncryptor = new FormKeyEncryptor(provider.GetRequiredService<KeyRing>());
        }));
        return services;
    }
}

/// <summary>The rows of the ring. The framework asks synchronously, a few times a day.</summary>
internal sealed class FormKeyRepository(NpgsqlDataSource database) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        List<XElement> keys = [];
        using NpgsqlCommand command = database.CreateCommand("select xml from platform.form_key order by id");
        using NpgsqlDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            keys.Add(XElement.Parse(reader.GetString(0)));
        }

        return keys;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using NpgsqlCommand command = database.CreateCommand("insert into platform.form_key (friendly_name, xml) values ($1, $2)");
        command.Parameters.AddValues(friendlyName, element.ToString(SaveOptions.DisableFormatting));
        command.ExecuteNonQuery();
    }
}

/// <summary>Seals the secret part of a form key under the zone's key of that purpose, whose id stands beside it.</summary>
internal sealed class FormKeyEncryptor(KeyRing keys) : IXmlEncryptor
{
    public const string Element = "sealedKey";
    public const string KeyAttribute = "key";

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        ZoneKey key = keys.Current(KeyRing.FormKey);
        byte[] secret = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        byte[] box = SealedBox.Seal(key.Material, key.Id, secret);
        CryptographicOperations.ZeroMemory(secret);
        return new EncryptedXmlInfo(
            new XElement(Element, new XAttribute(KeyAttribute, key.Id), Convert.ToBase64String(box)), typeof(FormKeyDecryptor));
    }
}

/// <summary>Opens what <see cref="FormKeyEncryptor"/> sealed; the framework makes it by its name.</summary>
internal sealed class FormKeyDecryptor(IServiceProvider services) : IXmlDecryptor
{
    private readonly KeyRing keys = services.GetRequiredService<KeyRing>();

    public XElement Decrypt(XElement encryptedElement)
    {
        string keyId = encryptedElement.Attribute(FormKeyEncryptor.KeyAttribute)?.Value
            ?? throw new CryptographicException("The sealed form key names no key.");

        // A row may name only keys of this purpose: writing one must not make the program open other things.
        if (!keyId.StartsWith($"{KeyRing.FormKey}.", StringComparison.Ordinal))
        {
            throw new CryptographicException("The sealed form key names a key of another purpose.");
        }

        byte[] secret = SealedBox.Open(keys.Get(keyId).Material, keyId, Convert.FromBase64String(encryptedElement.Value));
        XElement opened = XElement.Parse(Encoding.UTF8.GetString(secret));
        CryptographicOperations.ZeroMemory(secret);
        return opened;
    }
}
