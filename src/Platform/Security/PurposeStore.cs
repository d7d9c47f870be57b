using Daicho.Kernel;
using Daicho.Platform.Data;
using Npgsql;

namespace Daicho.Platform.Security;

/// <summary>Purposes of pieces of work: an address carries only the opaque id (threat model, K4).</summary>
public sealed class PurposeStore(NpgsqlDataSource database, BusinessClock clock)
{
    private const int GroundMax = 200;
    private const int CaseMax = 60;

    private const string AddSql =
        """
        insert into platform.work_context (id, operator_id, task_code, ground, case_number, created_at)
        values ($1, $2, $3, $4, $5, $6)
        """;

    /// <summary>Stores a purpose of the operator's own duties; the id goes into addresses as <c>?w=</c>.</summary>
    public async Task<Result<Guid>> OpenAsync(SignedIn signedIn, Purpose purpose, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(signedIn);
        ArgumentNullException.ThrowIfNull(purpose);
        Purpose trimmed = purpose with
        {
            Ground = purpose.Ground.Trim(),
            CaseNumber = string.IsNullOrWhiteSpace(purpose.CaseNumber) ? null : purpose.CaseNumber.Trim(),
        };
        if (Permissions.CheckPurpose(signedIn, trimmed) is Refusal none)
        {
            return none;
        }

        bool legible = trimmed.Ground.Length is > 0 and <= GroundMax && (trimmed.CaseNumber?.Length ?? 0) <= CaseMax
            && !trimmed.Ground.Any(char.IsControl) && !(trimmed.CaseNumber ?? "").Any(char.IsControl);
        if (!legible)
        {
            return SecurityRefusals.PurposeMalformed;
        }

        Guid id = Guid.CreateVersion7();
        await database.ExecuteAsync(
            AddSql, cancellation,
            id, signedIn.OperatorId, trimmed.TaskCode, trimmed.Ground, trimmed.CaseNumber, clock.Instant());
        return id;
    }

    /// <summary>Reads <c>task;case=…;ground=…</c> of the header <c>X-Purpose</c>; ground and case are percent-encoded UTF-8.</summary>
    public static Result<Purpose> ParseHeader(string? header)
    {
        if (string.IsNullOrWhiteSpace(header))
        {
            return SecurityRefusals.PurposeNeeded;
        }

        string[] parts = header.Split(';', StringSplitOptions.TrimEntries);
        Purpose purpose = new(parts[0], "API", null);
        foreach (string part in parts.Skip(1))
        {
            string value = Uri.UnescapeDataString(part[(part.IndexOf('=', StringComparison.Ordinal) + 1)..]);
            bool legible = value.Length > 0 && !value.Any(char.IsControl);
            if (legible && part.StartsWith("case=", StringComparison.Ordinal) && value.Length <= CaseMax)
            {
                purpose = purpose with { CaseNumber = value };
            }
            else if (legible && part.StartsWith("ground=", StringComparison.Ordinal) && value.Length <= GroundMax)
            {
                purpose = purpose with { Ground = value };
            }
            else
            {
                return SecurityRefusals.PurposeMalformed;
            }
        }

        // A client has no counter in front of it: without a case nobody could tell later why it asked.
        return purpose.CaseNumber is null ? SecurityRefusals.PurposeNeeded : purpose;
    }
}
