namespace RealtimeCare.Contracts.Messages;

/// <summary>What every request of a hub method carries besides its own fields.</summary>
public interface IHubRequest
{
    /// <summary>Made by the client, new for every call and kept when the same call is repeated.</summary>
    Guid InvocationId { get; }

    /// <summary>The token that <see cref="Welcome"/> gave this connection.</summary>
    string ConnectionToken { get; }

    /// <summary>The client's clock; refused when more than five minutes off. Null means the server's clock.</summary>
    DateTimeOffset? Timestamp { get; }
}

/// <summary>A request that names one patient: access to that patient is decided before the method runs.</summary>
public interface IPatientBound : IHubRequest
{
    /// <summary>The patient.</summary>
    PatientReference Patient { get; }
}

/// <summary>A request for topics of one patient.</summary>
public interface IPatientRequest : IPatientBound
{
    /// <summary>The topics; never empty and never a pattern.</summary>
    IReadOnlyList<string> Topics { get; }

    /// <summary>
    /// Whether it is about the patient's restricted stream: events whose labels lie above normal. It has positions of its own, so
    /// that nobody without clearance can count what lies in it.
    /// </summary>
    bool Restricted => false;

    /// <summary>A narrower audience to be seen as, such as <c>lock-screen</c>; null for the caller's own.</summary>
    string? Audience => null;
}

/// <summary>An answer that holds FHIR resources: it leaves the server only after each was shaped for the caller.</summary>
/// <typeparam name="TSelf">The answer's own type.</typeparam>
public interface ICarriesResources<out TSelf>
{
    /// <summary>The same answer with every event put through <paramref name="shape"/>; events for which it gives null are left out.</summary>
    TSelf Shape(Func<CareEvent, CareEvent?> shape);
}
