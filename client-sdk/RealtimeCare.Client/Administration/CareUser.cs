namespace RealtimeCare.Client.Administration;

/// <summary>A person's account.</summary>
/// <param name="UserId">The id; the subject of the person's tokens.</param>
/// <param name="UserName">The name to sign in with.</param>
/// <param name="Roles">The roles.</param>
/// <param name="Disabled">Whether signing in is forbidden.</param>
/// <param name="PatientId">Which patient the person is; null unless the role is <c>patient</c>.</param>
public sealed record CareUser(string UserId, string UserName, IReadOnlyList<string> Roles, bool Disabled, string? PatientId = null)
{
    /// <summary>Without names: that somebody is a patient is itself health data.</summary>
    public override string ToString() => $"user {UserId}";
}
