using Daicho.Kernel;
using Daicho.ResidentRegister.Residents;

namespace Daicho.ResidentRegister.SyntheticPopulation;

/// <summary>Facts that other duties report, by age and household.</summary>
internal static class Insured
{
    private const int NationalInsurancePerHundred = 21;

    /// <summary>The facts of a living resident on the day of reference.</summary>
    public static Qualifications Of(SeededRandom random, ResidentRecord record, DateOnly asOf)
    {
        DateOnly born = record.BirthDate.Earliest ?? new DateOnly(1930, 1, 1);
        DateOnly came = (record.BecameResident ?? record.BecameForeignResident)?.On.Earliest ?? born;
        int age = Age.On(born, asOf);
        bool national = age < 75 && random.NextInt(100) < NationalInsurancePerHundred + (age >= 60 ? 25 : 0);
        return new Qualifications
        {
            NationalHealthInsurance = national
                ? new Qualification(true, Later(came, new DateOnly(2008, 4, 1)))
                : random.NextInt(12) == 0 && age is > 22 and < 75 ? new Qualification(false, came, Later(came.AddDays(400), came)) : null,
            LateStageElderlyMedicalCare = age >= 75 ? new Qualification(true, Later(born.AddYears(75), came)) : null,
            LongTermCareInsurance = age >= 65 ? new Qualification(true, Later(born.AddYears(65), came)) { Category = "第1号被保険者" } : null,
            NationalPension = age is >= 20 and < 60
                ? new Qualification(true, Later(born.AddYears(20), came)) { Category = national ? "第1号被保険者" : random.NextInt(4) == 0 ? "第3号被保険者" : "第2号被保険者" }
                : null,
            ChildAllowance = age < 18 ? new Qualification(true, new DateOnly(born.Year, born.Month, 1).AddMonths(1)) : null,
            ElectoralRoll = record.Kind == ResidentKind.Japanese && age >= 18 && came < asOf.AddMonths(-3) ? new Qualification(true) : null,
            IndividualNumberCard = random.NextInt(100) < 77 ? new Qualification(true) : null,
            AdultWard = age >= 70 && random.NextInt(250) == 0,
        };
    }

    private static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;
}
