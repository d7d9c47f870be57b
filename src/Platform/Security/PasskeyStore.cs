using Daicho.Platform.Data;
using Microsoft.AspNetCore.Identity;
using Npgsql;

namespace Daicho.Platform.Security;

/// <summary>An operator as the framework's passkey handler sees one.</summary>
/// <param name="Id">The operator.</param>
/// <param name="Code">Sign-in name.</param>
public sealed record PasskeyUser(Guid Id, string Code);

/// <summary>What the framework's passkey handler reads. Accounts are kept by <see cref="Operators"/>; nothing here changes them.</summary>
public sealed class PasskeyStore(NpgsqlDataSource database) : IUserPasskeyStore<PasskeyUser>
{
    private const string UserSql = "select id, code from platform.operator where id = $1";

    private const string OwnerSql =
        """
        select o.id, o.code from platform.passkey k join platform.operator o on o.id = k.operator_id
        where k.credential_id = $1
        """;

    private const string PasskeysSql =
        """
        select credential_id, public_key, created_at, sign_count, transports, backup_eligible, backed_up,
               attestation_object, client_data_json, name
        from platform.passkey
        where operator_id = $1 and revoked_at is null
        order by created_at
        """;

    /// <inheritdoc />
    public async Task<PasskeyUser?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        Guid.TryParse(userId, out Guid id) ? await FindAsync(UserSql, id, cancellationToken) : null;

    /// <inheritdoc />
    public Task<PasskeyUser?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) =>
        FindAsync(OwnerSql, credentialId, cancellationToken);

    /// <inheritdoc />
    public async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(PasskeyUser user, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        return await database.ListAsync(PasskeysSql, Read, cancellationToken, user.Id);
    }

    /// <inheritdoc />
    public async Task<UserPasskeyInfo?> FindPasskeyAsync(
        PasskeyUser user,
        byte[] credentialId,
        CancellationToken cancellationToken) =>
        (await GetPasskeysAsync(user, cancellationToken))
            .FirstOrDefault(passkey => passkey.CredentialId.AsSpan().SequenceEqual(credentialId));

    /// <inheritdoc />
    public Task<string> GetUserIdAsync(PasskeyUser user, CancellationToken cancellationToken) =>
        Task.FromResult(user.Id.ToString("D"));

    /// <inheritdoc />
    public Task<string?> GetUserNameAsync(PasskeyUser user, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(user.Code);

    /// <inheritdoc />
    public Task<string?> GetNormalizedUserNameAsync(PasskeyUser user, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(user.Code);

    /// <inheritdoc />
    public Task AddOrUpdatePasskeyAsync(PasskeyUser user, UserPasskeyInfo passkey, CancellationToken cancellationToken) =>
        throw NotHere();

    /// <inheritdoc />
    public Task RemovePasskeyAsync(PasskeyUser user, byte[] credentialId, CancellationToken cancellationToken) =>
        throw NotHere();

    /// <inheritdoc />
    public Task SetUserNameAsync(PasskeyUser user, string? userName, CancellationToken cancellationToken) => throw NotHere();

    /// <inheritdoc />
    public Task SetNormalizedUserNameAsync(PasskeyUser user, string? normalizedName, CancellationToken cancellationToken) =>
        throw NotHere();

    /// <inheritdoc />
    public Task<IdentityResult> CreateAsync(PasskeyUser user, CancellationToken cancellationToken) => throw NotHere();

    /// <inheritdoc />
    public Task<IdentityResult> UpdateAsync(PasskeyUser user, CancellationToken cancellationToken) => throw NotHere();

    /// <inheritdoc />
    public Task<IdentityResult> DeleteAsync(PasskeyUser user, CancellationToken cancellationToken) => throw NotHere();

    /// <inheritdoc />
    public Task<PasskeyUser?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) =>
        throw NotHere();

    /// <inheritdoc />
    public void Dispose()
    {
        // The data source belongs to the zone.
    }

    private async Task<PasskeyUser?> FindAsync(string sql, object key, CancellationToken cancellation) =>
        (await database.ListAsync(
            sql, reader => new PasskeyUser(reader.GetGuid(0), reader.GetString(1)), cancellation, key)).SingleOrDefault();

    // Only passkeys whose registration proved user verification are ever stored.
    private static UserPasskeyInfo Read(NpgsqlDataReader reader) => new(
        reader.GetFieldValue<byte[]>(0),
        reader.GetFieldValue<byte[]>(1),
        reader.GetFieldValue<DateTimeOffset>(2),
        (uint)reader.GetInt64(3),
        reader.GetFieldValue<string[]>(4),
        true,
        reader.GetBoolean(5),
        reader.GetBoolean(6),
        reader.GetFieldValue<byte[]>(7),
        reader.GetFieldValue<byte[]>(8))
    {
        Name = reader.GetString(9),
    };

    private static NotSupportedException NotHere() => new("Accounts are kept by Operators, passkeys by Passkeys.");
}
