using RealtimeCare.Audit.Chain;

namespace RealtimeCare.Audit.Verification;

/// <summary>What to verify a trail against.</summary>
public sealed record TrailVerificationOptions
{
    /// <summary>
    /// The key that every log in the folder must be signed with. Without it each log is verified with <c>&lt;log&gt;.pub</c> from
    /// <see cref="KeysFolder"/>.
    /// </summary>
    public TrailPublicKey? PublicKey { get; init; }

    /// <summary>
    /// The folder with the public keys; by default the trail's own <c>keys</c> folder. Whoever can rewrite the whole trail can rewrite
    /// that too: a proof against the node's own administrators needs keys that were kept elsewhere.
    /// </summary>
    public string? KeysFolder { get; init; }

    /// <summary>Heads recorded earlier. A log that ends before one, or differs at it, was cut off or rewritten.</summary>
    public IReadOnlyList<TrailHead> Expect { get; init; } = [];

    /// <summary>After how many problems in a log to stop looking.</summary>
    public int MostProblems { get; init; } = 1000;
}
