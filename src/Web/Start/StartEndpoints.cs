using System.Globalization;
using System.Text;
using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.Platform.Work;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Daicho.Web.Start;

/// <summary>The start page: my open work, the figures of the day, shortcuts. What stands on it is registered by the modules.</summary>
public static class StartEndpoints
{
    /// <summary>Maps <c>/</c> and the CSV of its charts.</summary>
    public static IEndpointRouteBuilder MapStart(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", ShowAsync).RequireTask(TaskCodes.SelfAccount).ExcludeFromDescription();
        routes.MapGet("/start/{chart}.csv", CsvAsync).RequireTask(TaskCodes.SelfAccount).ExcludeFromDescription();
        return routes;
    }

    private static async Task<IResult> ShowAsync(CurrentOperator current, WorkList work, BusinessClock clock, CancellationToken cancellation)
    {
        SignedIn who = current.SignedIn;
        IReadOnlyList<WorkCount> counts = await work.CountAsync(who, cancellation);
        IReadOnlyList<WaitingWork> open = await work.OpenAsync(who, cancellation);
        DateTimeOffset now = clock.Instant();
        return Pages.Show<StartPage, StartPageModel>(new StartPageModel
        {
            Open = [.. open.Select(one => Describe(one, now))],
            Figures = [.. (await work.FiguresAsync(who, cancellation)).Select(one => new Figure(one.Figure.Label, one.Value, one.Figure.Unit, one.Figure.Href))],
            Charts = [.. (await work.ChartsAsync(who, cancellation)).Select(one => Draw(one.Chart, one.Values))],
            Shortcuts = [.. counts.Where(count => count.Entry.IsShortcut).Select(count => new Tab(count.Entry.Label, count.Entry.Href))],
            Keys = [.. counts.Where(count => count.Entry.Key is not null).Select(count => FunctionKey.Link(count.Entry.Key!, count.Entry.Label, count.Entry.Href))],
        });
    }

    private static async Task<IResult> CsvAsync(string chart, CurrentOperator current, WorkList work, CancellationToken cancellation)
    {
        foreach ((DayChart found, IReadOnlyList<ChartValue> values) in await work.ChartsAsync(current.SignedIn, cancellation))
        {
            if (found.Id == chart)
            {
                // With a byte order mark, so that spreadsheets read the Japanese.
                ChartModel model = Draw(found, values);
                StringBuilder text = new("\uFEFF区分");
                text.AppendJoin("", model.Series.Select(series => $",{series.Name}")).Append("\r\n");
                for (int i = 0; i < model.Labels.Count; i++)
                {
                    text.Append(model.Labels[i]).AppendJoin("", model.Series.Select(series => string.Create(CultureInfo.InvariantCulture, $",{series.Values[i]}"))).Append("\r\n");
                }

                return Results.File(Encoding.UTF8.GetBytes(text.ToString()), "text/csv; charset=utf-8", $"{chart}.csv");
            }
        }

        return Results.NotFound();
    }

    private static OpenWork Describe(WaitingWork work, DateTimeOffset now)
    {
        DateTimeOffset since = work.Since.ToOffset(BusinessClock.JapanOffset);
        string day = Wareki.Display(DateOnly.FromDateTime(since.DateTime), EraTable.Default);
        TimeSpan age = now - work.Since;
        return new OpenWork(
            work.IsLate ? $"{work.Entry.Label}・期限超過" : work.Entry.Label,
            work.Title,
            work.Href,
            $"{day} {Formatting.Time(TimeOnly.FromDateTime(since.DateTime))}",
            age.TotalDays >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalDays}日") : Formatting.About(age),
            work.IsLate ? Tone.Error : Tone.Neutral);
    }

    private static ChartModel Draw(DayChart chart, IReadOnlyList<ChartValue> values)
    {
        string[] labels = [.. values.Select(value => value.Label).Distinct()];
        return new ChartModel(
            chart.Title,
            chart.Unit,
            labels,
            [
                .. values.GroupBy(value => value.Series).Select(series => new ChartSeries(
                    series.Key,
                    [.. labels.Select(label => series.Where(value => value.Label == label).Sum(value => value.Value))])),
            ])
        {
            CsvHref = $"/start/{chart.Id}.csv",
        };
    }
}
