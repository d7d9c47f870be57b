namespace Daicho.Web.Account;

/// <summary>The notice before any work (CR-56).</summary>
/// <param name="To">Where to go on.</param>
/// <param name="IsReminderDue">Whether the periodic reminder stands with it and must be confirmed too.</param>
/// <param name="State">What was refused.</param>
public sealed record NoticeModel(ReturnTo To, bool IsReminderDue, FormState State);
