using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Access;

/// <summary>Whose access to what a privacy officer wants explained. Exactly one of <see cref="Subject"/> and <see cref="SessionId"/> is given.</summary>
public sealed record AccessQuestion
{
    /// <summary>The person or service.</summary>
    public string? Subject { get; init; }

    /// <summary>One live session.</summary>
    public string? SessionId { get; init; }

    /// <summary>The patient.</summary>
    public required PatientReference Patient { get; init; }

    /// <summary>The topics.</summary>
    public required IReadOnlyList<string> Topics { get; init; }

    /// <summary>Whether it is about the patient's restricted stream.</summary>
    public bool Restricted { get; init; }

    /// <summary>The roles to assume of somebody who is not signed in.</summary>
    public IReadOnlyList<string>? Roles { get; init; }

    /// <summary>The scopes to assume where no token is at hand; null assumes that they cover the question.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }
}
