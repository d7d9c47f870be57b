using Daicho.Kernel;
using Daicho.ResidentRegister.Residents.Changes;
using Daicho.ResidentRegister.Residents.Relationships;

namespace Daicho.ResidentRegister.Residents.Validation;

/// <summary>Checks of move-in and address setting (MI-01 … MI-22, RR-20, RR-21, RR-30, ID-03, ID-06, ID-15, ID-16, FR-01, NM-15, RL-11).</summary>
internal static class ArrivalChecks
{
    private const int SpecialPlannedDaysMax = 30;

    /// <summary>Checks a request of 国内転入, 国外転入等 or 職権記載.</summary>
    public static void Check(ChangeRequest request, RegisterView view, Findings findings)
    {
        if (request.Newcomers.Count == 0)
        {
            findings.Add("RR-69", "newcomers");
        }

        Documents(request, findings);
        Household(request, view, findings);
        foreach (Newcomer person in request.Newcomers)
        {
            Person(person, request, findings);
            Origin(person, request, findings);
            Matches(person, request, view, findings);
            if (request.Mode == EntryMode.ReArrival)
            {
                Returning(person, request, view, findings);
            }
        }
    }

    private static void Documents(ChangeRequest request, Findings findings)
    {
        bool information = request.Has(CheckedDocument.MoveOutInformation);
        bool paper = request.Has(CheckedDocument.MoveOutCertificate) || request.Has(CheckedDocument.SubstituteForMoveOutCertificate);
        if (request is { Reason: "IN_DOMESTIC", Basis: Basis.Notification, Special: false } && !information && !paper)
        {
            findings.Add("MI-09", "documents");
        }

        if (request.Special)
        {
            Special(request, information, findings);
        }

        // Ticking a box proves nothing: the day on the paper, or the receipt of the electronic information (RR-21).
        bool copied = (paper && request.Certificate is { PlannedOn: not null })
            || (information && !string.IsNullOrWhiteSpace(request.Certificate?.Receipt));
        if (request is { Reason: "IN_DOMESTIC", Basis: Basis.Notification } && (paper || information) && !copied)
        {
            findings.Add("RR-21", "certificate");
        }

        if (request.Certificate is not { } certificate)
        {
            return;
        }

        Compare(certificate, request, findings);

        if (certificate.Reissued
            || (certificate.PlannedOn is { } planned && request.HappenedOn?.Exact is { } day && planned > day.AddYears(1)))
        {
            findings.Add("MI-20", "certificate");
        }

        foreach (Discrepancy difference in certificate.Discrepancies)
        {
            if (string.IsNullOrWhiteSpace(difference.Settlement))
            {
                findings.Add("CR-09", difference.Item, difference.Person);
            }
        }
    }

    /// <summary>Compares what was copied from the certificate with the notification; a difference is settled by the clerk (RR-20).</summary>
    private static void Compare(MoveOutCertificateData certificate, ChangeRequest request, Findings findings)
    {
        foreach (CertifiedPerson certified in certificate.Persons)
        {
            bool settled = certificate.Discrepancies.Any(one => one.Person == certified.Person && !string.IsNullOrWhiteSpace(one.Settlement));
            if (settled || request.Newcomers.FirstOrDefault(one => one.Ref == certified.Person) is not { } person)
            {
                continue;
            }

            (string Field, bool Differs)[] items =
            [
                ("name", certified.Name is { } name && Unspaced(name) != Unspaced(person.Name?.Written ?? "")),
                ("birthDate", certified.BirthDate is { } birth && !SameDay(birth, person.BirthDate)),
                ("sex", certified.Sex != Sex.Blank && certified.Sex != person.Sex),
            ];
            foreach ((string field, _) in items.Where(item => item.Differs))
            {
                findings.Add("CR-09", field, certified.Person);
            }
        }
    }

    // The space between surname and given name is the form's, not the name's.
    private static string Unspaced(string name) => string.Concat(name.Where(letter => letter is not ('　' or ' ')));

    // A vague date is the same when it says the same days, in whatever words.
    private static bool SameDay(PartialDate one, PartialDate? other) =>
        other is not null && one.Earliest == other.Earliest && one.Latest == other.Latest;

    // 住民基本台帳法第24条の2: within 14 days of the move and 30 days of the planned day.
    private static void Special(ChangeRequest request, bool information, Findings findings)
    {
        if (!information)
        {
            findings.Add("MI-15", "special");
        }

        if (request.NotifiedOn?.Exact is not { } notified)
        {
            return;
        }

        bool late = request.HappenedOn?.Exact is { } happened && DateChecks.IsLate(happened, notified);
        bool lapsed = request.Certificate?.PlannedOn is { } planned && notified > planned.AddDays(SpecialPlannedDaysMax);
        if (late || lapsed)
        {
            findings.Add("MI-16", "special");
        }
    }

    private static void Household(ChangeRequest request, RegisterView view, Findings findings)
    {
        bool hasHead = request.NewHead is not null
            || request.Newcomers.Any(person => request.RelationshipOf(person.Ref) == Relationship.Head);
        if (request.Target?.Existing is { } existing)
        {
            HouseholdActChecks.TargetIsLive(existing, view, findings);
        }
        else if (request.Target is null && !hasHead)
        {
            findings.Add("MI-21", "target");
        }
        else if (!hasHead)
        {
            findings.Add("MI-22", "newHead");
        }

        if (request is { NewAddress: null, Target: null or { Existing: null } })
        {
            findings.Add("RQ-04", "newAddress");
        }

        if (request.NewHead is { } head && request.Newcomers.All(person => person.Ref != head))
        {
            findings.Add("HH-09", "newHead");
        }

        foreach (Newcomer person in request.Newcomers.Where(person => person.Ref != request.NewHead))
        {
            if (request.RelationshipOf(person.Ref) is null or "" && (hasHead || request.Target?.Existing is not null))
            {
                findings.Add("RL-03", "relationships", person.Ref);
            }
        }
    }

    private static void Person(Newcomer person, ChangeRequest request, Findings findings)
    {
        if (person.BirthDate is null && person.Earlier is null)
        {
            findings.Add("RQ-01", "birthDate", person.Ref);
        }

        if (request.Reason != "EXO_ADD" && person.AddressSettledOn is not null && person.AddressSettledOn != request.HappenedOn)
        {
            findings.Add("MI-01", "addressSettledOn", person.Ref);
        }

        if (person.Kind != ResidentKind.Foreign)
        {
            if (request.Reason == "IN_ABROAD" && !request.Has(CheckedDocument.FamilyRegister))
            {
                findings.Add("MI-11", "documents", person.Ref);
            }
        }
        else
        {
            if (Relationship.IsKinship(request.RelationshipOf(person.Ref) ?? "") && !request.Has(CheckedDocument.RelationshipProof))
            {
                findings.Add("RL-11", "relationships", person.Ref);
            }

            if (person.Foreign?.PeriodEnd is { } end && request.HappenedOn?.Exact is { } day && end < day)
            {
                findings.Add("FR-01", "foreign", person.Ref);
            }
        }

        DeletedNames(person, request, findings);
        if (request.Reason == "IN_ABROAD" && person.LivedElsewhereSince
            && (person.FormerSurname is not null || person.CommonName is not null))
        {
            findings.Add("NM-15", person.FormerSurname is not null ? "formerSurname" : "commonName", person.Ref);
        }
    }

    // The certificate was made before the day of the move, so what it says was deleted was deleted by then.
    private static void DeletedNames(Newcomer person, ChangeRequest request, Findings findings)
    {
        if (person.DeletedCommonNames.Count > 0 && person.Kind == ResidentKind.Japanese)
        {
            findings.Add("NM-12", "deletedCommonName", person.Ref);
        }

        if (request.HappenedOn?.Latest is { } moved && person.DeletedCommonNames.Any(one => one.DeletedOn > moved))
        {
            findings.Add("RR-30", "deletedCommonName", person.Ref);
        }
    }

    private static void Origin(Newcomer person, ChangeRequest request, Findings findings)
    {
        string? origin = person.MovedInFrom?.Address.Full;
        bool blank = string.IsNullOrWhiteSpace(origin);
        if (blank && request.Reason == "IN_DOMESTIC")
        {
            findings.Add("MI-10", "movedInFrom", person.Ref);
        }

        if (blank && request is { Reason: "EXO_ADD", Basis: not Basis.RegisterNotice })
        {
            findings.Add("MI-14", "movedInFrom", person.Ref);
        }

        if (request.Unreported && !(origin?.EndsWith("（未届）", StringComparison.Ordinal) ?? false))
        {
            findings.Add("MI-12", "movedInFrom", person.Ref);
        }

        if (request.Unreported && string.IsNullOrWhiteSpace(person.PointToNote))
        {
            findings.Add("MI-13", "pointToNote", person.Ref);
        }

        if (!blank && request.Provision is not null)
        {
            findings.Add("MI-18", "movedInFrom", person.Ref);
        }
    }

    private static void Matches(Newcomer person, ChangeRequest request, RegisterView view, Findings findings)
    {
        foreach (NewcomerMatch match in view.Matches.Where(match => match.Newcomer == person.Ref))
        {
            if (match.Live)
            {
                LiveMatch(match, findings);
            }
            else if (request.Mode == EntryMode.NewEntry)
            {
                RemovedMatch(match, findings);
            }
            else if (match.Resident != person.Earlier)
            {
                // The earlier record that was chosen is not that of the number.
                RemovedMatch(match with { Equal = match.Equal & ~MatchKinds.ThreeItems }, findings);
            }
        }
    }

    private static void LiveMatch(NewcomerMatch match, Findings findings)
    {
        const MatchKinds numbers = MatchKinds.IndividualNumber | MatchKinds.RecordCode | MatchKinds.CardNumber;
        bool samePerson = match.Equal.HasFlag(MatchKinds.ThreeItems);
        if (samePerson)
        {
            findings.Add((match.Equal & numbers) != 0 ? "MI-06" : "MI-07", "name", match.Newcomer);
            return;
        }

        foreach ((MatchKinds kind, string check) in (ReadOnlySpan<(MatchKinds, string)>)
            [(MatchKinds.IndividualNumber, "ID-03"), (MatchKinds.RecordCode, "ID-06"), (MatchKinds.CardNumber, "ID-15")])
        {
            if (match.Equal.HasFlag(kind))
            {
                findings.Add(check, "name", match.Newcomer);
            }
        }
    }

    private static void RemovedMatch(NewcomerMatch match, Findings findings)
    {
        foreach ((MatchKinds kind, string check) in (ReadOnlySpan<(MatchKinds, string)>)
            [
                (MatchKinds.IndividualNumber, "MI-02"), (MatchKinds.RecordCode, "MI-03"), (MatchKinds.CardNumber, "MI-04"),
                (MatchKinds.ThreeItems, "MI-05"),
            ])
        {
            if (match.Equal.HasFlag(kind))
            {
                findings.Add(check, "mode", match.Newcomer);
            }
        }
    }

    private static void Returning(Newcomer person, ChangeRequest request, RegisterView view, Findings findings)
    {
        if (person.Earlier is not { } id || view.Person(id) is not { } earlier)
        {
            findings.Add("RR-69", "earlier", person.Ref);
            return;
        }

        if (earlier.Present.Record.IsLive)
        {
            findings.Add("MI-06", "earlier", person.Ref);
        }

        if (earlier.Present.Record.Removal?.Kind == RemovalKind.Died)
        {
            findings.Add("OF-11", "earlier", person.Ref);
        }

        if (request.Special && person.Name is { } name && name.Written != earlier.Present.Record.Name.Written)
        {
            findings.Add("MI-17", "name", person.Ref);
        }

        if (earlier.NumberDiffers)
        {
            findings.Add("ID-16", "individualNumber", person.Ref);
        }
    }
}
