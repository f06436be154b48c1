using System.Text.Json;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Administration;

// The bodies of the administrators' HTTP calls; those with secrets or patient data name themselves without content.

internal sealed record SetUpBody(string Code, string Tenant, string UserName, string Password)
{
    public override string ToString() => "(set-up)";
}

internal sealed record NewUserBody(string UserName, string Password, IReadOnlyList<string> Roles, string? PatientId)
{
    public override string ToString() => "(new user)";
}

internal sealed record UserChangeBody(IReadOnlyList<string>? Roles, bool? Disabled, string? Password)
{
    public override string ToString() => "(change of a user)";
}

internal sealed record UsersAnswer(IReadOnlyList<CareUser> Users);

internal sealed record JwkSet(IReadOnlyList<JsonElement> Keys);

internal sealed record NewServiceBody(string ClientId, string DisplayName, IReadOnlyList<string> Scopes, JwkSet Jwks);

internal sealed record ServicesAnswer(IReadOnlyList<CareService> Clients);

internal sealed record RelationshipSearchBody(PatientReference Patient);

internal sealed record RelationshipsAnswer(IReadOnlyList<Relationship> Relationships);

internal sealed record NewPatientBody(IReadOnlyList<PatientIdentifier> Identifiers);

internal sealed record PatientAnswer(string PatientId);
