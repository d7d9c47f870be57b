using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Daicho.Kernel.Tests;

public sealed class IdentifierTests
{
    [Theory]
    [InlineData("123456789018")]
    [InlineData("983205673214")]
    [InlineData("621498320257")]
    [InlineData("379474484458")]
    [InlineData("454972364860")]
    [InlineData("507957100721")]
    [InlineData("271828182840")]
    [InlineData("023456789013")]
    [InlineData("999999999996")]
    public void Individual_numbers_of_the_standard_are_valid(string digits)
    {
        IndividualNumber.Check(digits).ShouldBe(IdentifierCheck.Valid);
        IndividualNumber.Parse(digits).Reveal().ShouldBe(digits);
        IndividualNumber.FromBase(digits.AsSpan(0, 11)).Reveal().ShouldBe(digits);
    }

    [Theory]
    [InlineData("123456789012", IdentifierCheck.WrongCheckDigit)]
    [InlineData("123456789019", IdentifierCheck.WrongCheckDigit)]
    [InlineData("983205673210", IdentifierCheck.WrongCheckDigit)]
    [InlineData("379474484459", IdentifierCheck.WrongCheckDigit)]
    [InlineData("507957100722", IdentifierCheck.WrongCheckDigit)]
    [InlineData("12345678901", IdentifierCheck.WrongLength)]
    [InlineData("1234567890180", IdentifierCheck.WrongLength)]
    [InlineData("", IdentifierCheck.WrongLength)]
    [InlineData(null, IdentifierCheck.WrongLength)]
    [InlineData("000000000000", IdentifierCheck.AllZero)]
    [InlineData("１２３４５６７８９０１８", IdentifierCheck.NotHalfWidthDigits)]
    [InlineData("1234-5678-9018", IdentifierCheck.NotHalfWidthDigits)]
    public void Wrong_individual_numbers_tell_which_check_fails(string? text, IdentifierCheck expected)
    {
        IndividualNumber.Check(text).ShouldBe(expected);
        IndividualNumber.TryParse(text, out IndividualNumber? number).ShouldBeFalse();
        number.ShouldBeNull();
    }

    [Fact]
    public void A_secret_number_is_in_no_text_and_no_exception()
    {
        const string Digits = "123456789018";
        IndividualNumber.Parse(Digits).ToString().ShouldNotContain(Digits[..4]);
        ResidentRecordCode.Parse("24727059608").ToString().ShouldNotContain("2472");
        BasicPensionNumber.Parse("1234567890").ToString().ShouldNotContain("1234");
        ResidenceCardNumber.Parse("AB12345678CD").ToString().ShouldNotContain("1234");
        Should.Throw<FormatException>(() => IndividualNumber.Parse("123456789012")).Message.ShouldNotContain("1234");
        JsonSerializer.Serialize(IndividualNumber.Parse(Digits)).ShouldBe("{}");
    }

    [Fact]
    public void One_changed_digit_of_an_individual_number_is_found_unless_both_remainders_share_the_digit_zero()
    {
        var cases = from digits in Gen.Choose(0, 9).ArrayOf(11)
                    from place in Gen.Choose(0, 11)
                    from shift in Gen.Choose(1, 9)
                    where digits.Any(digit => digit != 0)
                    select (Base: string.Concat(digits), Place: place, Shift: shift);
        Prop.ForAll(cases.ToArbitrary(), drawn =>
        {
            char[] changed = IndividualNumber.FromBase(drawn.Base).Reveal().ToCharArray();
            bool endsInZero = changed[11] == '0';
            changed[drawn.Place] = (char)('0' + ((changed[drawn.Place] - '0' + drawn.Shift) % 10));
            IdentifierCheck check = IndividualNumber.Check(new string(changed));

            // Only remainders 0 and 1 share a check digit, so an undetected change must end in 0 and not be in the last place.
            return check != IdentifierCheck.Valid || (endsInZero && drawn.Place < 11);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("24727059608")]
    [InlineData("24846016224")]
    [InlineData("25208017643")]
    [InlineData("01234567892")]
    [InlineData("12345678903")]
    [InlineData("31415926530")]
    [InlineData("55555555554")]
    [InlineData("10000000006")]
    public void Resident_record_codes_of_the_standard_are_valid(string digits)
    {
        ResidentRecordCode.Parse(digits).Reveal().ShouldBe(digits);
        ResidentRecordCode.FromBase(digits.AsSpan(0, 10)).Reveal().ShouldBe(digits);
    }

    [Theory]
    [InlineData("12345678901", IdentifierCheck.WrongCheckDigit)]
    [InlineData("25208017644", IdentifierCheck.WrongCheckDigit)]
    [InlineData("24727059609", IdentifierCheck.WrongCheckDigit)]
    [InlineData("2472705960", IdentifierCheck.WrongLength)]
    [InlineData("00000000000", IdentifierCheck.AllZero)]
    public void Wrong_resident_record_codes_tell_which_check_fails(string text, IdentifierCheck expected) =>
        ResidentRecordCode.Check(text).ShouldBe(expected);

    [Fact]
    public void The_check_of_a_resident_record_code_can_be_switched_off()
    {
        ResidentRecordCode.TryParse("12345678901", verifyCheckDigit: false, out ResidentRecordCode? code).ShouldBeTrue();
        code.Reveal().ShouldBe("12345678901");
        ResidentRecordCode.TryParse("1234567890", verifyCheckDigit: false, out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("8700110005901")]
    [InlineData("7000012050002")]
    [InlineData("7123456789012")]
    [InlineData("1180301018771")]
    [InlineData("4011001098993")]
    [InlineData("2120901007402")]
    [InlineData("7010705000725")]
    [InlineData("5835678256246")]
    public void Corporate_numbers_of_the_standard_are_valid(string digits)
    {
        CorporateNumber.Parse(digits).Value.ShouldBe(digits);
        CorporateNumber.FromBase(digits.AsSpan(1)).Value.ShouldBe(digits);
    }

    [Theory]
    [InlineData("1000012050002", IdentifierCheck.WrongCheckDigit)]
    [InlineData("700001205000", IdentifierCheck.WrongLength)]
    [InlineData("７000012050002", IdentifierCheck.NotHalfWidthDigits)]
    public void Wrong_corporate_numbers_tell_which_check_fails(string text, IdentifierCheck expected) =>
        CorporateNumber.Check(text).ShouldBe(expected);

    [Theory]
    [InlineData("010006")]
    [InlineData("011002")]
    [InlineData("130001")]
    [InlineData("131016")]
    [InlineData("131041")]
    [InlineData("141305")]
    [InlineData("271004")]
    [InlineData("281000")]
    [InlineData("472018")]
    public void Municipality_codes_of_the_standard_are_valid(string digits)
    {
        MunicipalityCode code = MunicipalityCode.Parse(digits);
        MunicipalityCode.FromBody(code.Body).ShouldBe(code);
        code.Prefecture.ShouldBe(digits[..2]);
        code.IsPrefecture.ShouldBe(digits[2..5] == "000");
    }

    [Theory]
    [InlineData("131045", IdentifierCheck.WrongCheckDigit)]
    [InlineData("13104", IdentifierCheck.WrongLength)]
    [InlineData("000000", IdentifierCheck.AllZero)]
    public void Wrong_municipality_codes_tell_which_check_fails(string text, IdentifierCheck expected) =>
        MunicipalityCode.Check(text).ShouldBe(expected);

    [Theory]
    [InlineData(1, 7, "0000019")]
    [InlineData(2, 7, "0000027")]
    [InlineData(5, 7, "0000051")]
    [InlineData(6, 7, null)]
    [InlineData(9, 7, "0000094")]
    [InlineData(55, 7, "0000558")]
    [InlineData(123456, 7, "1234560")]
    [InlineData(1234567, 8, "12345674")]
    [InlineData(999999, 7, null)]
    public void Running_numbers_get_the_check_digit_of_the_standard_and_remainder_one_is_skipped(long running, int digits, string? expected)
    {
        AddresseeNumber.FromSequence(running, digits)?.Value.ShouldBe(expected);
        HouseholdNumber.FromSequence(running, digits)?.Value.ShouldBe(expected);
        (AddresseeNumber.FromSequence(running, digits) is null).ShouldBe(expected is null);
        AddresseeNumber.TryParse(expected, out _).ShouldBe(expected is not null);
    }

    [Fact]
    public void A_skipped_running_number_is_valid_with_no_last_digit() =>
        Enumerable.Range(0, 10).ShouldAllBe(digit => HouseholdNumber.Check($"000006{digit}") == IdentifierCheck.WrongCheckDigit);

    [Fact]
    public void A_running_number_that_outgrows_its_digits_is_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => AddresseeNumber.FromSequence(1_000_000, 7));

    [Theory]
    [InlineData("AB12345678CD", IdentifierCheck.Valid)]
    [InlineData("ab12345678cd", IdentifierCheck.Valid)]
    [InlineData("A112345678CD", IdentifierCheck.NotHalfWidthDigits)]
    [InlineData("AB1234567ＸCD", IdentifierCheck.NotHalfWidthDigits)]
    [InlineData("AB12345678C", IdentifierCheck.WrongLength)]
    public void Residence_card_numbers_are_two_letters_eight_digits_two_letters(string text, IdentifierCheck expected)
    {
        ResidenceCardNumber.Check(text).ShouldBe(expected);
        if (ResidenceCardNumber.TryParse(text, out ResidenceCardNumber? number))
        {
            number.Value.ShouldBe("AB12345678CD");
        }
    }

    [Fact]
    public void Numbers_without_a_check_digit_check_their_form()
    {
        BasicPensionNumber.Parse("1234567890").Written.ShouldBe("1234-567890");
        BasicPensionNumber.Check("123456789").ShouldBe(IdentifierCheck.WrongLength);
        PostalCode.Parse("1000001").ToString().ShouldBe("100-0001");
        PostalCode.Parse("100-0001").Value.ShouldBe("1000001");
        PostalCode.Check("10-00001").ShouldBe(IdentifierCheck.NotHalfWidthDigits);
        AddressCode.Parse("13101001002").Municipality.Value.ShouldBe("131016");
    }

    [Fact]
    public void Open_identifiers_travel_in_JSON_as_their_text_and_wrong_text_is_refused()
    {
        MunicipalityCode code = MunicipalityCode.Parse("131016");
        JsonSerializer.Serialize(code).ShouldBe("\"131016\"");
        JsonSerializer.Deserialize<MunicipalityCode>("\"131016\"").ShouldBe(code);
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<MunicipalityCode>("\"131017\"")).Message.ShouldNotContain("131017");
    }
}
