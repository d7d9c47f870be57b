namespace Daicho.Platform.Data;

/// <summary>Why a person's data are touched: the duty and its ground. Without one no record opens (threat model, K4).</summary>
/// <param name="TaskCode">Code of the duty, from the permission tables, such as <c>resident.certificate</c>.</param>
/// <param name="Ground">The legal ground or occasion in the operator's words, such as 「転入届の受付」; at most 200 characters.</param>
/// <param name="CaseNumber">Number of the counter case or file; null when the duty has none.</param>
public sealed record Purpose(string TaskCode, string Ground, string? CaseNumber);

/// <summary>Who acts, from where, and why. One per request; batches and commands have one of their own.</summary>
/// <param name="OperatorId">Id of the staff account, API client or command.</param>
/// <param name="OperatorCode">The sign-in name; shown in logs that privacy officers read.</param>
/// <param name="OfficeCode">Office of the posting (管轄支所), such as <c>honcho</c>.</param>
/// <param name="Terminal">Registered terminal, or the name of the command's machine.</param>
/// <param name="SessionId">Session of the sign-in; null for batches and commands.</param>
/// <param name="RequestId">One per request; joins the access log with the diagnostic log.</param>
/// <param name="Purpose">The duty and ground; null only for acts that touch no person.</param>
public sealed record OperatorContext(
    Guid OperatorId,
    string OperatorCode,
    string OfficeCode,
    string Terminal,
    Guid? SessionId,
    Guid RequestId,
    Purpose? Purpose)
{
    /// <summary>The operator of a command or batch, which a person started by hand.</summary>
    public static OperatorContext ForCommand(string command, string ground) => new(
        CommandOperatorId,
        "command",
        "system",
        Environment.MachineName,
        null,
        Guid.CreateVersion7(),
        new Purpose(command, ground, null));

    /// <summary>The fixed id under which commands appear in the access log.</summary>
    public static readonly Guid CommandOperatorId = new("00000000-0000-7000-8000-000000000001");
}
