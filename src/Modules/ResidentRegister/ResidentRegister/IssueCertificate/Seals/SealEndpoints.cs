using System.Globalization;
using Daicho.Kernel;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.Platform.Work;
using Daicho.ResidentRegister.EnterChange;
using Daicho.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Daicho.ResidentRegister.IssueCertificate.Seals;

/// <summary>The list of electronic seals, and their registration by the system officer.</summary>
internal static class SealEndpoints
{
    private const string Address = "/certificates/seals";
    private const int PictureBytesMax = 1_000_000;

    /// <summary>Registers store, approval and the line of the work list.</summary>
    public static void AddSeals(this IServiceCollection services)
    {
        services.AddSingleton<SealStore>();
        services.AddSingleton(new ApprovalKind(SealStore.ApprovalKind, "電子公印の登録", TaskCodes.BulkApprove));
        services.AddSingleton(new WorkListEntry("証明", "電子公印", Address, TaskCodes.RightsView) { Order = 320 });
    }

    /// <summary>Maps the list, its pictures and both steps.</summary>
    public static void MapSeals(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup(Address).RequireAntiforgery().ExcludeFromDescription();

        // Whoever approves has to see the picture, so the list opens to all who see the ledger of rights.
        group.MapGet("/", (CurrentOperator current, SealStore store, CancellationToken cancellation) =>
            ShowAsync(FormState.Fresh, ActKeys.New(), current, store, cancellation)).RequireTask(TaskCodes.RightsView);
        group.MapGet("/{id:guid}/picture", PictureAsync).RequireTask(TaskCodes.RightsView);
        group.MapPost("/", AskAsync).RequireTask(TaskCodes.SystemOperate);
        group.MapPost("/{id:guid}/enter", EnterAsync).RequireTask(TaskCodes.SystemOperate);
    }

    private static async Task<IResult> PictureAsync(Guid id, SealStore store, CancellationToken cancellation) =>
        await store.FindPictureAsync(id, cancellation) is { } png ? Results.File(png, "image/png") : Results.NotFound();

    private static async Task<IResult> AskAsync(
        IFormCollection form, CurrentOperator current, SealStore store, CancellationToken cancellation)
    {
        if (!ActKeys.TryRead(form, out Guid? act))
        {
            return Pages.Show<ErrorPage, ErrorPageModel>(ErrorPageModel.FormExpired, StatusCodes.Status400BadRequest);
        }

        Posted fields = new(form);
        string source = fields.Text("source") ?? "";
        DateOnly? from = fields.Day("from");
        DateOnly? until = fields.Day("until");
        int? side = Side(fields.Text("side"));
        byte[]? picture = await ReadAsync(form.Files.GetFile("picture"), cancellation);
        Refusal? why = fields.Refusal
            ?? (source.Length is 0 or > 200 ? SealRefusals.NoSource
                : from is null ? SealRefusals.WrongPeriod
                : side is null ? SealRefusals.NoSide
                : picture is null ? Layout.SealImage.NoPicture
                : await store.AskAsync(
                    current.Context, act.Value,
                    new SealTerms(form["role"] == "acting" ? "acting" : "mayor", from.Value, until, source),
                    side.Value, picture, cancellation));
        return why is null
            ? Pages.Done(Address)
            : await ShowAsync(new FormState(form, why), act.Value.ToString("N"), current, store, cancellation);
    }

    private static async Task<IResult> EnterAsync(Guid id, CurrentOperator current, SealStore store, CancellationToken cancellation) =>
        await store.EnterAsync(current.Context, id, cancellation) is { } why
            ? await ShowAsync(FormState.Fresh with { Refusal = why }, ActKeys.New(), current, store, cancellation)
            : Pages.Done(Address);

    /// <summary>Tenths of a millimetre of a length typed in millimetres with at most one decimal; null for anything else.</summary>
    private static int? Side(string? typed) =>
        decimal.TryParse(HalfWidth.FromInput(typed ?? ""), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal millimetres)
            && millimetres is > 0 and < 100 && millimetres * 10 == decimal.Truncate(millimetres * 10)
            ? (int)(millimetres * 10)
            : null;

    private static async Task<byte[]?> ReadAsync(IFormFile? file, CancellationToken cancellation)
    {
        if (file is null || file.Length is 0 or > PictureBytesMax)
        {
            return null;
        }

        using MemoryStream read = new();
        await file.CopyToAsync(read, cancellation);
        return read.ToArray();
    }

    private static async Task<IResult> ShowAsync(
        FormState state, string key, CurrentOperator current, SealStore store, CancellationToken cancellation) =>
        Pages.Show<SealPage, SealPageModel>(
            new SealPageModel(
                await store.ListAsync(current.Context, cancellation),
                Permissions.Has(current.SignedIn, TaskCodes.SystemOperate), key, state),
            state.Refusal is { } why ? RefusalResults.StatusOf(why) : StatusCodes.Status200OK);
}

/// <summary>The page of seals.</summary>
/// <param name="Seals">The newest first.</param>
/// <param name="MayRegister">Whether the reader may register one.</param>
/// <param name="Key">Key of the form.</param>
/// <param name="State">What was typed and refused.</param>
internal sealed record SealPageModel(IReadOnlyList<SealLine> Seals, bool MayRegister, string Key, FormState State);
