using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.ResidentRegister.Data;

namespace Daicho.ResidentRegister.ChangeCases;

/// <summary>What every step of a case begins with.</summary>
internal static class CaseSteps
{
    /// <summary>The case, locked for the step; refused when it moved on since the page was shown.</summary>
    public static async Task<Result<ChangeCase>> OpenAsync(
        UnitOfWork work,
        CaseStep step,
        Func<ChangeCase, bool> allowed,
        CancellationToken cancellation)
    {
        ChangeCase? found = await ChangeCaseStore.LockAsync(work, step.Case, cancellation);
        if (found is null)
        {
            return CaseRefusals.NotFound;
        }

        if (!allowed(found))
        {
            return CaseRefusals.WrongState;
        }

        return found.Version == step.Version ? found : CaseRefusals.EditedMeanwhile;
    }
}
