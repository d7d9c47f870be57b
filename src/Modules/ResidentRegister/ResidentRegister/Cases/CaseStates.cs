using System.Text.Json.Nodes;
using Daicho.Kernel;
using Daicho.Platform.Cases;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;
using Daicho.ResidentRegister.Residents.Validation;

namespace Daicho.ResidentRegister.Cases;

/// <summary>Tells a proposal in the words of the cases.</summary>
internal static class CaseStates
{
    /// <summary>The result of findings alone.</summary>
    public static CaseResult Of(Findings findings, JsonObject? state = null) => new()
    {
        Findings = [.. findings.Select(finding => new CaseFinding(finding.CheckId, finding.Severity == Severity.Error))],
        State = state ?? [],
        BrokenRules = NegativeRules.Broken(findings),
    };

    /// <summary>The result of a decision.</summary>
    public static CaseResult Of(ChangeProposal proposal, CaseWorld world, IReadOnlyList<string> newcomers)
    {
        JsonObject state = [];
        foreach (Append row in proposal.Rows)
        {
            string name = NameOf(row, world, newcomers, proposal);
            state[name] = Person(row, name, world);
            state[row.Row.Record.Kind == ResidentKind.Japanese ? "japaneseRecord" : "foreignRecord"] = Person(row, name, world);
        }

        if (proposal.Rows.Count == 1)
        {
            state["historyRowsKept"] = new JsonArray(
                [.. Enumerable.Range(1, proposal.Rows[0].Row.HistoryNo).Select(no => JsonValue.Create(no))]);
        }

        return Of(proposal.Findings, state) with
        {
            Outputs = new JsonObject
            {
                ["documents"] = Titles(proposal.Documents),
                ["offered"] = Titles(proposal.Documents.Where(document => !document.Automatic)),
                ["printedChangeDate"] = proposal.Rows.Count == 0 ? null : proposal.Rows[0].Row.Facts.HappenedOn.Written,
            },
        };
    }

    private static JsonArray Titles(IEnumerable<OfferedDocument> documents) =>
        new([.. documents.Select(document => document.Title).Distinct().Select(title => JsonValue.Create(title))]);

    private static string NameOf(Append row, CaseWorld world, IReadOnlyList<string> newcomers, ChangeProposal proposal)
    {
        string? known = world.Ids.FirstOrDefault(one => one.Value == row.Row.ResidentId).Key;
        int place = proposal.Rows.Where(one => one.Before is null).ToList().IndexOf(row);
        return known ?? (place >= 0 && place < newcomers.Count ? newcomers[place] : row.Row.ResidentId.Value.ToString());
    }

    private static JsonObject Person(Append append, string name, CaseWorld world)
    {
        HistoryRow row = append.Row;
        ResidentRecord record = row.Record;
        string? code = world.Knows(name) && record.RecordCode == NumberState.Recorded ? world.Given(name).Text("residentCode") : null;
        return new JsonObject
        {
            ["status"] = record.Removal is not null ? "removed" : record.IsPlannedOut ? "plannedOut" : "live",
            ["relationship"] = record.Household.Relationship,
            ["householdId"] = world.NameOf(record.Household.Id),
            ["lot"] = record.Address.Lot,
            ["historyNo"] = row.HistoryNo,
            ["lastReason"] = row.Facts.Reason,
            ["removalReason"] = record.Removal?.ReasonCode,
            ["removedOn"] = CaseJson.Iso(record.Removal?.RemovedOn),
            ["plannedOutDate"] = CaseJson.Iso(record.MoveOut?.PlannedOn),
            ["plannedDestination"] = record.MoveOut?.PlannedTo.Full,
            ["confirmedOutDate"] = CaseJson.Iso(record.MoveOut?.ActualOn),
            ["confirmedDestination"] = record.MoveOut?.ActualTo?.Address.Full,
            ["arrivalNoticeDate"] = CaseJson.Iso(record.MoveOut?.NoticeOn),
            ["becameResidentOn"] = Printed(record.BecameResident?.On),
            ["addressSince"] = Printed(record.AddressSettled.On),
            ["addresseeNo"] = record.AddresseeNumber.Value,
            ["residentCode"] = code,
            ["alias"] = record.CommonName?.Written,
            ["formerSurname"] = record.FormerSurname?.Written,
        };
    }

    private static string? Printed(PartialDate? date) => CaseJson.Iso(date?.Exact) ?? date?.Written;
}

/// <summary>The situations of the catalogue that must not raise a finding (NF).</summary>
internal static class NegativeRules
{
    // No finding at all: the standard lists the alert among functions not to be implemented.
    private static readonly string[] NoAlert = ["NF-02", "NF-03"];

    private static readonly Dictionary<string, string[]> NoError = new(StringComparer.Ordinal)
    {
        ["NF-01"] = ["OF-06", "OF-07"],
        ["NF-04"] = ["HH-04", "RL-03"],
        ["NF-05"] = ["RQ-02"],
        ["NF-06"] = ["RQ-14", "RQ-15", "NM-18"],
        ["NF-07"] = ["DT-14", "DT-15", "DT-08"],
        ["NF-08"] = ["DT-02", "DT-13"],
        ["NF-09"] = ["MO-13", "MO-15"],
        ["NF-10"] = ["HH-08", "HH-16"],
        ["NF-12"] = ["HH-02", "HH-04", "HH-11"],
        ["NF-13"] = ["MV-01", "MV-02"],
        ["NF-16"] = ["WF-01"],
    };

    /// <summary>The rules a list of findings breaks.</summary>
    public static IReadOnlyList<string> Broken(Findings findings) =>
    [
        .. NoError.Where(rule => findings.Errors.Any(error => rule.Value.Contains(error.CheckId))).Select(rule => rule.Key),
        .. findings.Count > 0 ? NoAlert : [],
    ];
}
