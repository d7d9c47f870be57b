using System.Globalization;
using Daicho.Platform;
using Daicho.Platform.Data;
using Daicho.Platform.Jobs;
using Daicho.ResidentRegister.Search;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Daicho.ResidentRegister.DailyWork;

/// <summary>Erases the conditions of searches past their days (standard 2.1.1); the count stays with the job as proof.</summary>
internal static class EraseSearches
{
    /// <summary>Name of the job.</summary>
    public const string Kind = "resident_register.erase_searches";

    /// <summary>Why it runs.</summary>
    public const string Ground = "検索条件の保存日数の経過";

    /// <summary>Name of the municipality's parameter: a whole number of days.</summary>
    public const string DaysParameter = "search.days_kept";

    /// <summary>The parameter.</summary>
    public static ParameterKind Parameter { get; } = ParameterKind.Number("resident_register", DaysParameter, "検索条件の保存日数 / days", 1, 365);

    /// <summary>Does the one partition: what is erased and the completion commit together.</summary>
    public static async Task RunAsync(IServiceProvider services, JobPartition partition, CancellationToken cancellation)
    {
        BusinessClock clock = services.GetRequiredService<BusinessClock>();
        await using UnitOfWork work = new(
            services.GetRequiredService<NpgsqlDataSource>(), OperatorContext.ForCommand(Kind, Ground));
        IReadOnlyDictionary<string, string> said = await Parameters.FindAsync(
            work, "resident_register", [DaysParameter], clock.Today(), cancellation);
        int days = said.TryGetValue(DaysParameter, out string? text)
            ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture)
            : SearchRequestStore.DaysKept;
        int erased = await SearchRequestStore.EraseAsync(work, days, clock.Instant(), cancellation);
        partition.Report(erased, erased);
        await partition.CompleteAsync(
            work, string.Create(CultureInfo.InvariantCulture, $$"""{"erased": {{erased}}, "daysKept": {{days}}}"""), cancellation);
        await work.CommitAsync(cancellation);
    }
}
