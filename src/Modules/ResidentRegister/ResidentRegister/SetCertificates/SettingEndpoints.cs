using System.Globalization;
using System.Text.Json;
using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.Platform.Work;
using Daicho.ResidentRegister.IssueCertificate;
using Daicho.ResidentRegister.IssueCertificate.Layout;
using Daicho.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Daicho.ResidentRegister.SetCertificates;

/// <summary>Who certifies and what certificates cost: asked for here, approved among the approvals, recorded here.</summary>
internal static class SettingEndpoints
{
    private const int WordsMax = 40;
    private const int SourceMax = 200;
    private const string Address = "/certificates/settings";

    /// <summary>Registers store, approval and the line of the work list.</summary>
    public static void AddCertificateSettings(this IServiceCollection services)
    {
        services.AddSingleton<SettingStore>();
        services.AddSingleton(new ApprovalKind(SettingStore.ApprovalKind, "証明書の認証者・手数料の設定", TaskCodes.CertificateSettingApprove));
        services.AddSingleton(new WorkListEntry("証明", "証明書の設定", Address, TaskCodes.CertificateSetting) { Order = 330 });
    }

    /// <summary>Maps <c>/certificates/settings</c>.</summary>
    public static void MapCertificateSettings(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup(Address).RequireAntiforgery().RequireTask(TaskCodes.CertificateSetting).ExcludeFromDescription();
        group.MapGet("/", (CurrentOperator current, SettingStore store, CancellationToken cancellation) =>
            ShowAsync(FormState.Fresh, null, current, store, cancellation));
        group.MapPost("/certifier", (IFormCollection form, CurrentOperator current, SettingStore store, BusinessClock clock, CancellationToken cancellation) =>
            AskAsync(form, SettingKind.Certifier, ReadCertifier(form, clock.Today()), current, store, cancellation));
        group.MapPost("/fees", (IFormCollection form, CurrentOperator current, SettingStore store, BusinessClock clock, CancellationToken cancellation) =>
            AskAsync(form, SettingKind.Fees, ReadFees(form, clock.Today()), current, store, cancellation));
        group.MapPost("/record", RecordAsync);
    }

    private static async Task<IResult> AskAsync(
        IFormCollection form, SettingKind kind, Result<NewSetting> read, CurrentOperator current, SettingStore store, CancellationToken cancellation)
    {
        if (!ActKeys.TryRead(form, out Guid? act))
        {
            return Pages.Show<ErrorPage, ErrorPageModel>(ErrorPageModel.FormExpired, StatusCodes.Status400BadRequest);
        }

        if (!read.IsRefused(out Refusal? why, out NewSetting? setting))
        {
            why = await store.AskAsync(current.Context, act.Value, setting, cancellation);
        }

        return why is null ? Pages.Done(Address) : await ShowAsync(new FormState(form, why), kind, current, store, cancellation);
    }

    private static async Task<IResult> RecordAsync(
        IFormCollection form, CurrentOperator current, SettingStore store, CancellationToken cancellation)
    {
        if (!Guid.TryParse(form["approval"], out Guid approval))
        {
            return Pages.Show<ErrorPage, ErrorPageModel>(ErrorPageModel.FormExpired, StatusCodes.Status400BadRequest);
        }

        return await store.RecordAsync(current.Context, approval, cancellation) is { } why
            ? await ShowAsync(new FormState(null, why), null, current, store, cancellation)
            : Pages.Done(Address);
    }

    private static Result<NewSetting> ReadCertifier(IFormCollection form, DateOnly today)
    {
        CertifierTerm term = new(
            form["role"].ToString(), form["title"].ToString().Trim(), form["name"].ToString().Trim(), null, form["seal"].ToString().Trim());
        string source = form["source"].ToString().Trim();
        DateOnly? from = Day(form["from"].ToString(), today);
        string typed = form["last-day"].ToString();
        DateOnly? last = Day(typed, today);
        bool complete = CertifierTerm.Roles.ContainsKey(term.Role)
            && IsText(term.Title, WordsMax) && IsText(term.Name, WordsMax) && IsText(term.SealText, WordsMax);
        bool dated = from is not null && (typed.Length == 0 || last >= from);
        Refusal[] wrong =
        [
            .. complete ? Array.Empty<Refusal>() : [SettingRefusals.Term],
            .. dated ? Array.Empty<Refusal>() : [SettingRefusals.Days],
            .. IsText(source, SourceMax) ? Array.Empty<Refusal>() : [SettingRefusals.Source],
        ];
        return wrong.Length > 0
            ? Refusal.Join(wrong)
            : NewSetting.Of(term with { Until = last?.AddDays(1) }, from!.Value, source); // dated above
    }

    private static Result<NewSetting> ReadFees(IFormCollection form, DateOnly today)
    {
        Dictionary<string, long> fees = [];
        List<Refusal> wrong = [];
        foreach (CertificateForm one in CertificateForms.Requestable)
        {
            string typed = HalfWidth.FromInput(form[FeeField(one)].ToString().Trim());
            if (long.TryParse(typed, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out long yen) && yen is >= 0 and <= CertificateSettings.FeeMax)
            {
                fees.Add(one.ToString(), yen);
            }
            else
            {
                wrong.Add(SettingRefusals.Fee with { Field = FeeField(one) });
            }
        }

        string source = form["fees-source"].ToString().Trim();
        DateOnly? from = Day(form["fees-from"].ToString(), today);
        wrong.AddRange(
        [
            .. from is null ? [SettingRefusals.FeesFrom] : Array.Empty<Refusal>(),
            .. IsText(source, SourceMax) ? Array.Empty<Refusal>() : [SettingRefusals.FeesSource],
        ]);
        return wrong.Count > 0 ? Refusal.Join([.. wrong]) : NewSetting.Of(fees, from!.Value, source); // refused above
    }

    /// <summary>The field of a form's fee.</summary>
    internal static string FeeField(CertificateForm form) => $"fee-{form}";

    private static bool IsText(string text, int max) => text.Length > 0 && text.Length <= max && TextCheck.Check(text) == TextFault.None;

    private static DateOnly? Day(string text, DateOnly today) =>
        DateInput.TryUnderstand(text, today, EraTable.Default, out UnderstoodDate? understood) ? understood.Date?.Exact : null;

    private static async Task<IResult> ShowAsync(
        FormState state, SettingKind? of, CurrentOperator current, SettingStore store, CancellationToken cancellation)
    {
        List<RecordedFees> fees = await store.FeesAsync(cancellation);
        Dictionary<string, long> newest = fees is [{ } last, ..]
            ? JsonSerializer.Deserialize(last.Value, CertificateJson.Stored.DictionaryStringInt64)! // our own object
            : [];
        return Pages.Show<SettingPage, SettingPageModel>(
            new SettingPageModel(
                await store.CertifiersAsync(cancellation), fees, newest, await store.ListAsync(cancellation), current.SignedIn.OperatorId)
            {
                State = state,
                Of = of,
            },
            state.Refusal is { } why ? RefusalResults.StatusOf(why) : StatusCodes.Status200OK);
    }
}

/// <summary>The page of the settings.</summary>
/// <param name="Certifiers">Everybody recorded.</param>
/// <param name="Fees">All fees recorded.</param>
/// <param name="Newest">The newest fees in yen by form, to begin with.</param>
/// <param name="Asked">What was asked for.</param>
/// <param name="Me">The operator.</param>
internal sealed record SettingPageModel(
    IReadOnlyList<RecordedCertifier> Certifiers,
    IReadOnlyList<RecordedFees> Fees,
    IReadOnlyDictionary<string, long> Newest,
    IReadOnlyList<AskedSetting> Asked,
    Guid Me)
{
    /// <summary>What was typed and refused.</summary>
    public FormState State { get; init; } = FormState.Fresh;

    /// <summary>The form that was refused; null for none of the two.</summary>
    public SettingKind? Of { get; init; }

    /// <summary>Key of the form of the certifier.</summary>
    public string CertifierKey { get; } = ActKeys.New();

    /// <summary>Key of the form of the fees.</summary>
    public string FeesKey { get; } = ActKeys.New();

    /// <summary>Whether this operator records it now.</summary>
    public bool MayRecord(AskedSetting one) => one.State == SettingState.Approved && one.RequestedBy == Me;

    /// <summary>Where a request stands.</summary>
    public static Chip Word(SettingState state) => state switch
    {
        SettingState.Waiting => new("承認待ち", Tone.Warning),
        SettingState.Approved => new("承認済み（未登録）", Tone.Success),
        SettingState.Refused => new("却下", Tone.Error),
        SettingState.Expired => new("期限切れ", Tone.Neutral),
        SettingState.Recorded => new("登録済み", Tone.Neutral),
    };
}
