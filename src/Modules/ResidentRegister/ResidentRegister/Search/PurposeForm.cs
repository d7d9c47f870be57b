using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.Web;
using Microsoft.AspNetCore.Http;

namespace Daicho.ResidentRegister.Search;

/// <summary>The part of a form that says for which duty and on which ground a person is looked up (CR-64, threat model K4).</summary>
internal static class PurposeForm
{
    private static readonly (string Code, string Words)[] Duties =
    [
        (TaskCodes.ResidentCertificateIssue, "証明書の発行"),
        (TaskCodes.ResidentChangeEnter, "異動の入力"),
        (TaskCodes.ResidentChangeReview, "異動の審査"),
        (TaskCodes.ResidentView, "住民票の照会"),
        (TaskCodes.SupportManage, "支援措置の管理"),
        (TaskCodes.SuppressionSet, "発行抑止の設定"),
    ];

    /// <summary>The duties of this operator that look people up.</summary>
    public static IReadOnlyList<Choice> Choices(CurrentOperator current) =>
        [.. Duties.Where(duty => current.Has(duty.Code)).Select(duty => new Choice(duty.Code, duty.Words))];

    /// <summary>The words of a duty.</summary>
    public static string Words(string taskCode) =>
        Duties.FirstOrDefault(duty => duty.Code == taskCode).Words ?? taskCode;

    /// <summary>The purpose of the form: the one of the request when nothing was altered, else a new one.</summary>
    public static async Task<Result<Guid>> OpenAsync(
        IFormCollection form,
        CurrentOperator current,
        PurposeStore purposes,
        CancellationToken cancellation)
    {
        string caseNumber = form["case-number"].ToString().Trim();
        Purpose typed = new(
            form["duty"].ToString(), form["ground"].ToString().Trim(), caseNumber.Length == 0 ? null : caseNumber);
        if (typed == current.SignedIn.Purpose && current.SignedIn.WorkContextId is { } running)
        {
            return running;
        }

        return (await purposes.OpenAsync(current.SignedIn, typed, cancellation)).IsRefused(out Refusal? why, out Guid opened)
            ? why with { Field = why == SecurityRefusals.PurposeNeeded ? "duty" : "ground" }
            : opened;
    }
}
