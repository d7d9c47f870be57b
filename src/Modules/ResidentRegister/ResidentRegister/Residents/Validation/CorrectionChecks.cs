using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents.Changes;

namespace Daicho.ResidentRegister.Residents.Validation;

/// <summary>Checks of corrections, former surnames, aliases, numbers (OF-02, OF-03, OF-12, ID-07, NM-06 … NM-13, NM-17, BD-16).</summary>
internal static class CorrectionChecks
{
    // 令和7年5月26日: the reading of the former surname is asked for together with it.
    private static readonly DateOnly ReadingsSince = new(2025, 5, 26);

    /// <summary>Checks a request that corrects items.</summary>
    public static void Check(ChangeRequest request, RegisterView view, Findings findings)
    {
        bool asksNumber = request.Reason.StartsWith("CODE_", StringComparison.Ordinal) || request.Reason.StartsWith("NUMBER_", StringComparison.Ordinal);
        if (request.Fixes.Any(fix => fix.Item is "recordCode" or "individualNumber"))
        {
            findings.Add(request.Reason == "CODE_CHANGE_REQ" ? "OF-12" : "ID-07", "recordCode");
        }

        bool needsFix = request.Reason is "EXO_FIX" or "CLERICAL" or "MINOR";
        if (needsFix && request.Fixes.Count == 0 && request.Relationships.Count == 0)
        {
            findings.Add("RR-57", "fixes");
        }

        if (asksNumber)
        {
            Numbers(request, view, findings);
            return;
        }

        if (request.Reason == "MINOR")
        {
            Minor(request, findings);
        }

        foreach (ResidentId id in request.Persons)
        {
            if (view.Present(id)?.Record is { IsLive: true } record)
            {
                Person(record, request, view, findings);
            }
        }
    }

    // A number entered for a resident must be nobody else's, living or removed; it is one person's own for ever.
    private static void Numbers(ChangeRequest request, RegisterView view, Findings findings)
    {
        if ((request.NumberEntered || request.RecordCodeEntered) && request.Persons.Count != 1)
        {
            findings.Add("RR-69", "persons");
        }

        foreach (NewcomerMatch match in view.Matches)
        {
            findings.Add(match.Equal.HasFlag(MatchKinds.IndividualNumber) ? "ID-03" : "ID-06", "persons", match.Newcomer);
        }
    }

    private static void Person(ResidentRecord record, ChangeRequest request, RegisterView view, Findings findings)
    {
        switch (request.Reason)
        {
            case "FORMER_SET" or "FORMER_CHANGE":
                Former(record, request, view, findings);
                break;
            case "ALIAS_SET":
                Alias(record, request, findings);
                break;
            case "EXO_FIX" when record.Name.KanaConfirmed && request.Fixes.Any(fix => fix.Item == "kana" && fix.Value != record.Name.Kana):
                findings.Add("NM-17", "kana", record);
                break;
        }

        foreach (ItemFix fix in request.Fixes)
        {
            Text(fix, findings);
        }
    }

    private static void Text(ItemFix fix, Findings findings)
    {
        switch (fix.Item)
        {
            case "name" or "commonName" or "formerSurname" or "parallelName" or "addresseeName":
                NameChecks.Text(fix.Value, fix.Item, fix.Person, findings);
                break;
            case "kana" or "commonNameKana" or "formerSurnameKana" or "parallelNameKana" or "addresseeNameKana":
                NameChecks.Reading(fix.Value, fix.Item, fix.Person, findings);
                break;
        }
    }

    private static void Minor(ChangeRequest request, Findings findings)
    {
        foreach (ItemFix fix in request.Fixes)
        {
            if (FixableItems.Find(fix.Item) is not { NameOrAddress: true })
            {
                findings.Add("OF-02", fix.Item);
            }
        }

        bool address = request.Fixes.Any(fix => fix.Item is "town" or "lot" or "building");
        bool addressCase = request.Minor
            is MinorCase.PlaceRenamed or MinorCase.LotRenumbered or MinorCase.ResidenceIndication or MinorCase.BuildingRenamed
            or MinorCase.CommonCharacter or MinorCase.CharacterIdentification;
        bool lot = request.Fixes.Any(fix => fix.Item is "lot");
        bool lotCase = request.Minor is MinorCase.PlaceRenamed or MinorCase.LotRenumbered or MinorCase.ResidenceIndication;
        if (!findings.Has("OF-02") && ((address && !addressCase) || (lot && !lotCase)))
        {
            findings.Add("OF-03", "lot");
        }
    }

    // 住民基本台帳法施行令第30条の14.
    private static void Former(ResidentRecord record, ChangeRequest request, RegisterView view, Findings findings)
    {
        if (record.Kind == ResidentKind.Foreign)
        {
            findings.Add("NM-11", "formerSurname", record);
            return;
        }

        string? written = Value(request, "formerSurname");
        string? kana = Value(request, "formerSurnameKana");
        bool both = !string.IsNullOrWhiteSpace(written) && !string.IsNullOrWhiteSpace(kana);
        if (!both && !(request.RequestOn?.Exact < ReadingsSince))
        {
            findings.Add("NM-06", "formerSurnameKana", record);
        }

        if (!string.IsNullOrEmpty(written) && written == record.Name.Surname)
        {
            findings.Add("NM-10", "formerSurname", record);
        }

        IReadOnlyList<HistoryRow> history = view.Person(record.Id)?.History ?? [];
        if (request.Reason == "FORMER_SET")
        {
            if (record.FormerSurname is not null)
            {
                findings.Add("NM-07", "formerSurname", record);
            }
            else if (WasDeletedWithoutNewSurname(history))
            {
                findings.Add("NM-09", "formerSurname", record);
            }
        }
        else if (SurnameBefore(history) is { } last && written != last)
        {
            findings.Add("NM-08", "formerSurname", record);
        }
    }

    private static void Alias(ResidentRecord record, ChangeRequest request, Findings findings)
    {
        if (record.Kind == ResidentKind.Japanese)
        {
            findings.Add("NM-12", "commonName", record);
        }
        else if (record.CommonName is not null)
        {
            findings.Add("NM-13", "commonName", record);
        }
        else if (string.IsNullOrWhiteSpace(Value(request, "commonName")))
        {
            findings.Add("RR-57", "commonName", record);
        }
    }

    private static string? Value(ChangeRequest request, string item) =>
        request.Fixes.LastOrDefault(fix => fix.Item == item)?.Value;

    // Newest first: the surname of the row before the latest change of the surname.
    private static string? SurnameBefore(IReadOnlyList<HistoryRow> history)
    {
        string? now = history.Count > 0 ? history[0].Record.Name.Surname : null;
        return history.Select(row => row.Record.Name.Surname).FirstOrDefault(surname => surname is not null && surname != now);
    }

    private static bool WasDeletedWithoutNewSurname(IReadOnlyList<HistoryRow> history)
    {
        int deleted = history.ToList().FindIndex(row => row.Facts.Reason == "FORMER_DEL");
        return deleted >= 0 && history.Take(deleted + 1).All(row => row.Record.Name.Surname == history[0].Record.Name.Surname);
    }
}
