using System.Globalization;
using Daicho.Platform.Data;
using Daicho.Platform.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Daicho.ResidentRegister.CompleteMoveOut;

/// <summary>The completion of planned move-outs as a job of every business date.</summary>
internal static class MoveOutJob
{
    /// <summary>Name of the job.</summary>
    public const string Kind = "resident_register.complete_move_outs";

    /// <summary>Why it runs.</summary>
    public const string Ground = "転出予定日の到来";

    /// <summary>Does the job's one partition: the households are its steps, each durable by itself.</summary>
    public static async Task RunAsync(IServiceProvider services, JobPartition partition, CancellationToken cancellation)
    {
        CompletedMoveOuts done = await services.GetRequiredService<CompleteMoveOutHandler>()
            .HandleAsync(removed => partition.Report(removed, null), cancellation);
        await using UnitOfWork work = new(
            services.GetRequiredService<NpgsqlDataSource>(), OperatorContext.ForCommand(Kind, Ground));
        await partition.CompleteAsync(
            work,
            string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"removed": {{done.Removed}}, "headUnset": {{done.HeadUnset}}, "stopped": {{done.Stopped}}}"""),
            cancellation);
        await work.CommitAsync(cancellation);
    }
}
