using System.CommandLine;
using Daicho.Host.Roles;
using Daicho.Platform.Postgres;

namespace Daicho.Host.Commands;

/// <summary><c>daicho migrate</c>: brings the databases of a zone up to this release, without serving.</summary>
internal static class MigrateCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        Command command = new("migrate", "データベースをこの版に合わせる / bring the databases up to this release");
        ZoneArguments zone = new(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            await using ZoneSession session = await ZoneSession.JoinAsync(await zone.ReadAsync(parsed, cancellation), cancellation);
            int applied = await session.MigrateAsync(cancellation);
            string state = await Migrator.SchemaVersionAsync(session.Database.Owner, cancellation);
            Console.WriteLine($"{applied} 件を適用しました / applied {applied}: {state}");
            return 0;
        });
        return command;
    }
}
