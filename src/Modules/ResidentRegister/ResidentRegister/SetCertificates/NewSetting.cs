using System.Globalization;
using System.Text.Json;
using Daicho.Kernel;
using Daicho.ResidentRegister.IssueCertificate;
using Daicho.Web;

namespace Daicho.ResidentRegister.SetCertificates;

/// <summary>What is set for the certificates.</summary>
internal enum SettingKind
{
    /// <summary>Who certifies (認証者).</summary>
    Certifier,

    /// <summary>The fee of every form (手数料).</summary>
    Fees,
}

/// <summary>A mayor or acting mayor, as asked for.</summary>
/// <param name="Role"><c>mayor</c> or <c>acting</c>.</param>
/// <param name="Title">What follows the municipality's name, such as 長.</param>
/// <param name="Name">The name as printed.</param>
/// <param name="Until">First day it no longer holds; null while open.</param>
/// <param name="SealText">Words of the electronic seal.</param>
internal sealed record CertifierTerm(string Role, string Title, string Name, DateOnly? Until, string SealText)
{
    /// <summary>The roles and their words.</summary>
    public static IReadOnlyDictionary<string, string> Roles { get; } = new Dictionary<string, string>
    {
        ["mayor"] = "長",
        ["acting"] = "職務代理者",
    };

    /// <summary>The term for the one who decides.</summary>
    public string Words =>
        $"認証者（{Roles[Role]}）　職名：{Title}　氏名：{Name}　公印：{SealText}"
        + (Until is { } until ? $"　{Wareki.Display(until.AddDays(-1), EraTable.Default)}まで" : "");
}

/// <summary>A setting that one person asks for and another approves; the approval is bound to all of it.</summary>
/// <param name="Kind">What is set.</param>
/// <param name="Content">The <see cref="CertifierTerm"/>, or yen by form, as the JSON that is stored and approved.</param>
/// <param name="From">First day it holds.</param>
/// <param name="Source">Where it is laid down, at most 200 characters.</param>
internal sealed record NewSetting(SettingKind Kind, string Content, DateOnly From, string Source)
{
    /// <summary>A setting of who certifies.</summary>
    public static NewSetting Of(CertifierTerm term, DateOnly from, string source) =>
        new(SettingKind.Certifier, JsonSerializer.Serialize(term, CertificateJson.Stored.CertifierTerm), from, source);

    /// <summary>A setting of the fees, in yen by form.</summary>
    public static NewSetting Of(Dictionary<string, long> fees, DateOnly from, string source) =>
        new(SettingKind.Fees, JsonSerializer.Serialize(fees, CertificateJson.Stored.DictionaryStringInt64), from, source);

    /// <summary>The kind as it is stored.</summary>
    public string Code => Kind switch
    {
        SettingKind.Certifier => "certifier",
        SettingKind.Fees => "fees",
    };

    /// <summary>The setting as one text, whose hash the approval keeps; the database makes the same of the stored row.</summary>
    public string Subject => string.Join('\n', Code, From.ToString("O", CultureInfo.InvariantCulture), Source, Content);

    /// <summary>What is set, in words.</summary>
    public string Words => Kind switch
    {
        SettingKind.Certifier => Read(CertificateJson.Stored.CertifierTerm).Words,
        SettingKind.Fees => FeeWords(Content),
    };

    /// <summary>The setting for the one who decides, at most 200 characters.</summary>
    public string Summary => $"{Wareki.Display(From, EraTable.Default)}から　{Words}";

    /// <summary>Stored fees in words.</summary>
    public static string FeeWords(string json)
    {
        Dictionary<string, long> fees = JsonSerializer.Deserialize(json, CertificateJson.Stored.DictionaryStringInt64)
            ?? throw new JsonException("Stored fees are null.");
        return string.Join('、', CertificateForms.Requestable.Where(form => fees.ContainsKey(form.ToString()))
            .Select(form => $"{CertificateForms.Label(form)}{Formatting.Number(fees[form.ToString()])}円"));
    }

    private T Read<T>(System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> shape) =>
        JsonSerializer.Deserialize(Content, shape) ?? throw new JsonException("A stored setting is null.");
}

/// <summary>Where a setting stands that was asked for.</summary>
internal enum SettingState
{
    /// <summary>Waits for the decision of another person.</summary>
    Waiting,

    /// <summary>Approved and not yet recorded.</summary>
    Approved,

    /// <summary>Refused.</summary>
    Refused,

    /// <summary>Not decided or not recorded in time.</summary>
    Expired,

    /// <summary>Recorded.</summary>
    Recorded,
}

/// <summary>A setting that was asked for, newest first on the page.</summary>
internal sealed record AskedSetting(
    Guid Approval, NewSetting Setting, Guid RequestedBy, string RequestedCode, DateTimeOffset RequestedAt, SettingState State, string? DecidedBy);

/// <summary>A mayor or acting mayor as recorded.</summary>
internal sealed record RecordedCertifier(CertifierTerm Term, DateOnly From, string Source, string RecordedBy);

/// <summary>The fees from a day on, as recorded.</summary>
/// <param name="From">First day.</param>
/// <param name="Value">Yen by form as JSON.</param>
/// <param name="Source">Where it is laid down.</param>
/// <param name="RecordedBy">Sign-in name, or <c>command</c>.</param>
internal sealed record RecordedFees(DateOnly From, string Value, string Source, string RecordedBy);
