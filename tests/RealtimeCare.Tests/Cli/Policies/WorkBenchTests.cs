using System.Text;
using RealtimeCare.Audit.Verification;
using RealtimeCare.Cli.Policies;
using RealtimeCare.Cli.Terminal;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Tests.Cli.Policies;

public sealed class WorkBenchTests
{
    private const string Small = """
        {
          "version": "1",
          "topics": { "vitals": ["Observation"], "labs": ["Specimen"] },
          "roles": {
            "nurse": {
              "audience": "bedside", "relationship": "required", "operations": ["stream.subscribe"], "topics": ["vitals"], "purposes": ["TREAT"]
            },
            "clerk": { "relationship": "none", "operations": [], "topics": [], "purposes": [] }
          },
          "audiences": {
            "bedside": { "critical": { "Observation": ["note"] }, "elements": { "Observation": ["status", "code"], "Flag": [] } },
            "spare": { "elements": { "Observation": ["status"] } }
          }
        }
        """;

    [Fact]
    public void Dead_rules_are_named()
    {
        Assert.Equal(
            [
                "no role has audience 'spare'", "no role has topic 'labs'", "no role reads topic 'labs'", "no audience sees 'Specimen'",
                "role 'clerk' may do nothing",
            ],
            PolicyFindings.DeadRules(Parse(Small)));
        Assert.Empty(PolicyFindings.DeadRules(AccessPolicy.Default));
    }

    [Fact]
    public void Elements_that_no_audience_sees_are_listed_by_type()
    {
        var unseen = PolicyFindings.Unseen(Parse(Small)).Single(u => u.Type == "Observation").Elements;

        Assert.Contains("value[x]", unseen);
        Assert.Contains("note", unseen);
        Assert.DoesNotContain("status", unseen);
        Assert.DoesNotContain("id", unseen);
    }

    [Fact]
    public void The_same_policy_in_another_layout_has_no_differences()
    {
        Assert.Empty(PolicyDifference.Between(Parse(Small), Parse(Small.ReplaceLineEndings(" "))));
    }

    [Theory]
    [InlineData("[\"status\", \"code\"]", "[\"status\", \"code\", \"value[x]\"]", "gains nurse element Observation.value[x]")]
    [InlineData("[\"status\", \"code\"]", "[\"status\", \"code\", \"code.extension\"]", "gains nurse element Observation.code.extension")]
    [InlineData("[\"status\", \"code\"]", "[\"status\", \"code.text\"]", "loses nurse element Observation.code")]
    [InlineData("[\"stream.subscribe\"]", "[\"stream.snapshot\"]", "loses nurse operation stream.subscribe")]
    [InlineData("[\"vitals\"]", "[\"vitals\", \"labs\"]", "gains nurse topic labs")]
    [InlineData("\"bedside\": {", "\"bedside\": { \"labelCeiling\": \"R\",", "gains nurse label N -> R")]
    [InlineData("\"required\"", "\"none\"", "gains nurse relationship treats the patient -> none needed")]
    [InlineData("\"relationship\": \"required\"", "\"relationship\": \"required\", \"consent\": \"required\"", "loses nurse consent must permit")]
    [InlineData("[\"note\"]", "[]", "loses nurse marker Observation.note")]
    [InlineData("\"clerk\": {", "\"porter\": {", "loses clerk role clerk")]
    [InlineData("\"version\": \"1\",", "\"version\": \"1\", \"consent\": {\"absent\": \"deny\"},", "loses everybody absent consent denies")]
    [InlineData("\"version\": \"1\",", "\"version\": \"1\", \"breakGlass\": {\"maxMinutes\": 60},", "loses everybody break-glass longest: 240 -> 60 min")]
    public void Who_gains_and_who_loses_is_told(string before, string after, string told)
    {
        var changes = PolicyDifference.Between(Parse(Small), Parse(Small.Replace(before, after, StringComparison.Ordinal)));

        Assert.Contains(told, changes.Select(c => $"{(c.Gains ? "gains" : "loses")} {c.Role} {c.What} {c.Item}"));
    }

    [Theory]
    [InlineData("success", "stream.subscribe", "role permits: nurse|relationship permits: care team via CareTeam|consent permits: none, permitted by policy", ReplayVerdict.Same)]
    [InlineData("success", "stream.snapshot", "role permits: nurse|relationship permits: care team via CareTeam", ReplayVerdict.NowDenied)]
    [InlineData("success", "stream.subscribe", "role permits: janitor", ReplayVerdict.NowDenied)]
    [InlineData("success", "stream.subscribe", "role permits: nurse|relationship permits: not needed", ReplayVerdict.NotJudged)]
    [InlineData("denied", "stream.subscribe", "role denies: nurse may not|topic permits: allowed|relationship permits: care team via CareTeam", ReplayVerdict.NowPermitted)]
    [InlineData("denied", "stream.subscribe", "role permits: nurse|relationship denies: none active|patient denies: not known", ReplayVerdict.Same)]
    [InlineData("denied", "stream.subscribe", "role permits: nurse|topic denies: not for the role", ReplayVerdict.NotJudged)]
    [InlineData("denied", "stream.subscribe", "token denies: expired|topic denies: not for the role", ReplayVerdict.Same)]
    [InlineData("denied", "stream.subscribe", "role permits: nurse|consent denies: none", ReplayVerdict.NowPermitted)]
    public void The_past_is_judged_as_far_as_the_book_tells(string outcome, string operation, string factors, object verdict)
    {
        var entry = new VerifiedEntry("node", 0, 0,
        [
            new("kind", "invocation.decided"), new("outcome", outcome), new("operation", operation),
            .. factors.Split('|').Select(f => new KeyValuePair<string, string>("factor", f)),
        ]);

        var count = Assert.Single(new PolicyReplay(Parse(Small)).Count([entry, new VerifiedEntry("node", 1, 0, [new("kind", "log.heartbeat")])]));

        Assert.Equal((verdict, 1), (count.Verdict, count.Decisions));
    }

    [Fact]
    public void A_document_with_mistakes_is_refused_with_file_and_lines()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, Small.Replace("\"required\"", "\"wanted\"", StringComparison.Ordinal));

        var refused = Assert.Throws<CliException>(() => PolicyFile.Read(file));
        File.Delete(file);

        Assert.Equal((ExitCodes.Failed, $"{file}: line 6: 'relationship' is neither 'none', 'required', 'self' nor 'proxy'"), (refused.ExitCode, refused.Message));
    }

    private static AccessPolicy Parse(string text) => AccessPolicy.Parse(Encoding.UTF8.GetBytes(text));
}
