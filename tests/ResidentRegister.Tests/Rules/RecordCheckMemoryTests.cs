using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Validation;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Rules;

/// <summary>The checks an import runs on every row.</summary>
public sealed class RecordCheckMemoryTests
{
    [Fact]
    public void A_clean_record_takes_no_memory()
    {
        Stage stage = new();
        ResidentRecord[] records = [stage.Head, stage.Wife, stage.Child, Stage.Foreigner()];
        Findings findings = new(CheckSettings.Default);
        Check(records, stage, findings);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Check(records, stage, findings);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        findings.ShouldBeEmpty();
    }

    private static void Check(ResidentRecord[] records, Stage stage, Findings findings)
    {
        foreach (ResidentRecord record in records)
        {
            RecordChecks.Check(record, Stage.Today, stage.View.Municipality, findings);
        }
    }
}
