using System.Collections.Frozen;

namespace Daicho.ResidentRegister.Residents.Validation;

/// <summary>Where a check comes from.</summary>
internal enum CheckBasis
{
    /// <summary>The text of the national standard.</summary>
    Standard,

    /// <summary>Law, notice or published practice.</summary>
    Law,

    /// <summary>A plausibility rule of this project; its severity is configurable.</summary>
    Derived,
}

/// <summary>One check of the catalogue.</summary>
/// <param name="Id">Permanent id.</param>
/// <param name="Severity">Severity unless configured.</param>
/// <param name="Basis">Where it comes from.</param>
/// <param name="Source">Clause or article.</param>
/// <param name="Text">What is wrong and what to do next.</param>
/// <param name="NotReached">Why nothing here can meet it; null when a rule implements it.</param>
internal sealed record Check(
    string Id,
    Severity Severity,
    CheckBasis Basis,
    string Source,
    string Text,
    string? NotReached);

/// <summary>
/// The catalogue of checks (standards: error catalogue, and the checks the assessments promise: CR-, RR-). Embedded data, so that
/// a word can be improved without touching a rule.
/// </summary>
internal static class Checks
{
    private const int Columns = 7;

    private static readonly FrozenDictionary<string, Check> ById = Load().ToFrozenDictionary(check => check.Id);

    /// <summary>Every check, in the order of the catalogue.</summary>
    public static IReadOnlyList<Check> All { get; } = [.. Load()];

    /// <summary>A check by id.</summary>
    /// <exception cref="KeyNotFoundException">There is no such id: a fault of the program.</exception>
    public static Check Get(string id) => ById[id];

    private static List<Check> Load() =>
    [
        .. EmbeddedTable.Read("checks.csv", Columns).Select(cells => new Check(
            cells[0],
            cells[1] == "error" ? Severity.Error : Severity.Alert,
            cells[2] switch { "S" => CheckBasis.Standard, "L" => CheckBasis.Law, _ => CheckBasis.Derived },
            cells[3],
            cells[4] + cells[5],
            cells[6].Length > 0 ? cells[6] : null)),
    ];
}

/// <summary>Severities and limits that a municipality may set.</summary>
internal sealed record CheckSettings
{
    /// <summary>The values of the catalogue.</summary>
    public static CheckSettings Default { get; } = new();

    /// <summary>Other severities, by check id; only checks of basis <see cref="CheckBasis.Derived"/> may be named.</summary>
    public IReadOnlyDictionary<string, Severity> Severities { get; private init; } = FrozenDictionary<string, Severity>.Empty;

    /// <summary>MO-05: days between 届出日 and 転出予定日 above which the clerk is asked.</summary>
    public int PlannedOutDaysMax { get; init; } = 60;

    /// <summary>WF-05: drafts decided at once.</summary>
    public int BulkDecisionsMax { get; init; } = 100;

    /// <summary>NM-16: letters of a name that fit the print area of the certificate.</summary>
    public int NameLettersMax { get; init; } = 40;

    /// <summary>DT-23: age above which the birth date is doubted.</summary>
    public int AgeMax { get; init; } = 120;

    /// <summary>Settings with other severities.</summary>
    /// <exception cref="ArgumentException">A check is not of basis <see cref="CheckBasis.Derived"/>.</exception>
    public CheckSettings With(IReadOnlyDictionary<string, Severity> severities)
    {
        string? fixedOne = severities.Keys.FirstOrDefault(id => Checks.Get(id).Basis != CheckBasis.Derived);
        return fixedOne is null
            ? this with { Severities = severities.ToFrozenDictionary() }
            : throw new ArgumentException($"The severity of {fixedOne} is fixed by its source.", nameof(severities));
    }

    /// <summary>The severity in force.</summary>
    public Severity SeverityOf(string id) =>
        Severities.TryGetValue(id, out Severity severity) ? severity : Checks.Get(id).Severity;
}
