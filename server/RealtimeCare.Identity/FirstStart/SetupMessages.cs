using System.Text.Json.Serialization;

namespace RealtimeCare.Identity.FirstStart;

/// <summary>The first tenant and its administrator; secrets are never part of a text made from it.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record FirstSetup(string? Code, string? Tenant, string? UserName, string? Password)
{
    public override string ToString() => nameof(FirstSetup);
}

/// <summary>What was made.</summary>
internal sealed record FirstSetupDone(string UserId, string Tenant);
