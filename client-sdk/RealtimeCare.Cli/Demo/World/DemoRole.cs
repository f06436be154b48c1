using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Policy.Shaping;

namespace RealtimeCare.Cli.Demo.World;

/// <summary>What the built-in policy grants a role: which topics it follows and what it sees of them.</summary>
internal sealed class DemoRole
{
    private readonly Dictionary<FhirJson, Shape?> shapes = [];
    private readonly Lock gate = new();
    private readonly RoleRule rule;

    private DemoRole(RoleRule rule) => this.rule = rule;

    /// <summary>As tokens name it.</summary>
    public string Name => rule.Name;

    /// <summary>The topics that it may follow.</summary>
    public IReadOnlySet<string> Topics => rule.Topics;

    /// <summary>Whether it needs a treatment relationship.</summary>
    public bool NeedsRelationship => rule.NeedsRelationship;

    /// <summary>Reads a role of the policy that is built in, which is the one the demo's host runs with.</summary>
    public static DemoRole Of(string name) => new(AccessPolicy.Default.Roles.Single(r => r.Name == name));

    /// <summary>The resource as this role sees it; null when it does not see it at all. Worked out once per resource.</summary>
    public Shape? Shape(FhirJson resource)
    {
        lock (gate)
        {
            if (shapes.TryGetValue(resource, out var known)) return known;
            var shape = rule.Audience is { } audience ? Shaper.Shape(resource.Utf8.Span, audience) : null;
            shapes.Add(resource, shape);
            return shape;
        }
    }
}
