using RealtimeCare.Cli.Policies;
using RealtimeCare.Policy.Access;
using RealtimeCare.Policy.Access.Consents;
using RealtimeCare.Testing;

namespace RealtimeCare.Tests.Policy.Access.Golden;

/// <summary>The hand-written table against what is decided and what is printed.</summary>
public sealed class GoldenTable
{
    private static readonly string[] Relationships = ["treats", "is", "acts-for", "none"];
    private static readonly string[] Consents = ["none", "permits", "denies"];
    private static readonly HashSet<string> Everywhere = ["meta", "implicitRules", "language"];

    [Fact]
    public void Decisions_are_those_of_the_table()
    {
        var wrong =
            from role in GoldenPolicy.Roles
            from topic in AccessPolicy.Default.Topics.Keys
            from relationship in Relationships
            from consent in Consents
            let expected = GoldenPolicy.Topics.GetValueOrDefault(role, []).Contains(topic) && GoldenPolicy.Permits(role, relationship, consent)
            where expected != AccessPolicy.Default.Decide(Question(role, topic, relationship, consent)) is Decision.Permit
            select $"{role} {topic} {relationship} {consent}: {expected}";

        Assert.Empty(wrong);
    }

    [Fact]
    public void Audiences_of_permits_show_what_the_table_says()
    {
        foreach (var ((role, type), elements) in GoldenPolicy.Elements)
        {
            var topic = GoldenPolicy.Topics[role][0];
            var relationship = Relationships.First(r => GoldenPolicy.Permits(role, r, "permits"));
            var permit = Assert.IsType<Decision.Permit>(AccessPolicy.Default.Decide(Question(role, topic, relationship, "permits")));

            var named = permit.Audience!.Elements[type].Select(path => path.Split('.')[0]).Where(e => !Everywhere.Contains(e)).Distinct();
            Assert.Equal(elements.Where(e => e[0] != '!').Select(e => e.Split('(')[0]).Order(), named.Order());
        }
    }

    [Fact]
    public void The_printed_matrix_is_the_table()
    {
        var printed = Printed(MatrixText.Markdown(new PolicyMatrix(AccessPolicy.Default)));

        Assert.Equal(
            GoldenPolicy.Elements.Select(e => $"{e.Key.Role} {e.Key.Type}: {string.Join(' ', e.Value.Order(StringComparer.Ordinal))}").Order(StringComparer.Ordinal),
            printed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_matrix_is_the_same_every_time_and_says_what_it_is_for()
    {
        var matrix = new PolicyMatrix(AccessPolicy.Default);

        Assert.Equal(MatrixText.Markdown(matrix), MatrixText.Markdown(new PolicyMatrix(AccessPolicy.Default)));
        Assert.Contains("45 CFR 164.514(d)(2)", MatrixText.Markdown(matrix), StringComparison.Ordinal);
        Assert.Contains("<h2>Observation</h2>", MatrixText.Html(matrix), StringComparison.Ordinal);
        Assert.DoesNotContain("<script", MatrixText.Html(matrix), StringComparison.OrdinalIgnoreCase);
    }

    private static AccessQuestion Question(string role, string topic, string relationship, string consent)
    {
        var rule = AccessPolicy.Default.Roles.Single(r => r.Name == role);
        var caller = Ward.Caller(role, rule.Relationship == RelationshipNeed.Self ? "patient/*.rs" : "user/*.rs") with
        {
            Purpose = rule.Purposes.FirstOrDefault() ?? "TREAT",
            LaunchPatient = relationship == "is" ? Ward.Patient : null,
        };
        var kind = relationship == "acts-for" ? RelationshipKind.Proxy : RelationshipKind.Treatment;
        Relationship[] relationships = relationship is "treats" or "acts-for" ? [Ward.Attending() with { Kind = kind }] : [];
        Consent[] consents = consent == "none" ? [] : [new Consent("Consent/1", new ConsentProvision { Permits = consent == "permits" })];
        return Ward.Follow(caller) with { Topics = [topic], Facts = Ward.Facts(relationships) with { Consents = consents } };
    }

    // Reads the tables of the printed text back: one line for each role and type, as the table has it.
    private static IEnumerable<string> Printed(string markdown)
    {
        foreach (var section in markdown.Split("\n## ").Where(s => char.IsAsciiLetterUpper(s[0]) && s.Contains("\n| element |", StringComparison.Ordinal)))
        {
            var type = section.Split('\n')[0];
            var rows = section.Split('\n').Where(l => l.StartsWith('|')).Select(l => l.Trim('|').Split('|').Select(c => c.Trim()).ToArray()).ToList();
            for (var column = 1; column < rows[0].Length; column++)
            {
                if (rows[0][column] == "service") continue;
                var cells = rows.Skip(2).Where(r => r[column].Length > 0 && !Everywhere.Contains(r[0])).Select(r => Word(r[0], r[column]));
                yield return $"{rows[0][column]} {type}: {string.Join(' ', cells.Order(StringComparer.Ordinal))}";
            }
        }
    }

    private static string Word(string element, string cell) => cell switch
    {
        "yes" => element,
        "marked" => "!" + element,
        _ => $"{element}({cell.Replace(",", "", StringComparison.Ordinal)})",
    };
}
