using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Protection;
using Daicho.ResidentRegister.Residents.Changes;

namespace Daicho.ResidentRegister.Residents.Validation;

/// <summary>Checks of a request before anything is built: form, basis, notifier, documents, workflow, protection; then those of its reason.</summary>
internal static class RequestChecks
{
    /// <summary>Runs every check a request can meet before rows are proposed.</summary>
    public static void Check(ChangeRequest request, ChangeReason reason, RegisterView view, Findings findings)
    {
        if (request.Persons.Count == 0 && request.Newcomers.Count == 0)
        {
            findings.Add("RR-69", "persons");
        }

        if (!reason.Bases.Contains(request.Basis) || reason.Of is not null || ChangeReasons.IsCancellation(reason.Symbol))
        {
            findings.Add("RR-62", "basis");
        }

        Workflow(request, view, findings);
        Protection(request, view, findings);
        DateChecks.OfRequest(request, reason, view, findings);
        Informant(request, view.IdentityDocuments, findings);
        Examination(request, reason, findings);
        Existence(request, reason, view, findings);
        Addresses(request, view, findings);
        OfReason(request, reason, view, findings);
        Form(request, findings);
    }

    private static void OfReason(ChangeRequest request, ChangeReason reason, RegisterView view, Findings findings)
    {
        switch (reason.Symbol)
        {
            case "IN_DOMESTIC" or "IN_ABROAD" or "EXO_ADD":
                ArrivalChecks.Check(request, view, findings);
                break;
            case "BIRTH":
                BirthChecks.Check(request, view, findings);
                break;
            case "OUT_DOMESTIC" or "OUT_ABROAD":
                DepartureChecks.MoveOut(request, view, findings);
                break;
            case "DEATH" or "EXO_REM":
                DepartureChecks.Removal(request, view, findings);
                break;
            case "MOVE":
                MoveChecks.Check(request, view, findings);
                break;
            case "HH_SPLIT" or "HH_MERGE" or "HH_CHANGE" or "HH_HEAD":
                HouseholdActChecks.Check(request, view, findings);
                break;
            default:
                CorrectionChecks.Check(request, view, findings);
                break;
        }
    }

    private static void Workflow(ChangeRequest request, RegisterView view, Findings findings)
    {
        if (!view.By.MayChange)
        {
            findings.Add("WF-07");
        }

        IEnumerable<ResidentId> concerned = request.Persons.Concat(request.Newcomers.Select(one => one.Earlier).OfType<ResidentId>());
        foreach (ResidentId id in concerned)
        {
            PersonRef person = PersonRef.Of(id);
            if (view.OpenDrafts.Any(draft => draft.Persons.Contains(id)))
            {
                findings.Add("WF-01", "persons", person);
            }

            if (view.Person(id) is { HeldByOther: true })
            {
                findings.Add("WF-06", "persons", person);
            }

            if (request.BaseVersions.TryGetValue(person.Value, out int version) && view.Present(id)?.HistoryNo != version)
            {
                findings.Add("WF-09", "persons", person);
            }
        }
    }

    private static void Protection(ChangeRequest request, RegisterView view, Findings findings)
    {
        foreach (ResidentId id in request.Persons)
        {
            Suppressed(id, "persons", view, findings);
        }

        // A newborn enters the household of the parent without naming it.
        HouseholdId? joined = request.Target?.Existing
            ?? request.Newcomers.Select(child => child.Parent is { } parent ? view.Present(parent)?.Record.Household.Id : null).FirstOrDefault(one => one is not null);
        if (joined is null)
        {
            return;
        }

        foreach (ResidentId id in view.Members(joined).Select(member => member.ResidentId).Except(request.Persons))
        {
            Suppressed(id, "target", view, findings);

            // A supported person's address is never copied for the one who only names the household: the notifier says it.
            bool copies = request.NewAddress is null && ChangeForms.Find(request.Form)?.Has("newAddress") == true;
            if (copies && view.ProtectionOf(id).IsSupported)
            {
                findings.Add("RQ-04", "newAddress");
            }
        }
    }

    private static void Suppressed(ResidentId id, string field, RegisterView view, Findings findings)
    {
        foreach (SuppressionInForce suppression in view.ProtectionOf(id).Suppressions)
        {
            if (suppression.Process == SuppressedProcess.Change)
            {
                findings.Add(suppression.IsError ? "WF-10" : "WF-11", field, PersonRef.Of(id));
            }

            if (suppression is { Process: SuppressedProcess.Change, IsError: true, IsReleaseOver: true })
            {
                findings.Add("SP-11", field, PersonRef.Of(id));
            }
        }
    }

    // 住民基本台帳法第27条: from the person or a representative only, after identity was confirmed (CR-02).
    private static void Informant(ChangeRequest request, IdentityDocuments documents, Findings findings)
    {
        if (request.Basis is Basis.Notification or Basis.Request or Basis.Application)
        {
            bool representative = request.Notifier?.Kind is NotifierKind.LegalRepresentative or NotifierKind.Attorney;
            if (request.Notifier is null
                || !documents.Suffice(request.Notifier.IdentityDocument)
                || (representative && !request.Notifier.AuthorityShown))
            {
                findings.Add("CR-02", "notifier");
            }
        }

        bool fromPerson = request.Source
            is InformationSource.Person or InformationSource.Representative or InformationSource.FormerMunicipality;
        if (request.Basis is Basis.Notification or Basis.Request && !fromPerson)
        {
            findings.Add("RR-10", "source");
        }
    }

    private static void Examination(ChangeRequest request, ChangeReason reason, Findings findings)
    {
        bool official = request.Basis is Basis.ExOfficio or Basis.RegisterNotice or Basis.ImmigrationNotice;
        if (official && request.Documents.Count == 0)
        {
            findings.Add("CR-07", "documents");
        }

        if (request.Basis == Basis.ImmigrationNotice && !request.Has(CheckedDocument.ImmigrationConfirmation))
        {
            findings.Add("FR-06", "documents");
        }

        if (request.Basis != Basis.ExOfficio)
        {
            return;
        }

        if (string.IsNullOrWhiteSpace(request.Ground))
        {
            findings.Add("OF-05", "ground");
        }

        bool insteadOfNotification = reason.DueWithin14Days || reason.Symbol is "OUT_DOMESTIC" or "OUT_ABROAD" or "EXO_ADD" or "EXO_REM";
        if (insteadOfNotification && request.NoticeToPerson is null)
        {
            findings.Add("OF-04", "noticeToPerson");
        }
    }

    // A removed record is closed for change (1.1.5).
    private static void Existence(ChangeRequest request, ChangeReason reason, RegisterView view, Findings findings)
    {
        foreach (ResidentId id in request.Persons)
        {
            if (view.Present(id) is not { } row)
            {
                findings.Add("RR-69", "persons", PersonRef.Of(id));
            }
            else if (!row.Record.IsLive)
            {
                findings.Add(reason.Class == ReasonClass.Removal ? "BD-08" : "OF-11", "persons", PersonRef.Of(id));
            }
        }
    }

    private static void Addresses(ChangeRequest request, RegisterView view, Findings findings)
    {
        if (request.NewAddress is { } address)
        {
            At(address, view.NewAddress, "newAddress", null, view, findings);
        }

        foreach ((ResidentId id, CorrectedAddress corrected) in view.CorrectedAddresses)
        {
            At(corrected.Address, corrected.Master, "fix.town", PersonRef.Of(id), view, findings);
        }
    }

    private static void At(
        Address address, AddressView? known, string field, PersonRef? person, RegisterView view, Findings findings)
    {
        bool inside = !address.Abroad
            && (address.Code is not { } code || code.Value.AsSpan(0, 5).SequenceEqual(view.Municipality.Value.AsSpan(0, 5)))
            && known?.Inside != false;
        if (!inside)
        {
            findings.Add("RQ-20", field, person);
        }

        if (known is not { } master)
        {
            return;
        }

        if (master.PostalCodeFits == false)
        {
            findings.Add("RQ-18", field, person);
        }

        if (master.LotKnown == false)
        {
            findings.Add("RQ-21", field, person);
        }

        if (master.BuildingKnown == false)
        {
            findings.Add("RQ-22", field, person);
        }
    }

    // CR-08: what the paper form does not hold cannot be entered. A field that a rule has named already is not named twice.
    private static void Form(ChangeRequest request, Findings findings)
    {
        if (ChangeForms.Find(request.Form) is not { } form || !form.Reasons.Contains(request.Reason)
            || !form.Bases.Contains(request.Basis))
        {
            if (!findings.Has("RR-62"))
            {
                findings.Add("CR-08", "form");
            }

            return;
        }

        foreach (string name in form.Outside(ChangeForms.Filled(request)))
        {
            if (!findings.Any(finding => finding.Field == name || $"fix.{finding.Field}" == name || $"person.{finding.Field}" == name))
            {
                findings.Add("CR-08", name);
            }
        }
    }
}
