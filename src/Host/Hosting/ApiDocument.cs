using System.Globalization;
using System.Text.Json.Nodes;
using Daicho.Platform.Api;
using Daicho.Platform.Hosting;
using Daicho.Platform.Security.Http;
using Daicho.ResidentRegister;
using Daicho.Web;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Daicho.Host.Hosting;

/// <summary>The OpenAPI document of the interfaces, made once from what the running program maps, and a page that leads to it.</summary>
internal static class ApiDocument
{
    private const string Name = "v1";
    private const string Scheme = "clientCredentials";
    private const string Problem = "Problem";
    private const string ProblemJson = "application/problem+json";

    /// <summary>Registers the document.</summary>
    public static void AddApiDocument(this IServiceCollection services)
    {
        services.AddOpenApi(Name, document =>
        {
            document.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            document.ShouldInclude = operation => operation.RelativePath?.StartsWith("resident-register/v1/", StringComparison.Ordinal) ?? false;
            document.AddOperationTransformer((operation, context, _) =>
            {
                Complete(operation, context);
                return Task.CompletedTask;
            });
            document.AddDocumentTransformer((made, _, _) =>
            {
                Complete(made);
                return Task.CompletedTask;
            });
        });
        services.AddSingleton<ApiDocumentBytes>();
    }

    /// <summary>Maps <c>/openapi/v1.json</c> and <c>/docs/api</c>.</summary>
    public static void MapApiDocument(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/openapi/v1.json", async (ApiDocumentBytes bytes, CancellationToken cancellation) =>
                Results.Bytes(await bytes.GetAsync(cancellation), "application/json"))
            .ExcludeFromDescription()
            .AllowAnonymousDocumented("Developers read the form of the interface before they have a client; it holds no data.");
        routes.MapGet("/docs/api", () => Pages.Show<ApiPage, ApiPageModel>(new ApiPageModel("/openapi/v1.json")))
            .ExcludeFromDescription()
            .AllowAnonymousDocumented("Developers read the form of the interface before they have a client; it holds no data.");
    }

    private static void Complete(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        IList<object> metadata = context.Description.ActionDescriptor.EndpointMetadata;
        RequireTaskAttribute? required = metadata.OfType<RequireTaskAttribute>().LastOrDefault();
        OpenApiDocument document = context.Document ?? throw new InvalidOperationException("An operation outside any document.");
        operation.Security =
        [
            new OpenApiSecurityRequirement
            {
                [new OpenApiSecuritySchemeReference(Scheme, document)] = required is null ? [] : [required.TaskCode],
            },
        ];
        operation.Parameters ??= [];
        operation.Parameters.Add(Header(
            "X-Purpose", "Duty, case and ground (percent-encoded): <task>;case=<id>[;ground=<text>]. The duty must be one of the client's.",
            $"{required?.TaskCode};case=2026-000123;ground=%E7%AA%93%E5%8F%A3"));
        foreach (RequiredHeaderMetadata header in metadata.OfType<RequiredHeaderMetadata>())
        {
            operation.Parameters.Add(Header(header.Name, header.Description, header.Example));
        }

        operation.Responses ??= [];
        if (metadata.OfType<OperationExample>().LastOrDefault() is { } example
            && operation.RequestBody?.Content is { } contents && contents.TryGetValue("application/json", out OpenApiMediaType? body))
        {
            body.Example = JsonNode.Parse(example.Json);
        }

        bool changes = metadata.OfType<RequiredHeaderMetadata>().Contains(RequiredHeaderMetadata.IfMatch);
        foreach ((int status, string words) in Problems(operation.RequestBody is not null, changes))
        {
            operation.Responses.TryAdd(status.ToString(CultureInfo.InvariantCulture), new OpenApiResponse
            {
                Description = words,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    [ProblemJson] = new() { Schema = new OpenApiSchemaReference(Problem, document) },
                },
            });
        }
    }

    private static IEnumerable<(int Status, string Words)> Problems(bool withBody, bool withVersion)
    {
        yield return (StatusCodes.Status400BadRequest, "読み取れない要求 / the request cannot be read");
        yield return (StatusCodes.Status401Unauthorized, "アクセストークンがない / no token, or one that has ended");
        yield return (StatusCodes.Status403Forbidden, "権限・利用目的がない、または確認が必要 / no right or purpose, or a check comes first (member checks)");
        yield return (StatusCodes.Status404NotFound, "該当する記録がない / no such record");
        yield return (StatusCodes.Status409Conflict, "ほかの操作と重なった / somebody else changed or holds it");
        if (withBody)
        {
            yield return (StatusCodes.Status413PayloadTooLarge, "本文が大きすぎる / the body is too large");
            yield return (StatusCodes.Status415UnsupportedMediaType, "JSON でない / not JSON");
            yield return (StatusCodes.Status422UnprocessableEntity, "規則に反する内容 / the content breaks a rule");
        }

        if (withVersion)
        {
            yield return (StatusCodes.Status412PreconditionFailed, "取得後に変更された / changed since it was read (If-Match)");
            yield return (StatusCodes.Status428PreconditionRequired, "If-Match がない / If-Match is missing");
        }

        yield return (StatusCodes.Status429TooManyRequests, "上限を超えた。Retry-After の秒数だけ待つ / over the limit; wait as Retry-After says");
    }

    private static OpenApiParameter Header(string name, string description, string example) => new()
    {
        Name = name,
        In = ParameterLocation.Header,
        Required = true,
        Description = description,
        Example = JsonValue.Create(example),
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    private static void Complete(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Daicho 住民記録 API",
            Version = ZoneIdentity.Version,
            Description =
                "The resident register (住民記録) for other systems of the municipality. Strict JSON; problem details (RFC 9457) with a stable code; "
                + "every look and change needs a purpose and is on the access log. The people in the examples are invented.",
        };
        document.Servers = [new OpenApiServer { Url = "/", Description = "This zone" }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Scheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.OAuth2,
                Description = "Client credentials (RFC 6749, 4.4) with client_secret_basic; a token holds ten minutes. Scopes are task codes.",
                Flows = new OpenApiOAuthFlows
                {
                    ClientCredentials = new OpenApiOAuthFlow
                    {
                        TokenUrl = new Uri("/oauth/token", UriKind.Relative),
                        Scopes = Tasks(document),
                    },
                },
            },
        };
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        document.Components.Schemas[Problem] = ProblemSchema();
        ApiWords words = ApiWords.Of(typeof(ResidentRegisterModule).Assembly);
        foreach ((string name, IOpenApiSchema schema) in document.Components.Schemas)
        {
            words.Describe(name, schema);
        }

        foreach (OpenApiTag tag in document.Tags ?? new HashSet<OpenApiTag>())
        {
            tag.Description ??= tag.Name;
        }
    }

    private static Dictionary<string, string> Tasks(OpenApiDocument document) => document.Paths.Values
        .SelectMany(path => (IEnumerable<OpenApiOperation>?)path.Operations?.Values ?? [])
        .SelectMany(operation => operation.Security ?? [])
        .SelectMany(requirement => requirement.Values.SelectMany(scopes => scopes))
        .Distinct()
        .Order(StringComparer.Ordinal)
        .ToDictionary(task => task, task => $"事務 {task}");

    private static OpenApiSchema ProblemSchema() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "Problem details (RFC 9457). Nothing that was sent is repeated.",
        Required = new HashSet<string> { "type", "title", "status", "code" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = Text("URN of the problem."),
            ["title"] = Text("What is wrong and what to do next, in Japanese."),
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "HTTP status." },
            ["code"] = Text("Permanent code."),
            ["reference"] = Text("Number to tell the operator."),
            ["checks"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Array, Items = Text("A check."), Description = "Checks that come first: identity, support, warning, suppression.",
            },
            ["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                Description = "Each thing that is wrong.",
                Items = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Properties = new Dictionary<string, IOpenApiSchema>
                    {
                        ["code"] = Text("Permanent code."), ["field"] = Text("The field."), ["message"] = Text("What to do next."),
                    },
                },
            },
        },
        Examples =
        [
            new JsonObject
            {
                ["type"] = "urn:daicho:refusal:RR-SEARCH-001",
                ["title"] = "氏名・生年月日・住所のうち二つ以上を入力してください。",
                ["status"] = 422,
                ["code"] = "RR-SEARCH-001",
            },
        ],
    };

    private static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };
}

/// <summary>The document as bytes: the same for everybody until the program ends.</summary>
internal sealed class ApiDocumentBytes([FromKeyedServices("v1")] IOpenApiDocumentProvider provider)
{
    private byte[]? made;

    /// <summary>The JSON.</summary>
    public async Task<byte[]> GetAsync(CancellationToken cancellation)
    {
        if (made is null)
        {
            OpenApiDocument document = await provider.GetOpenApiDocumentAsync(cancellation);
            using MemoryStream stream = new();
            await document.SerializeAsJsonAsync(stream, OpenApiSpecVersion.OpenApi3_1, cancellation);
            made = stream.ToArray();
        }

        return made;
    }
}
