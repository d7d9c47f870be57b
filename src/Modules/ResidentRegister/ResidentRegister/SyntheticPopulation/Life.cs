using Daicho.Kernel;
using Daicho.ResidentRegister.Residents;

namespace Daicho.ResidentRegister.SyntheticPopulation;

/// <summary>One invented person: what was so far, as history rows.</summary>
internal sealed class Life
{
    /// <summary>The rows, oldest first.</summary>
    public List<HistoryRow> Rows { get; } = new(4);

    /// <summary>The present state.</summary>
    public ResidentRecord Now => Rows[^1].Record;

    /// <summary>Day of the last event.</summary>
    public DateOnly LastDay => Rows.Count == 0 ? DateOnly.MinValue : Rows[^1].EffectiveFrom;

    /// <summary>個人番号; null when there never was one.</summary>
    public IndividualNumber? Number { get; set; }

    /// <summary>住民票コード.</summary>
    public ResidentRecordCode? Code { get; set; }

    /// <summary>Adds a state.</summary>
    public void Add(ChangeFacts facts, DateOnly day, ResidentRecord record, int? replaces = null) =>
        Rows.Add(new HistoryRow(facts, Rows.Count + 1, day, record, replaces));

    /// <summary>Whether an event on that day comes after everything so far and the person is still here.</summary>
    public bool Meets(DateOnly day) => Rows.Count > 0 && Now.IsLive && LastDay < day;
}

/// <summary>One invented household.</summary>
internal sealed class Home(HouseholdNumber number)
{
    /// <summary>世帯番号.</summary>
    public HouseholdNumber Number { get; } = number;

    /// <summary>Day on which it was formed.</summary>
    public DateOnly FormedOn { get; set; }

    /// <summary>Day on which its last member left; null while it lives.</summary>
    public DateOnly? ClosedOn { get; set; }

    /// <summary>Everybody who was ever in it.</summary>
    public List<Life> Members { get; } = new(4);
}

/// <summary>A support measure over some persons.</summary>
internal sealed record InventedSupport(Guid Measure, bool Provisional, DateOnly StartedOn, DateOnly EndsOn, IReadOnlyList<Life> Persons);

/// <summary>A suppression of a person or a household.</summary>
internal sealed record InventedSuppression(Life? Person, Home? Household, string Process, string Level, DateOnly StartsOn, string Reason);

/// <summary>What one step of the invention yields.</summary>
internal sealed class Yield
{
    /// <summary>Households, in order of their numbers.</summary>
    public List<Home> Homes { get; } = new(2);

    /// <summary>Persons, in order of their addressee numbers.</summary>
    public List<Life> Lives { get; } = new(8);

    /// <summary>Support measures.</summary>
    public List<InventedSupport> Support { get; } = [];

    /// <summary>Suppressions.</summary>
    public List<InventedSuppression> Suppressions { get; } = [];
}
