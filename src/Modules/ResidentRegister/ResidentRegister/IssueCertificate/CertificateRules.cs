using Daicho.Kernel;
using Daicho.ResidentRegister.IssueCertificate.Layout;
using Daicho.ResidentRegister.Protection;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;
using Daicho.ResidentRegister.Retention;

namespace Daicho.ResidentRegister.IssueCertificate;

/// <summary>A person of a request as the register has it at the moment of issue.</summary>
/// <param name="Row">The present history row.</param>
/// <param name="Printable">The record as it may be printed: without what a 転出届 recorded before its day (5.1).</param>
/// <param name="Protection">What protects the person.</param>
/// <param name="History">The whole history, newest first, when the form or the planned move needs it; else empty.</param>
internal sealed record IssueSubject(
    HistoryRow Row,
    ResidentRecord Printable,
    ProtectionFacts Protection,
    IReadOnlyList<HistoryRow> History)
{
    /// <summary>An earlier sheet, after which a number was changed: the vault's present number is not the one of that sheet.</summary>
    public bool LaterNumbers { get; init; }

    /// <inheritdoc />
    public override string ToString() => "IssueSubject(***)";
}

/// <summary>What stands against a certificate, and what the clerk must confirm.</summary>
internal sealed record CertificateDecision(IReadOnlyList<Refusal> Errors, IReadOnlyList<Refusal> Alerts)
{
    /// <summary>The errors, or the alerts nobody confirmed; null when the certificate may be made.</summary>
    public Refusal? Stop(IReadOnlyList<ConfirmedAlert> confirmed)
    {
        if (Errors.Count > 0)
        {
            return Refusal.Join(Errors);
        }

        Refusal[] open =
        [
            .. Alerts.Where(alert => !confirmed.Any(one => one.CheckId == alert.Code && !string.IsNullOrWhiteSpace(one.Reason))),
        ];
        return open.Length == 0 ? null : Refusal.Join(open);
    }
}

/// <summary>Which certificate may be issued for whom, with which items (standard 5.1 to 5.8, 3.1, 3.4). Pure.</summary>
internal static class CertificateRules
{
    // 住民基本台帳法第24条, 同施行令第23条; 標準仕様書 4.1.3.0.1.
    private const int NotificationDays = 14;

    private const int CopiesMax = 20;

    /// <summary>Decides.</summary>
    /// <param name="request">The request.</param>
    /// <param name="subjects">The persons asked for, none missing.</param>
    /// <param name="documents">The documents that confirm who somebody is.</param>
    /// <param name="today">Business date.</param>
    /// <param name="fromOffender">Whether the requester is the named other party (相手方) of a supported person.</param>
    /// <param name="released">Whether the responsible officer released the support error for this act.</param>
    public static CertificateDecision Decide(
        CertificateRequest request,
        IReadOnlyList<IssueSubject> subjects,
        IdentityDocuments documents,
        DateOnly today,
        bool fromOffender,
        bool released)
    {
        List<Refusal> alerts = [];
        if (Protect(subjects.Select(one => one.Protection), request, fromOffender, released, alerts) is { } stop)
        {
            // Nothing else is said about a protected person, whoever asks and for what.
            return new CertificateDecision([stop], []);
        }

        if (subjects.Any(one => one.Printable.Absent.Values.Contains(Absence.NotMigrated)))
        {
            alerts.Add(CertificateRefusals.NotMigrated);
        }

        // The certificate exists once: as information, or on paper when the card way fails (RR-73, 4.1.3.0.4).
        if (request is { Form: CertificateForm.MovingOutCertificate, ReissueOf: null }
            && subjects.Any(one => one.Row.Record.MoveOut is { Special: true }))
        {
            alerts.Add(CertificateRefusals.MoveOutInformationSent);
        }

        if (request.NoticeOf is not null)
        {
            // Nobody asks for a notice: the decision names form and addressee.
            return new CertificateDecision(
                CertificateForms.OfAct.Values.Contains(request.Form) && request is { Copies: 1, Subjects.Count: 1, ReissueOf: null }
                    ? []
                    : [CertificateRefusals.NoNotice],
                alerts);
        }

        List<Refusal> errors = [];
        CheckRequester(request, subjects, documents, errors);
        if (request.ReissueOf is null)
        {
            CheckForm(request, [.. subjects.Select(one => one.Row.Record)], today, errors);
            CheckItems(request, [.. subjects.Select(one => one.Row.Record)], errors);
            if (subjects.Any(one => one.LaterNumbers) && (request.Asks(CertificateItem.IndividualNumber) || request.Asks(CertificateItem.RecordCode)))
            {
                errors.Add(CertificateRefusals.NumberSince);
            }
        }
        else
        {
            CheckReissue(request, [.. subjects.Select(one => one.Row.Record)], errors);
        }

        return new CertificateDecision(errors, alerts);
    }

    // It shows what the first issue showed, numbers included: nothing is chosen, and nobody else may have it (4.1.3.0.3).
    private static void CheckReissue(CertificateRequest request, ResidentRecord[] records, List<Refusal> errors)
    {
        if (!CertificateForms.IsMovingOut(request.Form))
        {
            errors.Add(CertificateRefusals.NotReissuable);
        }
        else if (Standing(request.Requester, records) == RequesterClass.ThirdParty)
        {
            errors.Add(CertificateRefusals.NumberForOthers);
        }
    }

    /// <summary>Support measures and suppressions (3.4, 3.1).</summary>
    public static Refusal? Protect(
        IEnumerable<ProtectionFacts> protections,
        CertificateRequest request,
        bool fromOffender,
        bool released,
        List<Refusal> alerts)
    {
        ProtectionFacts[] all = [.. protections];
        SupportInForce[] support = [.. all.SelectMany(one => one.Support)];
        if (support.Length > 0)
        {
            if (!released)
            {
                return support.All(one => one.Provisional)
                    ? CertificateRefusals.ProvisionallySupported
                    : CertificateRefusals.Supported;
            }

            if (fromOffender)
            {
                return CertificateRefusals.FromOffender;
            }

            if (request.Requester is { Class: RequesterClass.Representative } or { ByPost: true })
            {
                alerts.Add(CertificateRefusals.SupportByOthers);
            }
        }

        SuppressionInForce[] suppressed =
        [
            .. all.SelectMany(one => one.Suppressions).Where(one => one.Process == SuppressedProcess.Issue),
        ];
        if (suppressed.Any(one => one.IsError))
        {
            return ProtectionFacts.IsReleaseOver(suppressed, SuppressedProcess.Issue)
                ? CertificateRefusals.ReleaseOver
                : CertificateRefusals.Suppressed;
        }

        if (suppressed.Length > 0)
        {
            alerts.Add(CertificateRefusals.SuppressionAlert);
        }

        return null;
    }

    private static void CheckRequester(
        CertificateRequest request, IReadOnlyList<IssueSubject> subjects, IdentityDocuments documents, List<Refusal> errors)
    {
        Requester requester = request.Requester;
        ResidentRecord[] records = [.. subjects.Select(one => one.Row.Record)];
        RequesterClass asks = Standing(requester, records);
        if (string.IsNullOrWhiteSpace(requester.Name)
            || (asks is not (RequesterClass.Person or RequesterClass.SameHousehold) && string.IsNullOrWhiteSpace(requester.Address)))
        {
            errors.Add(CertificateRefusals.NoRequester);
        }

        // Who asks for an office shows the paper of that office (法第12条の2第3項); anybody else is confirmed as at a notification.
        if (asks == RequesterClass.Official ? requester.DocumentsChecked.Count == 0 : !documents.Suffice(string.Join('、', requester.DocumentsChecked)))
        {
            errors.Add(CertificateRefusals.NoDocuments);
        }

        bool byOthers = asks is RequesterClass.ThirdParty or RequesterClass.Official;
        bool othersRecord = asks != RequesterClass.Person && records.Any(record => !record.IsLive);
        if ((byOthers || othersRecord) && string.IsNullOrWhiteSpace(request.Ground))
        {
            errors.Add(CertificateRefusals.NoGround);
        }

        if (request.Copies is < 1 or > CopiesMax)
        {
            errors.Add(CertificateRefusals.CopiesOutOfRange);
        }

        // Who asks as of right is named, so that the right can be checked (住民基本台帳法第12条第1項).
        if (requester.Class is RequesterClass.Person or RequesterClass.SameHousehold)
        {
            if (requester.ResidentId is null)
            {
                errors.Add(CertificateRefusals.NoResident);
            }
            else if (!BelongsTo(requester, subjects))
            {
                errors.Add(CertificateRefusals.NotOfHousehold);
            }
        }
    }

    // A removed record belongs to no household: only the person asks for it as of right, and whoever lived in the same household
    // asks for it as any other (住民基本台帳法第15条の4第1項, 第3項).
    private static RequesterClass Standing(Requester requester, IEnumerable<ResidentRecord> records) =>
        requester.Class == RequesterClass.SameHousehold && records.Any(record => !record.IsLive)
            ? RequesterClass.ThirdParty
            : requester.Class;

    private static bool BelongsTo(Requester requester, IReadOnlyList<IssueSubject> subjects) =>
        requester.Class == RequesterClass.Person
            ? subjects.Any(one => one.Row.ResidentId.Value == requester.ResidentId)
            : requester.HouseholdId is { } household
                && subjects.All(one => one.Row.Record.Household.Id.Value == household);

    private static void CheckForm(CertificateRequest request, ResidentRecord[] records, DateOnly today, List<Refusal> errors)
    {
        bool household = CertificateForms.IsHousehold(request.Form);
        bool movingOut = CertificateForms.IsMovingOut(request.Form);
        if (!CertificateForms.Requestable.Contains(request.Form))
        {
            errors.Add(CertificateRefusals.NotForApplication);
            return;
        }

        if (!household && records.Length > 1)
        {
            errors.Add(CertificateRefusals.OnePerson);
        }

        if (household && records.Select(record => record.Household.Id).Distinct().Count() > 1)
        {
            errors.Add(CertificateRefusals.OneHousehold);
        }

        if (movingOut)
        {
            CheckMove(request.Form, records, errors);
            return;
        }

        CheckState(request.Form, household, records, errors);
        if (records.Any(record => record.IsPlannedOut && record.MoveOut!.PlannedOn <= today)) // IsPlannedOut tells
        {
            errors.Add(CertificateRefusals.MoveDue);
        }

        if (records.Any(record => RetentionRules.KeptUntil(record) < today))
        {
            errors.Add(CertificateRefusals.RetentionOver);
        }
    }

    private static void CheckState(CertificateForm form, bool household, ResidentRecord[] records, List<Refusal> errors)
    {
        int removed = records.Count(record => !record.IsLive);
        if (household && removed > 0)
        {
            errors.Add(removed < records.Length ? CertificateRefusals.MixesRemoved : CertificateRefusals.RemovedInHousehold);
        }

        if (form == CertificateForm.RemovedRecordCopy && removed < records.Length)
        {
            errors.Add(CertificateRefusals.NotRemoved);
        }

        if (form == CertificateForm.PersonCopy && removed > 0)
        {
            errors.Add(CertificateRefusals.Removed);
        }
    }

    private static void CheckMove(CertificateForm form, ResidentRecord[] records, List<Refusal> errors)
    {
        MoveOut[] moves = [.. records.Select(record => record.MoveOut).OfType<MoveOut>()];
        if (moves.Length < records.Length)
        {
            errors.Add(CertificateRefusals.NotMovingOut);
            return;
        }

        if (moves.Any(move => move.PlannedTo.Abroad))
        {
            errors.Add(CertificateRefusals.GoingAbroad);
        }

        if (moves.Select(move => (move.PlannedOn, move.PlannedTo.Full)).Distinct().Count() > 1)
        {
            errors.Add(CertificateRefusals.DifferentMoves);
        }

        if (form == CertificateForm.MovingOutCertificate && moves.Any(IsLate))
        {
            errors.Add(CertificateRefusals.NotifiedLate);
        }
    }

    private static bool IsLate(MoveOut move) =>
        move.NotifiedOn is not { } notified || notified > move.PlannedOn.AddDays(NotificationDays);

    private static void CheckItems(CertificateRequest request, ResidentRecord[] records, List<Refusal> errors)
    {
        bool entered = CertificateForms.IsEnteredItems(request.Form);
        if (entered && request.Items.Count == 0)
        {
            errors.Add(CertificateRefusals.NoItems);
        }

        if (CertificateForms.IsHousehold(request.Form)
            && (request.Asks(CertificateItem.History) || request.Asks(CertificateItem.SpecialHistory)))
        {
            errors.Add(CertificateRefusals.HistoryInHousehold);
        }

        // Without being asked for it stands when it is confirmed, and else not (5.3).
        if (request.Asks(CertificateItem.Reading) && records.Any(record => record.Name is { Kana.Length: > 0, KanaConfirmed: false }))
        {
            errors.Add(CertificateRefusals.ReadingNotConfirmed);
        }

        if (request.LeftOut.Contains(LeftOut.Building) && !entered)
        {
            errors.Add(CertificateRefusals.BuildingLeftOut);
        }

        if (request.LeftOut.Contains(LeftOut.FormerSurname))
        {
            errors.Add(CertificateRefusals.FormerSurnameLeftOut);
        }

        if (request.Asks(CertificateItem.IndividualNumber) || request.Asks(CertificateItem.RecordCode))
        {
            CheckNumbers(request, records, errors);
        }
        else if (CertificateForms.IsMovingOut(request.Form) && Standing(request.Requester, records) == RequesterClass.ThirdParty)
        {
            // Both numbers always stand on it (住民基本台帳法施行令第23条); it is for those who notified and who act for them.
            errors.Add(CertificateRefusals.NumberForOthers);
        }
    }

    private static void CheckNumbers(CertificateRequest request, ResidentRecord[] records, List<Refusal> errors)
    {
        RequesterClass asks = Standing(request.Requester, records);
        bool special = asks is RequesterClass.Person or RequesterClass.SameHousehold
            || request.Requester is { Class: RequesterClass.Representative, IsStatutory: true };
        if (asks == RequesterClass.ThirdParty)
        {
            errors.Add(CertificateRefusals.NumberForOthers);
        }
        else if (!special || string.IsNullOrWhiteSpace(request.Ground))
        {
            errors.Add(CertificateRefusals.NumberNotAsked);
        }

        if (records.Any(record => record.Removal is { Kind: RemovalKind.Died }))
        {
            errors.Add(CertificateRefusals.NumberOfDead);
        }

        bool missing = records.Any(record =>
            (request.Asks(CertificateItem.IndividualNumber) && record.IndividualNumber != NumberState.Recorded)
            || (request.Asks(CertificateItem.RecordCode) && record.RecordCode != NumberState.Recorded));
        if (missing)
        {
            errors.Add(CertificateRefusals.NoNumber);
        }
    }
}
