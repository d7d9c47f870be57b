using System.Globalization;
using Daicho.Platform;
using Daicho.Web;

namespace Daicho.Assurance.Manual;

/// <summary>The link to the version in force that stands on every screen; read at most once a minute in each process.</summary>
internal sealed class ManualInForce(ManualStore manuals, BusinessClock clock)
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    private volatile Reading? last;

    /// <summary>The link; null before the first version.</summary>
    public async ValueTask<ManualLink?> FindAsync(CancellationToken cancellation)
    {
        if (last is { } known && clock.Instant() - known.At < Kept && known.Day == clock.Today())
        {
            return known.Link;
        }

        ManualVersion? version = await manuals.FindAsync(clock.Today(), cancellation);
        Reading fresh = new(
            clock.Instant(),
            clock.Today(),
            version is null ? null : new ManualLink(ManualEndpoints.Address, string.Create(CultureInfo.InvariantCulture, $"手引 第{version.Number}版")));
        last = fresh;
        return fresh.Link;
    }

    /// <summary>A version was published: the next screen asks again.</summary>
    public void Forget() => last = null;

    private sealed record Reading(DateTimeOffset At, DateOnly Day, ManualLink? Link);
}
