using System.Globalization;
using Daicho.Platform;
using Daicho.Platform.Data;
using Daicho.ResidentRegister.Residents.Validation;
using Daicho.Web;

namespace Daicho.ResidentRegister.Search;

/// <summary>The search form.</summary>
internal sealed record SearchPageModel
{
    /// <summary>Which form.</summary>
    public required SearchMode Mode { get; init; }

    /// <summary>Conditions to alter; null for an empty form.</summary>
    public SearchConditions? Recalled { get; init; }

    /// <summary>What was typed and refused.</summary>
    public FormState State { get; init; } = FormState.Fresh;

    /// <summary>Duties to choose from.</summary>
    public required IReadOnlyList<Choice> Duties { get; init; }

    /// <summary>The purpose of the running work; null when none was named yet.</summary>
    public Purpose? Purpose { get; init; }

    /// <summary>Its id.</summary>
    public Guid? WorkContext { get; init; }

    /// <summary>The operator's latest searches.</summary>
    public IReadOnlyList<RecentSearch> Recent { get; init; } = [];

    /// <summary>Whether the number of a residence card may be searched by.</summary>
    public bool SeesResidenceStatus { get; init; }

    /// <summary>Whether the Individual Number may be searched by.</summary>
    public bool SearchesNumbers { get; init; }

    /// <summary>Where the form is posted to.</summary>
    public string Action => Address(Mode == SearchMode.Number ? "/search/number" : "/search");

    /// <summary>An address with the purpose of the running work.</summary>
    public string Address(string path) => WorkContext is { } context ? $"{path}{(path.Contains('?') ? '&' : '?')}w={context}" : path;

    /// <summary>Date and time of day in Japan.</summary>
    public static string At(DateTimeOffset moment) =>
        moment.ToOffset(BusinessClock.JapanOffset).ToString("M/d H:mm", CultureInfo.InvariantCulture);
}

/// <summary>The list of what was found.</summary>
/// <param name="Id">Id of the stored search.</param>
/// <param name="WorkContext">Id of the purpose.</param>
/// <param name="Result">The page.</param>
/// <param name="Today">For ages.</param>
internal sealed record SearchResultsModel(Guid Id, Guid WorkContext, SearchResult Result, DateOnly Today)
{
    /// <summary>The search was made for entering a change: somebody who is not here yet may be entered.</summary>
    public bool EntersChanges { get; init; }

    /// <summary>The operator may release suppressions: 照会抑止 closes the record itself, so the way to the release is here.</summary>
    public bool ReleasesSuppressions { get; init; }

    /// <summary>Alerts of the list: SR-02 and SR-03 of the error catalogue.</summary>
    public IEnumerable<Residents.Validation.Finding> Alerts
    {
        get
        {
            Findings findings = new(CheckSettings.Default);
            Result.Tell(findings);
            return findings;
        }
    }

    /// <summary>An address of this list.</summary>
    public string Address(string? place = null) => $"/search/{Id}?w={WorkContext}{(place is null ? "" : "&" + place)}";
}
