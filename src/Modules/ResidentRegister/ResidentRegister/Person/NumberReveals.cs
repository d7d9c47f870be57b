using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.Platform.Vault;
using Daicho.ResidentRegister.Residents;
using Daicho.Web;
using Microsoft.AspNetCore.Http;

namespace Daicho.ResidentRegister.Person;

/// <summary>The rule for showing a number of the vault on a screen: a right of its own, and a reason that becomes the ground.</summary>
internal static class NumberReveals
{
    /// <summary>What the clerk is told before.</summary>
    public const string Notice = "表示したことと理由は記録されます。職務に必要な場合だけ表示してください。";

    private const int ReasonLengthMax = 100;

    /// <summary>Both kinds, in the order of the screens.</summary>
    public static IReadOnlyList<NumberKind> Kinds { get; } = [NumberKind.Individual, NumberKind.RecordCode];

    /// <summary>The right that shows numbers of a kind in clear.</summary>
    public static string TaskOf(NumberKind kind) => kind switch
    {
        NumberKind.Individual => TaskCodes.ResidentViewNumber,
        NumberKind.RecordCode => TaskCodes.ResidentViewRecordCode,
    };

    /// <summary>How a number of a kind is shown before: its digits masked, in the groups of the clear form.</summary>
    public static string MaskOf(NumberKind kind) => Formatting.Masked(new string('0', VaultNumber.DigitsOf(kind)), shown: 0);

    /// <summary>Whether the vault may hold a number of a kind for a record: a number to be changed stays until the new one comes.</summary>
    public static bool MayHold(ResidentRecord record, NumberKind kind) =>
        record.StateOf(kind) is NumberState.Recorded or NumberState.Requested;

    /// <summary>The beginning of the ground of a reveal.</summary>
    public static string GroundOf(NumberKind kind) => VaultNumber.WordOf(kind) + "の表示：";

    /// <summary>The purpose with the posted reason as its ground; null when there is no fit reason.</summary>
    public static Purpose? ReadReason(IFormCollection form, SignedIn who, string ground)
    {
        string reason = form["reason"].ToString().Trim();
        return reason.Length is > 0 and <= ReasonLengthMax && TextCheck.Check(reason) == TextFault.None
            && who.Purpose is { } running
                ? running with { Ground = ground + reason }
                : null;
    }
}
