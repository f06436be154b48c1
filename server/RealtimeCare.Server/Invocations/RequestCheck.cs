using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;
using RealtimeCare.Server.Delivery;
using RealtimeCare.Server.Problems;

namespace RealtimeCare.Server.Invocations;

/// <summary>What every request must hold, whatever its protocol: MessagePack enforces no required member.</summary>
internal sealed class RequestCheck(LivePolicy policies, TimeProvider time)
{
    private const int MaxTopics = 32;
    private static readonly TimeSpan MaxSkew = TimeSpan.FromMinutes(5);

    /// <summary>The connection's token, the clock, and a session that lives.</summary>
    public void Envelope(Invocation invocation)
    {
        var connection = invocation.Connection;
        var request = invocation.Request ?? throw new CareRefusalException(ErrorCode.InvalidRequest);
        Standing(connection);
        if (!connection.HasToken(request.ConnectionToken)) throw new CareRefusalException(ErrorCode.InvalidConnectionToken);
        if (request.InvocationId == Guid.Empty) throw new CareRefusalException(ErrorCode.InvalidRequest);
        if (request.Timestamp is { } stamp && (stamp - time.GetUtcNow()).Duration() > MaxSkew)
            throw new CareRefusalException(ErrorCode.StaleRequest);
    }

    /// <summary>A session that lives, and a token that has not ended.</summary>
    public void Standing(Connection connection)
    {
        if (connection.Session.HasEnded) throw new CareRefusalException(ErrorCode.SessionEnded);
        if (connection.IsClosing || time.GetUtcNow() >= connection.ExpiresAt) throw new CareRefusalException(ErrorCode.Unauthenticated);
    }

    /// <summary>Exactly one way to name the patient, and topics that the policy knows; no patterns.</summary>
    public void PatientRequest(IPatientRequest request)
    {
        Question(request.Patient, request.Topics);
    }

    /// <summary>The same of a patient and topics that are only asked about.</summary>
    public void Question(PatientReference? patient, IReadOnlyList<string>? topics)
    {
        Patient(patient);
        Choice(topics);
    }

    /// <summary>Some topics, all of which the policy knows.</summary>
    public void Choice(IReadOnlyList<string>? topics)
    {
        if (topics is not { Count: > 0 and <= MaxTopics }) throw new CareRefusalException(ErrorCode.InvalidRequest);
        Topics(topics);
    }

    /// <summary>Exactly one way to name the patient.</summary>
    public static void Patient(PatientReference? patient)
    {
        if (!NamesOnePatient(patient)) throw new CareRefusalException(ErrorCode.InvalidRequest);
    }

    /// <summary>What a denial is answered with: a sign-in that is too old can be made anew, a token too, everything else looks the same.</summary>
    public CareRefusalException RefusalOf(Decision decision, TenantId tenant) => decision is Decision.Deny { Reason: "sign-in" }
        ? new CareRefusalException(ErrorCode.InsufficientAuthentication) { MaxAge = policies.For(tenant).Rules.BreakGlass.SignInWithin }
        : new CareRefusalException(DenialCode.Of(decision));

    /// <summary>Topics that the policy knows.</summary>
    public void Topics(IReadOnlyList<string> topics)
    {
        foreach (var topic in topics)
            if (topic is null || !policies.Set.Base.Topics.ContainsKey(topic)) throw new CareRefusalException(ErrorCode.UnknownTopic);
    }

    private static bool NamesOnePatient(PatientReference? patient) => patient switch
    {
        { Id: not null, Identifier: null } => PatientId.TryParse(patient.Id, out _),
        { Id: null, Identifier: { System: { Length: > 0 and <= 256 }, Value: { Length: > 0 and <= 256 } } } => true,
        _ => false,
    };
}
