namespace RealtimeCare.Identity.Accounts;

/// <summary>One hospital or group.</summary>
internal sealed class Tenant
{
    public required string Id { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
