using System.Globalization;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Daicho.Assurance.Reminding;

/// <summary>Who was reminded when not to use information outside the duty (CR-56).</summary>
internal static class ReminderEndpoints
{
    /// <summary>The list.</summary>
    public const string Address = "/assurance/reminders";

    private const int RowsPerPage = 100;
    private const int PageMax = 10_000;

    /// <summary>Maps <c>/assurance/reminders</c>.</summary>
    public static void MapReminders(this IEndpointRouteBuilder routes) =>
        routes.MapGet(Address, ShowAsync).RequireTask(TaskCodes.LogReview).ExcludeFromDescription();

    private static async Task<IResult> ShowAsync(
        HttpRequest request, Reminders reminders, CancellationToken cancellation)
    {
        int page = int.TryParse(request.Query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? Math.Clamp(number, 1, PageMax) : 1;
        (IReadOnlyList<RemindedStaff> rows, long total) = await reminders.ListAsync((page - 1) * RowsPerPage, RowsPerPage, cancellation);
        return Pages.Show<RemindersPage, RemindersModel>(new RemindersModel(rows, total, page, RowsPerPage));
    }
}

/// <summary>A page of the list.</summary>
/// <param name="Staff">The page.</param>
/// <param name="Total">In all.</param>
/// <param name="Page">Which page, from 1.</param>
/// <param name="Rows">Rows of a page.</param>
internal sealed record RemindersModel(IReadOnlyList<RemindedStaff> Staff, long Total, int Page, int Rows)
{
    /// <summary>Address of a page.</summary>
    public static string At(int page) => string.Create(CultureInfo.InvariantCulture, $"{ReminderEndpoints.Address}?page={page}");
}
