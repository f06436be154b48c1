using RealtimeCare.Identity.Tokens;

namespace RealtimeCare.Tests.Identity;

public sealed class Scopes
{
    [Theory]
    [InlineData("", "user/*.rs", "user/*.rs")]
    [InlineData("user/*.rs", "user/*.rs", "user/*.rs")]
    [InlineData("user/Observation.cruds", "user/*.rs", "user/Observation.rs")]
    [InlineData("user/*.r", "user/Patient.rs user/Encounter.rs", "user/Patient.r user/Encounter.r")]
    [InlineData("user/Observation.c", "user/*.rs", "")]
    [InlineData("system/*.rs", "user/*.rs", "")]
    [InlineData("user/Observation.rs", "user/Patient.rs", "")]
    [InlineData("realtimecare/trail.read", "realtimecare/trail.read realtimecare/users.admin", "realtimecare/trail.read")]
    [InlineData("realtimecare/*", "realtimecare/trail.read", "")]
    [InlineData("user/*.rsx", "user/*.rs", "")]
    [InlineData("user/Obs*.rs", "user/*.rs", "")]
    public void What_is_granted_is_what_is_both_asked_for_and_allowed(string asked, string allowed, string granted)
    {
        Assert.Equal(granted, string.Join(' ', Scope.Grant(Split(asked), Split(allowed))));
    }

    private static string[] Split(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
