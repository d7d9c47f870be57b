using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents.Validation;

namespace Daicho.ResidentRegister.Residents.Changes;

/// <summary>
/// Changes that close one record and open another of the same person (帰化, 国籍喪失, 改製, 再製): two rows of one act, the first a
/// 除票, the second live. 宛名番号 and the numbers go over (4.5.3 to 4.5.5, 1.1.4).
/// </summary>
internal static class RecordPairs
{
    /// <summary>Builds both rows of each person.</summary>
    public static void Build(ChangeRequest request, ActBuilder act)
    {
        foreach (ResidentId id in request.Persons)
        {
            if (act.Now(id) is not { } record)
            {
                continue;
            }

            string removal = request.Reason.Replace("_ADD", "_REM", StringComparison.Ordinal);
            bool recompiled = request.Reason is "REMAKE_ADD" or "RESTORE_ADD";
            ResidentRecord closed = Departures.Removed(
                record,
                recompiled ? RemovalKind.Recompiled : RemovalKind.Removed,
                removal,
                act.Facts.HappenedOn,
                act.Facts.HappenedOn.SortDate ?? act.View.Today,
                act.Facts.RegisterNoticeOn);
            ResidentRecord? opened = request.Reason switch
            {
                "EXO_ADD_NATURALIZED" => Naturalized(record, act.Facts),
                "EXO_ADD_NATIONALITY_LOST" => NationalityLost(record, act.Facts),
                _ => Recompiled(record, request, act.Facts),
            };
            FixContext context = new(act.View.Today, act.View.MunicipalityName, request, act.Findings);
            opened = Corrections.Apply(opened, request, context);
            if (opened is not null)
            {
                act.SetOwnRow(closed, removal);
                act.SetOwnRow(recompiled ? opened : opened with { Earlier = FixableItems.Earlier(record) }, request.Reason);
            }
        }
    }

    private static ResidentRecord Naturalized(ResidentRecord record, ChangeFacts facts) => record with
    {
        Kind = ResidentKind.Japanese,
        BecameResident = record.BecameForeignResident is { } since ? since with { ReasonCode = facts.Reason } : null,
        BecameForeignResident = null,
        Foreign = null,
        CommonName = null,
        DeletedCommonNames = [],
        ParallelName = null,
        Name = record.Name with { Alphabet = null },
        NamePriority = NamePriority.Registered,
        CameBy = CameBy(facts),
    };

    private static ResidentRecord NationalityLost(ResidentRecord record, ChangeFacts facts) => record with
    {
        Kind = ResidentKind.Foreign,
        BecameForeignResident = new DatedFact(
            TransitionChecks.Later(facts.HappenedOn, record.BecameResident?.On), facts.Reason, record.BecameResident?.NotifiedOn),
        BecameResident = null,
        Domicile = null,
        FormerSurname = null,
        Foreign = new ForeignResidence { Category = ForeignCategory.TransitionalByLossOfNationality },
        Marks = record.Marks with { NationalityLostOn = facts.HappenedOn.Exact },
        CameBy = CameBy(facts),
    };

    // The new sheet holds what is in force; earlier names and addresses stay on the closed one (RR-55).
    private static ResidentRecord Recompiled(ResidentRecord record, ChangeRequest request, ChangeFacts facts) => record with
    {
        Recompiled = request.Reason == "REMAKE_ADD"
            ? new Recompilation(request.RecompilationNumber ?? "", facts.HappenedOn.Exact ?? facts.ProcessedOn, facts.ProcessedOn)
            : record.Recompiled,
        Earlier = request.Reason == "REMAKE_ADD" ? null : record.Earlier,
        BeforeChange = request.Reason == "REMAKE_ADD" ? null : record.BeforeChange,
        DistrictsBefore = request.Reason == "REMAKE_ADD" ? null : record.DistrictsBefore,
    };

    private static DatedFact CameBy(ChangeFacts facts) =>
        new(facts.HappenedOn, facts.Reason, facts.NotifiedOn) { Reason = ChangeReasons.Get(facts.Reason).Japanese };
}
