using RealtimeCare.Policy.Access;

namespace RealtimeCare.Tests.Policy.Access;

public sealed class Scopes
{
    [Theory]
    [InlineData("user/Observation.rs", "Observation", "rs", true)]
    [InlineData("user/Observation.rs", "Observation", "r", true)]
    [InlineData("user/Observation.r", "Observation", "rs", false)]
    [InlineData("user/Observation.r user/Observation.s", "Observation", "rs", true)]
    [InlineData("user/*.r user/Observation.s", "Observation", "rs", true)]
    [InlineData("user/*.cruds", "Encounter", "cruds", true)]
    [InlineData("user/Observation.rs", "Encounter", "r", false)]
    [InlineData("user/Observation.read", "Observation", "rs", true)]
    [InlineData("user/Observation.read", "Observation", "u", false)]
    [InlineData("user/Observation.write", "Observation", "cud", true)]
    [InlineData("user/Observation.write", "Observation", "r", false)]
    [InlineData("user/*.*", "Observation", "cruds", true)]
    [InlineData("user/Observation.sr", "Observation", "r", false)]
    [InlineData("user/Observation.dus", "Observation", "u", false)]
    [InlineData("user/Observation.rr", "Observation", "r", false)]
    [InlineData("user/Observation.rx", "Observation", "r", false)]
    [InlineData("user/Observation.RS", "Observation", "r", false)]
    [InlineData("user/Observation.", "Observation", "r", false)]
    [InlineData("user/Observation", "Observation", "r", false)]
    [InlineData("user/.rs", "Observation", "r", false)]
    [InlineData("user/observation.rs", "observation", "r", false)]
    [InlineData("User/Observation.rs", "Observation", "r", false)]
    [InlineData("launch/Observation.rs", "Observation", "r", false)]
    [InlineData("/Observation.rs", "Observation", "r", false)]
    [InlineData("patient/Observation.rs", "Observation", "r", false)]
    [InlineData("system/Observation.rs", "Observation", "r", false)]
    [InlineData("user/Observation.rs", "Observation", "", false)]
    [InlineData("user/Observation.rs", "Observation", "sr", false)]
    [InlineData("user/Observation.rs", "*", "rs", false)]
    [InlineData("", "Observation", "r", false)]
    public void A_scope_grants_what_the_grammar_says(string text, string type, string interactions, bool granted)
    {
        Assert.Equal(granted, ScopeSet.Parse(text).Allows(ScopeContext.User, type, interactions));
    }

    [Theory]
    [InlineData("user/Observation.rs?category=http://x|laboratory", "http://x|laboratory", true)]
    [InlineData("user/Observation.rs?category=http://x|laboratory", "http://x|vital-signs", false)]
    [InlineData("user/Observation.rs?category=http://x|laboratory,http://x|vital-signs", "http://x|vital-signs", true)]
    [InlineData("user/Observation.rs?category=laboratory", "laboratory", false)]
    [InlineData("user/Observation.rs?category=http://x|laboratory&status=final", "http://x|laboratory", false)]
    [InlineData("user/Observation.rs?category:in=http://x|laboratory", "http://x|laboratory", false)]
    [InlineData("user/Observation.rs?code=http://x|laboratory", "http://x|laboratory", false)]
    [InlineData("user/Observation.rs?", "http://x|laboratory", false)]
    [InlineData("user/*.rs?category=http://x|laboratory", "http://x|laboratory", false)]
    public void A_restricted_scope_grants_its_category_and_nothing_broader(string text, string category, bool granted)
    {
        var scopes = ScopeSet.Parse(text);

        Assert.Equal(granted, scopes.Allows(ScopeContext.User, "Observation", "rs", category));
        Assert.False(scopes.Allows(ScopeContext.User, "Observation", "rs"));
    }

    [Fact]
    public void A_scope_of_the_product_is_contained_as_it_is_written()
    {
        var scopes = ScopeSet.Parse("realtimecare/session.admin  openid");

        Assert.True(scopes.Contains("realtimecare/session.admin"));
        Assert.False(scopes.Contains("realtimecare/session"));
        Assert.False(scopes.Contains("realtimecare/users.admin"));
    }
}
