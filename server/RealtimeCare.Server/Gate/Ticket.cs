using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Gate;

/// <summary>What a negotiated connection must match: whose session it is, and which hub it was asked for.</summary>
internal sealed record Ticket(string Hub, string Session, string Issuer, TenantId Tenant, SubjectId Subject)
{
    public static Ticket Of(Caller caller, string hub) => new(hub, caller.SessionId, caller.Issuer, caller.Tenant, caller.Subject);
}

/// <summary>That the gate let a request for a ticket pass, with the version that it named.</summary>
internal sealed record Negotiation;

/// <summary>The ticket that an upgrade carried in place of a subprotocol. It is a secret, so nothing prints it.</summary>
internal sealed class PresentedTicket(string text)
{
    public string Text => text;
}
