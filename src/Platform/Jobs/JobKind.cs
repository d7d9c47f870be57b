namespace Daicho.Platform.Jobs;

/// <summary>One kind of long work, registered by the module that owns it.</summary>
/// <param name="Name">Its name in the database, such as <c>reference_data.masters_import</c>.</param>
/// <param name="RunAsync">
/// Does one partition and calls <see cref="JobPartition.CompleteAsync"/> as the last thing before the commit of its unit of
/// work: results and completion become durable together, so a partition killed anywhere runs again from its beginning.
/// </param>
public sealed record JobKind(string Name, Func<IServiceProvider, JobPartition, CancellationToken, Task> RunAsync);

/// <summary>Where a job is; for screens.</summary>
/// <param name="Id">The job.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="State"><c>running</c>, <c>done</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="Partitions">How many partitions it has.</param>
/// <param name="PartitionsDone">How many are complete.</param>
/// <param name="PartitionsFailed">How many failed for good.</param>
/// <param name="ItemsDone">Items reported done, unfinished partitions included.</param>
/// <param name="ItemsTotal">Items in all partitions, as far as known.</param>
/// <param name="StartedAt">When it was started.</param>
/// <param name="FinishedAt">When it ended, or null.</param>
public sealed record JobProgress(
    Guid Id,
    string Kind,
    string State,
    int Partitions,
    int PartitionsDone,
    int PartitionsFailed,
    long ItemsDone,
    long ItemsTotal,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt);

/// <summary>What became of one partition.</summary>
/// <param name="Number">Its number.</param>
/// <param name="State"><c>waiting</c>, <c>running</c>, <c>done</c> or <c>failed</c>.</param>
/// <param name="Attempts">How often it was begun.</param>
/// <param name="Report">The JSON that it completed with, or null.</param>
/// <param name="ErrorCode">Type of the last failure; never its message, which could quote a resident.</param>
public sealed record JobPartitionResult(int Number, string State, int Attempts, string? Report, string? ErrorCode);

/// <summary>The claim on a partition went to another process: nothing of this attempt may commit.</summary>
public sealed class JobClaimLostException() : Exception("The claim on the partition was lost to another process.");
