using RealtimeCare.Client.Following;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client;

/// <summary>Follows patients: connects, stays connected through token refreshes and losses, and stops for good when the session ends.</summary>
public sealed class RealtimeCareClient : IAsyncDisposable
{
    /// <summary>Checks the options; nothing is sent yet.</summary>
    public RealtimeCareClient(RealtimeCareClientOptions options) => throw new NotImplementedException();

    /// <summary>How things stand.</summary>
    public ConnectionStatus Status => throw new NotImplementedException();

    /// <summary>Completes with the reason when the session is over for good; cancelled when the client is disposed before.</summary>
    public Task<EndReason> Ended => throw new NotImplementedException();

    /// <summary>The status changed; raised one after another, on no particular thread.</summary>
#pragma warning disable CS0067, CA1003
    public event EventHandler<ConnectionStatus>? StatusChanged;
#pragma warning restore CS0067, CA1003

    /// <summary>Connects and waits for the server's welcome.</summary>
    public Task ConnectAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Follows a patient's topics as a stream.</summary>
    public IAsyncEnumerable<Notification> FollowAsync(
        PatientReference patient, IReadOnlyList<string> topics, FollowFrom from = FollowFrom.Now, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Follows a patient's topics as a stream, from behind a position that was read before.</summary>
    public IAsyncEnumerable<Notification> FollowAsync(
        PatientReference patient, IReadOnlyList<string> topics, Position after, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Follows a patient's topics with a handler; returns when the server has granted it.</summary>
    public Task<FollowedPatient> FollowAsync(
        PatientReference patient,
        IReadOnlyList<string> topics,
        Func<Notification, CancellationToken, Task> handler,
        FollowFrom from = FollowFrom.Now,
        CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>The latest state of a patient's topics, without following.</summary>
    public Task<SnapshotResult> SnapshotAsync(
        PatientReference patient, IReadOnlyList<string> topics, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>A person did something in the app.</summary>
    public Task<ReportActivityResult> ReportActivityAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Hands over to a new connection with a new token now.</summary>
    public Task HandOverAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
