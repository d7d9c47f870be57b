namespace Daicho.Web;

/// <summary>One act in a history, with its three dates in the words of the office.</summary>
public sealed record TimelineEntry
{
    /// <summary>The act, such as 転入.</summary>
    public required string Act { get; init; }

    /// <summary>The day it happened (異動日), as written.</summary>
    public required string HappenedOn { get; init; }

    /// <summary>The day it was notified (届出日); null for acts ex officio.</summary>
    public string? NotifiedOn { get; init; }

    /// <summary>When it was recorded.</summary>
    public required string RecordedAt { get; init; }

    /// <summary>Who entered it.</summary>
    public required string By { get; init; }

    /// <summary>Who reviewed it.</summary>
    public string? ReviewedBy { get; init; }

    /// <summary>At which terminal.</summary>
    public string? Terminal { get; init; }

    /// <summary>On which ground.</summary>
    public string? Ground { get; init; }

    /// <summary>Its own page.</summary>
    public string? Href { get; init; }

    /// <summary>It was cancelled later.</summary>
    public bool IsCancelled { get; init; }

    /// <summary>What it changed.</summary>
    public IReadOnlyList<ChangedItem> Changes { get; init; } = [];
}
