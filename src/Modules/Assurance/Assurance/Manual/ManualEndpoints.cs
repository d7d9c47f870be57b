using System.Globalization;
using Daicho.Assurance.Data;
using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Daicho.Assurance.Manual;

/// <summary>The manual for everybody, and for the head of the section its versions and readers.</summary>
internal static class ManualEndpoints
{
    /// <summary>The version in force.</summary>
    public const string Address = "/manual";

    /// <summary>Versions and readers.</summary>
    public const string ReadersAddress = "/manual/readers";

    private const int RowsPerPage = 100;
    private const int PageMax = 10_000;

    /// <summary>Maps <c>/manual</c>.</summary>
    public static void MapManual(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup(Address).RequireAntiforgery().ExcludeFromDescription();
        group.MapGet("", ShowAsync).RequireTask(TaskCodes.SelfAccount);
        group.MapPost("/read", ReadAsync).RequireTask(TaskCodes.SelfAccount);
        group.MapGet("/readers", ShowReadersAsync).RequireTask(TaskCodes.RightsDesignate);
        group.MapPost("", PublishAsync).RequireTask(TaskCodes.RightsDesignate);
    }

    private static async Task<IResult> ShowAsync(
        CurrentOperator current, ManualStore manuals, BusinessClock clock, CancellationToken cancellation)
    {
        ManualVersion? version = await manuals.FindAsync(clock.Today(), cancellation);
        DateTimeOffset? readAt = version is null ? null
            : await manuals.ReadAtAsync(current.SignedIn.OperatorId, version.Number, cancellation);
        return Pages.Show<ManualPage, ManualPageModel>(new ManualPageModel(version, readAt, current.Has(TaskCodes.RightsDesignate)));
    }

    private static async Task<IResult> ReadAsync(
        IFormCollection form, CurrentOperator current, ManualStore manuals, CancellationToken cancellation)
    {
        if (int.TryParse(form["version"], NumberStyles.None, CultureInfo.InvariantCulture, out int version))
        {
            await manuals.ReadAsync(current.Context, version, cancellation);
        }

        return Pages.Done(Address);
    }

    private static Task<IResult> ShowReadersAsync(
        HttpRequest request, CurrentOperator current, ManualStore manuals, StaffDirectory staff, BusinessClock clock, CancellationToken cancellation) =>
        ReadersAsync(FormState.Fresh, request.Query, current, manuals, staff, clock, cancellation);

    private static async Task<IResult> PublishAsync(
        IFormCollection form,
        CurrentOperator current,
        ManualStore manuals,
        ManualInForce link,
        StaffDirectory staff,
        BusinessClock clock,
        CancellationToken cancellation)
    {
        if (!ActKeys.TryRead(form, out Guid? act))
        {
            return Pages.Show<ErrorPage, ErrorPageModel>(ErrorPageModel.FormExpired, StatusCodes.Status400BadRequest);
        }

        Refusal? why = !DateInput.TryUnderstand(form["effective-on"], clock.Today(), EraTable.Default, out UnderstoodDate? day)
            || day.Date?.Exact is not { } effectiveOn
                ? AssuranceRefusals.ManualDay
                : await manuals.PublishAsync(
                    current.Context, current.SignedIn.DisplayName, act.Value, form["body"].ToString().ReplaceLineEndings("\n").Trim(),
                    form["changes"].ToString().Trim(), effectiveOn, cancellation);
        link.Forget();
        return why is null
            ? Pages.Done(ReadersAddress)
            : await ReadersAsync(new FormState(form, why), QueryCollection.Empty, current, manuals, staff, clock, cancellation);
    }

    private static async Task<IResult> ReadersAsync(
        FormState state,
        IQueryCollection query,
        CurrentOperator current,
        ManualStore manuals,
        StaffDirectory staff,
        BusinessClock clock,
        CancellationToken cancellation)
    {
        StaffNames names = await staff.ReadAsync(cancellation);
        string asked = query["office"].ToString();
        string? office = asked == "*" ? null : names.Offices.ContainsKey(asked) ? asked : current.SignedIn.OfficeCode;
        bool everybody = query["who"] == "all";
        int page = int.TryParse(query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? Math.Clamp(number, 1, PageMax) : 1;
        List<ManualVersion> versions = await manuals.ListAsync(cancellation);
        ManualVersion? inForce = versions.FirstOrDefault(version => version.EffectiveOn <= clock.Today());
        (IReadOnlyList<ManualReader> rows, long total) = inForce is null
            ? ([], 0)
            : await manuals.ReadersAsync(inForce.Number, office, !everybody, (page - 1) * RowsPerPage, RowsPerPage, cancellation);
        return Pages.Show<ManualReadersPage, ManualReadersModel>(
            new ManualReadersModel(versions, inForce, office, everybody, names, rows, total, page, RowsPerPage, clock.Today(), ActKeys.New()) { State = state },
            state.Refusal is { } why ? RefusalResults.StatusOf(why) : StatusCodes.Status200OK);
    }
}

/// <summary>The version in force as its reader sees it.</summary>
/// <param name="Version">The version; null before the first.</param>
/// <param name="ReadAt">When the one who looks read it; null while unread.</param>
/// <param name="MayPublish">Whether versions and readers are offered.</param>
internal sealed record ManualPageModel(ManualVersion? Version, DateTimeOffset? ReadAt, bool MayPublish)
{
    /// <summary>The text in parts: a heading (null before the first) with the lines below it.</summary>
    public IReadOnlyList<(string? Heading, string Text)> Parts
    {
        get
        {
            List<(string? Heading, string Text)> parts = [];
            foreach (string line in (Version?.Body ?? "").Split('\n'))
            {
                if (line.StartsWith('■'))
                {
                    parts.Add((line.TrimStart('■').Trim(), ""));
                }
                else
                {
                    (string? heading, string text) = parts.Count == 0 ? (null, "") : parts[^1];
                    string longer = text.Length == 0 ? line : $"{text}\n{line}";
                    if (parts.Count == 0)
                    {
                        parts.Add((heading, longer));
                    }
                    else
                    {
                        parts[^1] = (heading, longer);
                    }
                }
            }

            return parts;
        }
    }
}

/// <summary>Versions and readers.</summary>
/// <param name="Versions">The newest first.</param>
/// <param name="InForce">The version whose readers are listed; null before the first.</param>
/// <param name="Office">Of one office; null for all.</param>
/// <param name="Everybody">Whether those who have read it are listed too.</param>
/// <param name="Names">Names of the offices.</param>
/// <param name="Readers">A page of them.</param>
/// <param name="Total">In all.</param>
/// <param name="Page">The page, from 1.</param>
/// <param name="Rows">Rows of a page.</param>
/// <param name="Today">Business date.</param>
/// <param name="Key">Of the next version.</param>
internal sealed record ManualReadersModel(
    IReadOnlyList<ManualVersion> Versions,
    ManualVersion? InForce,
    string? Office,
    bool Everybody,
    StaffNames Names,
    IReadOnlyList<ManualReader> Readers,
    long Total,
    int Page,
    int Rows,
    DateOnly Today,
    string Key)
{
    /// <summary>What was typed and refused.</summary>
    public FormState State { get; init; } = FormState.Fresh;

    /// <summary>Address of a page of the list of readers.</summary>
    public string Address(int page) => string.Create(
        CultureInfo.InvariantCulture,
        $"{ManualEndpoints.ReadersAddress}?office={Uri.EscapeDataString(Office ?? "*")}&who={(Everybody ? "all" : "unread")}&page={page}");
}
