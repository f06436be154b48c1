using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Streams;

/// <summary>Names a stream: there is one per patient of a tenant.</summary>
public readonly record struct StreamKey(TenantId Tenant, PatientId Patient);
