using Daicho.Kernel;
using Daicho.Platform.Data;

namespace Daicho.Platform.Security;

/// <summary>Permission = role × task × place × time × purpose, denied by default (threat model, K2 and K4).</summary>
/// <remarks>
/// The rights come with the session in one query of the same request, so a grant, a revocation or the end of a posting
/// acts on the next call.
/// </remarks>
public static class Permissions
{
    /// <summary>How long a confirmed identity serves for tasks that ask for it again.</summary>
    public static readonly TimeSpan ConfirmationHolds = TimeSpan.FromMinutes(5);

    /// <summary>Whether the operator may do the task at the place now; null means yes.</summary>
    /// <param name="signedIn">The operator of this request.</param>
    /// <param name="taskCode">A code of <see cref="TaskCodes"/>; unknown codes are refused.</param>
    /// <param name="officeCode">The place; null means the office of the operator's posting.</param>
    /// <param name="now">The present instant.</param>
    public static Refusal? Check(SignedIn signedIn, string taskCode, string? officeCode, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(signedIn);
        if (signedIn.MustChangePassword && taskCode != TaskCodes.SelfAccount)
        {
            return SecurityRefusals.PasswordChangeNeeded;
        }

        string place = officeCode ?? signedIn.OfficeCode;
        EffectiveRight? right = signedIn.Rights.FirstOrDefault(
            right => right.TaskCode == taskCode && (right.OfficeCode == "*" || right.OfficeCode == place));
        if (right is null)
        {
            return SecurityRefusals.NotPermitted;
        }

        // A client proves itself with its key for each token; the second factor is a matter between a person and a device.
        if (signedIn.Kind == OperatorKind.Client)
        {
            return null;
        }

        if (right.SecondFactor && !signedIn.SecondFactor)
        {
            return SecurityRefusals.SecondFactorNeeded;
        }

        return right.ConfirmAgain && now - signedIn.ConfirmedAt > ConfirmationHolds
            ? SecurityRefusals.ConfirmAgain
            : null;
    }

    /// <summary>Whether an item or key may be shown at all, without the question of a second factor; for laying out pages.</summary>
    public static bool Has(SignedIn signedIn, string taskCode)
    {
        ArgumentNullException.ThrowIfNull(signedIn);
        return signedIn.Rights.Any(
            right => right.TaskCode == taskCode
                && (right.OfficeCode == "*" || right.OfficeCode == signedIn.OfficeCode));
    }

    /// <summary>Whether a right covers what belongs to an office: a case that it accepted, a copy that it made (CR-45).</summary>
    /// <param name="signedIn">The operator of this request.</param>
    /// <param name="taskCode">A code of <see cref="TaskCodes"/>.</param>
    /// <param name="officeCode">The office that the case or copy belongs to.</param>
    public static bool Covers(SignedIn signedIn, string taskCode, string officeCode)
    {
        ArgumentNullException.ThrowIfNull(signedIn);
        return signedIn.Rights.Any(
            right => right.TaskCode == taskCode && (right.OfficeCode == "*" || right.OfficeCode == officeCode));
    }

    /// <summary>Refuses a record of the operator or of a declared relative (AC-02); null means no relation is known.</summary>
    public static Refusal? CheckRelation(SignedIn signedIn, Guid residentId)
    {
        ArgumentNullException.ThrowIfNull(signedIn);
        return signedIn.RelatedResidents.Contains(residentId) ? SecurityRefusals.OwnOrRelative : null;
    }

    /// <summary>The purpose must name a duty that the operator has (K4).</summary>
    public static Refusal? CheckPurpose(SignedIn signedIn, Purpose? purpose) =>
        purpose is not null && Has(signedIn, purpose.TaskCode) ? null : SecurityRefusals.PurposeNeeded;
}
