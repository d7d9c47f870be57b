using Daicho.Platform.Security;
using Daicho.Web;

namespace Daicho.Assurance.Rights;

/// <summary>The rights ledger.</summary>
/// <param name="Lines">The lines of this page.</param>
/// <param name="Total">Lines in all.</param>
/// <param name="Page">This page, from 1.</param>
/// <param name="WithRevoked">Whether revoked entries are listed.</param>
/// <param name="Version">Version of the list: grows with each change (CR-48).</param>
/// <param name="LastReview">The last comparison with the roster; null when there never was one (CR-49).</param>
/// <param name="IsReviewOverdue">Whether the quarter is over.</param>
/// <param name="State">What was refused.</param>
public sealed record RightsPageModel(
    IReadOnlyList<LedgerLine> Lines,
    long Total,
    int Page,
    bool WithRevoked,
    long Version,
    RosterReview? LastReview,
    bool IsReviewOverdue,
    FormState State);

/// <summary>The form of a designation.</summary>
/// <param name="Postings">Postings to choose from.</param>
/// <param name="Roles">Roles to choose from.</param>
/// <param name="Offices">Offices to choose from.</param>
/// <param name="Today">The business date.</param>
/// <param name="Key">Key of the form.</param>
/// <param name="State">What was typed and refused.</param>
public sealed record DesignatePageModel(
    IReadOnlyList<Choice> Postings,
    IReadOnlyList<Choice> Roles,
    IReadOnlyList<Choice> Offices,
    DateOnly Today,
    string Key,
    FormState State);
