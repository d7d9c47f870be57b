using System.Runtime.CompilerServices;
using Daicho.Kernel;
using Daicho.Platform.Vault;
using Daicho.ResidentRegister.Import.Layout;
using Daicho.ResidentRegister.Residents.Validation;

namespace Daicho.ResidentRegister.Import;

/// <summary>Imports Individual Numbers and resident record codes into the vault.</summary>
internal sealed class NumberImport(
    string folder, ImportFrame frame, ImportOutcome outcome, ImportWriter writer, NumberVault vault, Action<long> rowsRead)
{
    private readonly HashSet<long> seen = [];
    private readonly Findings findings = new(CheckSettings.Default);
    private int formerPlace;

    /// <summary>Reserves the numbers for the act of the import.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await vault.ReserveManyAsync(frame.ImportId, ReadAsync(cancellation), cancellation);
        foreach (Guid _ in await vault.FindTakenAsync(frame.ImportId, cancellation))
        {
            outcome.Refuse(ImportLayout.Numbers.FileName, 0, ImportRule.NumberTaken, "value");
        }

        if (!outcome.IsRefused && writer.CountWithoutNumber() is > 0 and var missing)
        {
            outcome.Refuse(new RefusedRow(
                ImportLayout.Numbers.FileName, 0, 0, "value", ImportRule.NumberMissing.Code, $"{missing:N0}人：{ImportRule.NumberMissing.Message}"));
        }
    }

    private async IAsyncEnumerable<ResidentNumber> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach ((long line, NumberRow row) in
            ImportFiles.ReadAsync(folder, ImportLayout.Numbers, outcome, rowsRead, cancellation))
        {
            if (!IsSound(line, row) || writer.Find(row.Person.Value) is not { } person)
            {
                continue;
            }

            outcome.Add(VaultNumber.WordOf(row.Kind), 1);
            yield return new ResidentNumber(person, VaultNumber.Parse(row.Kind, row.Value))
            {
                FormerPlace = row.Former ? ++formerPlace : 0,
            };
        }
    }

    private bool IsSound(long line, NumberRow row)
    {
        findings.Clear();
        switch (row.Kind)
        {
            case NumberKind.Individual:
                IdentifierChecks.IndividualNumber(row.Value, findings);
                break;
            case NumberKind.RecordCode:
                IdentifierChecks.RecordCode(row.Value, findings);
                break;
        }

        foreach (Finding finding in findings)
        {
            outcome.Refuse(new RefusedRow(ImportLayout.Numbers.FileName, line, 3, "value", finding.CheckId, finding.Message));
        }

        if (findings.Count > 0)
        {
            return false;
        }

        // Codes have one digit less than numbers, so that the two cannot meet in one set.
        ImportRule? wrong = writer.TakeNumber(row.Person.Value, row.Kind, row.Former)
            ?? (seen.Add(NumberKey.Of(row.Value)) ? null : ImportRule.NumberTwice);
        if (wrong is not null && (wrong != ImportRule.PersonMissing || writer.AllPersons))
        {
            outcome.Refuse(ImportLayout.Numbers.FileName, line, wrong, wrong == ImportRule.NumberTwice ? "value" : "addressee_number");
        }

        return wrong is null;
    }
}
