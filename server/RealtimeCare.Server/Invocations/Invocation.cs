using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;
using RealtimeCare.Server.Delivery;

namespace RealtimeCare.Server.Invocations;

/// <summary>One call in flight: the object that travels through the filters to the hub method. One field per station.</summary>
public sealed class Invocation
{
    /// <summary>The connection that calls.</summary>
    public Connection Connection { get; internal set; } = null!;

    /// <summary>Who calls.</summary>
    public Caller Caller => Connection.Caller;

    /// <summary>Leads from an answer to the log and the trail.</summary>
    public string RequestId { get; } = Guid.CreateVersion7().ToString("N");

    /// <summary>The patient that the request is about; set when the call is permitted.</summary>
    public PatientId? Patient { get; internal set; }

    internal InvocationPlan Plan { get; set; } = null!;

    internal IHubRequest? Request { get; set; }

    internal LiveDecision? Decision { get; set; }

    /// <summary>Of a call that takes followings over, whether they may go on; the rest of it is decided by itself.</summary>
    internal Decision? Following { get; set; }

    /// <summary>What is done when the answer is on its way: whatever is told because of the call comes behind it.</summary>
    internal Action? Afterwards { get; set; }

    internal bool IsRecorded { get; set; }

    /// <summary>Whether it is answered with the outcome of the call that it repeats.</summary>
    internal bool IsRepeat { get; set; }

    /// <summary>The entitlement of a permitted call about a patient.</summary>
    internal Entitlement Entitlement => Decision is { Decision: Decision.Permit permit } live
        ? new Entitlement(permit, live.Revisions)
        : throw new InvalidOperationException("The call is not permitted.");
}
