using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Daicho.EndToEnd.Tests.Api;

/// <summary>
/// Hostile input at every field of every operation, made from the OpenAPI document itself, so that a new field is attacked
/// without being named here (threat model, K7 and K13).
/// </summary>
public sealed class HostileInputTests(ApiZone zone) : IClassFixture<ApiZone>
{
    /// <summary>Stands in every hostile text; no answer may contain it.</summary>
    private const string Marker = "qzxhostile";

    /// <summary>Signs of programs are signs of 行政事務標準文字: a text of a form may hold them, and nothing more comes of it.</summary>
    private static readonly string[] Legal =
    [
        $"'; drop table resident_register.resident; -- {Marker}",
        $"{Marker}' or '1'='1",
        $"O'Brien; DROP TABLE {Marker}",
        $"<script>alert('{Marker}')</script>",
        $"{Marker}\" onmouseover=\"alert(1)",
        $"=cmd|' /C calc'!{Marker}",
        $"../../{Marker}`id`\\",
        $"${{jndi:ldap://{Marker}/}}",
    ];

    /// <summary>Texts that no record may hold, refused before anything looks at them.</summary>
    private static readonly string[] Unusable =
    [
        $"{Marker}\u0000",
        $"{Marker}\t",
        $"{Marker}\u0007\u001b[31m",
        $"{Marker}\u202E\u2066",
        $"{Marker}\uFFFE",
        $"{Marker}\u200F",
        $"{Marker}{new string('あ', 2000)}",
    ];

    private static readonly string[] Unread = ["API-BODY-", "NM-01", "TEXT-001"];

    private JsonObject Schemas => zone.Document["components"]!["schemas"]!.AsObject();

    [Fact]
    public async Task Every_field_of_every_body_refuses_what_it_cannot_hold_and_nothing_changes()
    {
        string before = await zone.RowsAsync();
        int fields = 0;
        foreach ((HttpMethod method, string path, JsonObject operation) in Operations().Where(one => BodyOf(one.Operation) is not null))
        {
            JsonNode sample = Sample(BodyOf(operation)!);
            foreach (string pointer in Pointers(sample, ""))
            {
                fields++;
                foreach (string hostile in Values())
                {
                    string json = With(sample, pointer, hostile);
                    await ShouldRefuseAsync(method, path, Encoding.UTF8.GetBytes(json), $"{path} {pointer}", Unread);
                }
            }
        }

        fields.ShouldBeGreaterThan(60);
        (await zone.RowsAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Signs_of_programs_in_any_text_are_text_and_never_an_error_of_ours()
    {
        int texts = 0;
        foreach ((HttpMethod method, string path, JsonObject operation) in Operations().Where(one => BodyOf(one.Operation) is not null))
        {
            JsonNode sample = Sample(BodyOf(operation)!);
            foreach (string pointer in Pointers(sample, ""))
            {
                foreach (string legal in Legal)
                {
                    string json = With(sample, pointer, JsonValue.Create(legal).ToJsonString());
                    (HttpStatusCode status, string? media, string text) =
                        await zone.SendAsync(method, Filled(path), Encoding.UTF8.GetBytes(json), "application/json");
                    ((int)status).ShouldBeLessThan(500, $"{method} {path} {pointer}: {text}\n{json}");
                    if ((int)status >= 400)
                    {
                        media.ShouldBe("application/problem+json", text);
                        text.ShouldNotContain(Marker, Case.Insensitive, $"{method} {path} {pointer}");
                        JsonNode.Parse(text)!["code"]!.GetValue<string>().ShouldNotBe("NM-01", $"{method} {path} {pointer}\n{json}");
                    }

                    texts++;
                }
            }
        }

        texts.ShouldBeGreaterThan(400);
    }

    [Fact]
    public async Task Every_body_refuses_what_is_not_one_strict_JSON_value()
    {
        string before = await zone.RowsAsync();
        foreach ((HttpMethod method, string path, JsonObject operation) in Operations().Where(one => BodyOf(one.Operation) is not null))
        {
            string sample = Sample(BodyOf(operation)!).ToJsonString();
            string inside = sample.Length > 2 ? "," : "";
            string deep = string.Concat(Enumerable.Repeat("[", 200)) + string.Concat(Enumerable.Repeat("]", 200));
            byte[][] bodies =
            [
                [],
                "null"u8.ToArray(),
                "[]"u8.ToArray(),
                Encoding.UTF8.GetBytes($"\"{Marker}\""),
                Encoding.UTF8.GetBytes(sample[..^1]),
                Encoding.UTF8.GetBytes(sample + sample),
                Encoding.UTF8.GetBytes($"{sample[..^1]}{inside}\"{Marker}\":1}}"),
                Encoding.UTF8.GetBytes($"{sample[..^1]}{inside}\"{Marker}\":{deep}}}"),
                Encoding.UTF8.GetBytes($"{sample[..^1]}{inside}\"a\":[{string.Join(',', Enumerable.Repeat("1", 60_000))}]}}"),
                Encoding.UTF8.GetBytes($"{sample[..^1]}{inside}\"a\":\"{Marker}{new string('x', 1_000_000)}\"}}"),
                Encoding.UTF8.GetBytes($"{sample[..^1]}{inside}\"{Marker}\":\"\\ud800\"}}"),
                [.. Encoding.UTF8.GetBytes($"{sample[..^1]}{inside}\"{Marker}\":\""), 0xC3, 0x28, 0xFF, .. "\"}"u8],
                Encoding.UTF8.GetBytes(Duplicated(sample)),
                Encoding.UTF8.GetBytes($"/* {Marker} */{sample}"),
                [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(sample[..^1])],
            ];
            foreach (byte[] body in bodies)
            {
                await ShouldRefuseAsync(method, path, body, path, Unread);
            }

            (HttpStatusCode status, _, string text) = await zone.SendAsync(method, Filled(path), Encoding.UTF8.GetBytes(sample), "text/plain");
            status.ShouldBe(HttpStatusCode.UnsupportedMediaType, $"{path} {text}");
        }

        (await zone.RowsAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Every_id_cursor_date_and_header_refuses_what_it_cannot_hold()
    {
        string[] hostile = ["'%20or%201=1--", $"%3Cscript%3E{Marker}", "..%2F..%2Fetc%2Fpasswd", new string('9', 2000), $"{Marker}%E2%80%AE", "-1", "null"];
        foreach ((HttpMethod method, string path, JsonObject operation) in Operations())
        {
            byte[]? body = BodyOf(operation) is { } shape ? Encoding.UTF8.GetBytes(Sample(shape).ToJsonString()) : null;
            foreach (string value in hostile)
            {
                if (path.Contains("{id}", StringComparison.Ordinal))
                {
                    await ShouldRefuseAsync(method, path.Replace("{id}", value, StringComparison.Ordinal), body, path, ["HTTP-"]);
                }

                foreach (JsonNode? parameter in operation["parameters"]!.AsArray().Where(one => one!["in"]!.GetValue<string>() == "query"))
                {
                    await ShouldRefuseAsync(method, $"{path}?{parameter!["name"]!.GetValue<string>()}={value}", body, path, null);
                }

                await ShouldRefuseAsync(method, path, body, path, ["SEC-PURPOSE-"], ("X-Purpose", value));
                await ShouldRefuseAsync(method, path, body, path, ["SEC-PURPOSE-"], ("X-Purpose", $"resident.view;case={value}%00"));
                await ShouldRefuseAsync(method, path, body, path, ["SEC-SIGN-IN-"], ("Authorization", $"Bearer {value}"));
                if (operation["parameters"]!.AsArray().Any(one => one!["name"]!.GetValue<string>() == "Idempotency-Key"))
                {
                    await ShouldRefuseAsync(method, path, body, path, ["API-KEY-"], ("Idempotency-Key", $"{value} {Marker}"));
                }

                if (operation["parameters"]!.AsArray().Any(one => one!["name"]!.GetValue<string>() == "If-Match"))
                {
                    await ShouldRefuseAsync(method, path, body, path, ["API-MATCH-"], ("If-Match", value));
                }
            }
        }
    }

    [Fact]
    public async Task Ids_of_nobody_are_not_found_and_tell_nothing()
    {
        foreach ((HttpMethod method, string path, JsonObject operation) in Operations().Where(one => one.Path.Contains("{id}", StringComparison.Ordinal)))
        {
            byte[]? body = BodyOf(operation) is { } shape ? Encoding.UTF8.GetBytes(Sample(shape).ToJsonString()) : null;
            (HttpStatusCode status, string? media, string text) = await zone.SendAsync(method, Filled(path), body);
            status.ShouldBe(HttpStatusCode.NotFound, $"{method} {path} {text}");
            media.ShouldBe("application/problem+json");
        }
    }

    [Fact]
    public void The_document_names_each_operation_its_task_and_its_refusals()
    {
        Operations().Count().ShouldBeGreaterThan(15);
        zone.Document["openapi"]!.GetValue<string>().ShouldStartWith("3.1");
        foreach ((_, string path, JsonObject operation) in Operations())
        {
            operation["operationId"]!.GetValue<string>().ShouldNotBeNullOrWhiteSpace(path);
            operation["description"]!.GetValue<string>().ShouldNotBeNullOrWhiteSpace(path);
            operation["security"]![0]!["clientCredentials"]!.AsArray().Count.ShouldBe(1, path);
            operation["responses"]!.AsObject().Select(one => one.Key).ShouldBeSubsetOf(
                ["200", "201", "400", "401", "403", "404", "409", "412", "413", "415", "422", "428", "429"], path);
            foreach (string status in (string[])["400", "401", "403", "429"])
            {
                operation["responses"]![status]!["content"]!["application/problem+json"].ShouldNotBeNull($"{path} {status}");
            }
        }

        foreach ((string name, JsonNode? schema) in Schemas)
        {
            schema!["description"].ShouldNotBeNull(name);
        }
    }

    private async Task ShouldRefuseAsync(
        HttpMethod method, string path, byte[]? body, string place, string[]? codes, params (string Name, string Value)[] headers)
    {
        (HttpStatusCode status, string? media, string text) = await zone.SendAsync(method, Filled(path), body, "application/json", headers);
        string said = $"{method} {place}: {(int)status} {text}\n{(body is { Length: < 3000 } ? Encoding.UTF8.GetString(body) : "…")}";
        ((int)status).ShouldBeInRange(400, 499, said);
        media.ShouldBe("application/problem+json", said);
        text.ShouldNotContain(Marker, Case.Insensitive, said);
        if (codes is not null)
        {
            codes.ShouldContain(code => JsonNode.Parse(text)!["code"]!.GetValue<string>().StartsWith(code, StringComparison.Ordinal), said);
        }
    }

    private IEnumerable<(HttpMethod Method, string Path, JsonObject Operation)> Operations() =>
        from path in zone.Document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        select (HttpMethod.Parse(operation.Key.ToUpperInvariant()), path.Key, operation.Value!.AsObject());

    private static JsonObject? BodyOf(JsonObject operation) => operation["requestBody"]?["content"]?["application/json"]?["schema"]?.AsObject();

    private static string Filled(string path) => path.Replace("{id}", Guid.CreateVersion7().ToString(), StringComparison.Ordinal);

    /// <summary>A body with every field filled in by its form.</summary>
    private JsonNode Sample(JsonObject schema)
    {
        if (schema["$ref"]?.GetValue<string>() is { } reference)
        {
            return Sample(Schemas[reference.Split('/')[^1]]!.AsObject());
        }

        if (schema["oneOf"] is JsonArray one)
        {
            return Sample(one.Select(choice => choice!.AsObject()).First(choice => choice["type"]?.ToString() != "null"));
        }

        if (schema["enum"] is JsonArray values)
        {
            return values.First(value => value is not null)!.DeepClone();
        }

        string type = schema["type"] is JsonArray types
            ? types.Select(name => name!.GetValue<string>()).First(name => name != "null")
            : schema["type"]!.GetValue<string>();
        return type switch
        {
            "object" when schema["properties"] is JsonObject properties => new JsonObject(
                properties.Select(property => KeyValuePair.Create(property.Key, (JsonNode?)Sample(property.Value!.AsObject())))),
            "object" => schema["additionalProperties"] is JsonObject each ? new JsonObject { ["reason"] = Sample(each) } : new JsonObject(),
            "array" => new JsonArray(Sample(schema["items"]!.AsObject())),
            "integer" => 1,
            "boolean" => true,
            _ => schema["format"]?.GetValue<string>() switch
            {
                "uuid" => Guid.CreateVersion7().ToString(),
                "date" => "2026-11-20",
                _ => "見本",
            },
        };
    }

    private static IEnumerable<string> Pointers(JsonNode? node, string at) => node switch
    {
        JsonObject members => members.SelectMany(member => Pointers(member.Value, $"{at}/{member.Key}").Prepend($"{at}/{member.Key}")),
        JsonArray items => items.SelectMany((item, place) => Pointers(item, string.Create(CultureInfo.InvariantCulture, $"{at}/{place}"))
            .Prepend(string.Create(CultureInfo.InvariantCulture, $"{at}/{place}"))),
        _ => [],
    };

    /// <summary>Hostile values as JSON: for any field at least the wrong type is among them, for texts the text itself.</summary>
    private static IEnumerable<string> Values() =>
    [
        .. Unusable.Select(text => JsonValue.Create(text)!.ToJsonString()),
        "\"\\ud800\"",
        $"{{\"{Marker}\":{{\"{Marker}\":1}}}}",
        $"[[[\"{Marker}\",{{\"a\":1}}]]]",
        "1e999",
        "99999999999999999999999999",
        "1.5",
    ];

    private static string With(JsonNode sample, string pointer, string hostile)
    {
        const string Place = "\"@@here@@\"";
        JsonNode copy = sample.DeepClone();
        JsonNode parent = copy;
        string[] steps = pointer.Split('/', StringSplitOptions.RemoveEmptyEntries);
        foreach (string step in steps[..^1])
        {
            parent = parent is JsonArray list ? list[int.Parse(step, CultureInfo.InvariantCulture)]! : parent[step]!;
        }

        if (parent is JsonArray items)
        {
            items[int.Parse(steps[^1], CultureInfo.InvariantCulture)] = "@@here@@";
        }
        else
        {
            parent[steps[^1]] = "@@here@@";
        }

        return copy.ToJsonString().Replace(Place, hostile, StringComparison.Ordinal);
    }

    // A body without members gets one twice that it does not have.
    private static string Duplicated(string sample) => sample == "{}"
        ? """{"a":1,"a":2}"""
        : $"{sample[..^1]},{sample[1..]}";
}
