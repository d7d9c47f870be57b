using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents.Items;

namespace Daicho.ResidentRegister.Residents.Changes;

/// <summary>修正: corrections, former surnames, aliases and numbers (4.2.3, 1.1.7, 4.3, 4.4). The row before stays as it is.</summary>
internal static class Corrections
{
    /// <summary>Builds the rows.</summary>
    public static void Build(ChangeRequest request, ActBuilder act)
    {
        FixContext context = new(act.View.Today, act.View.MunicipalityName, request, act.Findings);
        foreach (ResidentId id in request.Persons)
        {
            if (act.View.Present(id) is not { } row)
            {
                continue;
            }

            ResidentRecord? after = request.Reason switch
            {
                "FORMER_DEL" => row.Record with { FormerSurname = null },
                "ALIAS_DEL" => WithoutAlias(row.Record, request, context),
                "NUMBER_CHANGE_REQ" or "NUMBER_EXO_FIX" or "NUMBER_EXO_SET" =>
                    row.Record with { IndividualNumber = request.NumberEntered ? NumberState.Recorded : NumberState.Requested },
                "CODE_CHANGE_REQ" or "CODE_EXO_SET" =>
                    row.Record with { RecordCode = request.RecordCodeEntered ? NumberState.Recorded : NumberState.Requested },
                _ => Apply(row.Record, request, context) is { } corrected ? Settled(row.Record, corrected, request, act.View) : null,
            };
            if (after is null)
            {
                continue;
            }

            if (request.RelationshipOf(PersonRef.Of(id)) is { Length: > 0 } relationship)
            {
                act.Related(id);
                after = after with { Household = after.Household with { Relationship = relationship, RelationshipPending = false } };
            }

            // A clerical error was wrong from the row that brought it in; the correction is true from the same day (4.2.3.3).
            HistoryRow? wrong = request.Reason == "CLERICAL" ? Origin(act.View.Person(id)?.History ?? [], row, after) : null;
            act.Set(Marked(after, request.Reason, act.View.By.Forces), wrong?.EffectiveFrom, wrong?.HistoryNo);
        }
    }

    /// <summary>The record with the fixes of the request; null when one is refused.</summary>
    public static ResidentRecord? Apply(ResidentRecord record, ChangeRequest request, FixContext context)
    {
        ResidentRecord? after = record;

        // The category first: a new one clears the items of the former, and what the form enters for the new one stands.
        foreach (ItemFix fix in request.Fixes.OrderBy(fix => fix.Item == FixableItems.Category ? 0 : 1))
        {
            bool concerns = fix.Person is null || fix.Person == PersonRef.Of(record.Id);
            if (concerns && after is not null && FixableItems.Find(fix.Item) is { } item)
            {
                after = item.Apply(after, fix.Value, context);
            }
        }

        // Several corrected names are one change: the earlier name is the one before all of them.
        return after is null || after.Earlier == record.Earlier ? after : after with { Earlier = FixableItems.Earlier(record) };
    }

    // What hangs on the town follows it, unless the form names it too; the districts before an actual change stay readable (RR-41).
    private static ResidentRecord Settled(ResidentRecord before, ResidentRecord after, ChangeRequest request, RegisterView view)
    {
        if (view.CorrectedAddresses.GetValueOrDefault(before.Id)?.Master is not { } master)
        {
            return after;
        }

        bool Names(string item) => request.Fixes.Any(fix => fix.Item == item);
        return after with
        {
            Address = after.Address with
            {
                Code = Names("addressCode") ? after.Address.Code : master.Code,
                PostalCode = Names("postalCode") ? after.Address.PostalCode : master.PostalCode ?? after.Address.PostalCode,
            },
            Districts = master.Districts,
            DistrictsBefore = request.Reason == "CLERICAL" || master.Districts == before.Districts ? before.DistrictsBefore : before.Districts,
        };
    }

    // The deleted 通称 leaves its facts: what it was, where and when it was recorded and deleted (1.1.2).
    private static ResidentRecord WithoutAlias(ResidentRecord record, ChangeRequest request, FixContext context) => record with
    {
        CommonName = null,
        DeletedCommonNames = record.CommonName is { } deleted
            ? [.. record.DeletedCommonNames, new DeletedCommonName(deleted, request.HappenedOn?.Exact ?? context.Today, context.MunicipalityName)]
            : record.DeletedCommonNames,
        Earlier = FixableItems.Earlier(record),
        NamePriority = NamePriority.Registered,
    };

    // Back to where all the corrected items came to stand as they are; items that came at different times count from the latest.
    private static HistoryRow Origin(IReadOnlyList<HistoryRow> history, HistoryRow present, ResidentRecord corrected)
    {
        RecordItem[] items = [.. RecordDiff.Between(present.Record, corrected).Select(one => one.Item).Where(item => item.Source == ItemSource.Record)];
        return items.Length == 0 ? present : history.OrderByDescending(row => row.HistoryNo)
            .TakeWhile(row => items.All(item => Equals(item.ValueIn(row.Record), item.ValueIn(present.Record))))
            .LastOrDefault() ?? present;
    }

    // What kind the last correction was: 軽微な修正 (item 266), 強制修正 (item 288).
    private static ResidentRecord Marked(ResidentRecord record, string reason, bool forced) =>
        record with { Marks = record.Marks with { MinorCorrection = reason == "MINOR", ForcedCorrection = forced } };
}
