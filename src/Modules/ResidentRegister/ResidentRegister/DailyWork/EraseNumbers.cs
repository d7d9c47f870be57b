using System.Globalization;
using Daicho.Platform.Data;
using Daicho.Platform.Jobs;
using Daicho.ResidentRegister.Retention;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Daicho.ResidentRegister.DailyWork;

/// <summary>
/// Goes on with approved erasures that were cut off before the vault had erased the numbers. It starts none: those are the
/// municipality's own operation (RR-78).
/// </summary>
internal static class EraseNumbers
{
    /// <summary>Name of the job.</summary>
    public const string Kind = "resident_register.erase_numbers";

    /// <summary>Why it runs.</summary>
    public const string Ground = "承認済みの消去の続行";

    /// <summary>Does the one partition.</summary>
    public static async Task RunAsync(IServiceProvider services, JobPartition partition, CancellationToken cancellation)
    {
        OperatorContext by = OperatorContext.ForCommand(Kind, Ground);
        long erased = await services.GetRequiredService<RetentionStore>().EraseNumbersAsync(by, cancellation);
        await using UnitOfWork work = new(services.GetRequiredService<NpgsqlDataSource>(), by);
        partition.Report(erased, erased);
        await partition.CompleteAsync(work, string.Create(CultureInfo.InvariantCulture, $$"""{"erased": {{erased}}}"""), cancellation);
        await work.CommitAsync(cancellation);
    }
}
