using RealtimeCare.Client;
using RealtimeCare.Client.Administration;
using RealtimeCare.Client.Tokens;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Testing;

namespace RealtimeCare.Tests.Identity;

[Collection(IssuerWorldGroup.Name)]
public sealed class PatientsOfTheSdk(IssuerWorld world)
{
    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_patient_is_given_an_account_signs_in_and_knows_who_it_is()
    {
        var patientId = Guid.NewGuid().ToString();
        await using var boss = await SignInAsync(world.AdministratorName);
        await using var administrator = new CareAdministrator(new RealtimeCareClientOptions { Server = world.Host.Server, Tokens = boss, TrustedRoots = world.Host.Roots });

        var user = await administrator.CreateUserAsync(Some.UserName("patient"), The.Password, ["patient"], patientId, Patience);
        await using var patient = await SignInAsync(user.UserName, "PATRQT");
        var first = patient.PatientId;
        await patient.GetAsync(await patient.GetAsync(null, Patience), Patience);

        Assert.Equal((patientId, patientId, patientId), (user.PatientId, first, patient.PatientId));
        Assert.Null(boss.PatientId);
        Assert.DoesNotContain(patientId, user.ToString(), StringComparison.Ordinal);
        var refusal = await Assert.ThrowsAsync<CareException>(() => administrator.CreateUserAsync(Some.UserName("x"), The.Password, ["patient"], cancellationToken: Patience));
        Assert.Equal(ErrorCode.InvalidRequest, refusal.Error.Code);
    }

    [Fact]
    public async Task A_purpose_that_the_roles_lack_is_an_invalid_request()
    {
        var (name, _) = await world.HireAsync("registrar");

        var refusal = await Assert.ThrowsAsync<CareException>(() => SignInAsync(name, "ETREAT"));

        Assert.Equal(ErrorCode.InvalidRequest, refusal.Error.Code);
    }

    private Task<PasswordSignIn> SignInAsync(string name, string? purpose = null) => PasswordSignIn.SignInAsync(
        world.Host.Server, name, The.Password, new SignInOptions { TrustedRoots = world.Host.Roots, Time = world.Time, PurposeOfUse = purpose }, Patience);
}
