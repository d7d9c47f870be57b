using Daicho.Kernel;
using Daicho.ResidentRegister.Household;
using Daicho.ResidentRegister.Person;
using Daicho.ResidentRegister.Protection;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Items;

namespace Daicho.ResidentRegister.Api;

/// <summary>Turns records into answers, by what the client may see.</summary>
internal static class ResidentMapping
{
    /// <summary>A record.</summary>
    public static ResidentAnswer Of(HistoryRow row, ProtectionFacts protection, ItemVisibility visibility)
    {
        ResidentRecord record = row.Record;
        return new ResidentAnswer
        {
            Id = record.Id.Value,
            Version = row.HistoryNo,
            State = StateOf(record),
            Protection = Of(protection, record.Marks.WarningCode),
            Kind = record.Kind,
            AddresseeNumber = record.AddresseeNumber.Value,
            IndividualNumber = record.IndividualNumber,
            RecordCode = record.RecordCode,
            Name = Of(record.Name),
            ParallelName = record.ParallelName is { } parallel ? Of(parallel) : null,
            CommonName = record.CommonName?.Written,
            FormerSurname = record.FormerSurname?.Written,
            Sex = record.Sex,
            BirthDate = BirthOf(record),
            Address = Of(record.Address),
            AddressSettled = Of(record.AddressSettled),
            BecameResident = (record.BecameResident ?? record.BecameForeignResident) is { } became ? Of(became) : null,
            MovedInFrom = record.MovedInFrom is { } from ? Of(from.Address) : null,
            PriorAddress = record.PriorAddress is { } prior ? Of(prior.Address) : null,
            Household = new MembershipAnswer(
                record.Household.Id.Value, record.Household.Number.Value, record.Household.Relationship, record.Household.Order,
                record.Household.IsHead, record.Household.Head?.Written, record.Household.RelationshipPending),
            Domicile = visibility.Domicile && record.Domicile is { } domicile
                ? new DomicileAnswer(Of(domicile.Address), domicile.Head)
                : null,
            Foreign = record.Foreign is { } foreign ? Of(foreign, visibility.ResidenceStatus) : null,
            MoveOut = record.MoveOut is { } moveOut
                ? new MoveOutAnswer(
                    Of(moveOut.PlannedTo), moveOut.PlannedOn, moveOut.ActualTo is { } to ? Of(to.Address) : null, moveOut.ActualOn)
                : null,
            Removal = record.Removal is { } removal
                ? new RemovalAnswer(removal.Kind, Of(removal.HappenedOn), removal.RemovedOn)
                : null,
            Withheld =
            [
                .. visibility.Domicile || record.Domicile is null ? Array.Empty<string>() : ["domicile"],
                .. visibility.ResidenceStatus || record.Foreign is null ? Array.Empty<string>() : ["residenceStatus"],
            ],
        };
    }

    /// <summary>A row of the history with what it altered.</summary>
    public static HistoryEntryAnswer Of(HistoryRow row, ResidentRecord? before, ItemVisibility visibility)
    {
        ChangeFacts facts = row.Facts;
        return new HistoryEntryAnswer
        {
            Number = row.HistoryNo,
            Reason = facts.Reason,
            ReasonText = HistoryEntries.Reason(facts.Reason),
            Basis = facts.Basis,
            Route = facts.Route,
            Source = facts.Source,
            Office = facts.Office,
            HappenedOn = Of(facts.HappenedOn),
            NotifiedOn = facts.NotifiedOn,
            ProcessedOn = facts.ProcessedOn,
            EffectiveFrom = row.EffectiveFrom,
            RecordedAt = row.RecordedAt,
            EnteredBy = facts.EnteredBy,
            ReviewedBy = facts.ReviewedBy,
            DecidedBy = facts.DecidedBy,
            Replaces = row.ReplacesNo,
            Selectable = row.Selectable,
            Changes =
            [
                .. visibility.Differences(before, row.Record)
                    .Select(item => new ChangedItemAnswer(item.Label, item.Before, item.After)),
            ],
        };
    }

    /// <summary>A household.</summary>
    public static HouseholdAnswer Of(OpenedHousehold household) => new(
        household.Id.Value,
        household.Number,
        household.FormedOn,
        household.ClosedOn,
        [.. household.Members.Select(Of)]);

    /// <summary>Where a record stands.</summary>
    public static ResidentState StateOf(ResidentRecord record) =>
        !record.IsLive ? ResidentState.Removed : record.IsPlannedOut ? ResidentState.PlannedOut : ResidentState.Resident;

    /// <summary>A day.</summary>
    public static DayAnswer Of(PartialDate date) => new(date.Display(), date.Exact, date.Earliest, date.Latest);

    private static MemberAnswer Of(Member member)
    {
        ResidentRecord record = member.Record;
        Membership household = record.Household;
        return member.IsClosed
            ? new MemberAnswer(
                record.Id.Value, record.Name.Display, household.Relationship, household.Order, StateOf(record), true,
                null, null, null, null, null, null)
            : new MemberAnswer(
                record.Id.Value, record.Name.Display, household.Relationship, household.Order, StateOf(record), false,
                record.Name.Kana, record.Sex, BirthOf(record), member.Address, member.Address is null ? null : member.LivesElsewhere, member.Protection.IsSupported);
    }

    private static DayAnswer BirthOf(ResidentRecord record) => Of(record.BirthDate) with { Text = PersonStrips.Birth(record) };

    private static ProtectionAnswer Of(ProtectionFacts protection, string? warning) => new(
        protection.IsSupported,
        protection.IsSupported && protection.Support.All(one => one.Provisional),
        [.. protection.Suppressions.Select(one => one.Process).Distinct().Select(NameOf)],
        warning);

    private static string NameOf(SuppressedProcess process) => process switch
    {
        SuppressedProcess.Change => "change",
        SuppressedProcess.Issue => "issue",
        SuppressedProcess.Inquiry => "inquiry",
    };

    private static NameAnswer Of(PersonName name) =>
        new(name.Written, name.Surname, name.GivenName, name.Alphabet, name.Kana, name.KanaConfirmed);

    private static AddressAnswer Of(Address address) => new(
        address.Full, address.Town, address.Lot, address.Building, address.PostalCode?.Value, address.Code?.Value);

    private static FactAnswer Of(DatedFact fact) => new(
        Of(fact.On), fact.Reason ?? (fact.ReasonCode is { } code ? HistoryEntries.Reason(code) : null), fact.NotifiedOn);

    private static ForeignAnswer Of(ForeignResidence foreign, bool full) => new(
        foreign.Nationality,
        full && foreign.Category is { } category ? Labels.Of(category) : null,
        full ? foreign.Status : null,
        full ? foreign.Period : null,
        full ? foreign.PeriodEnd : null,
        full ? foreign.CardNumber?.Value : null);
}
