using System.Runtime.CompilerServices;
using Daicho.Kernel;
using Daicho.Platform.Vault;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.Import.Layout;
using Daicho.ResidentRegister.Residents.Validation;

namespace Daicho.ResidentRegister.Import;

/// <summary>Imports Individual Numbers into the vault and resident record codes into their own table.</summary>
internal sealed class NumberImport(
    string folder, ImportFrame frame, ImportOutcome outcome, ImportWriter writer, NumberVault vault, Action<long> rowsRead)
{
    private const int CodesAtOnce = 20_000;
    private readonly HashSet<long> seen = [];
    private readonly CopyRows codes = new();
    private readonly Findings findings = new(CheckSettings.Default);

    /// <summary>Reserves the numbers for the act of the import, and writes the codes.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        long reserved = await vault.ReserveManyAsync(frame.ImportId, ReadAsync(cancellation), cancellation);
        await writer.CopyAsync(ImportWriter.CodeSql, codes, cancellation);
        outcome.Add("個人番号", reserved);
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

            if (row.Kind == NumberKind.Individual)
            {
                yield return new ResidentNumber(person, IndividualNumber.Parse(row.Value));
                continue;
            }

            codes.Row(3).Id(person).Text(row.Value).Id(frame.ImportId);
            outcome.Add("住民票コード", 1);
            if (codes.Count == CodesAtOnce)
            {
                await writer.CopyAsync(ImportWriter.CodeSql, codes, cancellation);
            }
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
            case NumberKind.Code:
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
        ImportRule? wrong = writer.TakeNumber(row.Person.Value, row.Kind)
            ?? (seen.Add(NumberKey.Of(row.Value)) ? null : ImportRule.NumberTwice);
        if (wrong is not null && (wrong != ImportRule.PersonMissing || writer.AllPersons))
        {
            outcome.Refuse(ImportLayout.Numbers.FileName, line, wrong, wrong == ImportRule.NumberTwice ? "value" : "addressee_number");
        }

        return wrong is null;
    }
}
