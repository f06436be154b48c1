using System.Text.Json;
using RealtimeCare.Client.Access;
using RealtimeCare.Client.Connecting;
using RealtimeCare.Client.Tokens;
using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Administration;

/// <summary>Administers a tenant: people, services, relationships, live sessions and broken glasses.</summary>
/// <remarks>Every refusal is a <see cref="CareException"/>. All members may be called from any thread.</remarks>
public sealed class CareAdministrator : IAsyncDisposable
{
    private const string UsersPath = "api/v1/users";
    private const string ClientsPath = "api/v1/clients";

    private readonly HubClient _hub;
    private readonly ServerCalls _calls;
    private readonly ReviewCalls _reviews;
    private readonly ReceiverCalls _receivers;
    private readonly AdminLinkOwner _owner = new();
    private readonly ChangeFollower _changes;

    /// <summary>Checks the options; nothing is sent yet.</summary>
    /// <exception cref="ArgumentException">The address is not https, there is no token source, or a pin is malformed.</exception>
    public CareAdministrator(RealtimeCareClientOptions options)
        : this(options, null)
    {
    }

    internal CareAdministrator(RealtimeCareClientOptions options, ILinkFactory? links)
    {
        ArgumentNullException.ThrowIfNull(options);
        _calls = ServerCalls.Of(options);
        _hub = new HubClient(options, RealtimeCareProtocol.AdminHubPath, _owner, links);
        _changes = new ChangeFollower(_owner, options.Time);
        _hub.Board.Sender = this;
        _owner.Changed += () => _hub.Events.Tell(SessionsChanged, handler => handler(this, EventArgs.Empty));
        _owner.GlassChanged += () => _hub.Events.Tell(BreakGlassChanged, handler => handler(this, EventArgs.Empty));
        _owner.UndeliveredFound += () => _hub.Events.Tell(UndeliveredChanged, handler => handler(this, EventArgs.Empty));
        _reviews = new ReviewCalls(_hub.Calls);
        _receivers = new ReceiverCalls(_hub.Calls);
    }

    /// <inheritdoc cref="RealtimeCareClient.StatusChanged"/>
#pragma warning disable CA1003 // A status is a record, and needs no class of its own to be told.
    public event EventHandler<ConnectionStatus>? StatusChanged
    {
        add => _hub.Board.Changed += value;
        remove => _hub.Board.Changed -= value;
    }
#pragma warning restore CA1003

    /// <summary>
    /// The live sessions changed, or may have while there was no connection: look again, or use <see cref="FollowSessionsAsync"/>. Raised
    /// on a thread of the pool, as the other changes are.
    /// </summary>
    public event EventHandler? SessionsChanged;

    /// <summary>Somebody broke the glass, or a grant ended, was attested or reviewed: look again. Raised on a thread of the pool.</summary>
    public event EventHandler? BreakGlassChanged;

    /// <summary>
    /// Nobody has seen an event in time, or somebody has seen one since: look again. Raised on a thread of the pool.
    /// </summary>
    public event EventHandler? UndeliveredChanged;

    /// <inheritdoc cref="RealtimeCareClient.Ended"/>
    public Task<EndReason> Ended => _hub.Board.Ended;

    /// <inheritdoc cref="RealtimeCareClient.Status"/>
    public ConnectionStatus Status => _hub.Board.Status;

    /// <summary>Makes the first administrator of a fresh server with the one-time code that it printed.</summary>
    public static async Task<SetUpResult> SetUpAsync(
        Uri server,
        string code,
        string tenant,
        string userName,
        string password,
        SignInOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new SignInOptions();
        using var calls = ServerCalls.Of(server, options.TrustedRoots, options.PinnedSpkiSha256, null, options.Time);
        var body = new SetUpBody(code, tenant, userName, password);
        return await calls.SendAsync(
            new Call(HttpMethod.Post, "api/v1/setup"), body, ClientJson.Default.SetUpBody, ClientJson.Default.SetUpResult, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Connects to the administrators' hub; needed for live sessions, break-glass and explanations.</summary>
    public Task ConnectAsync(CancellationToken cancellationToken = default) => _hub.Worker.StartAsync(cancellationToken);

    /// <summary>The live sessions of the own tenant, newest first.</summary>
    public async Task<IReadOnlyList<LiveSession>> LiveSessionsAsync(CancellationToken cancellationToken = default)
    {
        var (result, _) = await _hub.Calls
            .CallAsync<LiveSessionsResult>(nameof(IAdminHub.LiveSessions), RequestOf, cancellationToken).ConfigureAwait(false);
        return result.Sessions;

        static object RequestOf(CallStamp stamp) =>
            new LiveSessionsRequest { InvocationId = stamp.InvocationId, ConnectionToken = stamp.ConnectionToken };
    }

    /// <summary>
    /// The live sessions of the own tenant now, and again whenever they have changed, at most once a second. Losses of the connection are
    /// made good in between. Leaving the loop stops it.
    /// </summary>
    /// <exception cref="SessionEndedException">The administrator's own session is over for good.</exception>
    public IAsyncEnumerable<IReadOnlyList<LiveSession>> FollowSessionsAsync(CancellationToken cancellationToken = default) =>
        _changes.FollowAsync(hint => _owner.Changed += hint, hint => _owner.Changed -= hint, LiveSessionsAsync, cancellationToken);

    /// <summary>Events of the own tenant that nobody has seen in time, nor since, now and whenever that has changed.</summary>
    /// <inheritdoc cref="FollowSessionsAsync"/>
    public IAsyncEnumerable<IReadOnlyList<UndeliveredEvent>> FollowUndeliveredAsync(CancellationToken cancellationToken = default) =>
        _changes.FollowAsync(hint => _owner.UndeliveredFound += hint, hint => _owner.UndeliveredFound -= hint, UndeliveredAsync, cancellationToken);

    /// <summary>Ends one session by force, or only tells what that would hit.</summary>
    public Task<EndSessionsResult> EndSessionAsync(string sessionId, bool preview = false, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(sessionId);
        return EndAsync(sessionId, null, preview, cancellationToken);
    }

    /// <summary>Ends all sessions of a person or service by force, or only tells what that would hit.</summary>
    public Task<EndSessionsResult> EndSessionsOfAsync(string subject, bool preview = false, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        return EndAsync(null, subject, preview, cancellationToken);
    }

    /// <summary>The break-glass grants of the own tenant, newest first; of one status, or all.</summary>
    public Task<IReadOnlyList<BreakGlassGrant>> BreakGlassGrantsAsync(
        BreakGlassStatus? status = null, CancellationToken cancellationToken = default) => _reviews.ListAsync(status, cancellationToken);

    /// <summary>Ends somebody's grant at once.</summary>
    public Task RevokeBreakGlassAsync(Guid grantId, CancellationToken cancellationToken = default) =>
        _reviews.RevokeAsync(grantId, cancellationToken);

    /// <summary>Says whether a grant that has ended was in order; once, and never of one's own.</summary>
    public Task ReviewBreakGlassAsync(
        Guid grantId, BreakGlassVerdict verdict, string? note = null, CancellationToken cancellationToken = default) =>
        _reviews.ReviewAsync(grantId, verdict, note, cancellationToken);

    /// <summary>Why somebody may or may not follow a patient's topics, with every factor.</summary>
    public Task<AccessExplanation> ExplainAccessAsync(AccessQuestion question, CancellationToken cancellationToken = default) =>
        _reviews.ExplainAsync(question, cancellationToken);

    /// <summary>Events of the own tenant that nobody has seen in time, nor since; the latest deadline first.</summary>
    public Task<IReadOnlyList<UndeliveredEvent>> UndeliveredAsync(CancellationToken cancellationToken = default) =>
        _receivers.UndeliveredAsync(cancellationToken);

    /// <summary>Who has received an event, also one that was taken back since.</summary>
    /// <param name="patient">The event's patient.</param>
    /// <param name="position">The event's position.</param>
    /// <param name="restricted">Whether that is one of the patient's restricted stream; for reviewers of access alone.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<ReceiversResult> ReceiversAsync(
        PatientReference patient, Position position, bool restricted = false, CancellationToken cancellationToken = default) =>
        _receivers.ReceiversAsync(patient, position, restricted, cancellationToken);

    /// <summary>Makes an account.</summary>
    /// <param name="userName">The name to sign in with.</param>
    /// <param name="password">The first password.</param>
    /// <param name="roles">One role or several; <c>patient</c> goes alone.</param>
    /// <param name="patientId">Which patient the person is, by the service's id: needed for the role <c>patient</c>, refused for all others.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<CareUser> CreateUserAsync(
        string userName, string password, IReadOnlyList<string> roles, string? patientId = null, CancellationToken cancellationToken = default) =>
        _calls.SendAsync(
            new Call(HttpMethod.Post, UsersPath),
            new NewUserBody(userName, password, roles, patientId),
            ClientJson.Default.NewUserBody,
            ClientJson.Default.CareUser,
            cancellationToken);

    /// <summary>All accounts of the own tenant.</summary>
    public async Task<IReadOnlyList<CareUser>> ListUsersAsync(CancellationToken cancellationToken = default) =>
        (await _calls.GetAsync(UsersPath, ClientJson.Default.UsersAnswer, cancellationToken).ConfigureAwait(false)).Users;

    /// <summary>Changes an account; null leaves as it is.</summary>
    public Task<CareUser> SetUserAsync(
        string userId,
        IReadOnlyList<string>? roles = null,
        bool? disabled = null,
        string? password = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        return _calls.SendAsync(
            new Call(HttpMethod.Patch, $"{UsersPath}/{Uri.EscapeDataString(userId)}"),
            new UserChangeBody(roles, disabled, password),
            ClientJson.Default.UserChangeBody,
            ClientJson.Default.CareUser,
            cancellationToken);
    }

    /// <summary>Registers a backend service by the public half of its key, see <see cref="ServiceSignIn.PublicJwk"/>.</summary>
    /// <exception cref="ArgumentException">The key is not JSON, or holds its private half.</exception>
    public Task<CareService> RegisterServiceAsync(
        string clientId, string displayName, IReadOnlyList<string> scopes, string publicJwk, CancellationToken cancellationToken = default) =>
        _calls.SendAsync(
            new Call(HttpMethod.Post, ClientsPath),
            new NewServiceBody(clientId, displayName, scopes, new JwkSet([PublicKeyOf(publicJwk)])),
            ClientJson.Default.NewServiceBody,
            ClientJson.Default.CareService,
            cancellationToken);

    /// <summary>The registered services of the own tenant.</summary>
    public async Task<IReadOnlyList<CareService>> ListServicesAsync(CancellationToken cancellationToken = default) =>
        (await _calls.GetAsync(ClientsPath, ClientJson.Default.ServicesAnswer, cancellationToken).ConfigureAwait(false)).Clients;

    /// <summary>Removes a service; it can sign in no more.</summary>
    public Task RemoveServiceAsync(string clientId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(clientId);
        return _calls.DeleteAsync($"{ClientsPath}/{Uri.EscapeDataString(clientId)}", cancellationToken);
    }

    /// <summary>
    /// Loads treatment relationships from a FHIR R4 CareTeam, Encounter, or Bundle of them. Loading a resource again replaces
    /// what followed from it.
    /// </summary>
    public Task<LoadedRelationships> LoadRelationshipsAsync(FhirJson resource, CancellationToken cancellationToken = default) =>
        _calls.SendAsync(
            new Call(HttpMethod.Post, "api/v1/relationships"),
            resource,
            ClientJson.Default.FhirJson,
            ClientJson.Default.LoadedRelationships,
            cancellationToken);

    /// <summary>The relationships of a patient.</summary>
    public async Task<IReadOnlyList<Relationship>> SearchRelationshipsAsync(
        PatientReference patient, CancellationToken cancellationToken = default)
    {
        var answer = await _calls.SendAsync(
            new Call(HttpMethod.Post, "api/v1/relationships/search"),
            new RelationshipSearchBody(patient),
            ClientJson.Default.RelationshipSearchBody,
            ClientJson.Default.RelationshipsAnswer,
            cancellationToken).ConfigureAwait(false);
        return answer.Relationships;
    }

    /// <summary>Finds a patient by its identifiers, or makes one; returns the service's id.</summary>
    public async Task<string> RegisterPatientAsync(
        IReadOnlyList<PatientIdentifier> identifiers, CancellationToken cancellationToken = default)
    {
        var answer = await _calls.SendAsync(
            new Call(HttpMethod.Post, "api/v1/patients"),
            new NewPatientBody(identifiers),
            ClientJson.Default.NewPatientBody,
            ClientJson.Default.PatientAnswer,
            cancellationToken).ConfigureAwait(false);
        return answer.PatientId;
    }

    /// <summary>Disconnects. The sign-in stays.</summary>
    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync().ConfigureAwait(false);
        _calls.Dispose();
    }

    private async Task<EndSessionsResult> EndAsync(string? sessionId, string? subject, bool preview, CancellationToken cancellationToken)
    {
        var (result, _) = await _hub.Calls
            .CallAsync<EndSessionsResult>(nameof(IAdminHub.EndSessions), RequestOf, cancellationToken).ConfigureAwait(false);
        return result;

        object RequestOf(CallStamp stamp) => new EndSessionsRequest
        {
            InvocationId = stamp.InvocationId,
            ConnectionToken = stamp.ConnectionToken,
            SessionId = sessionId,
            Subject = subject,
            Preview = preview,
        };
    }

    private static JsonElement PublicKeyOf(string publicJwk)
    {
        ArgumentException.ThrowIfNullOrEmpty(publicJwk);
        try
        {
            var key = JsonDocument.Parse(publicJwk).RootElement;
            if (key.ValueKind == JsonValueKind.Object && !key.TryGetProperty("d", out _)) return key;
        }
        catch (JsonException)
        {
            // Said below, without quoting what may be a private key.
        }

        throw new ArgumentException("A public key as a JSON Web Key is needed, without its private part \"d\".", nameof(publicJwk));
    }
}
