using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Daicho.ResidentRegister.ChangeCases;
using Daicho.ResidentRegister.IssueCertificate;
using Daicho.ResidentRegister.IssueCertificate.Layout;
using Daicho.ResidentRegister.Person;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;
using Daicho.ResidentRegister.Residents.Validation;
using Daicho.ResidentRegister.Search;

namespace Daicho.ResidentRegister.Api;

/// <summary>Compiled serialization of the interface: strict on the way in, Japanese letters as they are on the way out.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SearchBody))]
[JsonSerializable(typeof(SearchAnswer))]
[JsonSerializable(typeof(NumberInquiryBody))]
[JsonSerializable(typeof(NumberInquiryAnswer))]
[JsonSerializable(typeof(ResidentAnswer))]
[JsonSerializable(typeof(AsOfAnswer))]
[JsonSerializable(typeof(HistoryAnswer))]
[JsonSerializable(typeof(HouseholdAnswer))]
[JsonSerializable(typeof(ChecksBody))]
[JsonSerializable(typeof(ChecksAnswer))]
[JsonSerializable(typeof(ChangeDraftBody))]
[JsonSerializable(typeof(CancelBody))]
[JsonSerializable(typeof(ChangeFormsAnswer))]
[JsonSerializable(typeof(SubmitBody))]
[JsonSerializable(typeof(ReviewBody))]
[JsonSerializable(typeof(ReasonBody))]
[JsonSerializable(typeof(EmptyBody))]
[JsonSerializable(typeof(CaseStateAnswer))]
[JsonSerializable(typeof(CaseAnswer))]
[JsonSerializable(typeof(CertificateBody))]
[JsonSerializable(typeof(DocumentBody))]
[JsonSerializable(typeof(DisposeBody))]
[JsonSerializable(typeof(ApplicationAnswer))]
[JsonSerializable(typeof(MadeAnswer))]
[JsonSerializable(typeof(EndedAnswer))]
[JsonSerializable(typeof(LedgerBody))]
[JsonSerializable(typeof(LedgerAnswer))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>The one set of options.</summary>
    public static ApiJson Strict { get; } = new(Create());

    /// <summary>Gives other options, such as those the OpenAPI document is made by, the same words.</summary>
    public static void AddConverters(JsonSerializerOptions options)
    {
        options.Converters.Add(new Words<SearchBy>());
        options.Converters.Add(new Words<TextMatch>());
        options.Converters.Add(new Words<IdentifierKind>());
        options.Converters.Add(new Words<BlankItem>());
        options.Converters.Add(new Words<EntryKind>());
        options.Converters.Add(new Words<Sex>());
        options.Converters.Add(new Words<ResidentKind>());
        options.Converters.Add(new Words<RemovalKind>());
        options.Converters.Add(new Words<NumberState>());
        options.Converters.Add(new Words<ResidentState>());
        options.Converters.Add(new Words<Basis>());
        options.Converters.Add(new Words<Route>());
        options.Converters.Add(new Words<InformationSource>());
        options.Converters.Add(new Words<InquiryCheck>());
        options.Converters.Add(new Words<ProofItem>());
        options.Converters.Add(new Words<CaseState>());
        options.Converters.Add(new Words<Severity>());
        options.Converters.Add(new Words<FieldKind>());
        options.Converters.Add(new Words<CertificateForm>());
        options.Converters.Add(new Words<CertificateItem>());
        options.Converters.Add(new Words<LeftOut>());
        options.Converters.Add(new Words<RequesterClass>());
        options.Converters.Add(new Words<ApplicationState>());
        options.Converters.Add(new Words<LedgerEvent>());
    }

    private static JsonSerializerOptions Create()
    {
        JsonSerializerOptions options = new()
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            AllowDuplicateProperties = false,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            NumberHandling = JsonNumberHandling.Strict,
            Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        };
        AddConverters(options);
        return options;
    }

    /// <summary>Names of an enumeration in camel case; numbers are no words.</summary>
    private sealed class Words<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
        where T : struct, Enum;
}
