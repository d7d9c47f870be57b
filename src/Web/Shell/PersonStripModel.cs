namespace Daicho.Web;

/// <summary>The strip that stays while one works on a person (or a whole household by its head).</summary>
public sealed record PersonStripModel
{
    /// <summary>Identifies the person for the colour of the strip; an internal id, never a number of the law.</summary>
    public required string ColourKey { get; init; }

    /// <summary>Name as registered, with its variation selectors.</summary>
    public required string Name { get; init; }

    /// <summary>Reading of the name.</summary>
    public string? Reading { get; init; }

    /// <summary>The reading is proposed and not yet confirmed by the person.</summary>
    public bool IsReadingUnconfirmed { get; init; }

    /// <summary>Sex as shown; null where the duty does not need it.</summary>
    public string? Sex { get; init; }

    /// <summary>Date of birth as written, such as 昭和１５年３月２日 or 昭和１５年頃.</summary>
    public string? Birth { get; init; }

    /// <summary>Western form of the date of birth for the tooltip.</summary>
    public string? BirthWestern { get; init; }

    /// <summary>Age in years on the business date.</summary>
    public int? Age { get; init; }

    /// <summary>Address of record.</summary>
    public string? Address { get; init; }

    /// <summary>Addressee number (宛名番号), grouped or masked by the page.</summary>
    public string? AddresseeNumber { get; init; }

    /// <summary>Flags such as 世帯主, 外国人住民, 転出予定.</summary>
    public IReadOnlyList<Chip> Flags { get; init; } = [];

    /// <summary>The person's own page.</summary>
    public string? Href { get; init; }

    /// <summary>Which of eight colours the strip takes; the same person always has the same one.</summary>
    internal int Colour => (int)(Hash % 8);

    /// <summary>Tells two windows whether they show the same person, without saying who it is.</summary>
    // FNV-1a: any stable spread will do, and string.GetHashCode differs from process to process.
    internal uint Hash => ColourKey.Aggregate(2166136261, (hash, letter) => unchecked((hash ^ letter) * 16777619));
}

/// <summary>A short word in a frame.</summary>
/// <param name="Text">The word.</param>
/// <param name="Tone">Its colour; the word alone must carry the meaning.</param>
public sealed record Chip(string Text, Tone Tone = Tone.Neutral);

/// <summary>Meaning of a colour.</summary>
public enum Tone
{
    /// <summary>Nothing special.</summary>
    Neutral,

    /// <summary>Information.</summary>
    Info,

    /// <summary>Done, in order.</summary>
    Success,

    /// <summary>Attention.</summary>
    Warning,

    /// <summary>Error or stop.</summary>
    Error,

    /// <summary>Protection measures and other bars: white on black.</summary>
    Strong,
}
