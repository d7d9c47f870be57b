using System.Globalization;
using Daicho.Kernel;

namespace Daicho.ResidentRegister.SyntheticPopulation;

/// <summary>Numbers from the ranges documented as invented (docs/invented-data.md), each once.</summary>
internal sealed class Numbers
{
    // Seven free digits; the multipliers share no factor with ten million, so every index gives another number.
    private const int Range = 10_000_000;
    private const long NumberStep = 7_368_787;
    private const long CodeStep = 3_141_593;
    private const int Digits = 10;
    private readonly long offset;
    private long addressee;
    private long household;
    private int person;

    public Numbers(ulong seed) => offset = (long)(seed % Range);

    /// <summary>The next 宛名番号; running numbers without a check digit are passed over.</summary>
    public AddresseeNumber NextAddressee()
    {
        while (true)
        {
            if (AddresseeNumber.FromSequence(++addressee, Digits) is { } number)
            {
                return number;
            }
        }
    }

    /// <summary>The next 世帯番号.</summary>
    public HouseholdNumber NextHousehold()
    {
        while (true)
        {
            if (HouseholdNumber.FromSequence(++household, Digits) is { } number)
            {
                return number;
            }
        }
    }

    /// <summary>個人番号 and 住民票コード of the next person. Never all zero: the free digits of 0 are passed over.</summary>
    public (IndividualNumber Number, ResidentRecordCode Code) NextPerson()
    {
        long index = 0;
        long number = 0;
        long code = 0;
        while (number == 0 || code == 0)
        {
            index = person++;
            if (index >= Range)
            {
                throw new InvalidOperationException("The invented range of numbers is used up.");
            }

            number = ((index * NumberStep) + offset) % Range;
            code = ((index * CodeStep) + offset) % Range;
        }

        return (
            IndividualNumber.FromBase("0000" + number.ToString("D7", CultureInfo.InvariantCulture)),
            ResidentRecordCode.FromBase("000" + code.ToString("D7", CultureInfo.InvariantCulture)));
    }
}
