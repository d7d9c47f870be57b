namespace Daicho.Web.Gallery;

/// <summary>A form.</summary>
/// <param name="Key">Key of the act.</param>
/// <param name="State">State of the form.</param>
public sealed record FormPageModel(string Key, FormState State);

/// <summary>All other components.</summary>
/// <param name="Person">The person of the strip.</param>
public sealed record ComponentsPageModel(PersonStripModel Person);
