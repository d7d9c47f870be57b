using Daicho.Kernel;
using Daicho.Platform.Data;
using Npgsql;

namespace Daicho.ResidentRegister.Search;

/// <summary>Resident record codes (住民票コード), which lie apart from the record (RR-03).</summary>
internal static class RecordCodes
{
    /// <summary>The person whose code it is; one at most, as a code is given once.</summary>
    public static Task<List<Guid>> FindAsync(NpgsqlDataSource database, ResidentRecordCode code, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(code);
        return database.ListAsync(
            "select resident_id from resident_register.resident_record_code where code = $1",
            row => row.GetGuid(0),
            cancellation,
            code.Reveal());
    }
}
