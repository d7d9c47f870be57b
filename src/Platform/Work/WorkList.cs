using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Microsoft.Extensions.Caching.Memory;
using Npgsql;

namespace Daicho.Platform.Work;

/// <summary>A line of the work list with what waits behind it.</summary>
/// <param name="Entry">The line.</param>
/// <param name="Count">How many wait; null where nothing is counted.</param>
/// <param name="IsLate">The oldest is older than its limit.</param>
public sealed record WorkCount(WorkListEntry Entry, long? Count, bool IsLate);

/// <summary>One piece of open work.</summary>
/// <param name="Entry">The line it belongs to.</param>
/// <param name="Title">What it is; names no resident.</param>
/// <param name="Href">The work itself.</param>
/// <param name="Since">Since when it waits.</param>
/// <param name="IsLate">Older than its limit.</param>
public sealed record WaitingWork(WorkListEntry Entry, string Title, string Href, DateTimeOffset Since, bool IsLate);

/// <summary>One value of a chart.</summary>
/// <param name="Label">Place on the axis.</param>
/// <param name="Series">What is counted.</param>
/// <param name="Value">How many.</param>
public sealed record ChartValue(string Label, string Series, long Value);

/// <summary>What an operator has to do and what the day brought: every question of a screen in one round trip.</summary>
public sealed class WorkList(
    NpgsqlDataSource database,
    BusinessClock clock,
    IEnumerable<WorkListEntry> entries,
    IEnumerable<DayFigure> figures,
    IEnumerable<DayChart> charts) : IDisposable
{
    /// <summary>Counts may lag this much: every screen shows them, and few of them change meanwhile.</summary>
    private static readonly TimeSpan CountsHold = TimeSpan.FromSeconds(5);

    private const int OperatorsMax = 2000;

    private readonly WorkListEntry[] entries = [.. entries.OrderBy(entry => entry.Order)];
    private readonly DayFigure[] figures = [.. figures.OrderBy(figure => figure.Order)];
    private readonly DayChart[] charts = [.. charts.OrderBy(chart => chart.Order)];
    private readonly MemoryCache counts = new(new MemoryCacheOptions { SizeLimit = OperatorsMax });

    /// <summary>The lines an operator may see, counted at most five seconds ago.</summary>
    public async Task<IReadOnlyList<WorkCount>> CountAsync(SignedIn who, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(who);
        if (counts.TryGetValue(who.SessionId, out IReadOnlyList<WorkCount>? known) && known is not null)
        {
            return known;
        }

        WorkListEntry[] seen = [.. entries.Where(entry => Permissions.Has(who, entry.TaskCode))];
        WorkListEntry[] counted = [.. seen.Where(entry => entry.CountSql is not null)];
        List<(long Count, bool Late)>[] answers = await AskAsync(
            who, counted.Select(entry => entry.CountSql!), reader => (reader.GetInt64(0), reader.GetBoolean(1)), cancellation);
        WorkCount[] all =
        [
            .. seen.Select(entry => Array.IndexOf(counted, entry) is >= 0 and int at
                ? new WorkCount(entry, answers[at][0].Count, answers[at][0].Late)
                : new WorkCount(entry, null, false)),
        ];
        counts.Set(who.SessionId, all, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = CountsHold });
        return all;
    }

    /// <summary>Counts anew at the next question: the operator has just done something.</summary>
    public void Forget(SignedIn who)
    {
        ArgumentNullException.ThrowIfNull(who);
        counts.Remove(who.SessionId);
    }

    /// <summary>The open work of an operator, late work first, then the oldest.</summary>
    public async Task<IReadOnlyList<WaitingWork>> OpenAsync(SignedIn who, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(who);
        WorkListEntry[] asked = [.. entries.Where(entry => entry.OpenSql is not null && Permissions.Has(who, entry.TaskCode))];
        List<(string Title, string Href, DateTimeOffset Since, bool Late)>[] answers = await AskAsync(
            who,
            asked.Select(entry => entry.OpenSql!),
            reader => (reader.GetString(0), reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(2), reader.GetBoolean(3)),
            cancellation);
        return
        [
            .. asked
                .SelectMany((entry, at) => answers[at].Select(row => new WaitingWork(entry, row.Title, row.Href, row.Since, row.Late)))
                .OrderByDescending(work => work.IsLate).ThenBy(work => work.Since),
        ];
    }

    /// <summary>The figures of the day that an operator may see.</summary>
    public async Task<IReadOnlyList<(DayFigure Figure, long Value)>> FiguresAsync(SignedIn who, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(who);
        DayFigure[] asked = [.. figures.Where(figure => Permissions.Has(who, figure.TaskCode))];
        List<long>[] answers = await AskAsync(who, asked.Select(figure => figure.Sql), reader => reader.GetInt64(0), cancellation);
        return [.. asked.Select((figure, at) => (figure, answers[at][0]))];
    }

    /// <summary>The charts that an operator may see.</summary>
    public async Task<IReadOnlyList<(DayChart Chart, IReadOnlyList<ChartValue> Values)>> ChartsAsync(
        SignedIn who,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(who);
        DayChart[] asked = [.. charts.Where(chart => Permissions.Has(who, chart.TaskCode))];
        List<ChartValue>[] answers = await AskAsync(
            who,
            asked.Select(chart => chart.Sql),
            reader => new ChartValue(reader.GetString(0), reader.GetString(1), reader.GetInt64(2)),
            cancellation);
        return [.. asked.Select((chart, at) => (chart, (IReadOnlyList<ChartValue>)answers[at]))];
    }

    /// <inheritdoc/>
    public void Dispose() => counts.Dispose();

    private async Task<List<T>[]> AskAsync<T>(
        SignedIn who,
        IEnumerable<string> questions,
        Func<NpgsqlDataReader, T> map,
        CancellationToken cancellation)
    {
        await using NpgsqlBatch batch = database.CreateBatch();
        foreach (string sql in questions)
        {
            NpgsqlBatchCommand command = new(sql);
            command.Parameters.AddValues(who.OperatorId, who.OfficeCode, clock.Today(), clock.Instant());
            batch.BatchCommands.Add(command);
        }

        List<T>[] answers = [.. Enumerable.Range(0, batch.BatchCommands.Count).Select(_ => new List<T>())];
        if (answers.Length == 0)
        {
            return answers;
        }

        await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancellation);
        for (int at = 0; at < answers.Length; at++)
        {
            while (await reader.ReadAsync(cancellation))
            {
                answers[at].Add(map(reader));
            }

            await reader.NextResultAsync(cancellation);
        }

        return answers;
    }
}
