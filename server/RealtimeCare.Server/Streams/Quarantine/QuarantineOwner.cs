using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Streams.Quarantine;

/// <summary>Whose refused events: nobody else lists, reads, changes or replays them.</summary>
public readonly record struct QuarantineOwner(TenantId Tenant, SubjectId Publisher);
