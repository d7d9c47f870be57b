using System.Diagnostics;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Daicho.Platform.Hosting;
using Daicho.Platform.Metrics;
using Daicho.Platform.Postgres;
using Daicho.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Daicho.Platform.Tests.Metrics;

public sealed class TracesTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_act_leaves_a_span_under_that_of_its_request_with_counts_and_nobody_in_it()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(MigrationSet.Platform);
        using Activity request = new Activity("request").Start();
        List<Activity> ended = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == Traces.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                // Other tests act at the same time.
                if (span.TraceId == request.TraceId)
                {
                    ended.Add(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using (UnitOfWork work = new(database.App, OperatorContext.ForCommand("system.operate", "試験")))
        {
            work.Record(new AccessEntry(AccessKind.View, "resident.view", Guid.CreateVersion7()));
            await work.CommitAsync(Cancellation);
        }

        Activity span = ended.Single();
        span.OperationName.ShouldBe("act.commit");
        span.ParentSpanId.ShouldBe(request.SpanId);
        span.TagObjects.ShouldBe([new("daicho.access_rows", 1), new("daicho.messages", 0)]);
    }

    [Fact]
    public void A_line_of_the_log_names_the_trace_it_belongs_to()
    {
        using Activity request = new Activity("request").Start();
        Line().ShouldContain($"\"trace\":\"{request.TraceId.ToHexString()}\",\"span\":\"{request.SpanId.ToHexString()}\"");
        request.Stop();
        Line().ShouldNotContain("\"trace\"");
    }

    private static string Line()
    {
        using StringWriter line = new();
        new ZoneLogFormatter(new ZoneIdentity("city", "test-city", "990019", "0")).Write(
            new LogEntry<string>(LogLevel.Information, "test", new EventId(1), "message", null, (state, _) => state), null, line);
        return line.ToString();
    }
}
