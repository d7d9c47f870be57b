using System.CommandLine;
using Daicho.Host.Commands;
using Daicho.Platform.Postgres;

RootCommand root = new("Daicho(台帳)");
root.Subcommands.Add(DemoCommand.Create());
root.Subcommands.Add(ServeCommand.Create());
root.Subcommands.Add(MigrateCommand.Create());
root.Subcommands.Add(BackupCommand.Create());
root.Subcommands.Add(RestoreCommand.Create());
root.Subcommands.Add(HealthCommand.Create());
root.Subcommands.Add(StopCommand.Create());
root.Subcommands.Add(LogCommand.Create());
root.Subcommands.Add(RegisterCommand.Create());
root.Subcommands.Add(StorageCommand.Create());
root.Subcommands.Add(KeysCommand.Create());
root.Subcommands.Add(MastersCommand.Create());
root.Subcommands.Add(PopulationCommand.Create());
root.Subcommands.Add(CasesCommand.Create());
root.Subcommands.Add(ImportCommand.CreateImport());
root.Subcommands.Add(ImportCommand.CreateExport());
root.Subcommands.Add(ZoneCommand.Create());
root.Subcommands.Add(ParameterCommand.Create());
root.Subcommands.Add(ParameterCommand.CreateCertifier());
root.Subcommands.Add(ImportCommand.CreateCompare());
root.Subcommands.Add(ApiClientCommand.Create());

// Ctrl-C and SIGTERM cancel the command, which then has this long to end cleanly, its cluster included.
InvocationConfiguration invocation = new()
{
    EnableDefaultExceptionHandler = false,
    ProcessTerminationTimeout = TimeSpan.FromSeconds(100),
};
try
{
    return await root.Parse(args).InvokeAsync(invocation);
}
catch (StartupRefusedException refused)
{
    await Console.Error.WriteLineAsync(refused.Message);
    return 2;
}
catch (OperationCanceledException)
{
    return 130;
}
