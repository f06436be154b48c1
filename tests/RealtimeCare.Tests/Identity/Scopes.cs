using RealtimeCare.Identity.Tokens;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Tests.Identity;

public sealed class Scopes
{
    private const string Vitals = "http://terminology.hl7.org/CodeSystem/observation-category|vital-signs";
    private const string Labs = "http://terminology.hl7.org/CodeSystem/observation-category|laboratory";

    [Theory]
    [InlineData("", "user/*.rs", "user/*.rs")]
    [InlineData("user/*.rs", "user/*.rs", "user/*.rs")]
    [InlineData("user/Observation.cruds", "user/*.rs", "user/Observation.rs")]
    [InlineData("user/*.r", "user/Patient.rs user/Encounter.rs", "user/Patient.r user/Encounter.r")]
    [InlineData("user/Observation.c", "user/*.rs", "")]
    [InlineData("system/*.rs", "user/*.rs", "")]
    [InlineData("patient/*.rs", "user/*.rs", "")]
    [InlineData("user/*.rs", "patient/*.rs", "")]
    [InlineData("user/Observation.rs", "user/Patient.rs", "")]
    [InlineData("realtimecare/trail.read", "realtimecare/trail.read realtimecare/users.admin", "realtimecare/trail.read")]
    [InlineData("realtimecare/*", "realtimecare/trail.read", "")]
    [InlineData("user/*.rsx", "user/*.rs", "")]
    [InlineData("user/*.sr", "user/*.rs", "")]
    [InlineData("user/*.rr", "user/*.rs", "")]
    [InlineData("user/Obs*.rs", "user/*.rs", "")]
    [InlineData("user/observation.rs", "user/*.rs", "")]
    [InlineData("user/Observation.", "user/*.rs", "")]
    [InlineData("user/.rs", "user/*.rs", "")]
    // SMART v1 keeps its words where all of it is granted.
    [InlineData("user/Observation.read", "user/*.rs", "user/Observation.read")]
    [InlineData("user/*.read", "user/Encounter.rs user/Patient.rs", "user/Encounter.rs user/Patient.rs")]
    [InlineData("user/Observation.write", "user/*.rs", "")]
    [InlineData("user/Observation.*", "user/*.rs", "user/Observation.rs")]
    [InlineData("system/Observation.c", "system/*.write", "system/Observation.c")]
    public void What_is_granted_is_what_is_both_asked_for_and_allowed(string asked, string allowed, string granted)
    {
        Assert.Equal(granted, Grant(asked, allowed));
    }

    [Theory]
    [InlineData($"user/Observation.rs?category={Vitals}", "user/*.rs", $"user/Observation.rs?category={Vitals}")]
    [InlineData($"user/Observation.read?category={Vitals}", "user/*.rs", $"user/Observation.read?category={Vitals}")]
    [InlineData($"user/Observation.cruds?category={Vitals}", "user/*.rs", $"user/Observation.rs?category={Vitals}")]
    [InlineData($"user/Observation.rs?category={Vitals}", "user/Patient.rs", "")]
    [InlineData($"user/Observation.rs?category={Vitals}", "patient/*.rs", "")]
    [InlineData($"system/Observation.c?category={Vitals},{Labs}", $"system/Observation.c?category={Vitals}", $"system/Observation.c?category={Vitals}")]
    [InlineData($"system/Observation.c?category={Labs}", $"system/Observation.c?category={Vitals}", "")]
    // A wider request never escapes a narrow permission.
    [InlineData("system/Observation.c", $"system/Observation.c?category={Vitals}", $"system/Observation.c?category={Vitals}")]
    [InlineData("system/*.cruds", $"system/Observation.c?category={Vitals}", $"system/Observation.c?category={Vitals}")]
    public void A_category_only_ever_narrows(string asked, string allowed, string granted)
    {
        Assert.Equal(granted, Grant(asked, allowed));
    }

    [Theory]
    [InlineData("user/Observation.rs?")]
    [InlineData("user/Observation.rs?category=")]
    [InlineData("user/Observation.rs?category=vital-signs")]
    [InlineData("user/Observation.rs?category=|vital-signs")]
    [InlineData("user/Observation.rs?category=a|")]
    [InlineData("user/Observation.rs?category=a|b|c")]
    [InlineData("user/Observation.rs?category=a|b,")]
    [InlineData("user/Observation.rs?category=a|b&status=final")]
    [InlineData("user/Observation.rs?category=a|b?category=c|d")]
    [InlineData("user/Observation.rs?category=a%7Cb")]
    [InlineData("user/Observation.rs?category=a|b%20user/*.rs")]
    [InlineData("user/Observation.rs?category=a|b;user/*.rs")]
    [InlineData("user/Observation.rs?status=final")]
    [InlineData("user/Observation.rs?Category=a|b")]
    [InlineData("user/Patient.rs?category=a|b")]
    [InlineData("user/*.rs?category=a|b")]
    public void A_restriction_that_cannot_be_judged_grants_nothing(string asked)
    {
        Assert.Equal("", Grant(asked, "user/*.rs"));
    }

    [Fact]
    public void What_is_granted_says_to_the_policy_what_it_says_here()
    {
        string[] suffixes = ["c", "r", "s", "rs", "cud", "cruds", "sr", "rr", "x", "read", "write", "*", ""];
        string[] types = ["Observation", "Condition", "Patient", "*", "patient", "Obs*"];
        string[] restrictions = ["", $"?category={Vitals}", $"?category={Vitals},{Labs}", "?category=", "?status=final"];
        var all = from c in new[] { "user", "patient", "system", "launch" } from t in types from s in suffixes from r in restrictions select $"{c}/{t}.{s}{r}";

        foreach (var text in all)
        {
            var here = Scope.TryParse(text);
            var there = SmartScope.Read(text);
            var same = here is null
                ? there is null
                : there is not null && here.Type == there.Type && SmartScope.ReadInteractions(here.Letters) == there.Interactions
                    && string.Join(',', here.Categories ?? []) == string.Join(',', there.Categories ?? []);
            Assert.True(same, text);
        }
    }

    private static string Grant(string asked, string allowed) => string.Join(' ', Scope.Grant(Split(asked), Split(allowed)));

    private static string[] Split(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
