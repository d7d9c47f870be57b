namespace Daicho.ResidentRegister.Contracts;

/// <summary>A person on the register, for good: the same through move-out and return (再転入). Never shown to residents.</summary>
public sealed record ResidentId(Guid Value)
{
    /// <summary>A new id, sorted by creation.</summary>
    public static ResidentId New() => new(Guid.CreateVersion7());
}

/// <summary>A household (世帯). A household whose members have all left is closed and not used again.</summary>
public sealed record HouseholdId(Guid Value)
{
    /// <summary>A new id, sorted by creation.</summary>
    public static HouseholdId New() => new(Guid.CreateVersion7());
}

/// <summary>One change case (異動): from draft to decision.</summary>
public sealed record ChangeCaseId(Guid Value)
{
    /// <summary>A new id, sorted by creation.</summary>
    public static ChangeCaseId New() => new(Guid.CreateVersion7());
}
