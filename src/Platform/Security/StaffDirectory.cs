using Daicho.Platform.Data;
using Npgsql;

namespace Daicho.Platform.Security;

/// <summary>Names of operators and offices for screens; records and logs keep the codes.</summary>
/// <param name="Operators">Display name by operator code.</param>
/// <param name="Offices">Name by office code.</param>
public sealed record StaffNames(IReadOnlyDictionary<string, string> Operators, IReadOnlyDictionary<string, string> Offices)
{
    /// <summary>No names: every code stays as it is.</summary>
    public static readonly StaffNames None = new(new Dictionary<string, string>(), new Dictionary<string, string>());

    /// <summary>The name of an operator; the code itself for one that has no account here, such as those of migrated records.</summary>
    public string Of(string code) => Operators.GetValueOrDefault(code, code);

    /// <summary>The names of several operators, 「、」 between them.</summary>
    public string Of(IEnumerable<string> codes) => string.Join('、', codes.Select(Of));

    /// <summary>The name of an office, or its code when it has none.</summary>
    public string Office(string code) => Offices.GetValueOrDefault(code, code);
}

/// <summary>Reads the names of staff, at most once a minute in each process: they change a few times a year.</summary>
public sealed class StaffDirectory(NpgsqlDataSource database, BusinessClock clock)
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    private volatile Reading? last;

    /// <summary>The names as they stood a minute ago at the latest.</summary>
    public async ValueTask<StaffNames> ReadAsync(CancellationToken cancellation)
    {
        if (last is { } known && clock.Instant() - known.At < Kept)
        {
            return known.Names;
        }

        Reading fresh = new(
            clock.Instant(),
            new StaffNames(
                await MapAsync("select code, display_name from platform.operator", cancellation),
                await MapAsync("select code, name from platform.office", cancellation)));
        last = fresh;
        return fresh.Names;
    }

    private async Task<Dictionary<string, string>> MapAsync(string sql, CancellationToken cancellation) =>
        (await database.ListAsync(sql, row => (Code: row.GetString(0), Name: row.GetString(1)), cancellation))
        .ToDictionary(one => one.Code, one => one.Name);

    private sealed record Reading(DateTimeOffset At, StaffNames Names);
}
