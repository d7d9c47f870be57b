using Daicho.ResidentRegister.Contracts;

namespace Daicho.ResidentRegister.Protection;

/// <summary>A support measure in force for one person (支援措置): in force until it is closed, even past its end (3.4).</summary>
/// <param name="MeasureId">The measure.</param>
/// <param name="Person">The supported person.</param>
/// <param name="Provisional">仮支援措置.</param>
/// <param name="StartedOn">開始年月日.</param>
/// <param name="EndsOn">終了年月日; passing it ends nothing.</param>
internal sealed record SupportInForce(
    Guid MeasureId,
    ResidentId Person,
    bool Provisional,
    DateOnly StartedOn,
    DateOnly EndsOn);

/// <summary>The process a suppression stops (抑止対象).</summary>
internal enum SuppressedProcess
{
    /// <summary>異動入力.</summary>
    Change,

    /// <summary>証明書発行.</summary>
    Issue,

    /// <summary>照会.</summary>
    Inquiry,
}

/// <summary>A suppression in force (抑止設定): not lifted and not temporarily released at the moment of asking.</summary>
/// <param name="SuppressionId">The suppression.</param>
/// <param name="Process">What it stops.</param>
/// <param name="IsError">True: the act is refused; false: an alert that may be confirmed.</param>
internal sealed record SuppressionInForce(Guid SuppressionId, SuppressedProcess Process, bool IsError)
{
    /// <summary>一時解除 ended within the last day: whoever worked under it is told so (SP-11).</summary>
    public bool IsReleaseOver { get; init; }
}

/// <summary>Everything that protects one person at one moment; empty lists mean nothing does.</summary>
internal sealed record ProtectionFacts(
    IReadOnlyList<SupportInForce> Support,
    IReadOnlyList<SuppressionInForce> Suppressions)
{
    /// <summary>Nothing protects the person.</summary>
    public static readonly ProtectionFacts None = new([], []);

    /// <summary>Whether the black band is shown.</summary>
    public bool IsSupported => Support.Count > 0;

    /// <summary>照会抑止 with the level error: the record opens for nobody (standard 3.1).</summary>
    public bool IsInquiryRefused => Suppressions.Any(one => one is { Process: SuppressedProcess.Inquiry, IsError: true });

    /// <summary>Whether nothing but the end of a temporary release closes a process again.</summary>
    public static bool IsReleaseOver(IEnumerable<SuppressionInForce> suppressions, SuppressedProcess process)
    {
        SuppressionInForce[] errors = [.. suppressions.Where(one => one.IsError && one.Process == process)];
        return errors.Length > 0 && errors.All(one => one.IsReleaseOver);
    }
}
