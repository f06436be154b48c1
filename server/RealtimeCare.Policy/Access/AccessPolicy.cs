using System.Security.Cryptography;
using System.Text;
using RealtimeCare.Policy.Access.Document;
using RealtimeCare.Policy.Shaping;

namespace RealtimeCare.Policy.Access;

/// <summary>A checked policy document: who may do what, and sees which fields. Immutable.</summary>
public sealed class AccessPolicy
{
    private const string Resource = "RealtimeCare.Policy.Access.policy.json";

    internal AccessPolicy(
        IReadOnlyDictionary<string, TopicRule> topics, IReadOnlyList<RoleRule> roles, IReadOnlyList<Audience> audiences, AccessRules rules)
    {
        Rules = rules;
        Topics = topics;
        Roles = roles;
        Audiences = audiences;
        Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(CanonicalText.Of(this))));
    }

    /// <summary>The document that is built in.</summary>
    public static AccessPolicy Default { get; } = ReadDefault();

    /// <summary>SHA-256 over what the document says, in hexadecimal; its layout does not count.</summary>
    public string Hash { get; }

    /// <summary>The topics, by name.</summary>
    public IReadOnlyDictionary<string, TopicRule> Topics { get; }

    /// <summary>The roles in the order of the document: the first that permits decides the audience.</summary>
    public IReadOnlyList<RoleRule> Roles { get; }

    /// <summary>The audiences in the order of the document.</summary>
    public IReadOnlyList<Audience> Audiences { get; }

    /// <summary>What the document says of consent, grace periods and broken glass.</summary>
    public AccessRules Rules { get; }

    /// <summary>Reads a document.</summary>
    /// <exception cref="PolicyException">It cannot be used; the exception lists every mistake.</exception>
    public static AccessPolicy Parse(ReadOnlySpan<byte> utf8) => PolicyReader.Read(utf8);

    /// <summary>Reads a tenant's document, which may only tighten this policy.</summary>
    /// <exception cref="PolicyException">It cannot be used or widens something; the exception lists every mistake.</exception>
    public TenantPolicy Tighten(ReadOnlySpan<byte> utf8) => OverlayReader.Read(utf8, this);

    /// <summary>Decides. The same question always has the same answer.</summary>
    public Decision Decide(AccessQuestion question) => new Deliberation(this, question).Decide();

    /// <summary>
    /// The treatment relationship that counts at the instant asked for and lasts longest; null when none does. It counts through the
    /// grace period too.
    /// </summary>
    public Treatment? FindTreatment(AccessQuestion question) =>
        Standing.Find(question, Rules).Treatment is { } found ? new Treatment(found, Standing.UntilOf(found, Rules)) : null;

    /// <summary>The audience of that name; null when there is none.</summary>
    public Audience? FindAudience(string name)
    {
        foreach (var audience in Audiences)
            if (audience.Name == name) return audience;
        return null;
    }

    private static AccessPolicy ReadDefault()
    {
        using var stream = typeof(AccessPolicy).Assembly.GetManifestResourceStream(Resource)!;
        var utf8 = new byte[stream.Length];
        stream.ReadExactly(utf8);
        return Parse(utf8);
    }
}
