using System.Text.Json;
using Daicho.Kernel;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;
using Daicho.ResidentRegister.Residents.Relationships;
using Daicho.ResidentRegister.Residents.Validation;

namespace Daicho.ResidentRegister.Cases;

/// <summary>Builds the request of a <c>registerChange</c> case.</summary>
internal static class CaseRequests
{
    /// <summary>The request; dates that cannot be read leave their finding.</summary>
    public static ChangeRequest Of(JsonElement change, CaseWorld world, Findings findings)
    {
        string reason = change.Text("reason") ?? "";
        Basis basis = BasisOf(change.Text("basis"));
        PartialDate? happened = HappenedOn(change, findings);
        bool official = basis is Basis.ExOfficio or Basis.RegisterNotice or Basis.ImmigrationNotice;
        ChangeRequest request = new()
        {
            Form = "",
            Reason = reason,
            Basis = basis,
            Persons = [.. change.Texts("persons").Where(world.Knows).Select(id => world.Ids[id])],
            Newcomers = [.. change.Texts("persons").Where(id => !world.Knows(id)).Select(id => NewcomerOf(id, change, world))],
            HappenedOn = happened,
            ProcessedOn = change.Day("processingDate"),
            NotifiedOn = change.Date("notificationDate") ?? change.Date("vagueNotificationDate")
                ?? (basis == Basis.Notification ? PartialDate.FromDate(world.Today) : null),
            RegisterNoticeOn = change.Date("registerNoticeDate"),
            ApplicationOn = change.Date("applicationDate"),
            RequestOn = change.Date("requestDate"),
            Notifier = official ? null : new Notifier(NotifierKind.Person, "運転免許証"),
            Route = change.Text("channel") == "ONLINE" ? Route.Online : Route.Counter,
            Ground = basis == Basis.ExOfficio ? "実態調査" : null,
            Documents = Documents(change),
            // A case that has the certificate shown has read it.
            Certificate = reason == "IN_DOMESTIC" ? new MoveOutCertificateData { PlannedOn = happened?.Exact ?? world.Today } : null,
            Mode = change.Text("mode") == "RE_ARRIVAL" ? EntryMode.ReArrival : EntryMode.NewEntry,
            Special = change.Flag("special"),
            Unreported = change.Flag("unreported"),
            Provision = change.Text("subKind"),
            Destination = DestinationOf(change, reason),
            NewAddress = AddressOf(change, reason),
            Target = change.Text("targetHousehold") is { } target ? new HouseholdTarget(world.Household(target).Id)
                : change.Flag("newHousehold") ? HouseholdTarget.New
                : null,
            NewHead = change.Text("newHead") is { } head ? Ref(head, world) : null,
            Relationships = change.Find("relationships") is { } set
                ? [.. set.EnumerateObject().Select(one => new RelationshipSet(Ref(one.Name, world), one.Value.GetString() ?? ""))]
                : [],
            Fixes = FixesOf(change, reason),
            Minor = reason == "MINOR" ? MinorCase.CommonCharacter : null,
            NoticeToPerson = basis == Basis.ExOfficio ? true : null,
        };
        return request with { Form = FormOf(request) };
    }

    /// <summary>Records that equal a newcomer, found here by plain comparison as the handler finds them by keys.</summary>
    public static IReadOnlyList<NewcomerMatch> Matches(JsonElement change, ChangeRequest request, CaseWorld world)
    {
        JsonElement person = change.Find("person") ?? default;
        List<NewcomerMatch> matches = [];
        foreach (Newcomer newcomer in request.Newcomers)
        {
            foreach ((string id, Contracts.ResidentId resident) in world.Ids)
            {
                ResidentRecord record = world.Person(id).Present.Record;
                JsonElement known = world.Given(id);
                MatchKinds equal = Same(person, known, "individualNumber", MatchKinds.IndividualNumber)
                    | Same(person, known, "residentCode", MatchKinds.RecordCode)
                    | Same(person, known, "residenceCardNo", MatchKinds.CardNumber);
                if (newcomer.Name?.Written == record.Name.Written && newcomer.Sex == record.Sex && newcomer.BirthDate == record.BirthDate)
                {
                    equal |= MatchKinds.ThreeItems;
                }

                if (equal != MatchKinds.None)
                {
                    matches.Add(new NewcomerMatch(newcomer.Ref, resident, record.IsLive, equal));
                }
            }
        }

        return matches;
    }

    /// <summary>届出区分 of its name in the cases.</summary>
    public static Basis BasisOf(string? basis) => basis switch
    {
        "REGISTER_NOTICE" => Basis.RegisterNotice,
        "APPLICATION" => Basis.Application,
        "REQUEST" => Basis.Request,
        "EX_OFFICIO" => Basis.ExOfficio,
        "IMMIGRATION_NOTICE" => Basis.ImmigrationNotice,
        _ => Basis.Notification,
    };

    private static PersonRef Ref(string id, CaseWorld world) =>
        world.Knows(id) ? PersonRef.Of(world.Ids[id]) : new PersonRef(id);

    // The first form of the reason that holds every field filled in; a field outside all of them is what the case tests.
    private static string FormOf(ChangeRequest request)
    {
        List<ChangeForm> forms =
            [.. ChangeForms.All.Where(form => form.Reasons.Contains(request.Reason) && form.Bases.Contains(request.Basis))];
        return (forms.Find(form => form.Outside(ChangeForms.Filled(request)).Count == 0) ?? forms.FirstOrDefault())?.Code ?? "";
    }

    private static MatchKinds Same(JsonElement person, JsonElement known, string field, MatchKinds kind) =>
        person.Text(field) is { Length: > 0 } value && value == known.Text(field) ? kind : MatchKinds.None;

    private static PartialDate? HappenedOn(JsonElement change, Findings findings)
    {
        string? text = change.Text("changeDate") ?? change.Text("vagueChangeDate") ?? change.Text("nonCalendarChangeDate");
        if (text is null)
        {
            return null;
        }

        if (!PartialDate.TryParse(text, EraTable.Default, out PartialDate? date))
        {
            findings.Add("DT-06", "happenedOn");
        }

        return date;
    }

    private static List<CheckedDocument> Documents(JsonElement change)
    {
        List<CheckedDocument> documents = [.. Enum.GetValues<CheckedDocument>()];
        if (change.Find("transferCertificate")?.ValueKind == JsonValueKind.False)
        {
            documents.RemoveAll(document => document
                is CheckedDocument.MoveOutCertificate or CheckedDocument.SubstituteForMoveOutCertificate or CheckedDocument.MoveOutInformation);
        }

        return documents;
    }

    private static Destination? DestinationOf(JsonElement change, string reason)
    {
        if (reason is not ("OUT_DOMESTIC" or "OUT_ABROAD"))
        {
            return null;
        }

        if (change.Find("destination") is not { } stated)
        {
            return new Destination(new Address { Town = reason == "OUT_ABROAD" ? "アメリカ合衆国" : "大阪府大阪市", Abroad = reason == "OUT_ABROAD" });
        }

        return MunicipalityCode.TryParse(stated.Text("municipality"), out MunicipalityCode? code)
            ? new Destination(new Address { Town = "大阪府大阪市" }) { Municipality = code }
            : new Destination(stated.Text("address") is { } text ? new Address { Town = text, Abroad = stated.Flag("abroad") } : null);
    }

    private static Address? AddressOf(JsonElement change, string reason) =>
        change.Find("newAddress") is { } stated ? CaseRecords.Address(stated, null)
        : reason is "MOVE" or "IN_DOMESTIC" or "IN_ABROAD" or "EXO_ADD" ? new Address { Town = "", Lot = "北町9-9" }
        : null;

    private static List<ItemFix> FixesOf(JsonElement change, string reason)
    {
        List<ItemFix> fixes = [];
        if (change.Find("fix") is { } stated)
        {
            fixes.AddRange(stated.EnumerateObject().Select(one => new ItemFix(one.Name, one.Value.GetString())));
        }

        foreach ((string field, string item) in (ReadOnlySpan<(string, string)>)
            [
                ("newName", "name"), ("honseki", "domicile"), ("hittosha", "domicileHead"), ("formerSurname", "formerSurname"),
                ("formerSurnameKana", "formerSurnameKana"), ("alias", "commonName"), ("aliasKana", "commonNameKana"),
            ])
        {
            if (change.Text(field) is { } value)
            {
                fixes.Add(new ItemFix(item, value));
            }
        }

        if (fixes.Count == 0 && reason is "EXO_FIX" or "CLERICAL" or "MINOR")
        {
            fixes.Add(new ItemFix(reason == "MINOR" ? "building" : "remark", "確認済み"));
        }

        return fixes;
    }

    private static Newcomer NewcomerOf(string id, JsonElement change, CaseWorld world)
    {
        JsonElement person = change.Find("person") ?? default;
        bool foreign = person.Text("kind") == "foreign";
        string reason = change.Text("reason") ?? "";
        bool birth = reason == "BIRTH";
        string? origin = person.Text("previousAddress") ?? (birth || foreign ? null : reason == "IN_ABROAD" ? "アメリカ合衆国" : "大阪府大阪市北区1-1");
        Newcomer newcomer = new()
        {
            Ref = new PersonRef(id),
            Kind = foreign ? ResidentKind.Foreign : ResidentKind.Japanese,
            Name = CaseRecords.Name(person.Text("name") ?? "見本 新", person.Text("kana")),
            Sex = CaseRecords.SexOf(person.Text("sex"), ""),
            BirthDate = person.Date("birthDate") ?? (birth ? change.Date("changeDate") : PartialDate.FromDate(new DateOnly(1990, 2, 2))),
            Relationship = person.Text("relationship") ?? (birth ? Relationship.Child : Relationship.Head),
            MovedInFrom = string.IsNullOrEmpty(origin) ? null : new AddressWithHead(new Address { Town = origin, Abroad = reason == "IN_ABROAD" }),
            Domicile = foreign ? null : CaseRecords.Domicile(person.Text("honseki"), person.Text("hittosha")),
            Foreign = foreign ? CaseRecords.ForeignOf(person) : null,
            NumberEntered = !birth,
            RecordCodeEntered = !birth,
            PointToNote = person.Flag("remark") ? "未届転入" : null,
            Parent = person.Text("parent") is { } parent && world.Knows(parent) ? world.Ids[parent] : null,
        };
        return newcomer;
    }
}
