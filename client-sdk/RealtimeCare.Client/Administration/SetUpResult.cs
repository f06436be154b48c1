namespace RealtimeCare.Client.Administration;

/// <summary>The first administrator was made.</summary>
/// <param name="UserId">The administrator's id.</param>
/// <param name="Tenant">The tenant that was made with it.</param>
public sealed record SetUpResult(string UserId, string Tenant);
