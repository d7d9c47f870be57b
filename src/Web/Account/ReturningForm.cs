namespace Daicho.Web.Account;

/// <summary>A form of sign-in that leads back to where it was asked for.</summary>
/// <param name="To">Where to go on.</param>
/// <param name="State">What was refused.</param>
public sealed record ReturningForm(ReturnTo To, FormState State);
