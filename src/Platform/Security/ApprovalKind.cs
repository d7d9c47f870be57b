namespace Daicho.Platform.Security;

/// <summary>A kind of approval that a module asks for, registered with <c>services.AddSingleton</c>; the inbox lists the known kinds.</summary>
/// <param name="Kind">As given to <see cref="Approvals.RequestAsync"/>.</param>
/// <param name="Label">Its words.</param>
/// <param name="DecideTask">A code of <see cref="TaskCodes"/>: who may decide.</param>
public sealed record ApprovalKind(string Kind, string Label, string DecideTask);
