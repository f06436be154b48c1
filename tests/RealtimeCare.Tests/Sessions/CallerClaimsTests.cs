using System.Security.Claims;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Sessions;

namespace RealtimeCare.Tests.Sessions;

public sealed class CallerClaimsTests
{
    [Fact]
    public void Without_a_launch_patient_and_a_purpose_one_treats_as_nobodys_patient()
    {
        var caller = Read();

        Assert.Null(caller!.LaunchPatient);
        Assert.Equal("TREAT", caller.Purpose);
    }

    [Fact]
    public void A_launch_patient_and_a_purpose_are_taken_as_they_stand()
    {
        var caller = Read(("patient", "patient-1"), ("purpose_of_use", "HPAYMT"));

        Assert.Equal(("patient-1", "HPAYMT"), (caller!.LaunchPatient!.Value.Value, caller.Purpose));
    }

    [Theory]
    [InlineData("patient", "Patient/1")]
    [InlineData("patient", "")]
    [InlineData("purpose_of_use", "treat")]
    [InlineData("purpose_of_use", "TREAT BTG")]
    [InlineData("purpose_of_use", "")]
    public void What_cannot_be_understood_makes_the_token_invalid(string claim, string value)
    {
        Assert.Null(Read((claim, value)));
    }

    [Theory]
    [InlineData("patient", "patient-1", "patient-2")]
    [InlineData("purpose_of_use", "TREAT", "BTG")]
    public void Two_of_one_kind_make_the_token_invalid(string claim, string one, string two)
    {
        Assert.Null(Read((claim, one), (claim, two)));
    }

    private static Caller? Read(params (string Claim, string Value)[] more)
    {
        (string, string)[] claims =
        [
            ("sub", "nurse"), ("tenant", "north"), ("sid", "s"), ("iss", "https://issuer.example"), ("client_id", "app"), ("jti", "t"),
            ("exp", "1900000000"), ("iat", "1899999000"), .. more,
        ];
        return CallerClaims.Read(new ClaimsPrincipal(new ClaimsIdentity(claims.Select(one => new Claim(one.Item1, one.Item2)))));
    }
}
