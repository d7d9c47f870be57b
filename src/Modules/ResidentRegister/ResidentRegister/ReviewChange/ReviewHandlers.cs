using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.ResidentRegister.ChangeCases;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Data;

namespace Daicho.ResidentRegister.ReviewChange;

/// <summary>A review of a case: compared with the paper and agreed, or sent back.</summary>
/// <param name="Step">Key, case and version seen.</param>
/// <param name="Compared">Keys of the <see cref="Comparison"/> that were ticked.</param>
/// <param name="Reason">Why it is sent back; a remark otherwise.</param>
internal sealed record ReviewCase(CaseStep Step, IReadOnlyList<string> Compared, string? Reason);

/// <summary>What a reviewer compares with the paper (CR-05, CR-07, CR-09): each a tick that is kept.</summary>
internal static class Comparison
{
    /// <summary>The comparisons of a case: key and words, in the order of the paper.</summary>
    public static IReadOnlyList<(string Key, string Label)> For(ChangeCase of)
    {
        List<(string Key, string Label)> ticks =
        [
            ("persons", "異動する人（氏名・生年月日）が届出書と一致"),
            ("dates", "異動日・届出日が届出書と一致"),
            ("content", "異動後の記載が届出書と一致"),
        ];
        if (of.Content.Notifier is not null)
        {
            ticks.Add(("notifier", "届出人と本人確認書類の記録が届出書と一致"));
        }

        if (of.Content.NumbersEntered.Count > 0)
        {
            ticks.Add(("numbers", "個人番号・住民票コードが書類と一致"));
        }

        if (of.Content.Change?.Certificate is not null)
        {
            ticks.Add(("certificate", "転出証明書（情報）の内容と一致"));
        }

        if (of.Content.Basis is not Residents.Basis.Notification)
        {
            ticks.Add(("examined", "職権・通知・申出の根拠書類を審査"));
        }

        return ticks;
    }
}

/// <summary>Records that another clerk compared the case with the paper (CR-05, CR-21).</summary>
internal sealed class AgreeHandler(CaseDesk desk)
{
    /// <summary>Records the review; refused for one's own entry, twice by one reviewer, and with a comparison left out.</summary>
    public Task<Result<ChangeCaseId>> HandleAsync(ReviewCase review, CancellationToken cancellation) =>
        desk.RunAsync(CaseActs.Reviewed, review.Step, work => AgreeAsync(work, review, cancellation), cancellation);

    private async Task<Result<ChangeCase>> AgreeAsync(UnitOfWork work, ReviewCase review, CancellationToken cancellation)
    {
        Result<ChangeCase> opened =
            await CaseSteps.OpenAsync(work, review.Step, one => one.State == CaseState.InReview, cancellation);
        if (opened.IsRefused(out Refusal? closed, out ChangeCase? seen))
        {
            return closed;
        }

        if (seen.Editors.Contains(desk.By.OperatorCode))
        {
            return CaseRefusals.OwnEntry;
        }

        IReadOnlyList<string> wanted = [.. Comparison.For(seen).Select(tick => tick.Key)];
        if (wanted.Except(review.Compared).Any())
        {
            return CaseRefusals.NothingCompared;
        }

        CaseReview made = new(seen.Version, desk.By.OperatorCode, true, wanted, Blank(review.Reason), desk.Today);
        if (await ChangeCaseStore.ReviewAsync(work, seen.Id, made, cancellation) is { } refused)
        {
            return refused;
        }

        ChangeCaseStore.AddEvent(work, seen, CaseActs.Reviewed, made.Reason, desk.Today, withRequest: false);
        return seen;
    }

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

/// <summary>Sends a case back to its enterer with a reason.</summary>
internal sealed class ReturnHandler(CaseDesk desk)
{
    /// <summary>Sends it back; the enterer finds it in the list of returned cases.</summary>
    public Task<Result<ChangeCaseId>> HandleAsync(ReviewCase review, CancellationToken cancellation) =>
        desk.RunAsync(CaseActs.Returned, review.Step, work => ReturnAsync(work, review, cancellation), cancellation);

    private async Task<Result<ChangeCase>> ReturnAsync(UnitOfWork work, ReviewCase review, CancellationToken cancellation)
    {
        Result<ChangeCase> opened =
            await CaseSteps.OpenAsync(work, review.Step, one => one.State == CaseState.InReview, cancellation);
        if (opened.IsRefused(out Refusal? closed, out ChangeCase? seen))
        {
            return closed;
        }

        if (string.IsNullOrWhiteSpace(review.Reason))
        {
            return CaseRefusals.NoReason;
        }

        CaseReview made = new(seen.Version, desk.By.OperatorCode, false, review.Compared, review.Reason.Trim(), desk.Today);
        if (await ChangeCaseStore.ReviewAsync(work, seen.Id, made, cancellation) is { } refused)
        {
            return refused;
        }

        await ChangeCaseStore.CloseAsync(work, seen, CaseState.Returned, review.Reason.Trim(), cancellation);
        ChangeCaseStore.AddEvent(work, seen, CaseActs.Returned, review.Reason.Trim(), desk.Today, withRequest: false);
        return seen;
    }
}

/// <summary>Ends an undecided case without effect (取下げ).</summary>
internal sealed class WithdrawHandler(CaseDesk desk)
{
    /// <summary>Withdraws it; what was entered stays in the trail, but for numbers, which go.</summary>
    public async Task<Result<ChangeCaseId>> HandleAsync(CaseStep step, string? reason, CancellationToken cancellation)
    {
        Guid? numbers = null;
        Result<ChangeCaseId> withdrawn = await desk.RunAsync(
            CaseActs.Withdrawn,
            step,
            async work =>
            {
                Result<ChangeCase> done = await WithdrawAsync(work, step, reason, cancellation);
                numbers = done.Refusal is null ? done.Value.NumberAct : null;
                return done;
            },
            cancellation);
        if (withdrawn.Refusal is null)
        {
            await desk.Numbers.DiscardAsync(numbers, CancellationToken.None);
        }

        return withdrawn;
    }

    private async Task<Result<ChangeCase>> WithdrawAsync(
        UnitOfWork work,
        CaseStep step,
        string? reason,
        CancellationToken cancellation)
    {
        Result<ChangeCase> opened = await CaseSteps.OpenAsync(work, step, one => one.IsOpen, cancellation);
        if (opened.IsRefused(out Refusal? closed, out ChangeCase? open))
        {
            return closed;
        }

        if (string.IsNullOrWhiteSpace(reason))
        {
            return CaseRefusals.NoReason;
        }

        await ChangeCaseStore.CloseAsync(work, open, CaseState.Withdrawn, reason.Trim(), cancellation);
        ChangeCaseStore.AddEvent(work, open, CaseActs.Withdrawn, reason.Trim(), desk.Today, withRequest: false);
        return open;
    }
}

/// <summary>Records that the paper of a decided case lies in the locked cabinet (CR-16).</summary>
internal sealed class FileHandler(CaseDesk desk)
{
    /// <summary>Records the place.</summary>
    public Task<Result<ChangeCaseId>> HandleAsync(CaseStep step, string? cabinet, CancellationToken cancellation) =>
        desk.RunAsync(CaseActs.Filed, step, work => FileAsync(work, step, cabinet, cancellation), cancellation);

    private async Task<Result<ChangeCase>> FileAsync(
        UnitOfWork work,
        CaseStep step,
        string? cabinet,
        CancellationToken cancellation)
    {
        Result<ChangeCase> opened = await CaseSteps.OpenAsync(
            work, step, one => one is { State: CaseState.Decided, FiledIn: null }, cancellation);
        if (opened.IsRefused(out Refusal? closed, out ChangeCase? decided))
        {
            return closed;
        }

        if (string.IsNullOrWhiteSpace(cabinet))
        {
            return CaseRefusals.NoCabinet;
        }

        await ChangeCaseStore.FileAsync(work, decided.Id, cabinet.Trim(), cancellation);
        ChangeCaseStore.AddEvent(work, decided, CaseActs.Filed, cabinet.Trim(), desk.Today, withRequest: false);
        return decided;
    }
}
