using Daicho.Platform.Data;

namespace Daicho.Platform.Jobs;

/// <summary>One partition claimed by this process.</summary>
public sealed class JobPartition
{
    private const string CompleteSql =
        """
        update platform.job_partition
        set state = 'done', claim = null, items_done = greatest(items_done, $4), report = $5, error_code = null
        where job_id = $1 and number = $2 and claim = $3 and state = 'running'
        """;

    private long itemsDone;
    private long itemsTotal = -1;

    internal JobPartition(Guid jobId, string kind, int number, Guid claim, int attempt, string jobParameters, string parameters)
    {
        JobId = jobId;
        Kind = kind;
        Number = number;
        Claim = claim;
        Attempt = attempt;
        JobParameters = jobParameters;
        Parameters = parameters;
    }

    /// <summary>The job.</summary>
    public Guid JobId { get; }

    /// <summary>The job's kind.</summary>
    public string Kind { get; }

    /// <summary>The partition's number, from zero.</summary>
    public int Number { get; }

    /// <summary>The attempt, from one.</summary>
    public int Attempt { get; }

    /// <summary>The JSON given for the whole job.</summary>
    public string JobParameters { get; }

    /// <summary>The JSON given for this partition.</summary>
    public string Parameters { get; }

    /// <summary>Whether the work called <see cref="CompleteAsync"/>.</summary>
    internal bool Completed { get; private set; }

    /// <summary>Names this attempt; the database accepts a completion only from the present one.</summary>
    internal Guid Claim { get; }

    internal long ItemsDone => Interlocked.Read(ref itemsDone);

    internal long? ItemsTotal => Interlocked.Read(ref itemsTotal) is >= 0 and var total ? total : null;

    /// <summary>Says how far the work is; written with the next heartbeat.</summary>
    public void Report(long done, long? total)
    {
        Interlocked.Exchange(ref itemsDone, done);
        Interlocked.Exchange(ref itemsTotal, total ?? -1);
    }

    /// <summary>Marks the partition complete inside the unit of work that holds its results.</summary>
    /// <param name="work">The unit of work; commit it next.</param>
    /// <param name="reportJson">What to show about the result, without personal data.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="JobClaimLostException">Another process took the partition over; roll back.</exception>
    public async Task CompleteAsync(UnitOfWork work, string reportJson, CancellationToken cancellation)
    {
        int rows = await work.ExecuteAsync(CompleteSql, cancellation, JobId, Number, Claim, ItemsDone, Sql.Json(reportJson));
        if (rows != 1)
        {
            throw new JobClaimLostException();
        }

        Completed = true;
    }
}
