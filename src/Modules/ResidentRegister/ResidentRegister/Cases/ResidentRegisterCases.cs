using System.Text.Json;
using System.Text.Json.Nodes;
using Daicho.Kernel;
using Daicho.Platform.Cases;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;
using Daicho.ResidentRegister.Residents.Relationships;
using Daicho.ResidentRegister.Residents.Validation;

namespace Daicho.ResidentRegister.Cases;

/// <summary>Leads the known-answer cases of the resident register through its production rules.</summary>
public static class ResidentRegisterCases
{
    private const string Seal = "印鑑登録は対象外（印鑑のモジュールで扱う）";
    private const string Supplement = "戸籍の附票は対象外（附票のモジュールで扱う）";
    private const string Network = "住基ネットへの一括送信は対象外（住基ネットのモジュールで扱う）";

    /// <summary>The adapters, one per operation.</summary>
    public static IReadOnlyList<CaseAdapter> Adapters { get; } =
    [
        new("checkIdentifier", Identifier),
        new("checkDate", Date),
        new("checkVagueDate", VagueDate),
        new("parseWareki", ParseWareki),
        new("toWareki", ToWareki),
        new("checkRelationship", OneRelationship),
        new("proposeRelationships", Propose),
        new("orderMembers", Order),
        new("checkHousehold", Household),
        new("linkToOtherSystems", Household),
        new("checkRecord", Record),
        new("checkItem", Item),
        new("checkReading", Reading),
        new("matchReading", MatchReading),
        new("registerChange", Change),
        new("receiveArrivalNotice", Arrival),
        new("cancelChange", Cancel),
        new("promoteDraft", Promote),
        new("countPopulation", CountPopulation),
        new("startSupport", StartSupport),
        new("extendSupport", ExtendSupport),
        new("requestCardContinuation", CardContinuation),
        new("issueCertificate", CaseCertificates.Run) { RunOnDatabase = CasesOnDatabase.IssueAsync },
        new("search", _ => CaseResult.OnDatabase) { RunOnDatabase = CasesOnDatabase.SearchAsync },
        new("registerSeal", _ => CaseResult.NotSupported(Seal)),
        new("issueSealCertificate", _ => CaseResult.NotSupported(Seal)),
        new("createSupplementEntry", _ => CaseResult.NotSupported(Supplement)),
        new("issueSupplementCertificate", _ => CaseResult.NotSupported(Supplement)),
        new("sendBulkResultToCs", _ => CaseResult.NotSupported(Network)),
        new("bulkAddressChange", _ => CaseResult.NotSupported(Network)),
    ];

    private static JsonElement When(JsonElement one) => one.GetProperty("when");

    private static Findings New() => new(CheckSettings.Default);

    private static CaseResult Identifier(JsonElement one)
    {
        string value = When(one).Text("value") ?? "";
        string kind = When(one).Text("kind") ?? "";
        Action<string, Findings>? check = kind switch
        {
            "individualNumber" => IdentifierChecks.IndividualNumber,
            "residentCode" => IdentifierChecks.RecordCode,
            "corporateNumber" => IdentifierChecks.CorporateNumber,
            "municipalityCode" => IdentifierChecks.MunicipalityCode,
            "addresseeNumber" => IdentifierChecks.AddresseeNumber,
            "householdNumber" => IdentifierChecks.HouseholdNumber,
            "residenceCardNumber" => IdentifierChecks.ResidenceCard,
            "basicPensionNumber" => IdentifierChecks.BasicPensionNumber,
            "postalCode" => IdentifierChecks.PostalCode,
            "addressCode" => IdentifierChecks.AddressCode,
            _ => null,
        };
        if (check is null)
        {
            return CaseResult.NotSupported($"no identifier {kind}");
        }

        Findings findings = New();
        check(value, findings);
        return CaseStates.Of(findings);
    }

    private static CaseResult Date(JsonElement one) => ReadDate(one, "wareki");

    private static CaseResult VagueDate(JsonElement one) => ReadDate(one, "text");

    private static CaseResult ParseWareki(JsonElement one) => ReadDate(one, "text");

    private static CaseResult ReadDate(JsonElement one, string textField)
    {
        Findings findings = New();
        string field = When(one).Text("field") ?? "birthDate";
        PartialDate? date = DateChecks.Read(When(one).Text(textField) ?? When(one).Text("wareki"), field, EraTable.Default, findings);
        return CaseStates.Of(findings, new JsonObject
        {
            ["western"] = CaseJson.Iso(date?.Exact),
            ["printed"] = date?.Written,
        });
    }

    private static CaseResult ToWareki(JsonElement one) => CaseStates.Of(New(), new JsonObject
    {
        ["printed"] = new JsonArray(
        [
            .. When(one).Texts("western").Select(day => JsonValue.Create(
                Wareki.Print(DateOnly.ParseExact(day, "yyyy-MM-dd"), EraTable.Default, WarekiForm.HalfWidth))),
        ]),
    });

    private static CaseResult OneRelationship(JsonElement one)
    {
        Findings findings = New();
        RelationshipFault fault = Relationship.Check(When(one).Text("value") ?? "");
        if (fault != RelationshipFault.None)
        {
            findings.Add(fault == RelationshipFault.TooLong ? "RL-02" : "RL-01", "relationship");
        }

        return CaseStates.Of(findings);
    }

    private static CaseResult Propose(JsonElement one)
    {
        CaseWorld world = new(one);
        string head = When(one).Text("newHead") ?? "";
        ResidentRecord next = world.Person(head).Present.Record;
        JsonObject relationships = [];
        foreach (ProposedRelationship proposal in RelationshipProposals.For(Members(world, next.Household.Id), next.Id))
        {
            relationships[world.Ids.First(known => known.Value == proposal.Person).Key] = proposal.Proposed;
        }

        return CaseStates.Of(New(), new JsonObject { ["relationships"] = relationships });
    }

    private static CaseResult Order(JsonElement one)
    {
        CaseWorld world = new(one);
        HouseholdId household = world.Household(When(one).Text("householdId") ?? "").Id;
        return CaseStates.Of(New(), new JsonObject
        {
            ["order"] = new JsonArray(
            [
                .. MemberOrder.Sort(Members(world, household))
                    .Select(member => JsonValue.Create(world.Ids.First(known => known.Value == member.Id).Key)),
            ]),
        });
    }

    private static CaseResult Household(JsonElement one)
    {
        CaseWorld world = new(one);
        Findings findings = New();
        HouseholdChecks.Check(Members(world, world.Household(When(one).Text("householdId") ?? "").Id), world.Today, findings);
        return CaseStates.Of(findings);
    }

    private static List<ResidentRecord> Members(CaseWorld world, HouseholdId household) =>
    [
        .. world.Persons.Select(person => person.Present.Record)
            .Where(record => record.IsLive && record.Household.Id == household),
    ];

    private static CaseResult Record(JsonElement one)
    {
        CaseWorld world = new(one);
        Findings findings = New();
        ResidentRecord record = CaseRecords.Record(ResidentId.New(), When(one).GetProperty("record"), null, world, null);
        RecordChecks.Check(record, world.Today, CaseWorld.Municipality, findings);
        return CaseStates.Of(findings);
    }

    private static CaseResult Item(JsonElement one)
    {
        CaseWorld world = new(one);
        Findings findings = New();
        string key = When(one).Text("item") ?? "";
        if (FixableItems.Find(key) is not { } item)
        {
            return CaseResult.NotSupported($"no item {key}");
        }

        ResidentRecord record = CaseRecords.Record(ResidentId.New(), default, null, world, null);
        ChangeRequest request = new() { Form = "CLERICAL", Reason = "CLERICAL" };
        ResidentRecord? after = item.Apply(record, When(one).Text("value"), new FixContext(world.Today, "霞野市", request, findings));
        if (after is not null)
        {
            RecordChecks.Check(after, world.Today, CaseWorld.Municipality, findings);
        }

        return CaseStates.Of(findings);
    }

    private static CaseResult Reading(JsonElement one)
    {
        Findings findings = New();
        NameChecks.Reading(When(one).Text("value"), "kana", null, findings);
        return CaseStates.Of(findings);
    }

    private static CaseResult MatchReading(JsonElement one)
    {
        JsonElement when = When(one);
        KanaMatch mode = when.Text("mode") == "whole" ? KanaMatch.Whole : KanaMatch.Partial;
        bool match = KanaFolding.Matches(when.Text("entered") ?? "", when.Text("stored") ?? "", mode);
        return CaseStates.Of(New(), new JsonObject { ["match"] = match });
    }

    private static CaseResult Change(JsonElement one)
    {
        CaseWorld world = new(one);
        if (world.Ids.Keys.Any(id => world.Given(id).Find("seal") is not null))
        {
            return CaseResult.NotSupported(Seal);
        }

        Findings findings = New();
        JsonElement change = When(one).GetProperty("change");
        ChangeRequest request = CaseRequests.Of(change, world, findings);
        RegisterView view = world.View(CaseRequests.Matches(change, request, world), request.Newcomers.Count);
        ChangeProposal proposal = ChangeDecision.Decide(request, view);
        proposal.Findings.AddRange(findings);
        return CaseStates.Of(proposal, world, [.. request.Newcomers.Select(person => person.Ref.Value)]);
    }

    private static CaseResult Arrival(JsonElement one)
    {
        CaseWorld world = new(one);
        JsonElement when = When(one);
        ArrivalNotice notice = new(
            world.Ids[when.Text("personId") ?? ""],
            when.Day("arrivalDate") ?? world.Today,
            when.Day("noticeDate") ?? world.Today,
            new AddressWithHead(new Address { Town = when.Text("confirmedDestination") ?? "" }));
        return CaseStates.Of(MoveOutCompletion.Arrived(notice, world.View([], 0)), world, []);
    }

    private static CaseResult Cancel(JsonElement one)
    {
        CaseWorld world = new(one);
        JsonElement when = When(one);
        CancelRequest request = new()
        {
            Rows = [new CancelledRow(world.Ids[when.Text("personId") ?? ""], when.GetProperty("historyNo").GetInt32())],
            Basis = CaseRequests.BasisOf(when.Text("basis")),
            ApplicationOn = when.Day("applicationDate"),
            Ground = "誤りの届出",
        };
        return CaseStates.Of(CancelDecision.Decide(request, world.View([], 0)), world, []);
    }

    private static CaseResult Promote(JsonElement one)
    {
        JsonElement when = When(one);
        JsonElement draft = one.GetProperty("given").List("drafts").First(known => known.Text("draftId") == when.Text("draftId"));
        Findings open = New();
        foreach (string check in draft.Texts("openFindings"))
        {
            open.Add(check);
        }

        Findings findings = New();
        WorkflowChecks.Promotion(open, [], when.Flag("reviewed"), when.Flag("approved"), findings);
        return CaseStates.Of(findings);
    }

    private static CaseResult CountPopulation(JsonElement one)
    {
        CaseWorld world = new(one);
        DateOnly day = When(one).Day("referenceDate") ?? world.Today;
        (int count, int households) = Population.Count(world.Persons.Select(person => person.Present.Record), day);
        return CaseStates.Of(New(), new JsonObject { ["population"] = count, ["households"] = households });
    }

    private static CaseResult StartSupport(JsonElement one)
    {
        Findings findings = New();
        DateOnly? start = When(one).Day("start");
        SupportRules.Start(start, When(one).Day("end"), When(one).Text("reason"), findings);
        return CaseStates.Of(findings, new JsonObject { ["end"] = start is { } from ? CaseJson.Iso(SupportRules.EndOf(from)) : null });
    }

    private static CaseResult ExtendSupport(JsonElement one)
    {
        CaseWorld world = new(one);
        Findings findings = New();
        string id = When(one).Text("personId") ?? "";
        DateOnly end = CaseWorld.ProtectionOf(world.Ids[id], world.Given(id)).Support[0].EndsOn;
        SupportRules.Extend(end, world.Today, findings);
        return CaseStates.Of(findings, new JsonObject { ["end"] = CaseJson.Iso(SupportRules.ExtendedEnd(end)) });
    }

    private static CaseResult CardContinuation(JsonElement one)
    {
        CaseWorld world = new(one);
        Findings findings = New();
        DepartureChecks.CardContinuation(world.Person(When(one).Text("personId") ?? "").Present.Record, world.Today, findings);
        return CaseStates.Of(findings);
    }
}
