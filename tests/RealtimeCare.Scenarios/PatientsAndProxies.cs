using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>Patients follow themselves, proxies follow whom they act for with consent, and an app follows what its scopes cover.</summary>
public sealed class PatientsAndProxies(SharedCare shared)
{
    private const string Categories = "http://terminology.hl7.org/CodeSystem/observation-category";

    private readonly TestCare care = shared.World;

    [Fact]
    public async Task Patients_follow_themselves_and_nobody_else()
    {
        var self = await care.AdmitAsync();
        var other = await care.AdmitAsync();
        var person = await care.HireAsync("patient", self);
        var connection = await person.ConnectAsync();
        var request = connection.Subscribe(self.ById, The.Vitals);

        await connection.SubscribeAsync(request);
        await care.Monitor.PublishAsync(Some.Vital(self.ById, 1));
        var seen = await connection.UntilEventsAsync(request.SubscriptionId, 1);
        var refused = await connection.RefusedAsync(nameof(ICareHub.Subscribe), connection.Subscribe(other.ById, The.Vitals));

        Assert.Equal(1, Assert.Single(seen).Beats());
        Assert.Equal(ErrorCode.Forbidden, refused.Code);
    }

    [Fact]
    public async Task A_proxy_needs_the_relationship_and_a_consent()
    {
        var proxy = await care.HireAsync("proxy");
        var patient = await care.AdmitAsync();
        var connection = await proxy.ConnectAsync();

        var stranger = await connection.RefusedAsync(nameof(ICareHub.Subscribe), connection.Subscribe(patient.ById, The.Vitals));
        await care.LoadAsync(SomeFacts.RelatedPerson($"related-{Some.Number}", patient.Identifier, proxy.UserId));
        var without = await connection.RefusedAsync(nameof(ICareHub.Subscribe), connection.Subscribe(patient.ById, The.Vitals));
        await care.LoadAsync(SomeFacts.Consent($"consent-{Some.Number}", patient.Identifier, """{"type": "permit"}"""));
        var with = await connection.SubscribeAsync(connection.Subscribe(patient.ById, The.Vitals));

        Assert.Equal((ErrorCode.Forbidden, ErrorCode.Forbidden), (stranger.Code, without.Code));
        Assert.Equal("proxy", with.Audience);
    }

    [Fact]
    public async Task A_nurse_who_acts_for_a_patient_does_not_treat_that_patient()
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync();
        await care.LoadAsync(SomeFacts.RelatedPerson($"related-{Some.Number}", patient.Identifier, nurse.UserId));
        await care.LoadAsync(SomeFacts.Consent($"consent-{Some.Number}", patient.Identifier, """{"type": "permit"}"""));
        var connection = await nurse.ConnectAsync();

        var refused = await connection.RefusedAsync(nameof(ICareHub.Subscribe), connection.Subscribe(patient.ById, The.Vitals));

        Assert.Equal(ErrorCode.Forbidden, refused.Code);
    }

    [Fact]
    public async Task An_app_whose_scope_is_narrowed_to_a_category_gets_that_category_alone()
    {
        var patient = await care.AdmitAsync();
        var tokens = await care.Nurse.SignInAsync($"user/Observation.rs?category={Categories}|laboratory");
        var connection = await care.ConnectAsync(tokens.Access);
        var request = connection.Subscribe(patient.ById, The.Vitals);

        await connection.SubscribeAsync(request);
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 1));
        await care.Monitor.PublishAsync(new PublishRequest { Patient = patient.ById, Topic = The.Vitals, Resource = Some.Potassium() });
        var seen = await connection.UntilEventsAsync(request.SubscriptionId, 1);

        Assert.Contains("2823-3", Assert.Single(seen).Resource.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_locked_screen_hears_that_there_is_something_and_nothing_more()
    {
        var patient = await care.AdmitAsync();
        var connection = await care.Nurse.ConnectAsync();
        var request = connection.Subscribe(patient.ById, The.Vitals) with { Audience = "lock-screen" };

        var result = await connection.SubscribeAsync(request);
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 1));
        var seen = await connection.UntilEventsAsync(request.SubscriptionId, 1);
        var wider = await connection.RefusedAsync(nameof(ICareHub.Subscribe), connection.Subscribe(patient.ById, The.Vitals) with { Audience = "physician" });

        Assert.Equal("lock-screen", result.Audience);
        Assert.Equal("{}", Assert.Single(seen).Resource.ToJson());
        Assert.Equal(ErrorCode.Forbidden, wider.Code);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("%")]
    [InlineData("#")]
    [InlineData("")]
    [InlineData("general-hospital:*")]
    public async Task A_pattern_is_no_patient(string pattern)
    {
        var connection = await care.Nurse.ConnectAsync();

        var refused = await connection.RefusedAsync(nameof(ICareHub.Subscribe), connection.Subscribe(PatientReference.ById(pattern), The.Vitals));

        Assert.Equal(ErrorCode.InvalidRequest, refused.Code);
    }
}
