using RealtimeCare.Client.Tokens;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Administration;

/// <summary>Administers a tenant: people, services, relationships and live sessions.</summary>
public sealed class CareAdministrator : IAsyncDisposable
{
    /// <summary>Checks the options; nothing is sent yet.</summary>
    public CareAdministrator(RealtimeCareClientOptions options) => throw new NotImplementedException();

    /// <inheritdoc cref="RealtimeCareClient.Ended"/>
    public Task<EndReason> Ended => throw new NotImplementedException();

    /// <inheritdoc cref="RealtimeCareClient.Status"/>
    public ConnectionStatus Status => throw new NotImplementedException();

#pragma warning disable CS0067
    /// <summary>The live sessions changed: look again.</summary>
    public event EventHandler? SessionsChanged;
#pragma warning restore CS0067

    /// <summary>Makes the first administrator of a fresh server with the one-time code that it printed.</summary>
    public static Task<SetUpResult> SetUpAsync(
        Uri server, string code, string tenant, string userName, string password, SignInOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Connects to the administrators' hub; needed for live sessions only.</summary>
    public Task ConnectAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>The live sessions of the own tenant, newest first.</summary>
    public Task<IReadOnlyList<LiveSession>> LiveSessionsAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Ends one session by force.</summary>
    public Task<EndSessionsResult> EndSessionAsync(string sessionId, bool preview = false, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Ends all sessions of a person or service by force.</summary>
    public Task<EndSessionsResult> EndSessionsOfAsync(string subject, bool preview = false, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Makes an account.</summary>
    public Task<CareUser> CreateUserAsync(
        string userName, string password, IReadOnlyList<string> roles, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>All accounts of the own tenant.</summary>
    public Task<IReadOnlyList<CareUser>> ListUsersAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Changes an account; null leaves as it is.</summary>
    public Task<CareUser> SetUserAsync(
        string userId, IReadOnlyList<string>? roles = null, bool? disabled = null, string? password = null, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Registers a backend service by the public half of its key, see <see cref="ServiceSignIn.PublicJwk"/>.</summary>
    public Task<CareService> RegisterServiceAsync(
        string clientId, string displayName, IReadOnlyList<string> scopes, string publicJwk, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>The registered services of the own tenant.</summary>
    public Task<IReadOnlyList<CareService>> ListServicesAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Removes a service; it can sign in no more.</summary>
    public Task RemoveServiceAsync(string clientId, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Loads a FHIR R4 CareTeam, Encounter, or Bundle of them.</summary>
    public Task<LoadedRelationships> LoadRelationshipsAsync(FhirJson resource, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>The relationships of a patient.</summary>
    public Task<IReadOnlyList<Relationship>> SearchRelationshipsAsync(PatientReference patient, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Finds a patient by its identifiers, or makes one; returns the service's id.</summary>
    public Task<string> RegisterPatientAsync(IReadOnlyList<PatientIdentifier> identifiers, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
