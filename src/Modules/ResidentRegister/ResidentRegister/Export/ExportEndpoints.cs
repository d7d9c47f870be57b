using System.Globalization;
using Daicho.Kernel;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.Platform.Work;
using Daicho.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Daicho.ResidentRegister.Export;

/// <summary>Outputs of the whole register: asked for here, approved among the approvals, written by the command at the server.</summary>
internal static class ExportEndpoints
{
    private static readonly Refusal NoPurpose = new("RR-EXPORT-001", "出力の目的と根拠（文書番号など）を２００字以内で入力してください。", Field: "purpose");
    private static readonly Refusal NoReceiver = new("RR-EXPORT-002", "提供先を１００字以内で入力してください。", Field: "receiver");
    private static readonly Refusal NoMedium = new("RR-EXPORT-003", "媒体を選択してください。", Field: "medium");
    private static readonly Refusal NoCount = new("RR-EXPORT-004", "件数の上限を１以上の数字で入力してください。", Field: "persons-max");

    /// <summary>Registers store, approval and the line of the work list.</summary>
    public static void AddExport(this IServiceCollection services)
    {
        services.AddSingleton<ExportStore>();
        services.AddSingleton(new ApprovalKind(ExportStore.ApprovalKind, "住民記録の全件出力", TaskCodes.BulkApprove));
        services.AddSingleton(new WorkListEntry("運用", "住民記録の全件出力", "/exports", TaskCodes.DataExport) { Order = 905 });
    }

    /// <summary>Maps <c>/exports</c>.</summary>
    public static void MapExport(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/exports").RequireAntiforgery().RequireTask(TaskCodes.DataExport).ExcludeFromDescription();
        group.MapGet("/", (ExportStore store, CancellationToken cancellation) => ShowAsync(FormState.Fresh, store, cancellation));
        group.MapPost("/", AskAsync);
    }

    private static async Task<IResult> AskAsync(
        IFormCollection form, CurrentOperator current, ExportStore store, CancellationToken cancellation)
    {
        if (!ActKeys.TryRead(form, out Guid? act))
        {
            return Pages.Show<ErrorPage, ErrorPageModel>(ErrorPageModel.FormExpired, StatusCodes.Status400BadRequest);
        }

        if (!Read(form).IsRefused(out Refusal? why, out ExportTerms? terms))
        {
            why = (await store.AskAsync(current.Context, act.Value, terms, cancellation)).Refusal;
        }

        return why is null ? Pages.Done("/exports") : await ShowAsync(new FormState(form, why), store, cancellation);
    }

    private static Result<ExportTerms> Read(IFormCollection form)
    {
        string purpose = form["purpose"].ToString().Trim();
        string receiver = form["receiver"].ToString().Trim();
        string medium = form["medium"].ToString();
        bool counted = long.TryParse(
            HalfWidth.FromInput(form["persons-max"].ToString().Trim()), NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out long most);
        Refusal[] wrong =
        [
            .. purpose.Length is 0 or > 200 || TextCheck.Check(purpose) != TextFault.None ? [NoPurpose] : Array.Empty<Refusal>(),
            .. receiver.Length is 0 or > 100 || TextCheck.Check(receiver) != TextFault.None ? [NoReceiver] : Array.Empty<Refusal>(),
            .. ExportTerms.Media.ContainsKey(medium) ? Array.Empty<Refusal>() : [NoMedium],
            .. counted && most > 0 ? Array.Empty<Refusal>() : [NoCount],
        ];
        return wrong.Length > 0 ? Refusal.Join(wrong) : new ExportTerms(purpose, receiver, medium, most);
    }

    private static async Task<IResult> ShowAsync(FormState state, ExportStore store, CancellationToken cancellation) =>
        Pages.Show<ExportPage, ExportModel>(
            new ExportModel(await store.CountAsync(cancellation), await store.ListAsync(cancellation), ActKeys.New(), state),
            state.Refusal is { } why ? RefusalResults.StatusOf(why) : StatusCodes.Status200OK);
}

/// <summary>The page of outputs.</summary>
internal sealed record ExportModel(long Persons, IReadOnlyList<AskedExport> Asked, string Key, FormState State);
