using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Daicho.Kernel;
using Microsoft.AspNetCore.Http;

namespace Daicho.Platform.Api;

/// <summary>
/// Reads request bodies: one JSON value of the documented shape and nothing else (K7). Every text in it is checked once,
/// here, so that no endpoint can forget one.
/// </summary>
public static class StrictJson
{
    private const int BytesMax = 128 * 1024;
    private const int DepthMax = 16;
    private const int ItemsMax = 500;

    /// <summary>The body, or why it cannot be read; no answer repeats what was sent.</summary>
    public static async Task<Result<T>> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> shape, CancellationToken cancellation)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!request.HasJsonContentType())
        {
            return ApiRefusals.MediaType;
        }

        if (request.ContentLength > BytesMax)
        {
            return ApiRefusals.TooLarge;
        }

        ReadResult read;
        do
        {
            read = await request.BodyReader.ReadAsync(cancellation);
            if (read.Buffer.Length > BytesMax)
            {
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return ApiRefusals.TooLarge;
            }

            if (!read.IsCompleted)
            {
                request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            }
        }
        while (!read.IsCompleted);
        Result<T> parsed = Parse(read.Buffer, shape);
        request.BodyReader.AdvanceTo(read.Buffer.End);
        return parsed;
    }

    private static Result<T> Parse<T>(ReadOnlySequence<byte> json, JsonTypeInfo<T> shape)
        where T : class
    {
        try
        {
            if (Unread(json) is { } why)
            {
                return why;
            }

            Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = DepthMax });
            return JsonSerializer.Deserialize(ref reader, shape) is { } value ? value : ApiRefusals.Body;
        }
        catch (JsonException wrong)
        {
            // The path may hold a member name that was sent; the position does not.
            return ApiRefusals.Body with
            {
                Message = string.Create(
                    CultureInfo.InvariantCulture,
                    $"本文の{wrong.LineNumber + 1}行目、{wrong.BytePositionInLine + 1}バイト目を読み取れません。公開している形式（OpenAPI）のとおりに送信してください。"),
            };
        }
        catch (InvalidOperationException)
        {
            // What the reader says of bytes that are no UTF-8.
            return TextRules.Unusable;
        }
    }

    private static Refusal? Unread(ReadOnlySequence<byte> json)
    {
        Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = DepthMax });
        int values = 0;
        while (reader.Read())
        {
            bool isText = reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName;
            if (isText && TextRules.Refuse(reader.GetString()) is { } why)
            {
                return why;
            }

            if (++values > 4 * ItemsMax)
            {
                return ApiRefusals.TooMany;
            }
        }

        return null;
    }
}
