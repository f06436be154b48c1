using RealtimeCare.Policy.Access;

namespace RealtimeCare.Tests.Policy.Access;

public sealed class InboxDecisions
{
    [Fact]
    public void Ones_own_inbox_needs_no_relationship_and_is_shaped_by_the_roles_audience()
    {
        var decision = Assert.IsType<Decision.Permit>(Ward.Decide(Follow(Ward.Caller())));

        Assert.Equal("bedside-nurse", decision.Audience?.Name);
        Assert.Equal(Ward.Now.AddMinutes(10), decision.ValidUntil);
    }

    [Theory]
    [InlineData("nurse", "user/Observation.rs", "scope")]
    [InlineData("registrar", "user/*.rs", "role")]
    [InlineData("patient", "patient/*.rs", "role")]
    [InlineData("administrator", "realtimecare/users.admin", "scope")]
    public void Scopes_and_roles_count_as_for_patients(string role, string scopes, string reason)
    {
        var asked = Follow(Ward.Caller(role, scopes));

        Assert.Equal(reason, Ward.ReasonOf(asked));
    }

    [Fact]
    public void So_do_token_purpose_topic_label_and_audience()
    {
        var caller = Ward.Caller();

        Assert.Equal("token", Ward.ReasonOf(Follow(caller with { ExpiresAt = Ward.Now })));
        Assert.Equal("purpose", Ward.ReasonOf(Follow(caller with { Purpose = "HPAYMT" })));
        Assert.Equal("topic", Ward.ReasonOf(Follow(caller) with { Topics = [] }));
        Assert.Equal("topic", Ward.ReasonOf(Follow(caller) with { Topics = ["claims"] }));
        Assert.Equal("label", Ward.ReasonOf(Follow(caller) with { IsRestricted = true }));
        Assert.Equal("topic", Ward.ReasonOf(Follow(caller) with { Audience = "physician" }));
    }

    [Fact]
    public void A_service_has_none()
    {
        var asked = Follow(Ward.Caller("service", "system/*.rs", isService: true));

        Assert.Equal("role", Ward.ReasonOf(asked));
    }

    private static AccessQuestion Follow(Caller caller) => Ward.Ask(Operations.StreamInbox, caller) with { Topics = ["inbox"], Facts = Ward.Facts() };
}
