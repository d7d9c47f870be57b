using Daicho.Kernel;
using Daicho.ReferenceData.Contracts;

namespace Daicho.ResidentRegister.SyntheticPopulation;

/// <summary>What is to be invented; the same options give the same bytes on every machine.</summary>
/// <param name="Masters">Towns and names.</param>
/// <param name="Residents">Living residents, 1 to 10 million; closed records come on top.</param>
/// <param name="Seed">The seed.</param>
/// <param name="AsOf">The day of reference.</param>
public sealed record PopulationOptions(PopulationMasters Masters, int Residents, ulong Seed, DateOnly AsOf)
{
    /// <summary>The day of reference when none is given.</summary>
    public static readonly DateOnly DefaultAsOf = new(2026, 11, 1);

    /// <summary>Most residents: the invented ranges of numbers hold ten million.</summary>
    public const int ResidentsMax = 4_000_000;

    /// <summary>Why the options cannot be used; null when they can.</summary>
    public Refusal? Check() =>
        Residents is < 1 or > ResidentsMax
            ? new Refusal("RR-POP-01", "住民の数は 1 から 4,000,000 の間で指定してください。", RefusalKind.Rule, "residents")
            : AsOf < new DateOnly(2020, 1, 1) || AsOf > new DateOnly(2099, 12, 31)
                ? new Refusal("RR-POP-02", "基準日は 2020年から2099年の間で指定してください。", RefusalKind.Rule, "as-of")
                : null;
}
