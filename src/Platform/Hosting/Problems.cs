using System.Globalization;
using System.Net.Mime;
using Daicho.Platform.Security.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Daicho.Platform.Hosting;

/// <summary>Draws the page that tells a person of an error; the shell of the screens replaces the plain one.</summary>
/// <param name="http">The request.</param>
/// <param name="status">HTTP status.</param>
/// <param name="title">What happened.</param>
/// <param name="advice">What to do next.</param>
/// <param name="reference">The number to tell the operators, which the diagnostic log has too.</param>
public delegate Task ProblemPage(HttpContext http, int status, string title, string advice, string reference);

/// <summary>What answers when no endpoint did, or one failed: RFC 9457 for programs, a plain page for people.</summary>
public static partial class Problems
{
    /// <summary>Registers problem details without anything about the inside.</summary>
    public static IServiceCollection AddProblems(this IServiceCollection services) => services.AddProblemDetails();

    /// <summary>Answers exceptions and empty error statuses: no details, only a number to ask the operator about.</summary>
    public static IApplicationBuilder UseProblems(this IApplicationBuilder app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = AnswerAsync,
            StatusCodeSelector = failure => failure is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError,
        });
        return app.UseStatusCodePages(context => AnswerAsync(context.HttpContext));
    }

    /// <summary>The number of a request that a person can read out: the end of the request's id in the access log.</summary>
    public static string Reference(HttpContext context)
    {
        string id = CurrentOperator.Of(context).RequestId.ToString("N").ToUpperInvariant();
        return $"{id[^12..^8]}-{id[^8..^4]}-{id[^4..]}";
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        int status = context.Response.StatusCode;
        string reference = Reference(context);
        if (status >= StatusCodes.Status500InternalServerError)
        {
            Failed(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Problems)), status, reference);
        }

        if (!RefusalResults.IsForPeople(context))
        {
            ProblemDetails problem = new() { Status = status, Title = Title(status), Type = $"urn:daicho:http-{status}" };
            problem.Extensions["code"] = string.Create(CultureInfo.InvariantCulture, $"HTTP-{status}");
            problem.Extensions["reference"] = reference;
            await context.Response.WriteAsJsonAsync(problem, options: null, MediaTypeNames.Application.ProblemJson, context.RequestAborted);
            return;
        }

        ProblemPage page = context.RequestServices.GetService<ProblemPage>() ?? PlainPageAsync;
        await page(context, status, Title(status), Advice(status), reference);
    }

    private static Task PlainPageAsync(HttpContext context, int status, string title, string advice, string reference)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(
            $"""
            <!DOCTYPE html>
            <html lang="ja"><head><meta charset="utf-8"><title>{title} - Daicho</title></head>
            <body><main><h1>{title}</h1><p>{advice}</p>
            <p>照会番号 {status.ToString(CultureInfo.InvariantCulture)}-{reference}</p>
            <p><a href="/">最初の画面に戻る</a></p></main></body></html>
            """,
            context.RequestAborted);
    }

    [LoggerMessage(EventId = 1002, Level = LogLevel.Error, Message = "A request ended with status {Status}; its reference is {Reference}")]
    private static partial void Failed(ILogger logger, int status, string reference);

    private static string Title(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "送信された内容を読み取れません",
        StatusCodes.Status401Unauthorized => "サインインしてください",
        StatusCodes.Status403Forbidden => "この操作は許可されていません",
        StatusCodes.Status404NotFound => "見つかりません",
        StatusCodes.Status405MethodNotAllowed => "この方法では利用できません",
        StatusCodes.Status409Conflict => "ほかの人が先に変更しました",
        StatusCodes.Status413PayloadTooLarge => "送信された内容が大きすぎます",
        StatusCodes.Status415UnsupportedMediaType => "この形式は受け付けられません",
        StatusCodes.Status429TooManyRequests => "しばらく待ってからやり直してください",
        < StatusCodes.Status500InternalServerError => "この操作は受け付けられません",
        _ => "処理できませんでした",
    };

    private static string Advice(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => "サインイン画面からやり直してください。",
        StatusCodes.Status403Forbidden => "必要な権限については、所属の管理者に確認してください。",
        StatusCodes.Status404NotFound => "アドレスを確認するか、最初の画面からやり直してください。",
        StatusCodes.Status409Conflict => "画面を開き直し、変わった内容を確認してからやり直してください。",
        < StatusCodes.Status500InternalServerError => "入力した内容を確認して、やり直してください。",
        _ => "入力した内容は登録されていません。もう一度やり直し、繰り返すときは照会番号を運用担当者に伝えてください。",
    };
}
